/** TLS over Node's sockets, as the side that clients connect to. */
import type { Socket } from 'node:net';
import { createSecureContext, DEFAULT_CIPHERS, type SecureContext, type SecureVersion, TLSSocket } from 'node:tls';
import type { TlsFacts, TlsIdentity } from '../base/ports.js';

/** TLS 1.3 has ciphers of its own. A list that names none of them does not switch that version off. */
const CIPHERS_13 = ['TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256', 'TLS_AES_128_GCM_SHA256'].join(':');

const contexts = new WeakMap<TlsIdentity, SecureContext>();

/** Throws OpenSSL's error where something does not fit. */
export function secureContext(identity: TlsIdentity): SecureContext {
  const known = contexts.get(identity);
  if (known) return known;
  const { certificate, key, authorities, revoked, minVersion, maxVersion } = identity;
  const made = createSecureContext({
    cert: certificate,
    key,
    ...(authorities.length > 0 && { ca: [...authorities] }),
    ...(revoked.length > 0 && { crl: [...revoked] }),
    ciphers: ciphersOf(identity),
    minVersion: minVersion as SecureVersion,
    maxVersion: maxVersion as SecureVersion,
  });
  contexts.set(identity, made);
  return made;
}

/** What is offered, as a list. */
export function ciphersOf({ ciphers }: TlsIdentity): string {
  const wanted = ciphers ?? DEFAULT_CIPHERS;
  return wanted.includes('TLS_') ? wanted : `${CIPHERS_13}:${wanted}`;
}

/** The encrypted socket over that one, and what was agreed on; undefined when the handshake fails. */
export async function acceptTls(
  socket: Socket,
  identity: TlsIdentity,
  signal: AbortSignal | undefined,
): Promise<{ readonly socket: TLSSocket; readonly facts: TlsFacts } | undefined> {
  const secure = new TLSSocket(socket, {
    isServer: true,
    secureContext: secureContext(identity),
    requestCert: true,
    // A client need not have a certificate; whether one that it shows is trusted is asked below.
    rejectUnauthorized: false,
  });
  secure.on('error', () => {});
  const isDone = await new Promise<boolean>((resolve) => {
    secure.once('secure', () => resolve(true));
    secure.once('close', () => resolve(false));
    secure.once('error', () => resolve(false));
    signal?.addEventListener('abort', () => resolve(false), { once: true });
  });
  const shown = isDone ? secure.getPeerX509Certificate() : undefined;
  if (!isDone || (shown && !isTrusted(secure))) {
    secure.destroy();
    return undefined;
  }
  const facts = {
    version: secure.getProtocol() ?? '',
    cipher: secure.getCipher().name,
    peer: shown && { subject: oneLine(shown.subject), issuer: oneLine(shown.issuer) },
  };
  return { socket: secure, facts };
}

/** Node asks that for sockets of its own servers only: there `authorized` has the answer. */
const isTrusted = (secure: TLSSocket): boolean =>
  !(secure as unknown as { readonly ssl: { verifyError(): unknown } }).ssl.verifyError();

/** `/C=FI/CN=name`, as OpenSSL writes a name in one line. */
const oneLine = (name: string): string => `/${name.replaceAll('\n', '/')}`;
