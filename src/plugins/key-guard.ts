/** A key manager that throws or gives nonsense has, for the server, no such key; a cipher must keep the length. */
import {
  type Cipher,
  INVALID_KEY_VERSION,
  type KeyId,
  type KeyManager,
  type KeyVersion,
  NOT_ENCRYPTED,
} from '../services/encryption.js';
import { reasonOf, within } from './deadline.js';
import type { Witness } from './service-guard.js';

const KEY_LENGTHS = [16, 24, 32];

export function guardKeyManager(name: string, manager: KeyManager, { log, trace, deadline }: Witness): KeyManager {
  const blame = (problem: string) => {
    log.error(`${name}: ${problem}`);
    return undefined;
  };
  const tell = (call: string, detail: string) => {
    if (trace.enabled) trace.emit({ type: 'plugin', plugin: name, call, detail });
  };
  const ask = async <T>(call: string, question: () => T) => {
    try {
      return await within(call, question, deadline);
    } catch (error) {
      return blame(reasonOf(error));
    }
  };
  return {
    async latestVersion(id) {
      const version = await ask(`latestVersion(${id})`, () => manager.latestVersion(id));
      tell(`latestVersion(${id})`, String(version ?? 'unknown'));
      if (version === undefined || isVersion(version)) return version;
      return blame(`the latest version of key ${id} is no key version`);
    },
    async key(id, version) {
      const key = await ask(`key(${id}, ${version})`, () => manager.key(id, version));
      tell(`key(${id}, ${version})`, key === undefined ? 'unknown' : `${key.length} bytes`);
      if (key === undefined || (key instanceof Uint8Array && KEY_LENGTHS.includes(key.length))) return key;
      return blame(`version ${version} of key ${id} does not have 16, 24 or 32 bytes`);
    },
    cipherMode: () => manager.cipherMode?.() ?? 'CBC',
    // Absent where it is absent: the server's own cipher asks nobody.
    ...(manager.cipher ? { cipher: (id, version) => cipherOf(manager, id, version, blame) } : {}),
  };
}

/** 0 is a version, too: it says that new data is not encrypted. */
const isVersion = (version: number) =>
  Number.isInteger(version) && version >= NOT_ENCRYPTED && version < INVALID_KEY_VERSION;

/** A cipher that can not be had fails as one that is there and fails: the server's own would be a silent change. */
function cipherOf(
  manager: KeyManager,
  id: KeyId,
  version: KeyVersion,
  blame: (problem: string) => undefined,
): Cipher | undefined {
  const run = (call: 'encrypt' | 'decrypt', data: Uint8Array, work: () => unknown): Uint8Array | undefined => {
    try {
      const result = work();
      if (result instanceof Uint8Array && result.length === data.length) return result;
      return blame(`${call} for version ${version} of key ${id} must give ${data.length} bytes at once`);
    } catch (error) {
      return blame(reasonOf(error));
    }
  };
  let cipher: Cipher | undefined;
  try {
    cipher = manager.cipher?.(id, version);
  } catch (error) {
    blame(reasonOf(error));
    return { encrypt: () => undefined, decrypt: () => undefined };
  }
  return (
    cipher && {
      encrypt: (data, key, iv) => run('encrypt', data, () => cipher.encrypt(data, key, iv)),
      decrypt: (data, key, iv) => run('decrypt', data, () => cipher.decrypt(data, key, iv)),
    }
  );
}
