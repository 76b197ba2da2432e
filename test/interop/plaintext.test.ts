/** Nothing of an encrypted table lies in clear anywhere below the data directory; without encryption it does. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { KEY_IDS, keyFileOptions } from '../support/key-files.js';
import { temporaryDirectory } from '../support/mariadb.js';
import { Sealion } from '../support/sealion.js';
import { createTable, fillTable, MARKER, TABLES } from '../support/tables.js';

/** The files below a directory that hold the text. */
function filesWith(directory: string, text: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(directory, name)).isFile() && readFileSync(join(directory, name)).includes(text))
    .sort();
}

/** Fills all tables, in turn under each key; gives the files with the marker while it runs, and after its end. */
async function exposed(encryption: (id: number) => string) {
  const directory = temporaryDirectory();
  const datadir = join(directory, 'data');
  const sealion = await Sealion.start(datadir, keyFileOptions(directory));
  for (const [index, table] of TABLES.entries()) {
    await sealion.sql(createTable(table, encryption(KEY_IDS[index % KEY_IDS.length] ?? 1)));
    await sealion.sql(fillTable(table, 5000));
    // Past the bulk path: single rows go through the journal.
    await sealion.sql(`DELETE FROM test.${table.name} LIMIT 10`);
  }
  expect(await sealion.sql(`SELECT text FROM test.integers ORDER BY id LIMIT 1`)).toContain(MARKER);
  const running = filesWith(datadir, MARKER);
  await sealion.shutdown();
  return { running, stopped: filesWith(datadir, MARKER) };
}

test('encrypted, nothing is found', async () => {
  expect(await exposed((id) => `ENCRYPTED=YES ENCRYPTION_KEY_ID=${id}`)).toEqual({ running: [], stopped: [] });
});

test('unencrypted, every table is found', async () => {
  const { stopped } = await exposed(() => 'ENCRYPTED=NO');
  expect(stopped).toEqual(expect.arrayContaining(TABLES.map(({ name }) => join('test', `${name}.ibd`))));
});
