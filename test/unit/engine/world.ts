/** An engine on a real directory: SQLite writes there itself, so memory files would not do. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ports } from '../../../src/base/ports.js';
import { integer, type StoredValue } from '../../../src/base/types.js';
import { Datadir } from '../../../src/engine/datadir.js';
import type { TableDefinition } from '../../../src/engine/definition.js';
import type { CryptSettings, EncryptTables } from '../../../src/engine/encryption-policy.js';
import { Engine } from '../../../src/engine/engine.js';
import type { StatementWrites } from '../../../src/engine/store/statement-writes.js';
import type { Transaction } from '../../../src/engine/store/transaction.js';
import type { Table } from '../../../src/engine/table.js';
import { realFiles } from '../../../src/server/real-files.js';
import { KeyRing } from '../../../src/services/key-ring.js';
import { testPorts } from '../../support/ports.js';

export const weights = (text: string): Uint8Array => Buffer.from(text.toUpperCase(), 'latin1');

const rings = new WeakMap<Engine, KeyRing>();

/** The key ring of an engine. */
export const keysOf = (engine: Engine): KeyRing => {
  const ring = rings.get(engine);
  if (!ring) throw new Error('the engine is of this world');
  return ring;
};

/** Version 1 is the key itself. */
const keyOf = (key: Uint8Array | undefined, version: number): Uint8Array | undefined =>
  key?.map((byte) => (byte + version - 1) & 0xff);

export interface World {
  readonly path: string;
  readonly ports: Ports & ReturnType<typeof testPorts> & { memoryBytes?: number };
  keys: Map<number, Uint8Array>;
  /** Newest versions of keys that have more than one. */
  versions: Map<number, number>;
  encryptTables: EncryptTables;
  forceRecovery: boolean;
  /** On the world's own directory, or on a copy of it. */
  start(files?: Ports['files'], directory?: string): Engine;
  remove(): void;
}

export function newWorld(): World {
  const path = mkdtempSync(join(tmpdir(), 'sealion-engine-'));
  const ports = { ...testPorts(), files: realFiles } as unknown as World['ports'];
  const world: World = {
    path,
    ports,
    keys: new Map([
      [1, Buffer.alloc(16, 1)],
      [3, Buffer.alloc(32, 3)],
    ]),
    versions: new Map(),
    encryptTables: 'OFF',
    forceRecovery: false,
    start(files = realFiles, directory = path) {
      const ring = new KeyRing(ports.trace);
      ring.setManager({
        latestVersion: (id) => (world.keys.has(id) ? (world.versions.get(id) ?? 1) : undefined),
        key: (id, version) => keyOf(world.keys.get(id), version),
      });
      const here = { ...ports, files };
      const engine = Engine.open({
        datadir: new Datadir(directory, files),
        ports: here,
        keys: ring,
        weights,
        encryptTables: () => world.encryptTables,
        forceRecovery: world.forceRecovery,
      });
      rings.set(engine, ring);
      return engine;
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
  return world;
}

export const definition = (name: string): TableDefinition => ({
  db: 'd',
  name,
  engine: 'InnoDB',
  columns: [
    { name: 'id', type: integer('INT'), nullable: false, onUpdateNow: false, autoIncrement: false, comment: '' },
    {
      name: 'v',
      type: { name: 'VARCHAR', length: 200, collation: 'latin1_swedish_ci' },
      nullable: true,
      onUpdateNow: false,
      autoIncrement: false,
      comment: '',
    },
  ],
  indexes: [{ name: 'PRIMARY', unique: true, parts: [{ column: 0 }] }],
  collation: 'latin1_swedish_ci',
  comment: '',
  engineOptions: [],
});

export const crypt = (keyId: number): CryptSettings => ({ mode: 'YES', type: 1, keyId, minKeyVersion: 1 });

/** A new table with a database of its own around it, loaded. */
export async function newTable(
  engine: Engine,
  name = 't',
  settings: CryptSettings | 'plain' = crypt(1),
): Promise<Table> {
  if (!engine.database('d')) engine.createDatabase({ name: 'd', collation: 'latin1_swedish_ci' });
  // A statement has the keys of its tables resolved before it runs.
  await rings.get(engine)?.resolve([1, 3]);
  const table = engine.createTable({
    definition: definition(name),
    crypt: settings === 'plain' ? undefined : settings,
  });
  await table.load();
  return table;
}

type Writes = StatementWrites<Table>;

export const insert = (writes: Writes, table: Table, ...rows: readonly StoredValue[][]): void => {
  for (const row of rows) writes.insert(table, table.storage.keyOf(row), row);
};

/** One transaction from begin to commit. */
export function commit(engine: Engine, table: Table, work: (writes: Writes) => void): void {
  const transaction: Transaction<Table> = engine.begin();
  engine.write(transaction, [table], work);
  engine.commit(transaction);
}

export const rowsOf = (table: Table): (readonly StoredValue[])[] =>
  [...table.rows.range(undefined, undefined)].flatMap((chunk) => chunk.rows);

/** The table of that name after a restart, loaded. */
export async function reload(engine: Engine, name = 't'): Promise<Table> {
  const table = engine.find('d', name);
  if (!table) throw new Error(`there is no table ${name}`);
  await table.load();
  return table;
}
