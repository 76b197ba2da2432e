/** Tables for the tests that move files between Sealion and a real server: each a mix of types, keys and nulls. */

export interface TestTable {
  readonly name: string;
  /** The columns and keys, as CREATE TABLE has them between its parentheses. */
  readonly columns: string;
  readonly options: string;
  /** What INSERT … SELECT takes from the row `seq` of a sequence; that is unsigned, so a sign is put in front as text. */
  readonly values: string;
  readonly order: string;
}

/** Occurs in each row of each table, and in no file of an encrypted server. */
export const MARKER = 'sealion-plain-text';

/** A moment that differs from row to row. */
const MOMENT = "CONCAT(2000 + seq % 100, '-', 10 + seq % 3, '-', 10 + seq % 18, ' 03:04:', 10 + seq % 50)";

export const TABLES: readonly TestTable[] = [
  {
    name: 'integers',
    columns:
      'id INT NOT NULL PRIMARY KEY, tiny TINYINT UNSIGNED NOT NULL, small SMALLINT, medium MEDIUMINT, ' +
      'big BIGINT, huge BIGINT UNSIGNED, text VARCHAR(200) NOT NULL',
    options: 'CHARSET=latin1 COLLATE=latin1_swedish_ci',
    values:
      "seq, seq % 256, IF(seq % 7 = 0, NULL, CONCAT(IF(seq % 2 = 0, '-', ''), seq % 30000)), CONCAT('-', seq % 50000), " +
      "IF(seq % 5 = 0, NULL, CONCAT('-', seq, '000000007')), 18446744073709551615 - seq, " +
      `CONCAT('${MARKER} ', REPEAT('x', seq % 150))`,
    order: 'id',
  },
  {
    name: 'no_primary_key',
    columns: 'a INT, b VARCHAR(100), c CHAR(10)',
    options: 'CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci',
    values: `seq, IF(seq % 9 = 0, NULL, CONCAT('${MARKER} ', seq, ' é€')), IF(seq % 4 = 0, NULL, CONCAT('ch', seq % 1000))`,
    order: 'a',
  },
  {
    name: 'text_key',
    columns: 'code VARCHAR(40) NOT NULL PRIMARY KEY, note VARCHAR(60), fixed CHAR(8) NOT NULL',
    options: 'CHARSET=latin1 COLLATE=latin1_swedish_ci',
    values: `CONCAT('${MARKER} ', seq * 7919 % 1000003), IF(seq % 3 = 0, NULL, HEX(seq)), CONCAT('f', seq % 100)`,
    order: 'code',
  },
  {
    name: 'wide_character_key',
    columns: 'code VARCHAR(40) NOT NULL, part INT NOT NULL, note VARCHAR(60), PRIMARY KEY (code, part)',
    options: 'CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci',
    values: `CONCAT('clé ', seq % 50), seq, '${MARKER}'`,
    order: 'code, part',
  },
  {
    name: 'numbers_and_times',
    columns:
      'amount DECIMAL(12,3) NOT NULL, at DATETIME NOT NULL, id BIGINT NOT NULL, narrow DECIMAL(5,0), ' +
      'fine DATETIME(3), text VARCHAR(40), PRIMARY KEY (amount, at, id)',
    options: 'CHARSET=latin1 COLLATE=latin1_swedish_ci',
    values:
      `CONCAT(IF(seq % 2 = 0, '-', ''), seq % 900000, '.', 100 + seq % 900), ${MOMENT}, seq, ` +
      `IF(seq % 6 = 0, NULL, seq % 99999), CONCAT(${MOMENT}, '.', 100 + seq % 900), '${MARKER}'`,
    order: 'amount, at, id',
  },
  {
    name: 'long_values',
    columns: 'id INT NOT NULL PRIMARY KEY, note TEXT, data MEDIUMBLOB, wide VARCHAR(6000), text MEDIUMTEXT',
    options: 'CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci',
    values:
      `seq, CONCAT('${MARKER} ', REPEAT(CHAR(97 + seq % 26), seq * 37 % 9000)), ` +
      "IF(seq % 11 = 0, REPEAT(CHAR(33 + seq % 50), seq * 997 % 60000), IF(seq % 3 = 0, NULL, 'x')), " +
      "REPEAT('ab', seq * 13 % 3000), IF(seq % 37 = 0, REPEAT('é', 40000 + seq), seq)",
    order: 'id',
  },
];

export function createTable({ name, columns, options }: TestTable, encryption: string): string {
  return `CREATE TABLE test.${name} (${columns}) ENGINE=InnoDB ROW_FORMAT=DYNAMIC ${options} ${encryption}`;
}

export function fillTable({ name, values }: TestTable, rows: number): string {
  // seq_1_to_0 is not empty: it counts down.
  return `INSERT INTO test.${name} SELECT ${values} FROM seq_1_to_${Math.max(rows, 1)} WHERE seq <= ${rows}`;
}

export function readTable({ name, order }: TestTable): string {
  return `SELECT * FROM test.${name} ORDER BY ${order}`;
}
