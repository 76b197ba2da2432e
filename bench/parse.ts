/** Statements parsed per second: a mix of what people type, and one statement of a megabyte. */
import { parse } from '../src/parser/parse.js';
import { type Figure, median, processor } from './measure.js';

const MIX: readonly ((n: number) => string)[] = [
  (n) =>
    `SELECT a, b + ${n}, CONCAT('x', c) AS d FROM t${n % 9} WHERE a = ${n} AND b LIKE 'p%' ORDER BY c DESC LIMIT 10`,
  (n) => `INSERT INTO t${n % 9} (a, b, c) VALUES (${n}, 'text ${n}', NULL), (${n + 1}, 'more', 3.5)`,
  (n) => `UPDATE t${n % 9} SET b = b + 1, c = IF(a > ${n}, 'x', c) WHERE a BETWEEN ${n} AND ${n + 10}`,
  (n) => `DELETE FROM t${n % 9} WHERE a IN (${n}, ${n + 1}, ${n + 2})`,
  (n) =>
    `CREATE TABLE t${n} (id INT NOT NULL AUTO_INCREMENT, v VARCHAR(200), PRIMARY KEY (id)) ENCRYPTED=YES ENCRYPTION_KEY_ID=${n}`,
  (n) => `SET GLOBAL innodb_encryption_threads = ${n % 16}, @x = ${n}`,
  () => "INSTALL SONAME 'file_key_management'",
  () => "SHOW GLOBAL VARIABLES LIKE 'innodb_encrypt%'",
  (n) =>
    `SELECT COUNT(*), MAX(id) FROM information_schema.PLUGINS p JOIN t${n % 9} ON p.id = t${n % 9}.id GROUP BY p.id`,
  () => 'FLUSH TABLES',
];

const STATEMENTS = 10_000;
const ROUNDS = 5;

export async function parsing(): Promise<Figure[]> {
  const statements = Array.from({ length: STATEMENTS }, (_, n) => MIX[n % MIX.length]?.(n) ?? '');
  const rows = Array.from(
    { length: 15_000 },
    (_, n) => `(${n}, 'row number ${n} with some text in it and more of it')`,
  );
  const long = `INSERT INTO t VALUES ${rows.join(',')}`;
  const mixed = typical(() => statements.map((sql) => parse(sql)));
  const megabyte = typical(() => parse(long));
  return [
    { name: 'statements parsed per second, mixed', ours: `${Math.round(STATEMENTS / (mixed / 1000))}`, other: '' },
    { name: `INSERT of ${(long.length / 1e6).toFixed(1)} MB parsed`, ours: `${megabyte.toFixed(0)} ms`, other: '' },
  ];
}

/** The median of the milliseconds, after a round that does not count. */
function typical(work: () => void): number {
  const times = Array.from({ length: ROUNDS + 1 }, () => {
    const start = processor();
    work();
    return processor() - start;
  });
  return median(times.slice(1));
}
