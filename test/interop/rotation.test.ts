/** Files whose pages were encrypted, rotated or decrypted in the background are files of a real server's, too. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { innochecksum, MariadbServer, temporaryDirectory } from '../support/mariadb.js';
import { Sealion } from '../support/sealion.js';
import { createTable, fillTable, readTable, TABLES } from '../support/tables.js';

const OPTIONS = ['--plugin-maturity=unknown', '--plugin-load-add=debug_key_management'];
const ROWS = 5000;
let mariadb: MariadbServer;

beforeAll(async () => {
  mariadb = await MariadbServer.start([...OPTIONS, '--innodb-encrypt-tables=ON']);
});
afterAll(() => mariadb.remove());

async function wait(sealion: Sealion, condition: string): Promise<void> {
  const left = `SELECT COUNT(*) FROM information_schema.INNODB_TABLESPACES_ENCRYPTION
    WHERE NAME LIKE 'test/%' AND (ROTATING_OR_FLUSHING OR NOT (${condition}))`;
  while ((await sealion.answers([left])).trim() !== '0') await sleep(20);
}

test.each([
  ['encrypted', ['SET GLOBAL innodb_encrypt_tables = ON'], 'MIN_KEY_VERSION = 1'],
  [
    'rotated',
    ['SET GLOBAL innodb_encrypt_tables = ON', 'DO SLEEP(0.3)', 'SET GLOBAL debug_key_management_version = 7'],
    'MIN_KEY_VERSION = 7',
  ],
])('tables %s in the background', { timeout: 120_000 }, async (state, statements, condition) => {
  const datadir = join(temporaryDirectory(), 'data');
  const sealion = await Sealion.start(datadir, [...OPTIONS, '--innodb-encryption-threads=2']);
  for (const table of TABLES) {
    await sealion.sql(createTable(table, ''));
    await sealion.sql(fillTable(table, ROWS));
  }
  for (const statement of statements) await sealion.sql(statement);
  await wait(sealion, condition);
  const read = await Promise.all(TABLES.map((table) => sealion.sql(readTable(table))));
  await sealion.shutdown();

  await mariadb.sql(`SET GLOBAL debug_key_management_version = ${state === 'rotated' ? 7 : 1}`);
  for (const [at, table] of TABLES.entries()) {
    const { name } = table;
    const file = join(datadir, 'test', `${name}.ibd`);
    expect(await innochecksum(file)).toBe('');
    await mariadb.sql(
      `DROP TABLE IF EXISTS ${name}; ${createTable(table, '')}; ALTER TABLE ${name} DISCARD TABLESPACE`,
    );
    copyFileSync(file, join(mariadb.datadir, 'test', `${name}.ibd`));
    await mariadb.sql(`ALTER TABLE ${name} IMPORT TABLESPACE`);
    expect(await mariadb.sql(`CHECK TABLE ${name} EXTENDED`)).toContain('status\tOK');
    expect((await mariadb.sql(readTable(table))) === read[at], `${name} has the same rows`).toBe(true);
  }
});
