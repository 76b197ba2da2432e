/** What the ssl_ variables say about TLS, read and checked once: at the start, and by FLUSH SSL. */
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { join, resolve } from 'node:path';
import { sqlError } from '../base/errors.js';
import type { Files, TlsIdentity } from '../base/ports.js';
import { startFailure } from '../startup/start-failure.js';
import type { OptionValue, SystemVariables } from '../sysvars/registry.js';

/** Options that ask for TLS: the last of them and of `ssl` decides. */
const ASKS: ReadonlySet<string> = new Set([
  ...['ssl_ca', 'ssl_capath', 'ssl_cert', 'ssl_cipher', 'ssl_crl', 'ssl_crlpath', 'ssl_key'],
]);

export function wantsTls(values: readonly OptionValue[]): boolean {
  const last = values.findLast(({ variable }) => variable.name === 'ssl' || ASKS.has(variable.name));
  return last !== undefined && (last.variable.name !== 'ssl' || last.value === true);
}

/** Why there is no TLS: the reason, and what goes to standard error besides. */
class TlsFailure extends Error {
  override readonly name = 'TlsFailure';
  readonly detail: string | undefined;

  constructor(message: string, detail?: string) {
    super(message);
    this.detail = detail;
  }
}

/** The same, and what the Ssl_ status variables say of it. */
export interface TlsServer extends TlsIdentity {
  readonly cipherList: string;
  readonly validFrom: string;
  readonly validTo: string;
}

/** Where the files are. */
export interface TlsPlace {
  readonly variables: SystemVariables;
  readonly directory: string;
  readonly files: Files;
}

/** As a start does it: throws StartFailure. */
export async function startTls(place: TlsPlace): Promise<TlsServer> {
  try {
    return await loadTls(place);
  } catch (error) {
    if (!(error instanceof TlsFailure)) throw error;
    const { message, detail } = error;
    const lines = ['Failed to setup SSL', `SSL error: ${message}`, 'Aborting'];
    throw startFailure(1, ...(detail === undefined ? [] : [{ text: `SSL error: ${detail}` }]), ...lines);
  }
}

/** As FLUSH SSL does it. Error: 1105. */
export async function renewTls(place: TlsPlace): Promise<TlsServer> {
  try {
    return await loadTls(place);
  } catch (error) {
    if (!(error instanceof TlsFailure)) throw error;
    throw sqlError('ER_UNKNOWN_ERROR', `Failed to refresh SSL, error: ${error.message}`);
  }
}

/** Throws TlsFailure with the server's words. */
async function loadTls({ variables, directory, files }: TlsPlace): Promise<TlsServer> {
  const value = (name: string) => String(variables.getByName(name) ?? '');
  const read = (path: string) => Buffer.from(files.readFile(resolve(directory, path))).toString('latin1');
  const identity = {
    ...ownPair(value('ssl_cert'), value('ssl_key'), read),
    authorities: authoritiesOf(value('ssl_ca'), value('ssl_capath'), directory, files, read),
    revoked: value('ssl_crl') === '' ? [] : [read(value('ssl_crl'))],
    ciphers: value('ssl_cipher') || undefined,
    ...versionsOf(variables),
  };
  const { validFrom, validTo } = new X509Certificate(identity.certificate);
  return { ...identity, cipherList: await checkedCiphers(identity), validFrom, validTo };
}

type Read = (path: string) => string;

/** One file may hold both. */
function ownPair(certPath: string, keyPath: string, read: Read): Pick<TlsIdentity, 'certificate' | 'key'> {
  const mismatch = 'Private key does not match the certificate public key';
  if (certPath === '' && keyPath === '') throw new TlsFailure(mismatch, mismatch);
  const [certFile, keyFile] = [certPath || keyPath, keyPath || certPath];
  const certificate = orFailure('Unable to get certificate', certFile, () => {
    const text = read(certFile);
    return { text, parsed: new X509Certificate(text) };
  });
  const key = orFailure('Unable to get private key', keyFile, () => {
    const text = read(keyFile);
    const parsed: KeyObject = createPrivateKey(text);
    if (!certificate.parsed.checkPrivateKey(parsed)) throw new Error(mismatch);
    return text;
  });
  return { certificate: certificate.text, key };
}

function orFailure<T>(message: string, path: string, work: () => T): T {
  try {
    return work();
  } catch {
    throw new TlsFailure(message, `${message} from '${path}'`);
  }
}

/** Files of a directory of authorities are named by a hash of whom they belong to. */
const HASHED = /^[0-9a-f]{8}\.\d+$/;

function authoritiesOf(file: string, path: string, directory: string, files: Files, read: Read): string[] {
  try {
    const full = resolve(directory, path);
    const listed = path === '' ? [] : files.list(full).filter((name) => HASHED.test(name));
    const texts = [...(file === '' ? [] : [file]), ...listed.map((name) => join(full, name))].map(read);
    for (const text of texts) new X509Certificate(text);
    return texts;
  } catch {
    throw new TlsFailure('SSL_CTX_set_default_verify_paths failed');
  }
}

/** The first and the last one that may be used. */
function versionsOf(variables: SystemVariables): Pick<TlsIdentity, 'minVersion' | 'maxVersion'> {
  const versions = variables
    .globalText('tls_version')
    .split(',')
    .map((name) => name.replace(/^TLSv1\.0$/, 'TLSv1'));
  return { minVersion: versions[0] ?? '', maxVersion: versions.at(-1) ?? '' };
}

/** Only OpenSSL knows the names of ciphers. */
async function checkedCiphers(identity: TlsIdentity): Promise<string> {
  const { ciphersOf, secureContext } = await import('./real-tls.js');
  try {
    secureContext(identity);
    return ciphersOf(identity);
  } catch {
    throw new TlsFailure('Failed to set ciphers to use');
  }
}
