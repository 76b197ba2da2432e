/** Tables with columns of random types, and the statements that fill them: the same for Sealion and a real server. */
import type { Draw } from '../interop/differential/draw.js';

interface ColumnKind {
  /** The type as CREATE TABLE has it. */
  readonly type: string;
  /** A value of it as a literal. */
  readonly value: (draw: Draw) => string;
  /** May it be part of a primary key? */
  readonly key?: boolean;
  /** How a query shows it where bytes are no text. */
  readonly show?: (name: string) => string;
}

export interface RandomTable {
  readonly name: string;
  readonly create: string;
  readonly inserts: readonly string[];
  readonly select: string;
}

const hex = (name: string): string => `HEX(${name})`;
const pad = (value: number, digits = 2): string => String(value).padStart(digits, '0');
const number = (min: number, max: number) => (draw: Draw) => String(min + draw.below(max - min + 1));
const bytes = (draw: Draw, length: number): string =>
  `x'${Array.from({ length }, () => draw.below(256).toString(16).padStart(2, '0')).join('')}'`;

/** With its collation: the default one differs between server versions, and a table file moves only between equal ones. */
const UTF8MB4 = 'CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci';
const LETTERS = ['a', 'B', 'z', ' ', '0', '_', '~', 'é', 'ß', 'Z'];
const WIDE_LETTERS = [...LETTERS, '€', '日', '🔒', 'Ω'];
const text =
  (letters: readonly string[], longest: number) =>
  (draw: Draw): string => {
    const length = draw.below(longest + 1);
    return `'${Array.from({ length }, () => draw.one(letters)).join('')}'`;
  };

/** Now and then a value that has pages of its own. */
const long =
  (letters: readonly string[], longest: number) =>
  (draw: Draw): string => {
    const size = draw.weighted([
      [6, 60],
      [2, 5000],
      [1, longest],
    ]);
    return `REPEAT('${draw.one(letters)}${draw.one(['x', 'y'])}', ${draw.below(Math.ceil(size / 8) + 1)})`;
  };

const date = (draw: Draw): string => `${1970 + draw.below(67)}-${pad(1 + draw.below(12))}-${pad(1 + draw.below(28))}`;
const clock = (draw: Draw): string => `${pad(draw.below(24))}:${pad(draw.below(60))}:${pad(draw.below(60))}`;
const fraction = (fsp: number, draw: Draw): string =>
  fsp === 0 ? '' : `.${pad(draw.below(10 ** Math.min(fsp, 6)), fsp)}`;

const temporal = (fsp: number): readonly ColumnKind[] => [
  { type: `DATETIME(${fsp})`, value: (draw) => `'${date(draw)} ${clock(draw)}${fraction(fsp, draw)}'`, key: true },
  { type: `TIMESTAMP(${fsp}) NULL`, value: (draw) => `'${date(draw)} ${clock(draw)}${fraction(fsp, draw)}'` },
  {
    type: `TIME(${fsp})`,
    value: (draw) => `'${draw.one(['', '-'])}${draw.below(800)}:${pad(draw.below(60))}:09${fraction(fsp, draw)}'`,
    key: true,
  },
];

const set = (members: number): string => Array.from({ length: members }, (_, index) => `'m${index}'`).join(',');

const KINDS: readonly ColumnKind[] = [
  { type: 'TINYINT', value: number(-128, 127), key: true },
  { type: 'TINYINT UNSIGNED', value: number(0, 255), key: true },
  { type: 'SMALLINT', value: number(-32768, 32767), key: true },
  { type: 'MEDIUMINT UNSIGNED', value: number(0, 9_999_999), key: true },
  { type: 'INT', value: number(-9_000_000, 7_000_000), key: true },
  { type: 'INT(8) UNSIGNED ZEROFILL', value: number(0, 9_999_999), key: true },
  { type: 'BIGINT', value: (draw) => `-${draw.below(9_000_000)}000000017`, key: true },
  { type: 'BIGINT UNSIGNED', value: (draw) => `18446744073709${pad(draw.below(551_616), 6)}`, key: true },
  {
    type: 'DECIMAL(12,3)',
    value: (draw) => `${draw.one(['', '-'])}${draw.below(9_999_999)}.${draw.below(999)}`,
    key: true,
  },
  { type: 'DECIMAL(30,15)', value: (draw) => `${draw.below(9_999_999)}0.${draw.below(9_999_999)}1`, key: true },
  { type: 'FLOAT', value: (draw) => `${draw.below(99_999)}e-${draw.below(9)}` },
  { type: 'DOUBLE', value: (draw) => `-${draw.below(9_999_999)}.${draw.below(99_999)}e${draw.below(90)}`, key: true },
  { type: 'FLOAT(7,2)', value: (draw) => `${draw.below(9999)}.${draw.below(99)}` },
  { type: 'DOUBLE(12,4)', value: (draw) => `${draw.below(999_999)}.${draw.below(9999)}` },
  { type: 'DATE', value: (draw) => `'${date(draw)}'`, key: true },
  { type: 'YEAR', value: (draw) => draw.one(['0', String(1901 + draw.below(255))]), key: true },
  ...[0, 2, 3, 6].flatMap(temporal),
  { type: 'CHAR(20) CHARACTER SET latin1', value: text(LETTERS, 20), key: true },
  { type: `CHAR(30) ${UTF8MB4}`, value: text(WIDE_LETTERS, 30), key: true },
  { type: 'VARCHAR(50) CHARACTER SET latin1', value: text(LETTERS, 50), key: true },
  { type: `VARCHAR(90) ${UTF8MB4}`, value: text(WIDE_LETTERS, 90), key: true },
  { type: `VARCHAR(3000) ${UTF8MB4}`, value: long(WIDE_LETTERS, 3000) },
  { type: `TINYTEXT ${UTF8MB4}`, value: text(WIDE_LETTERS, 60) },
  { type: 'TEXT CHARACTER SET latin1', value: long(LETTERS, 60_000) },
  { type: `MEDIUMTEXT ${UTF8MB4}`, value: long(WIDE_LETTERS, 200_000) },
  { type: `LONGTEXT ${UTF8MB4}`, value: long(WIDE_LETTERS, 400_000) },
  { type: 'BINARY(12)', value: (draw) => bytes(draw, draw.below(13)), key: true, show: hex },
  { type: 'VARBINARY(40)', value: (draw) => bytes(draw, draw.below(41)), key: true, show: hex },
  { type: 'VARBINARY(5000)', value: long(['k', '#'], 5000), show: hex },
  { type: 'TINYBLOB', value: (draw) => bytes(draw, draw.below(200)), show: hex },
  { type: 'BLOB', value: long(['b', '!'], 60_000), show: hex },
  { type: 'MEDIUMBLOB', value: long(['m', '?'], 300_000), show: hex },
  { type: 'LONGBLOB', value: long(['l', '-'], 500_000), show: hex },
  { type: "ENUM('red','green','blue','it''s')", value: (draw) => String(1 + draw.below(4)), key: true },
  { type: `ENUM(${set(300)})`, value: number(1, 300), key: true },
  { type: "SET('a','b','c')", value: number(0, 7), key: true },
  { type: `SET(${set(20)})`, value: number(0, 2 ** 20 - 1) },
  { type: `SET(${set(64)})`, value: (draw) => `${draw.below(9_999_999)}00000000` },
  { type: 'BIT', value: number(0, 1), show: hex },
  { type: 'BIT(17)', value: number(0, 2 ** 17 - 1), key: true, show: hex },
  { type: 'BIT(64)', value: (draw) => `${draw.below(9_999_999)}000000000`, show: hex },
  {
    type: 'UUID',
    value: (draw) =>
      `'${pad(draw.below(99_999_999), 8)}-1234-${draw.one(['1', '4', '7'])}abc-9${pad(draw.below(999), 3)}-${pad(draw.below(9_999_999), 12)}'`,
    key: true,
  },
  {
    type: 'INET6',
    value: (draw) => `'${draw.one(['2001:db8::', 'fe80::1:', '::ffff:'])}${draw.below(9999)}'`,
    key: true,
  },
  { type: 'INET4', value: (draw) => `'${draw.below(256)}.0.${draw.below(256)}.1'`, key: true },
];

const MAX_COLUMNS = 9;
const ROWS_PER_INSERT = 20;

/** A table with up to nine columns, none, one or two of them its key. */
export function randomTable(draw: Draw, name: string): RandomTable {
  const keys = draw.below(3);
  const keyKinds = Array.from({ length: keys }, () => draw.one(KINDS.filter(({ key }) => key)));
  const others = Array.from({ length: 1 + draw.below(MAX_COLUMNS - 2) }, () => draw.one(KINDS));
  const columns = [...keyKinds, ...others].map((kind, index) => ({ kind, name: `c${index}`, inKey: index < keys }));
  // The key's columns stand anywhere.
  columns.sort(() => draw.below(3) - 1);
  const definitions = columns.map((column) => `${column.name} ${column.kind.type}${column.inKey ? ' NOT NULL' : ''}`);
  const generated = draw.percent(30) ? draw.one(['VIRTUAL', 'STORED']) : undefined;
  // The server stores no value that depends on sql_mode, as that of a CHAR does.
  const first = columns.find(({ kind }) => !kind.type.startsWith('CHAR'));
  if (generated && first)
    definitions.splice(draw.below(2), 0, `g INT AS (OCTET_LENGTH(${first.name}) + 1) ${generated}`);
  const key = columns.filter(({ inKey }) => inKey).map((column) => column.name);
  if (key.length > 0) definitions.push(`PRIMARY KEY (${key.join(', ')})`);
  const rows = Array.from({ length: draw.one([0, 1, 7, 40, 150]) }, () => {
    const values = columns.map(({ kind, inKey }) => (!inKey && draw.percent(15) ? 'NULL' : kind.value(draw)));
    return `(${values.join(', ')})`;
  });
  const names = columns.map((column) => column.name).join(', ');
  const inserts: string[] = [];
  while (rows.length > 0)
    inserts.push(`INSERT IGNORE INTO test.${name} (${names}) VALUES ${rows.splice(0, ROWS_PER_INSERT).join(', ')}`);
  const list = columns.map(({ kind, name: column }) => kind.show?.(column) ?? column);
  if (generated && first) list.push('g');
  const order = key.length > 0 ? ` ORDER BY ${key.join(', ')}` : '';
  return {
    name,
    create: `CREATE TABLE test.${name} (${definitions.join(', ')}) ENGINE=InnoDB ROW_FORMAT=DYNAMIC CHARSET=latin1`,
    inserts,
    select: `SELECT ${list.join(', ')} FROM test.${name}${order}`,
  };
}
