/** A query through an index gives the rows that it gives without one, in the same order. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { FunctionHost } from '../../src/query/function-host.js';
import { SEED, seededRandom } from '../support/ports.js';
import { Sealion } from '../support/sealion.js';

vi.setConfig({ testTimeout: 60_000 });

const directory = mkdtempSync(join(tmpdir(), 'sealion-access-'));
let sealion: Sealion;

/** Columns with few values, and literals to compare them with: of their own type, of others, and beyond the range. */
const COLUMNS: readonly (readonly [type: string, values: string, literals: readonly string[]])[] = [
  ['TINYINT', "CONCAT(IF(seq % 2, '-', ''), seq % 40)", ['7', '-3', "'5'", '200', '3.5', '-1e1', 'NULL']],
  ['BIGINT UNSIGNED', '18446744073709551615 - seq % 30', ['18446744073709551600', '-1', "'18446744073709551601'"]],
  [
    'VARCHAR(20)',
    "CONCAT(CHAR(65 + seq % 9), IF(seq % 3, ' ', ''), IF(seq % 5, 'x', ''))",
    ["'a'", "'B x'", "'c '", '0', "'€'"],
  ],
  ['VARCHAR(20) COLLATE latin1_bin', "CONCAT(CHAR(65 + seq % 9), IF(seq % 4, 'x', ''))", ["'a'", "'B'", "'Cx'"]],
  [
    'VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci',
    "ELT(1 + seq % 5, 'ß', 'ss', 'S', 'ä', 'ae')",
    ["'ss'", "'a'", "'ß'"],
  ],
  ['DECIMAL(6,2)', "CONCAT(IF(seq % 3, '-', ''), seq % 11, '.25')", ['1.25', "'2.25'", '3', '-4.251']],
  [
    'DATE',
    "CONCAT('2024-01-', 10 + seq % 19)",
    ["'2024-01-15'", "'2024-01-15 10:00:00'", '20240117', "DATE '2024-01-12'"],
  ],
  [
    'DATETIME(1)',
    "CONCAT('2024-01-02 03:04:', 10 + seq % 40, '.', seq % 3)",
    ["'2024-01-02 03:04:20'", "'2024-01-02 03:04:21.15'"],
  ],
  ['DOUBLE', 'seq % 7 / 2', ['1.5', '2', "'0.5'"]],
  ["ENUM('b','a','c')", "ELT(1 + seq % 3, 'a', 'b', 'c')", ["'a'", '2']],
  ['INET4', "CONCAT('10.0.0.', seq % 20)", ["'10.0.0.7'"]],
  ['TIME', "CONCAT(IF(seq % 2, '-', ''), seq % 100, ':00:00')", ["'09:00:00'", "'-50:00:00'"]],
];
const SIGNS = ['=', '=', '=', '<', '<=', '>', '>=', '<=>', '<>'];

beforeAll(async () => {
  sealion = await Sealion.start(join(directory, 'data'));
});
afterAll(async () => {
  await sealion.shutdown();
  rmSync(directory, { recursive: true });
});

test('random conditions on random keys', async () => {
  const random = seededRandom(SEED);
  const below = (limit: number) => Buffer.from(random.bytes(4)).readUInt32BE() % limit;
  const one = <T>(values: readonly T[]): T => values[below(values.length)] as T;
  const probes = vi.spyOn(FunctionHost.prototype, 'prepare');
  for (let round = 0; round < 12; round++) {
    const columns = Array.from({ length: 4 }, () => one(COLUMNS));
    const names = columns.map((_, at) => `c${at}`);
    const part = () => `${one(names)}${below(3) === 0 ? ' DESC' : ''}`;
    const key = () => [
      ...new Map(Array.from({ length: 1 + below(3) }, part).map((text) => [text.slice(0, 2), text])).values(),
    ];
    const definitions = columns.map(([type], at) => `c${at} ${type}${at === 0 ? ' NOT NULL' : ''}`);
    const primary = one(['PRIMARY KEY (id)', 'PRIMARY KEY (c0, id)', 'PRIMARY KEY (id, c0)', 'KEY (id)']);
    const values = columns.map(([, value], at) => (at === 0 ? value : `IF(seq % ${7 + at} = 0, NULL, ${value})`));
    const keys = Array.from({ length: 3 }, () => `KEY (${key()})`);
    for (const [name, list] of [
      ['plain', [primary]],
      ['keyed', [primary, ...keys]],
    ] as const) {
      const create = `CREATE OR REPLACE TABLE ${name} (id INT, ${[...definitions, ...list]}) CHARSET=latin1`;
      await sealion.sql(create);
      await sealion.sql(`INSERT INTO ${name} SELECT seq * 7 % 601, ${values} FROM seq_1_to_600`);
    }
    for (let query = 0; query < 40; query++) {
      const condition = () => {
        const at = below(columns.length);
        const literals = columns[at]?.[2] ?? [];
        if (below(6) === 0) return `c${at} BETWEEN ${one(literals)} AND ${one(literals)}`;
        return below(5) === 0 ? `${one(literals)} ${one(SIGNS)} c${at}` : `c${at} ${one(SIGNS)} ${one(literals)}`;
      };
      const where = Array.from({ length: 1 + below(3) }, condition).join(' AND ');
      const story = `seed ${SEED}: ${[primary, ...keys]} with ${definitions}: ${where}`;
      const wanted = await sealion.sql(`SELECT * FROM plain WHERE ${where}`);
      // Without a key of its own a table is in the order of its rows, in both.
      expect(await sealion.sql(`SELECT * FROM keyed WHERE ${where}`), story).toBe(wanted);
    }
  }
  const used = probes.mock.calls.filter(([sql]) => sql.includes('IN (SELECT _k FROM'));
  expect(used.length).toBeGreaterThan(100);
});

test('UPDATE and DELETE change the same rows', async () => {
  await sealion.sql('CREATE OR REPLACE TABLE t (id INT PRIMARY KEY, a INT, b VARCHAR(10), KEY (a, b))');
  await sealion.sql("INSERT INTO t SELECT seq, seq % 10, CONCAT('v', seq % 7) FROM seq_1_to_700");
  await sealion.sql("UPDATE t SET a = 10 WHERE a = 3 AND b > 'v4'");
  await sealion.sql("DELETE FROM t WHERE a = 10 AND b = 'v6'");
  expect(await sealion.sql('SELECT COUNT(*) FROM t WHERE a = 10')).toBe('COUNT(*)\n10\n');
  expect(await sealion.sql('SELECT COUNT(*), SUM(a = 3) FROM t')).toBe('COUNT(*)\tSUM(a = 3)\n690\t50\n');
});
