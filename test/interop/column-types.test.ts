/**
 * Random tables over all column types, both ways: what Sealion writes, a real server imports and reads the same; what
 * a real server writes, Sealion's page reader finds the same rows in as in its own file.
 *
 * SEALION_TABLES is how many there are, SEED repeats a run.
 */
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TableDefinition } from '../../src/engine/definition.js';
import type { StoredRow } from '../../src/engine/page/shape.js';
import { Tablespace } from '../../src/engine/tablespace/tablespace.js';
import { weights } from '../../src/query/collations.js';
import { innochecksum, MariadbServer, temporaryDirectory } from '../support/mariadb.js';
import { type RandomTable, randomTable } from '../support/random-tables.js';
import { Sealion } from '../support/sealion.js';
import { fileSource } from '../unit/engine/page/support.js';
import { drawFrom } from './differential/draw.js';

const count = Number(process.env['SEALION_TABLES'] ?? 40);
const seed = Number(process.env['SEED'] ?? 20_240_102);

const directory = temporaryDirectory();
const draw = drawFrom(seed);
const tables = Array.from({ length: count }, (_, index) => randomTable(draw, `r${index}`));
const read = new Map<string, string>();
const definitions = new Map<string, TableDefinition>();
let mariadb: MariadbServer;

const fileOf = (datadir: string, { name }: RandomTable): string => join(datadir, 'test', `${name}.ibd`);

beforeAll(async () => {
  mariadb = await MariadbServer.start(['--default-time-zone=+00:00']);
  const sealion = await Sealion.start(directory, ['--default-time-zone=+00:00']);
  await sealion.sql('SET NAMES utf8mb4');
  for (const table of tables) {
    for (const statement of [table.create, ...table.inserts]) await sealion.sql(statement);
    read.set(table.name, await sealion.sql(table.select));
    definitions.set(table.name, sealion.definition(table.name));
  }
  await sealion.shutdown();
}, 120_000);

afterAll(() => mariadb?.remove());

/** The rows of a file, without the numbers that order those of a table without a key. */
function rowsIn(file: string, definition: TableDefinition): StoredRow[] {
  const tablespace = Tablespace.open(fileSource(readFileSync(file)), definition, weights);
  return [...tablespace.loadRows()].flat().map((row) => row.slice(0, definition.columns.length));
}

test(`${count} tables with the seed ${seed}`, async () => {
  for (const table of tables) {
    const { name, create, inserts, select } = table;
    const story = [create, ...inserts].join(';\n').slice(0, 4000);
    const own = fileOf(directory, table);
    expect(await innochecksum(own), story).toBe('');
    await mariadb.sql([create, ...inserts].join(';\n'));
    expect((await mariadb.sql(select)) === read.get(name), `both compute the same rows:\n${story}`).toBe(true);
    const exported = join(directory, `${name}.exported`);
    await mariadb.sql(
      `FLUSH TABLES ${name} FOR EXPORT;\n\\! cp ${fileOf(mariadb.datadir, table)} ${exported}\nUNLOCK TABLES`,
    );
    const definition = definitions.get(name);
    expect(definition && rowsIn(exported, definition), `both files hold the same rows:\n${story}`).toEqual(
      definition && rowsIn(own, definition),
    );
    await mariadb.sql(`ALTER TABLE ${name} DISCARD TABLESPACE`);
    copyFileSync(own, fileOf(mariadb.datadir, table));
    const verdict = await mariadb.sql(`ALTER TABLE ${name} IMPORT TABLESPACE; CHECK TABLE ${name} EXTENDED`);
    expect(verdict, story).toContain('check\tstatus\tOK\n');
    expect((await mariadb.sql(select)) === read.get(name), `the imported rows are the same:\n${story}`).toBe(true);
    await mariadb.sql(`DROP TABLE ${name}`);
  }
}, 600_000);
