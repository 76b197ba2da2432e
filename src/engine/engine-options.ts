/** What the engine is opened with, and what a new table is made of. */
import type { Ports } from '../base/ports.js';
import type { KeyRing } from '../services/key-ring.js';
import type { Datadir } from './datadir.js';
import type { TableDefinition } from './definition.js';
import type { CryptSettings, EncryptTables } from './encryption-policy.js';
import type { Weights } from './page/key.js';

export interface EngineOptions {
  readonly datadir: Datadir;
  readonly ports: Ports;
  readonly keys: KeyRing;
  readonly weights: Weights;
  /** innodb_encrypt_tables as it is now. */
  readonly encryptTables: () => EncryptTables;
  /** innodb_encryption_rotate_key_age as it is now; 1 when absent. */
  readonly rotateKeyAge?: () => number;
  /** innodb_undo_tablespaces; 0 when absent. */
  readonly undoTablespaces?: number;
  /** innodb_force_recovery is not 0: a start goes on without the changes of tablespaces that are gone. */
  readonly forceRecovery?: boolean;
}

/** What the work of encryption threads needs of them. */
export function encryptionOptions({
  ports,
  keys,
  encryptTables,
  rotateKeyAge = () => 1,
  undoTablespaces = 0,
}: EngineOptions) {
  return {
    ports,
    keys,
    undoTablespaces,
    settings: () => ({ encryptTables: encryptTables(), rotateKeyAge: rotateKeyAge() }),
  };
}

export interface NewTable {
  readonly definition: TableDefinition;
  /** undefined: no crypt data; only tables with a tablespace of their own have any. */
  readonly crypt?: CryptSettings | undefined;
  /** An InnoDB table without a tablespace of its own. */
  readonly inSystemTablespace?: boolean;
  /** Only of a table without a tablespace of its own. */
  readonly encryptsRows?: boolean;
  readonly nextAutoIncrement?: bigint;
}

/** Images that wait in memory and journal before a checkpoint copies them to their files. */
export const CHECKPOINT_PAGES = 1000;
