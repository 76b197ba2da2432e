/** FLUSH TABLES … FOR EXPORT here, IMPORT TABLESPACE there, and back: `.ibd` and `.cfg` are a real server's files. */
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeCfgFile } from '../../src/engine/interchange/cfg-file.js';
import { keyFileOptions } from '../support/key-files.js';
import { MariadbServer, temporaryDirectory } from '../support/mariadb.js';
import { Sealion } from '../support/sealion.js';
import { createTable, fillTable, readTable, TABLES, type TestTable } from '../support/tables.js';

const directory = temporaryDirectory();
const datadir = join(directory, 'data');
const keys = keyFileOptions(directory);
let mariadb: MariadbServer;
let sealion: Sealion;

beforeAll(async () => {
  mariadb = await MariadbServer.start(keys);
  sealion = await Sealion.start(datadir, keys);
});
afterAll(async () => {
  await sealion.shutdown();
  await mariadb.remove();
});

/** Without a `.cfg` file, tables with secondary indexes cannot be imported at all. */
const INDEXED: TestTable = {
  name: 'indexed',
  columns:
    'id INT NOT NULL PRIMARY KEY, code VARCHAR(30) NOT NULL, note VARCHAR(80), amount DECIMAL(9,2), at DATETIME, ' +
    'UNIQUE KEY by_code (code), KEY by_note (note(7), amount), KEY by_time (at DESC, code)',
  options: 'CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci',
  values:
    "seq, CONCAT('c', seq * 7919 % 1000003), IF(seq % 5 = 0, NULL, CONCAT('note é', seq % 40)), seq % 1000 / 4, " +
    "CONCAT('2024-01-', 10 + seq % 18, ' 03:04:', 10 + seq % 50)",
  order: 'id',
};
const ENCRYPTIONS = ['', 'ENCRYPTED=YES ENCRYPTION_KEY_ID=2', 'PAGE_COMPRESSED=1 ENCRYPTED=YES'];
/** The older row formats have records of their own. */
const FORMATS = ['ROW_FORMAT=COMPACT ENCRYPTED=YES', 'ROW_FORMAT=REDUNDANT ENCRYPTED=YES'];
/** Values of all lengths: within the record, with a prefix there, on pages of their own. */
const LONG_VALUES: TestTable = {
  name: 'long_values',
  columns:
    'id INT NOT NULL PRIMARY KEY, c CHAR(30), fixed BINARY(9), note VARCHAR(900), text LONGTEXT, bytes BLOB, ' +
    'KEY by_c (c(5), note(10)), KEY by_bytes (bytes(20), fixed)',
  options: 'CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci',
  values:
    "seq, IF(seq % 6 = 0, NULL, CONCAT('é', seq % 50)), IF(seq % 4 = 0, NULL, LPAD(seq, 9, 'x')), " +
    "REPEAT('ü', seq * 13 % 800), IF(seq % 7 = 0, NULL, REPEAT(CHAR(97 + seq % 26), seq * 37 % 40000)), " +
    "REPEAT('b', seq * 11 % 9000)",
  order: 'id',
};
const FILES = ['ibd', 'cfg'];
const ROWS = 3000;
const fileOf = (place: string, table: string, kind: string): string => join(place, 'test', `${table}.${kind}`);
const take = (place: string, { name }: TestTable): void => {
  for (const kind of FILES) copyFileSync(fileOf(place, name, kind), join(directory, `${name}.${kind}`));
};
const put = (place: string, { name }: TestTable): void => {
  for (const kind of FILES) copyFileSync(join(directory, `${name}.${kind}`), fileOf(place, name, kind));
};
const CHECKED = ({ name }: TestTable): string => `Table\tOp\tMsg_type\tMsg_text\ntest.${name}\tcheck\tstatus\tOK\n`;

describe.each([...TABLES, INDEXED, LONG_VALUES])('$name', (table) => {
  const { name } = table;
  const encryptions = [...(table === INDEXED ? ENCRYPTIONS : ENCRYPTIONS.slice(1, 2)), ...FORMATS];
  const count = table === LONG_VALUES ? ROWS / 10 : ROWS;

  test.each(encryptions)('from Sealion to MariaDB: %s', async (encryption) => {
    await sealion.sql(`DROP TABLE IF EXISTS ${name}; ${createTable(table, encryption)}; ${fillTable(table, count)}`);
    const rows = await sealion.sql(readTable(table));
    await sealion.sql(`FLUSH TABLES ${name} FOR EXPORT`);
    take(datadir, table);
    await sealion.sql('UNLOCK TABLES');
    expect(existsSync(fileOf(datadir, name, 'cfg'))).toBe(false);

    await mariadb.sql(
      `DROP TABLE IF EXISTS ${name}; ${createTable(table, encryption)}; ALTER TABLE ${name} DISCARD TABLESPACE`,
    );
    put(mariadb.datadir, table);
    // Without a fitting `.cfg` file there would be a warning or an error.
    expect(await mariadb.sql(`ALTER TABLE ${name} IMPORT TABLESPACE; SHOW WARNINGS`)).toBe('');
    expect(await mariadb.sql(`CHECK TABLE ${name} EXTENDED`)).toBe(CHECKED(table));
    expect((await mariadb.sql(readTable(table))) === rows, 'the same rows').toBe(true);
  });

  test.each(encryptions)('from MariaDB to Sealion: %s', async (encryption) => {
    await mariadb.sql(`DROP TABLE IF EXISTS ${name}; ${createTable(table, encryption)}; ${fillTable(table, count)}`);
    const rows = await mariadb.sql(readTable(table));
    const held = mariadb.sql(`FLUSH TABLES ${name} FOR EXPORT; DO SLEEP(1)`);
    await expect
      .poll(() => existsSync(fileOf(mariadb.datadir, name, 'cfg')), { timeout: 5000, interval: 20 })
      .toBe(true);
    take(mariadb.datadir, table);
    await held;

    await sealion.sql(
      `DROP TABLE IF EXISTS ${name}; ${createTable(table, encryption)}; ALTER TABLE ${name} DISCARD TABLESPACE`,
    );
    put(datadir, table);
    expect(await sealion.sql(`ALTER TABLE ${name} IMPORT TABLESPACE; SHOW WARNINGS`)).toBe('');
    expect(await sealion.sql(`CHECK TABLE ${name} EXTENDED`)).toBe(CHECKED(table));
    expect((await sealion.sql(readTable(table))) === rows, 'the same rows').toBe(true);
    // Both servers' own descriptions of the table say the same.
    const { table: theirs } = decodeCfgFile(readFileSync(join(directory, `${name}.cfg`)));
    await sealion.sql(`FLUSH TABLES ${name} FOR EXPORT`);
    const { table: ours } = decodeCfgFile(readFileSync(fileOf(datadir, name, 'cfg')));
    await sealion.sql('UNLOCK TABLES');
    const placeless = (indexes: typeof ours.indexes) =>
      indexes.map((index) => ({ ...index, id: 0, space: 0, rootPage: 0 }));
    expect(ours.columns).toEqual(theirs.columns);
    expect(placeless(ours.indexes)).toEqual(placeless(theirs.indexes));
    expect(ours.flags).toBe(theirs.flags);
  });
});
