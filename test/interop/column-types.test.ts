/**
 * Random tables over all column types, both ways: both servers compute the same rows, and each imports what the other
 * has exported, finds nothing wrong with it, and reads the same.
 *
 * SEALION_TABLES is how many there are, SEED repeats a run. Tables go in batches: most of the time is that of the
 * server's client, which is started for each script.
 */
import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { innochecksum, MariadbServer, temporaryDirectory } from '../support/mariadb.js';
import { type RandomTable, randomTable } from '../support/random-tables.js';
import { Sealion } from '../support/sealion.js';
import { drawFrom } from './differential/draw.js';

const count = Number(process.env['SEALION_TABLES'] ?? 180);
const seed = Number(process.env['SEED'] ?? 20_240_102);
const BATCH = 30;

const directory = temporaryDirectory();
const datadir = join(directory, 'data');
const draw = drawFrom(seed);
const tables = Array.from({ length: count }, (_, index) => randomTable(draw, `r${index}`));
const batches = Array.from({ length: Math.ceil(count / BATCH) }, (_, at) => tables.slice(at * BATCH, (at + 1) * BATCH));
let mariadb: MariadbServer;
let sealion: Sealion;

beforeAll(async () => {
  mariadb = await MariadbServer.start(['--default-time-zone=+00:00']);
  sealion = await Sealion.start(datadir, ['--default-time-zone=+00:00']);
  await sealion.sql('SET NAMES utf8mb4');
});

afterAll(async () => {
  await sealion?.shutdown();
  await mariadb?.remove();
});

/** A server, as this test needs one. */
interface Peer {
  readonly datadir: string;
  /** What is printed for each of the groups of statements. */
  run(groups: readonly (readonly string[])[]): Promise<string[]>;
  /** Calls back while the files of the tables lie still. */
  exporting(names: readonly string[], copies: readonly (readonly [string, string])[]): Promise<void>;
}

const MARK = '-- next --';

const theirs = (): Peer => ({
  datadir: mariadb.datadir,
  async run(groups) {
    const script = groups.map((statements) => [...statements, `SELECT '${MARK}' AS '${MARK}'`].join(';\n'));
    return (await mariadb.sql(script.join(';\n'))).split(`${MARK}\n${MARK}\n`).slice(0, groups.length);
  },
  async exporting(names, copies) {
    const commands = copies.map(([from, to]) => `\\! cp ${from} ${to}\n`);
    await mariadb.sql(`FLUSH TABLES ${names} FOR EXPORT;\n${commands.join('')}UNLOCK TABLES`);
  },
});

const ours = (): Peer => ({
  datadir,
  async run(groups) {
    const printed: string[] = [];
    for (const statements of groups) {
      let text = '';
      for (const statement of statements) text += await sealion.sql(statement);
      printed.push(text);
    }
    return printed;
  },
  async exporting(names, copies) {
    await sealion.sql(`FLUSH TABLES ${names} FOR EXPORT`);
    for (const [from, to] of copies) copyFileSync(from, to);
    await sealion.sql('UNLOCK TABLES');
  },
});

const fileOf = (peer: Peer, name: string, ending: string) => join(peer.datadir, 'test', `${name}.${ending}`);
const storyOf = ({ create, inserts }: RandomTable) => [create, ...inserts].join(';\n').slice(0, 4000);

/** Fills the tables, and copies their files; what is read of each. */
async function exported(peer: Peer, batch: readonly RandomTable[], label: string): Promise<string[]> {
  const read = await peer.run(batch.map(({ create, inserts, select }) => [create, ...inserts, select]));
  const copies = batch.flatMap(({ name }) =>
    ['ibd', 'cfg'].map(
      (ending) => [fileOf(peer, name, ending), join(directory, `${name}.${label}.${ending}`)] as const,
    ),
  );
  await peer.exporting(
    batch.map(({ name }) => name),
    copies,
  );
  return read;
}

/** Puts the other's files in the place of its own; what CHECK TABLE says of each, and what is read. */
async function imported(peer: Peer, batch: readonly RandomTable[], label: string): Promise<string[]> {
  await peer.run(batch.map(({ name }) => [`ALTER TABLE ${name} DISCARD TABLESPACE`]));
  for (const [at, { name }] of batch.entries()) {
    // A description of the file may be there, and need not.
    for (const ending of at % 2 === 0 ? ['ibd', 'cfg'] : ['ibd'])
      copyFileSync(join(directory, `${name}.${label}.${ending}`), fileOf(peer, name, ending));
  }
  return peer.run(
    batch.map(({ name, select }) => [
      `ALTER TABLE ${name} IMPORT TABLESPACE`,
      `CHECK TABLE ${name} EXTENDED`,
      select,
      `DROP TABLE ${name}`,
    ]),
  );
}

test.each(batches.map((batch, at) => [at * BATCH, batch] as const))(
  `${count} tables with the seed ${seed}, from %i on`,
  async (_from, batch) => {
    const wanted = await exported(ours(), batch, 'ours');
    const read = await exported(theirs(), batch, 'theirs');
    for (const [at, table] of batch.entries()) {
      expect(read[at] === wanted[at], `both compute the same rows:\n${storyOf(table)}`).toBe(true);
      expect(await innochecksum(join(directory, `${table.name}.ours.ibd`)), storyOf(table)).toBe('');
      expect(existsSync(fileOf(ours(), table.name, 'cfg'))).toBe(false);
    }
    for (const [peer, label] of [
      [theirs(), 'ours'],
      [ours(), 'theirs'],
    ] as const) {
      const after = await imported(peer, batch, label);
      for (const [at, table] of batch.entries()) {
        const verdict = `Table\tOp\tMsg_type\tMsg_text\ntest.${table.name}\tcheck\tstatus\tOK\n`;
        expect(after[at], `the file that ${label} is from is whole:\n${storyOf(table)}`).toContain(verdict);
        expect(after[at] === verdict + wanted[at], `the imported rows are the same:\n${storyOf(table)}`).toBe(true);
      }
    }
  },
);
