/** The vault_url: `scheme://host/v1/secret`, of which the scheme may be missing and slashes may be repeated. */

/** The places in Vault that the plugin asks. */
export interface VaultPlaces {
  /** How the secret is mounted. */
  readonly tune: string;
  /** The keys; their ids follow. */
  readonly keys: string;
}

const LENGTH_MAX = 32768;

/** The places below a URL, or what is wrong with it. Nothing is asked of the network. */
export function placesOf(url: string): VaultPlaces | { readonly problem: string } {
  if (url.length > LENGTH_MAX) return { problem: 'Maximum allowed vault URL length exceeded' };
  const path = pathOf(url);
  if (path === 'no host') return { problem: `Supplied URL does not contain a hostname: "${url}"` };
  const version = path === undefined ? undefined : /^\/+v1(?:\/+|$)/.exec(url.slice(path));
  if (path === undefined || !version) return { problem: withoutPrefix(url) };
  const start = path + version[0].length;
  const secret = url.slice(start).replace(/\/+$/, '');
  if (secret === '') return { problem: `Supplied URL does not contain a secret name: "${url}"` };
  const base = url.slice(0, start);
  return { tune: `${base}sys/mounts/${secret}/tune`, keys: `${base}${secret}/data/` };
}

/** Where the path begins; undefined when there is none. */
function pathOf(url: string): number | 'no host' | undefined {
  const first = url.indexOf('/');
  if (first < 0) return undefined;
  if (first === 0) return 'no host';
  if (url[first - 1] !== ':' || url[first + 1] !== '/') return first;
  const host = first + 2;
  if (host === url.length) return 'no host';
  const path = url.indexOf('/', host);
  if (path < 0) return undefined;
  return path === host && url.slice(0, first) !== 'file:' ? 'no host' : path;
}

const withoutPrefix = (url: string) =>
  `According to the Hashicorp Vault API rules, the path inside the URL must start with the "/v1/" prefix, while the supplied URL value is: "${url}"`;
