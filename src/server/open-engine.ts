/** The storage engine's part of a start: its log, its dictionary, and the system tablespace. */

import type { Ports } from '../base/ports.js';
import { type Datadir, DatadirError } from '../engine/datadir.js';
import type { EncryptTables } from '../engine/encryption-policy.js';
import { Engine } from '../engine/engine.js';
import { cipherOfLog, rebuildLog } from '../engine/redo-log.js';
import { weights } from '../query/collations.js';
import type { KeyRing } from '../services/key-ring.js';
import { engineFailure } from '../startup/start-failure.js';
import type { SystemVariables } from '../sysvars/registry.js';

interface Parts {
  readonly datadir: Datadir;
  readonly ports: Ports;
  readonly keys: KeyRing;
  readonly variables: SystemVariables;
  readonly serverVersion: string;
}

/** Opens it, or throws StartFailure. */
export async function openEngine(parts: Parts): Promise<Engine> {
  const { datadir } = parts;
  try {
    const dictionary = datadir.openDictionary();
    try {
      return await openWith(dictionary, parts);
    } catch (error) {
      dictionary.close();
      throw error;
    }
  } catch (error) {
    if (!(error instanceof DatadirError)) throw error;
    throw engineFailure(error.message, ...error.hints);
  }
}

async function openWith(
  dictionary: ReturnType<Datadir['openDictionary']>,
  { datadir, ports, keys, variables, serverVersion }: Parts,
): Promise<Engine> {
  const surroundings = { keys, log: ports.log, random: ports.random };
  const cipher = await cipherOfLog(dictionary, surroundings);
  const settings = {
    encrypt: variables.getByName('innodb_encrypt_log') === true,
    bytes: Number(variables.getByName('innodb_log_file_size')),
    creator: `MariaDB ${serverVersion.split('-')[0]}`,
  };
  const encryptTables = () => variables.getByName('innodb_encrypt_tables') as EncryptTables;
  const rotateKeyAge = () => Number(variables.getByName('innodb_encryption_rotate_key_age'));
  const forceRecovery = Number(variables.getByName('innodb_force_recovery')) > 0;
  const undoTablespaces = Number(variables.getByName('innodb_undo_tablespaces'));
  const options = { datadir, ports, keys, weights, encryptTables, rotateKeyAge, undoTablespaces, forceRecovery };
  const engine = Engine.open(options, dictionary, {
    cipher,
    rebuild: () => rebuildLog(dictionary, cipher, settings, surroundings),
  });
  await engine.encryption.readSystemTablespace();
  return engine;
}
