/** Where a client connects to, and how: from a URL, options and the environment. */
import { CONNECTION_OPTIONS, type ConnectionOptions } from '../client/connection-options.js';

/** What is asked of an encrypted connection: paths of PEM files, and OpenSSL's words. */
export interface TlsWishes {
  readonly ca: string | undefined;
  readonly capath: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
  readonly cipher: string | undefined;
  readonly crl: string | undefined;
  /** Versions such as `TLSv1.2,TLSv1.3`. */
  readonly versions: string | undefined;
  readonly verify: boolean;
  /** Without it, a server that cannot encrypt is refused. */
  readonly optional: boolean;
}

export type Place = { readonly path: string } | { readonly host: string; readonly port: number };

export interface Target {
  readonly place: Place;
  readonly user: string;
  readonly password: string;
  readonly database: string | undefined;
  readonly compress: boolean;
  readonly connectTimeoutMs: number | undefined;
  /** The number by which a login names the collation. */
  readonly collation: number;
  readonly tls: TlsWishes | undefined;
}

const DEFAULT_PORT = 3306;
const DEFAULT_SOCKET = '/run/mysqld/mysqld.sock';

/** What the command line, or the URL, has wrong. */
export class BadTarget extends Error {
  override readonly name = 'BadTarget';
}

/** Collations by which a login names the character set. */
const CHARSETS: Readonly<Record<string, number>> = {
  latin1: 8,
  ascii: 11,
  utf8: 33,
  utf8mb3: 33,
  utf8mb4: 45,
  binary: 63,
};

/** Throws BadTarget, in which no password stands. */
export function targetOf(
  written: ConnectionOptions,
  env: Readonly<Record<string, string | undefined>>,
  systemUser: string,
): Target {
  const options = { ...(written.connect === undefined ? {} : urlOptions(written.connect)), ...written };
  const charset = (options.defaultCharacterSet ?? 'utf8mb4').toLowerCase();
  const collation = CHARSETS[charset];
  if (collation === undefined) throw new BadTarget(`unknown character set '${charset}'`);
  return {
    place: placeOf(options, env),
    user: options.user ?? systemUser,
    password: options.password ?? env['MYSQL_PWD'] ?? '',
    database: options.database,
    compress: isOn(options.compress),
    connectTimeoutMs: secondsOf(options.connectTimeout),
    collation,
    tls: tlsOf(options),
  };
}

/** `localhost` is behind a socket file, unless a port is named. */
function placeOf(options: ConnectionOptions, env: Readonly<Record<string, string | undefined>>): Place {
  const protocol = options.protocol?.toUpperCase();
  if (protocol !== undefined && protocol !== 'TCP' && protocol !== 'SOCKET') {
    throw new BadTarget(`unknown option to protocol: ${options.protocol}`);
  }
  const host = options.host ?? env['MYSQL_HOST'] ?? 'localhost';
  const isLocal = host === 'localhost' || host === '';
  const bySocket = protocol === 'SOCKET' || options.socket !== undefined || options.port === undefined;
  if (protocol !== 'TCP' && isLocal && bySocket) {
    return { path: options.socket ?? env['MYSQL_UNIX_PORT'] ?? DEFAULT_SOCKET };
  }
  return { host: isLocal ? 'localhost' : host, port: portOf(options.port ?? env['MYSQL_TCP_PORT']) };
}

function portOf(text: string | undefined): number {
  if (text === undefined || text === '0') return DEFAULT_PORT;
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new BadTarget(`'${text}' is no port`);
  return port;
}

function secondsOf(text: string | undefined): number | undefined {
  if (text === undefined || text === '0') return undefined;
  if (!/^\d+$/.test(text)) throw new BadTarget(`'${text}' is no number of seconds`);
  return Number(text) * 1000;
}

const isOn = (text: string | undefined): boolean => text !== undefined && !/^(0|off|false)$/i.test(text);

/** Where nothing is said, what the server can do decides; a file that belongs to TLS asks for it. */
function tlsOf(options: ConnectionOptions): TlsWishes | undefined {
  const { sslCa, sslCapath, sslCert, sslKey, sslCipher, sslCrl, tlsVersion } = options;
  const verify = isOn(options.sslVerifyServerCert);
  const asked = [sslCa, sslCapath, sslCert, sslKey, sslCipher, sslCrl].some((value) => value !== undefined) || verify;
  if (options.ssl !== undefined && !isOn(options.ssl)) return undefined;
  return {
    ca: sslCa,
    capath: sslCapath,
    cert: sslCert,
    key: sslKey,
    cipher: sslCipher,
    crl: sslCrl,
    versions: tlsVersion,
    verify,
    optional: options.ssl === undefined && !asked,
  };
}

const URL_PATTERN =
  /^(?:mysql|mariadb):\/\/(?:(?<login>[^/?#]*)@)?(?<place>[^/?#@]*)(?:\/(?<database>[^?#]*))?(?:\?(?<query>[^#]*))?$/s;
const PLACE_PATTERN = /^(?:\[(?<address>[^\]]*)\]|(?<host>[^:]*))(?::(?<port>\d*))?$/;

/** `mysql://user:password@host:port/database?socket=…`: each part may be left out, and is percent-encoded. */
function urlOptions(url: string): ConnectionOptions {
  const { login, place = '', database, query } = URL_PATTERN.exec(url)?.groups ?? {};
  const where = PLACE_PATTERN.exec(place)?.groups;
  if (!URL_PATTERN.test(url) || !where) throw new BadTarget('the URL is not mysql://user:password@host:port/database');
  const [user, password] = splitOnce(login ?? '', ':');
  return {
    ...named('user', user || undefined),
    ...named('password', password),
    ...named('host', where['address'] ?? (where['host'] || undefined)),
    ...named('port', where['port'] || undefined),
    ...named('database', database || undefined),
    ...queryOptions(query ?? ''),
  };
}

const IN_THE_URL_ITSELF: readonly string[] = ['connect', 'host', 'port'];

/** What follows the question mark are options under the names that they have on the command line. */
function queryOptions(query: string): ConnectionOptions {
  const options: Partial<Record<keyof ConnectionOptions, string>> = {};
  for (const pair of query.split('&').filter((one) => one !== '')) {
    const [name, value = '1'] = splitOnce(pair, '=');
    const option = CONNECTION_OPTIONS.find((one) => one.name === decoded(name).replaceAll('_', '-'));
    if (!option || IN_THE_URL_ITSELF.includes(option.key))
      throw new BadTarget(`the URL has an unknown parameter '${decoded(name)}'`);
    options[option.key] = decoded(value);
  }
  return options;
}

function splitOnce(text: string, separator: string): readonly [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

const named = (key: keyof ConnectionOptions, text: string | undefined): ConnectionOptions =>
  text === undefined ? {} : { [key]: decoded(text) };

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new BadTarget('the URL has a % that is no percent-encoding');
  }
}

/** A command line with nothing secret in it, for lists of processes. */
export const withoutPasswords = (args: readonly string[]): string[] =>
  args.map((arg) =>
    arg
      .replace(/^(--password=).+$/s, '$1x')
      .replace(/^(-[A-Za-z]*?p).+$/s, (whole, head: string) => (arg.startsWith('--') ? whole : `${head}x`))
      .replace(/((?:mysql|mariadb):\/\/[^/?#]*?:)[^/?#]*(?=@)/s, '$1x'),
  );
