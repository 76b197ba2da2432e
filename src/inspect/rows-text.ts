/** Rows as SQL, CSV or JSON, piece by piece. */
import type { StoredValue } from '../base/types.js';
import type { Column, TableDefinition } from '../engine/definition.js';
import { valueCell } from '../query/cells.js';
import { decodeValue, isBinary, isFloat, isTemporal, isText } from '../query/value.js';
import type { RowFormat } from './options.js';

type Rows = Iterable<readonly StoredValue[]>;

/** Turns rows to text. */
export function* rowsText(definition: TableDefinition, rows: Rows, format: RowFormat): Generator<string> {
  switch (format) {
    case 'sql':
      return yield* sql(definition, rows);
    case 'csv':
      return yield* csv(definition, rows);
    default:
      return yield* json(definition, rows);
  }
}

/** The value as the server shows it: bytes where it is no text. */
function cell(stored: StoredValue, { type }: Column): string | Uint8Array | null {
  return valueCell(decodeValue(stored, type), type);
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const quoteName = (name: string): string => `\`${name.replaceAll('`', '``')}\``;

const ESCAPES: Readonly<Record<string, string>> = {
  '\0': '\\0',
  '\n': '\\n',
  '\r': '\\r',
  '\u001a': '\\Z',
  "'": "''",
  '\\': '\\\\',
};

const quoted = (text: string): string =>
  `'${text.replace(/\p{Cc}|['\\]/gu, (character) => ESCAPES[character] ?? character)}'`;

const isWord = ({ type }: Column): boolean => isText(type) || isTemporal(type);

function sqlLiteral(stored: StoredValue, column: Column): string {
  const value = cell(stored, column);
  if (value === null) return 'NULL';
  if (value instanceof Uint8Array) return value.length === 0 ? "''" : `x'${hex(value)}'`;
  return isWord(column) || isBinary(column.type) ? quoted(value) : value;
}

/** Points in time are in UTC on pages. */
function* sql({ db, name, columns }: TableDefinition, rows: Rows): Generator<string> {
  const table = db === '' ? quoteName(name) : `${quoteName(db)}.${quoteName(name)}`;
  const names = columns.map((column) => quoteName(column.name)).join(', ');
  yield "SET NAMES utf8mb4;\nSET sql_mode = 'NO_AUTO_VALUE_ON_ZERO';\n";
  if (columns.some(({ type }) => type.name === 'TIMESTAMP')) yield "SET time_zone = '+00:00';\n";
  for (const row of rows) {
    const values = columns.map((column, index) => sqlLiteral(row[index] ?? null, column));
    yield `INSERT INTO ${table} (${names}) VALUES (${values.join(', ')});\n`;
  }
}

/** NULL is nothing at all, an empty text a pair of quotes, bytes are hexadecimal. */
function* csv({ columns }: TableDefinition, rows: Rows): Generator<string> {
  const text = (value: string) => (/^[^",\r\n]+$/.test(value) ? value : `"${value.replaceAll('"', '""')}"`);
  yield `${columns.map(({ name }) => text(name)).join(',')}\r\n`;
  for (const row of rows) {
    const cells = columns.map((column, index) => {
      const value = cell(row[index] ?? null, column);
      if (value === null) return '';
      return value instanceof Uint8Array ? `0x${hex(value)}` : text(value);
    });
    yield `${cells.join(',')}\r\n`;
  }
}

/** Numbers that JavaScript can not hold are text; so are bytes, in hexadecimal. */
function jsonValue(stored: StoredValue, column: Column): string | number | null {
  const value = cell(stored, column);
  if (value === null) return null;
  if (value instanceof Uint8Array) return hex(value);
  if (isWord(column) || isBinary(column.type) || column.type.name === 'DECIMAL') return value;
  const number = Number(value);
  return isFloat(column.type) || Number.isSafeInteger(number) ? number : value;
}

function* json({ columns }: TableDefinition, rows: Rows): Generator<string> {
  yield '[';
  let first = true;
  for (const row of rows) {
    const entries = columns.map((column, index) => [column.name, jsonValue(row[index] ?? null, column)]);
    yield `${first ? '' : ','}\n${JSON.stringify(Object.fromEntries(entries))}`;
    first = false;
  }
  yield first ? ']\n' : '\n]\n';
}
