/** The variables of file_key_management, which differ between releases. */
import { isAtLeast, oneOf, type ServerIdentity, sysvar, text, unsigned } from 'sealion/plugin';
import { DIGESTS, type Digest } from './openssl.js';

/** Those that every release has. */
export function commonVars(server: ServerIdentity) {
  const stop = isAtLeast(server, 11, 0) ? '' : '.';
  return {
    filename: sysvar('file_key_management_filename', {
      scope: 'GLOBAL',
      dynamic: false,
      type: text(),
      default: '',
      comment: `Path and name of the key file${stop}`,
    }),
    filekey: sysvar('file_key_management_filekey', {
      scope: 'GLOBAL',
      dynamic: false,
      type: text(),
      default: '',
      comment: `Key to encrypt / decrypt the keyfile${stop}`,
    }),
    encryptionAlgorithm: sysvar('file_key_management_encryption_algorithm', {
      scope: 'GLOBAL',
      dynamic: false,
      type: oneOf('aes_cbc', 'aes_ctr'),
      default: 'aes_cbc',
      comment: `Encryption algorithm to use, aes_ctr is the recommended one${stop}`,
    }),
  };
}

/** How the password of the key file was made a key: only in newer releases. */
export const derivationVars = {
  digest: sysvar<Digest>('file_key_management_digest', {
    scope: 'GLOBAL',
    dynamic: false,
    type: oneOf(...DIGESTS),
    default: 'sha1',
    comment: 'Digest algorithm used for decrypting the key file. The value of the openssl enc -md option',
  }),
  usePbkdf2: sysvar('file_key_management_use_pbkdf2', {
    scope: 'GLOBAL',
    dynamic: false,
    type: unsigned({ min: 0, max: 0xffffffff, block: 0 }),
    default: 0,
    comment:
      "Number of PBKDF2 iteration used for decrypting the key file. Use 0 to disable PBKDF2, otherwise it's a value of the openssl enc -iter option",
  }),
};
