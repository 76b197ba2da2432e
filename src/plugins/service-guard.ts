/**
 * Between the server and what a plugin gave to it: a service of the wrong shape is a failed start, and a key
 * manager that throws or gives nonsense has, for the server, no such key.
 */
import type { Trace } from '../base/ports.js';
import { INVALID_KEY_VERSION, type KeyManager, NOT_ENCRYPTED } from '../services/encryption.js';
import { PluginError, type PluginLog, type PluginType, type Services } from './define.js';

const KEY_LENGTHS = [16, 24, 32];
const ER_UNKNOWN_ERROR = 1105;

/** The functions that a service must have. */
const DEMANDED: Readonly<Partial<Record<PluginType, readonly string[]>>> = {
  ENCRYPTION: ['latestVersion', 'key'],
  'INFORMATION SCHEMA': ['rows'],
  AUDIT: ['notify'],
  'PASSWORD VALIDATION': ['validate'],
};

/** Who hears of what goes on between the server and a plugin. */
export interface Witness {
  readonly log: PluginLog;
  readonly trace: Trace;
}

/** The service as the server may use it. */
export function guardService(name: string, type: PluginType, service: unknown, witness: Witness): Services[PluginType] {
  // Types that demand nothing may as well give nothing.
  const given: object = typeof service === 'object' && service !== null ? service : {};
  const missing = DEMANDED[type]?.find((demanded) => typeof Reflect.get(given, demanded) !== 'function');
  if (missing !== undefined)
    throw new PluginError(ER_UNKNOWN_ERROR, `${name}: init must give a service with ${missing}()`);
  return isKeyManager(type, given) ? guardKeyManager(name, given, witness) : given;
}

const isKeyManager = (type: PluginType, _service: object): _service is KeyManager => type === 'ENCRYPTION';

function guardKeyManager(name: string, manager: KeyManager, { log, trace }: Witness): KeyManager {
  const blame = (problem: string) => {
    log.error(`${name}: ${problem}`);
    return undefined;
  };
  const tell = (call: string, detail: string) => {
    if (trace.enabled) trace.emit({ type: 'plugin', plugin: name, call, detail });
  };
  return {
    async latestVersion(id) {
      const version = await attempt(() => manager.latestVersion(id), blame);
      tell(`latestVersion(${id})`, String(version ?? 'unknown'));
      if (version === undefined || isVersion(version)) return version;
      return blame(`the latest version of key ${id} is no key version`);
    },
    async key(id, version) {
      const key = await attempt(() => manager.key(id, version), blame);
      tell(`key(${id}, ${version})`, key === undefined ? 'unknown' : `${key.length} bytes`);
      if (key === undefined || (key instanceof Uint8Array && KEY_LENGTHS.includes(key.length))) return key;
      return blame(`version ${version} of key ${id} does not have 16, 24 or 32 bytes`);
    },
    cipherMode: () => manager.cipherMode?.() ?? 'CBC',
    stop: () => manager.stop?.(),
  };
}

async function attempt<T>(ask: () => T | Promise<T>, blame: (problem: string) => undefined): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    return blame(error instanceof Error ? error.message : String(error));
  }
}

/** 0 is a version, too: it says that new data is not encrypted. */
const isVersion = (version: number) =>
  Number.isInteger(version) && version >= NOT_ENCRYPTED && version < INVALID_KEY_VERSION;
