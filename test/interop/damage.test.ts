/** Tablespaces that are damaged or gone: both servers say the same to the client, and leave the other tables alone. */
import { closeSync, openSync, readFileSync, rmSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keyFileOptions } from '../support/key-files.js';
import { MariadbServer, temporaryDirectory } from '../support/mariadb.js';
import { Sealion } from '../support/sealion.js';

const PAGE_SIZE = 16384;
/** A leaf of the clustered index in the files of both. */
const LEAF = 5;

const directory = temporaryDirectory();
const keys = keyFileOptions(directory);
const own = join(directory, 'own');

const DAMAGES = {
  missing: (path: string) => rmSync(path),
  'cut to nothing': (path: string) => truncateSync(path, 0),
  'cut within the first pages': (path: string) => truncateSync(path, 2 * PAGE_SIZE + 100),
  'cut behind the first pages': (path: string) => truncateSync(path, (LEAF + 1) * PAGE_SIZE),
  'bit of the first page': (path: string) => flipBit(path, 100),
  'bit of the root page': (path: string) => flipBit(path, 3 * PAGE_SIZE + 500),
  'bit of a leaf page': (path: string) => flipBit(path, LEAF * PAGE_SIZE + 500),
  'not a tablespace': (path: string) => writeFileSync(path, 'Please keep this file.\n'.repeat(20_000)),
};
type Damage = keyof typeof DAMAGES;
const KINDS = { encrypted: 'ENCRYPTED=YES', plain: 'ENCRYPTED=NO' };

function flipBit(path: string, at: number): void {
  const byte = readFileSync(path).subarray(at, at + 1);
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.of((byte[0] ?? 0) ^ 4), 0, 1, at);
  closeSync(file);
}

/** Each story has a table of its own, since what was asked before changes the answers. */
const STORIES = {
  used: (t: string) => [`SELECT SUM(a), MAX(b) FROM ${t}`, `SELECT SUM(a), MAX(b) FROM ${t}`, `CHECK TABLE ${t}`],
  checked: (t: string) => [`CHECK TABLE ${t}`, `SELECT SUM(a), MAX(b) FROM ${t}`, `CHECK TABLE ${t}`],
  dropped: (t: string) => [`DROP TABLE ${t}`, `CREATE TABLE ${t} (a INT)`, `SELECT * FROM ${t}`],
  renamed: (t: string) => [`RENAME TABLE ${t} TO ${t}_2`],
};
type Story = keyof typeof STORIES;

const cases = Object.keys(DAMAGES).flatMap((damage, number) =>
  Object.keys(KINDS).flatMap((kind) =>
    Object.keys(STORIES).map((story) => ({
      damage: damage as Damage,
      kind: kind as keyof typeof KINDS,
      story: story as Story,
      table: `${kind}_${story}_${number}`,
    })),
  ),
);
type Case = (typeof cases)[number];

const create = ({ table, kind }: Case) =>
  `CREATE TABLE ${table} (a INT PRIMARY KEY, b VARCHAR(100)) ${KINDS[kind]}; INSERT INTO ${table} SELECT seq, REPEAT('x', 90) FROM seq_1_to_2000`;
const CREATE_WITNESS =
  'CREATE TABLE witness (a INT PRIMARY KEY) ENCRYPTED=YES; INSERT INTO witness VALUES (1), (2), (3)';
const set = [CREATE_WITNESS, ...cases.map(create)];

const statementsOf = ({ story, table }: Case) =>
  [...STORIES[story](table), 'SELECT * FROM witness'].flatMap((statement) => [statement, 'SHOW WARNINGS']);

const ECHO = /^-{14}\n.*\n-{14}\n\n/gm;

/** Tablespaces are numbered in an order of their own; before an error the client repeats the statement. */
const comparable = (text: string) => text.replaceAll(ECHO, '').replace(/in tablespace \d+/g, 'in tablespace N');

let mariadb: MariadbServer;
let sealion: Sealion;

beforeAll(async () => {
  mariadb = await MariadbServer.start(keys);
  await mariadb.sql(`${set.join(';\n')};\nSET GLOBAL innodb_fast_shutdown = 0`);
  await mariadb.stop();
  sealion = await Sealion.start(own, keys);
  for (const statement of set) await sealion.sql(statement);
  await sealion.shutdown();
  for (const datadir of [mariadb.datadir, own])
    for (const { table, damage } of cases) DAMAGES[damage](join(datadir, 'test', `${table}.ibd`));
  await mariadb.startAgain(keys);
  sealion = await Sealion.start(own, keys);
});
afterAll(async () => {
  await sealion.shutdown();
  await mariadb.remove();
});

describe.each(Object.keys(DAMAGES))('%s', (damage) => {
  test.each(cases.filter((one) => one.damage === damage))('$kind, $story', async (one) => {
    const statements = statementsOf(one);
    const { stdout, stderr } = await mariadb.client(
      ['--batch', '--force', '--database=test'],
      statements.map((statement) => `${statement};\n`).join(''),
    );
    expect(comparable(await sealion.force(statements))).toBe(comparable(stdout + stderr));
  });
});
