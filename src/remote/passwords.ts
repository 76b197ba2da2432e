/** How a client shows that it knows a password, by the plugin that the server asks for. */
import { constants, createHash, publicEncrypt } from 'node:crypto';

const sha1 = (...parts: readonly Uint8Array[]): Buffer => hash('sha1', parts);
const sha256 = (...parts: readonly Uint8Array[]): Buffer => hash('sha256', parts);

function hash(algorithm: string, parts: readonly Uint8Array[]): Buffer {
  const digest = createHash(algorithm);
  for (const part of parts) digest.update(part);
  return digest.digest();
}

const xor = (bytes: Uint8Array, mask: Uint8Array): Buffer =>
  Buffer.from(bytes.map((byte, at) => byte ^ (mask[at % mask.length] ?? 0)));

/** mysql_native_password */
export function nativeAnswer(password: string, scramble: Uint8Array): Uint8Array {
  if (password === '') return new Uint8Array();
  const once = sha1(Buffer.from(password));
  return xor(once, sha1(scramble, sha1(once)));
}

/** caching_sha2_password, for a server that has seen the password before. */
export function cachingAnswer(password: string, scramble: Uint8Array): Uint8Array {
  if (password === '') return new Uint8Array();
  const once = sha256(Buffer.from(password));
  return xor(once, sha256(sha256(once), scramble));
}

/** The password for a connection that nobody can listen to. */
export const clearAnswer = (password: string): Uint8Array => Buffer.from(`${password}\0`);

/** The password for the one who has the private key. */
export function encryptedAnswer(password: string, scramble: Uint8Array, publicKey: string): Uint8Array {
  const key = { key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING };
  return publicEncrypt(key, xor(clearAnswer(password), scramble));
}
