/** A secondary index that lacks a record, or has its records out of order: CHECK TABLE of both servers says the same. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32c } from '@node-rs/crc32';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MariadbServer, temporaryDirectory } from '../support/mariadb.js';
import { Sealion } from '../support/sealion.js';

const PAGE_SIZE = 16384;
/** Root and only page of the secondary index in the files of both. */
const INDEX_PAGE = 4;
const INFIMUM = 99;
/** Number of records, in the page's header. */
const RECORDS = 54;
/** Before a record's first byte: its info bits with the size of its group, and the distance to the next one. */
const INFO_BITS = 5;
const OWNED = 0x0f;
const NEXT = 2;

/** What is done to the third record of the page. */
const DAMAGES = { 'a record is gone': unlink, 'a record is out of order': disorder };
type Damage = keyof typeof DAMAGES;
const tables = Object.keys(DAMAGES).map((damage, at) => ({ damage: damage as Damage, table: `t${at}` }));

const following = (page: Buffer, at: number) => (at + page.readUInt16BE(at - NEXT)) % PAGE_SIZE;
const third = (page: Buffer) => [1, 2, 3].reduce((at) => following(page, at), INFIMUM);

/** Takes it out of the list, of its group and of the count. */
function unlink(page: Buffer): void {
  const at = third(page);
  let before = INFIMUM;
  while (following(page, before) !== at) before = following(page, before);
  page.writeUInt16BE((following(page, at) - before + 0x10000) % 0x10000, before - NEXT);
  let owner = at;
  while ((page.readUInt8(owner - INFO_BITS) & OWNED) === 0) owner = following(page, owner);
  page.writeUInt8(page.readUInt8(owner - INFO_BITS) - 1, owner - INFO_BITS);
  page.writeUInt16BE(page.readUInt16BE(RECORDS) - 1, RECORDS);
}

function disorder(page: Buffer): void {
  const value = third(page) + 1;
  page.writeUInt8(page.readUInt8(value) ^ 0x70, value);
}

function damageFile(path: string, damage: Damage): void {
  const file = readFileSync(path);
  const page = file.subarray(INDEX_PAGE * PAGE_SIZE, (INDEX_PAGE + 1) * PAGE_SIZE);
  DAMAGES[damage](page);
  page.writeUInt32BE(crc32c(page.subarray(0, PAGE_SIZE - 4)), PAGE_SIZE - 4);
  writeFileSync(path, file);
}

const set = tables.flatMap(({ table }) => [
  `CREATE TABLE ${table} (a INT PRIMARY KEY, b INT NOT NULL, KEY kb (b)) ENGINE=InnoDB`,
  `INSERT INTO ${table} SELECT seq, seq * 10 FROM seq_1_to_50`,
]);

const own = join(temporaryDirectory(), 'own');
let mariadb: MariadbServer;
let sealion: Sealion;

beforeAll(async () => {
  mariadb = await MariadbServer.start();
  await mariadb.sql(`${set.join(';\n')};\nSET GLOBAL innodb_fast_shutdown = 0`);
  await mariadb.stop();
  sealion = await Sealion.start(own);
  for (const statement of set) await sealion.sql(statement);
  await sealion.shutdown();
  for (const datadir of [mariadb.datadir, own])
    for (const { table, damage } of tables) damageFile(join(datadir, 'test', `${table}.ibd`), damage);
  await mariadb.startAgain();
  sealion = await Sealion.start(own);
});
afterAll(async () => {
  await sealion.shutdown();
  await mariadb.remove();
});

test.each(tables)('$damage', async ({ table }) => {
  const statement = `CHECK TABLE ${table}`;
  const { stdout } = await mariadb.client(['--batch', '--database=test'], `${statement};\n`);
  expect(stdout).toContain('Corrupt');
  expect(await sealion.force([statement])).toBe(stdout);
});
