/** A table file that Sealion wrote is a table of a real server's: it checks, imports and reads the same rows. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { KEY_IDS, keyFileOptions } from '../support/key-files.js';
import { innochecksum, MariadbServer, temporaryDirectory } from '../support/mariadb.js';
import { Sealion } from '../support/sealion.js';
import { createTable, fillTable, readTable, TABLES, type TestTable } from '../support/tables.js';

const directory = temporaryDirectory();
const keys = keyFileOptions(directory);
let mariadb: MariadbServer;

beforeAll(async () => {
  mariadb = await MariadbServer.start(keys);
});
afterAll(() => mariadb.remove());

interface Case {
  readonly table: TestTable;
  readonly encryption: string;
  readonly rows: number;
}

/** Fills the table in Sealion and stops it; gives the rows as Sealion reads them, and the file. */
async function writeWithSealion({ table, encryption, rows }: Case, options: readonly string[]) {
  const datadir = join(directory, `${table.name}-${rows}-${encryption.replace(/\W+/g, '-')}${options.length}`);
  const sealion = await Sealion.start(datadir, options);
  await sealion.sql(createTable(table, encryption));
  await sealion.sql(fillTable(table, rows));
  const read = await sealion.sql(readTable(table));
  await sealion.shutdown();
  return { read, file: join(datadir, 'test', `${table.name}.ibd`) };
}

/** The rows that a real server reads after the import, and those that it computes itself. */
async function importIntoMariadb({ table, encryption, rows }: Case, server: MariadbServer, file: string) {
  const { name } = table;
  await server.sql(`DROP TABLE IF EXISTS ${name}; ${createTable(table, encryption)}; ${fillTable(table, rows)}`);
  const own = await server.sql(readTable(table));
  await server.sql(`ALTER TABLE ${name} DISCARD TABLESPACE`);
  copyFileSync(file, join(server.datadir, 'test', `${name}.ibd`));
  await server.sql(`ALTER TABLE ${name} IMPORT TABLESPACE`);
  const verdict = await server.sql(`CHECK TABLE ${name} EXTENDED`);
  return { own, imported: await server.sql(readTable(table)), verdict };
}

async function expectToMove(moved: Case, server = mariadb, options = keys): Promise<void> {
  const { read, file } = await writeWithSealion(moved, options);
  expect(await innochecksum(file)).toBe('');
  const { own, imported, verdict } = await importIntoMariadb(moved, server, file);
  expect(verdict).toBe(`Table\tOp\tMsg_type\tMsg_text\ntest.${moved.table.name}\tcheck\tstatus\tOK\n`);
  expect(read.match(/\n/g) ?? []).toHaveLength(moved.rows === 0 ? 0 : moved.rows + 1);
  // Compared as a whole first: the difference of a hundred thousand lines is no help to anybody.
  expect(imported === read, 'the imported rows are those that Sealion reads').toBe(true);
  expect(own === read, 'the real server computes the same rows').toBe(true);
}

const [integers] = TABLES;
if (integers === undefined) throw new Error('There are no tables');

describe.each(KEY_IDS)('key %i', (id) => {
  test('100,000 rows', async () => {
    await expectToMove({ table: integers, encryption: `ENCRYPTED=YES ENCRYPTION_KEY_ID=${id}`, rows: 100_000 });
  });
});

/** Long values take pages of their own, so fewer rows make a large table. */
const many = ({ name }: TestTable): number => (name === 'long_values' ? 1500 : 20_000);

describe.each(TABLES)('$name', (table) => {
  test.each([0, 1, 300, many(table)])('%i rows, encrypted', async (rows) => {
    await expectToMove({ table, encryption: 'ENCRYPTED=YES ENCRYPTION_KEY_ID=1', rows });
  });

  test('not encrypted', async () => {
    await expectToMove({ table, encryption: 'ENCRYPTED=NO', rows: many(table) / 4 });
  });
});

test('AES_CTR', async () => {
  const options = [...keys, '--file-key-management-encryption-algorithm=aes_ctr'];
  const server = await MariadbServer.start(options);
  await expectToMove(
    { table: integers, encryption: 'ENCRYPTED=YES ENCRYPTION_KEY_ID=100', rows: 5000 },
    server,
    options,
  );
  await server.remove();
});

test('a table that was changed row by row', async () => {
  const datadir = join(directory, 'changed');
  const sealion = await Sealion.start(datadir, keys);
  const encryption = 'ENCRYPTED=YES ENCRYPTION_KEY_ID=2';
  await sealion.sql(createTable(integers, encryption));
  await sealion.sql(fillTable(integers, 20_000));
  const changes = [
    'DELETE FROM test.integers WHERE id % 3 = 0',
    "UPDATE test.integers SET text = REPEAT('wide', 50) WHERE id % 5 = 1",
    'UPDATE test.integers SET id = id + 100000 WHERE id % 7 = 2',
    "INSERT INTO test.integers SELECT seq + 30000, 1, 2, 3, 4, 5, 'more' FROM seq_1_to_500",
  ];
  for (const change of changes) await sealion.sql(change);
  const read = await sealion.sql(readTable(integers));
  await sealion.shutdown();

  const own = `${createTable(integers, encryption)}; ${fillTable(integers, 20_000)}; ${changes.join('; ')}`;
  await mariadb.sql(`DROP TABLE IF EXISTS integers; ${own}`);
  expect((await mariadb.sql(readTable(integers))) === read, 'the same changes give the same rows').toBe(true);
  await mariadb.sql('ALTER TABLE integers DISCARD TABLESPACE');
  const file = join(datadir, 'test', 'integers.ibd');
  expect(await innochecksum(file)).toBe('');
  copyFileSync(file, join(mariadb.datadir, 'test', 'integers.ibd'));
  await mariadb.sql('ALTER TABLE integers IMPORT TABLESPACE');
  expect(await mariadb.sql('CHECK TABLE integers EXTENDED')).toContain('check\tstatus\tOK\n');
  expect((await mariadb.sql(readTable(integers))) === read, 'the imported rows are those that Sealion reads').toBe(
    true,
  );
});
