/** Secondary indexes that Sealion wrote are a real server's: random tables live a while, move, and pass its checks. */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keyFileOptions } from '../support/key-files.js';
import { innochecksum, MariadbServer, temporaryDirectory } from '../support/mariadb.js';
import { Sealion } from '../support/sealion.js';

const directory = temporaryDirectory();
const keys = keyFileOptions(directory);
let mariadb: MariadbServer;

beforeAll(async () => {
  mariadb = await MariadbServer.start(keys);
});
afterAll(() => mariadb.remove());

const SEED = Number(process.env['SEED'] ?? 1);

/** A small generator of numbers from 0 up to a limit, the same for the same seed. */
function chance(seed: number): (limit: number) => number {
  let state = (seed * 2654435761) >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

interface Kind {
  readonly type: string;
  /** A value made of `seq`. */
  readonly value: string;
  /** Whether a key may hold only the beginning. */
  readonly cut: boolean;
}

const KINDS: readonly Kind[] = [
  { type: 'INT', value: 'seq * 7919 % 1000', cut: false },
  { type: 'BIGINT UNSIGNED', value: '18446744073709551615 - seq % 77', cut: false },
  { type: 'SMALLINT', value: "CONCAT(IF(seq % 2, '-', ''), seq % 30000)", cut: false },
  { type: 'DECIMAL(12,3)', value: "CONCAT(IF(seq % 3, '-', ''), seq % 91, '.125')", cut: false },
  { type: 'DOUBLE', value: "CONCAT(IF(seq % 5, '-', ''), seq % 13, '.5')", cut: false },
  { type: 'DATE', value: "CONCAT(1990 + seq % 40, '-0', 1 + seq % 9, '-1', seq % 10)", cut: false },
  { type: 'DATETIME(3)', value: "CONCAT('2024-01-02 03:04:', 10 + seq % 50, '.', 100 + seq % 900)", cut: false },
  { type: 'VARCHAR(60)', value: "CONCAT('Text', seq * 31 % 211, REPEAT('x', seq % 40))", cut: true },
  { type: 'VARCHAR(300) CHARACTER SET utf8mb4', value: "CONCAT(seq % 17, 'é€', REPEAT('ü', seq % 200))", cut: true },
  { type: 'CHAR(12)', value: "CONCAT('f', seq % 100)", cut: true },
  { type: 'CHAR(9) CHARACTER SET utf8mb4', value: "CONCAT('é', seq % 100)", cut: true },
  { type: 'VARBINARY(40)', value: 'UNHEX(CONCAT(LPAD(HEX(seq * 37 % 65536), 4, 0), REPEAT(10, seq % 12)))', cut: true },
  { type: 'VARCHAR(900)', value: "CONCAT(REPEAT('wide', 100 + seq % 90), seq % 1000)", cut: true },
];

const PRIMARY_KEYS = [
  'PRIMARY KEY (id)',
  'PRIMARY KEY (id DESC)',
  'PRIMARY KEY (c0, id)',
  'UNIQUE KEY (id)',
  'KEY (id)',
];

/** A table with some columns and some keys over them. */
function randomTable(seed: number) {
  const upTo = chance(seed);
  const kinds = Array.from({ length: 2 + upTo(5) }, () => KINDS[upTo(KINDS.length)] as Kind);
  const primary = PRIMARY_KEYS[upTo(PRIMARY_KEYS.length)] as string;
  const columns = kinds.map(({ type }, at) => {
    const isKey = at === 0 && primary.includes('c0');
    return { name: `c${at}`, text: `c${at} ${type}${isKey || upTo(4) === 0 ? ' NOT NULL' : ''}` };
  });
  const indexes = Array.from({ length: 1 + upTo(5) }, (_, index) => {
    const wanted = new Set(Array.from({ length: 1 + upTo(3) }, () => upTo(kinds.length)));
    const parts = [...wanted].map((at) => {
      const length = kinds[at]?.cut && upTo(2) === 0 ? `(${1 + upTo(8)})` : '';
      return `c${at}${length}${upTo(4) === 0 ? ' DESC' : ''}`;
    });
    const isUnique = upTo(4) === 0;
    return { name: `k${index}`, text: isUnique ? `UNIQUE k${index} (${parts}, id)` : `KEY k${index} (${parts})` };
  });
  const name = `t${seed}`;
  const definition = [
    'id INT NOT NULL',
    ...columns.map(({ text }) => text),
    primary,
    ...indexes.map(({ text }) => text),
  ];
  const values = (seq: string) =>
    kinds.map(({ value }, at) => {
      const text = value.replaceAll('seq', seq);
      return columns[at]?.text.endsWith('NOT NULL') ? text : `IF(${seq} % ${3 + at} = 0, NULL, ${text})`;
    });
  return { name, definition: definition.join(', '), columns, indexes, values, upTo };
}

function* life({ name, columns, values, upTo }: ReturnType<typeof randomTable>, rows: number): Generator<string> {
  if (rows === 0) return;
  yield `INSERT INTO ${name} SELECT seq * 3 % ${3 * rows + 1}, ${values('seq')} FROM seq_1_to_${rows}`;
  for (let step = 0; step < 6; step++) {
    const at = upTo(columns.length);
    const [modulus, rest] = [2 + upTo(6), upTo(3)];
    switch (upTo(4)) {
      case 0:
        yield `DELETE FROM ${name} WHERE id % ${modulus} = ${rest % modulus}`;
        break;
      case 1:
        yield `UPDATE ${name} SET c${at} = ${values(`(id + ${upTo(50)})`)[at]} WHERE id % ${modulus} = ${rest % modulus}`;
        break;
      case 2:
        yield `UPDATE ${name} SET id = id + ${100_000 * (step + 1)} WHERE id % ${modulus + 3} = ${rest}`;
        break;
      default:
        yield `INSERT INTO ${name} SELECT seq, ${values('seq')} FROM seq_${1_000_000 * (step + 1)}_to_${1_000_000 * (step + 1) + upTo(rows)}`;
    }
  }
}

const INDEX_IDS = (name: string) =>
  `SELECT INDEX_ID, PAGE_NO, i.SPACE FROM information_schema.INNODB_SYS_INDEXES i
   JOIN information_schema.INNODB_SYS_TABLES t USING (TABLE_ID) WHERE t.NAME = 'test/${name}' ORDER BY PAGE_NO`;

const description = (name: string) => join(mariadb.datadir, 'test', `${name}.cfg`);

/**
 * A table with secondary indexes is imported with a `.cfg` file that names them. The server exports that of its own,
 * empty table; it fits when it has the ids of our indexes, whose roots are on the same pages.
 */
async function describeFile(name: string, ours: string): Promise<Buffer> {
  const config = await exported(name);
  const rows = (text: string) =>
    text
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split('\t').map(Number));
  const theirs = rows(await mariadb.sql(INDEX_IDS(name)));
  const places = theirs.map(([id = 0, , space = 0]) => {
    const entry = Buffer.alloc(12);
    entry.writeBigUInt64BE(BigInt(id));
    entry.writeUInt32BE(space, 8);
    return config.indexOf(entry);
  });
  for (const [at, [id = 0, page]] of rows(ours).entries()) {
    expect(theirs[at]?.[1]).toBe(page);
    config.writeBigUInt64BE(BigInt(id), places[at]);
  }
  return config;
}

/** What FLUSH … FOR EXPORT writes; it is there while the tables are locked. */
async function exported(name: string): Promise<Buffer> {
  const copy = join(directory, `${name}.cfg`);
  await mariadb.sql(`FLUSH TABLES ${name} FOR EXPORT;\n\\! cp ${description(name)} ${copy}\nUNLOCK TABLES`);
  return readFileSync(copy);
}

describe.each([0, 1, 40, 700, 5000])('%i rows', (rows) => {
  test.each(Array.from({ length: 4 }, (_, index) => SEED * 1000 + rows * 10 + index))('table %i', async (seed) => {
    const table = randomTable(seed);
    const { name, definition, columns, indexes } = table;
    const datadir = join(directory, name);
    const create = `CREATE TABLE ${name} (${definition}) CHARSET=latin1${seed % 2 ? ' ENCRYPTED=YES' : ''}`;
    const sealion = await Sealion.start(datadir, keys);
    await sealion.sql(create);
    for (const statement of life(table, rows)) await sealion.sql(statement);
    const selected = columns.map((column) => (column.text.includes('BINARY') ? `HEX(${column.name})` : column.name));
    const all = `SELECT id, ${selected} FROM ${name} ORDER BY id`;
    const read = await sealion.sql(all);
    expect(await sealion.sql(`CHECK TABLE ${name} EXTENDED`)).toContain('check\tstatus\tOK\n');
    const ids = await sealion.sql(INDEX_IDS(name));
    await sealion.shutdown();

    const file = join(datadir, 'test', `${name}.ibd`);
    expect(await innochecksum(file)).toBe('');
    await mariadb.sql(create);
    const config = await describeFile(name, ids);
    await mariadb.sql(`ALTER TABLE ${name} DISCARD TABLESPACE`);
    writeFileSync(description(name), config);
    copyFileSync(file, join(mariadb.datadir, 'test', `${name}.ibd`));
    await mariadb.sql(`ALTER TABLE ${name} IMPORT TABLESPACE`);
    expect(await mariadb.sql(`CHECK TABLE ${name} EXTENDED`), create).toContain('check\tstatus\tOK\n');
    expect((await mariadb.sql(all)) === read, 'the imported rows are those that Sealion reads').toBe(true);
    const count = await mariadb.sql(`SELECT COUNT(*) FROM ${name}`);
    for (const index of indexes) {
      expect(await mariadb.sql(`SELECT COUNT(*) FROM ${name} FORCE INDEX (${index.name})`)).toBe(count);
    }
    // The server goes on with the file as with one of its own.
    await mariadb.sql(`UPDATE ${name} SET id = id + 7000000 WHERE id % 2 = 0; DELETE FROM ${name} WHERE id % 3 = 0`);
    expect(await mariadb.sql(`CHECK TABLE ${name} EXTENDED`), create).toContain('check\tstatus\tOK\n');
  });
});
