/** A small world for queries: tables in an in-memory SQLite database, a fixed clock, a session that remembers. */
import Sqlite, { type Database } from 'better-sqlite3';
import { sqlError } from '../../../src/base/errors.js';
import type { Condition, Rows } from '../../../src/base/result.js';
import { type IntegerName, integer, isInteger, type SqlType } from '../../../src/base/types.js';
import type { Column } from '../../../src/engine/definition.js';
import type { ColumnDefinition, CreateTable, DataType, TableName } from '../../../src/parser/ast.js';
import { parse } from '../../../src/parser/parse.js';
import { bindQuery, createBinder } from '../../../src/query/bind.js';
import type { Catalog, TableSource } from '../../../src/query/catalog.js';
import { converterFor } from '../../../src/query/convert.js';
import type { Environment, TypedValue } from '../../../src/query/environment.js';
import { evaluateNode } from '../../../src/query/evaluate.js';
import { StatementReporter } from '../../../src/query/reporter.js';
import { runQuery } from '../../../src/query/run.js';
import { isBinary } from '../../../src/query/value.js';

const INTEGERS = new Set(['TINYINT', 'SMALLINT', 'MEDIUMINT', 'INT', 'BIGINT']);
const COLLATION = 'latin1_swedish_ci';
const LENGTHS: Readonly<Record<string, number>> = {
  TINYTEXT: 255,
  TEXT: 65535,
  MEDIUMTEXT: 16777215,
  TINYBLOB: 255,
  BLOB: 65535,
  MEDIUMBLOB: 16777215,
};

function typeOf(written: DataType): SqlType {
  const { name, unsigned, zerofill } = written;
  const [first, second] = written.args.map(Number);
  if (INTEGERS.has(name)) {
    const base = integer(name as IntegerName, unsigned || zerofill);
    return { ...base, zerofill, width: first ?? base.width };
  }
  if (name === 'DECIMAL') return { name, precision: first ?? 10, scale: second ?? 0, unsigned, zerofill };
  if (name === 'FLOAT' || name === 'DOUBLE') return { name, unsigned, zerofill };
  if (name === 'DATETIME' || name === 'TIMESTAMP' || name === 'TIME' || name === 'DATE')
    return { name, fsp: first ?? 0 };
  const length = first ?? LENGTHS[name] ?? 1;
  const charset = written.charset ?? 'latin1';
  const collation = written.collate ?? (charset === 'latin1' ? COLLATION : `${charset}_general_ci`);
  const type = { name, length, collation } as SqlType;
  return isBinary(type) ? ({ name, length } as SqlType) : type;
}

/** What the server would make of the columns, as far as tests need it. */
function columnOf(written: ColumnDefinition, keyed: ReadonlySet<string>): Column {
  const type = typeOf(written.type);
  return {
    name: written.name,
    type,
    nullable: (written.nullable ?? true) && written.key !== 'PRIMARY' && !keyed.has(written.name),
    onUpdateNow: written.onUpdate !== undefined,
    autoIncrement: written.autoIncrement,
    comment: '',
  };
}

/** Integers must stay integers in SQLite, whatever the driver binds. */
function affinity(type: SqlType): string {
  if (isInteger(type)) return type.name === 'BIGINT' && type.unsigned ? 'BLOB' : 'INTEGER';
  return type.name === 'DOUBLE' || type.name === 'FLOAT' ? 'REAL' : 'BLOB';
}

export interface Table extends TableSource {
  readonly unique: readonly { readonly name: string; readonly columns: readonly number[] }[];
}

const NOW = Date.UTC(2024, 4, 6, 7, 8, 9);

export const SERVER_MODE = [
  'STRICT_TRANS_TABLES',
  'ERROR_FOR_DIVISION_BY_ZERO',
  'NO_AUTO_CREATE_USER',
  'NO_ENGINE_SUBSTITUTION',
];

export class World {
  readonly db: Database = new Sqlite(':memory:');
  readonly conditions: Condition[] = [];
  readonly catalog: Catalog = { table: (name) => this.table(name) };
  sqlMode = new Set(SERVER_MODE);
  readonly env: Environment;
  private readonly tables = new Map<string, Table>();
  private readonly variables = new Map<string, TypedValue>();
  private insertId = 0n;

  constructor() {
    const world = this;
    this.env = {
      now: () => NOW,
      clock: () => NOW,
      timeZoneMinutes: 0,
      get sqlMode() {
        return world.sqlMode;
      },
      collation: () => 'utf8mb4_general_ci',
      divisionDecimals: 4,
      groupConcatLimit: 1048576,
      allowedPacket: 16777216,
      countsMatched: false,
      connectionId: 7,
      user: 'root@localhost',
      currentUser: 'root@localhost',
      serverVersion: '10.11.19-MariaDB',
      database: 'test',
      get lastInsertId() {
        return world.insertId;
      },
      foundRows: 1n,
      rowCount: -1n,
      random: { bytes: (length) => new Uint8Array(length).fill(7) },
      readVariable: ({ name }) => {
        throw sqlError('ER_UNKNOWN_SYSTEM_VARIABLE', name);
      },
      setLastInsertId: (value) => {
        this.insertId = value;
      },
      userVariable: (name) => this.variables.get(name.toLowerCase()),
      setUserVariable: (name, value) => void this.variables.set(name.toLowerCase(), value),
      warn: (level, { errno, sqlstate, message }) => void this.conditions.push({ level, errno, sqlstate, message }),
      loadFile: () => undefined,
      dataFile: () => new Uint8Array(),
      storedFunction: () => undefined,
      checkInterrupted: () => undefined,
    };
  }

  table({ db = 'test', name }: TableName): Table {
    const found = this.tables.get(name);
    if (!found) throw sqlError('ER_NO_SUCH_TABLE', db, name);
    return found;
  }

  private withDefault(column: Column, written: ColumnDefinition): Column {
    if (!written.default) return column;
    if (written.default.kind === 'Call') return { ...column, default: { expr: 'current_timestamp()' } };
    const scope = { visible: [], sources: [], aliases: [], database: 'test' };
    const place = { scope, clause: 'SELECT', aggregates: false } as const;
    const node = createBinder(this.catalog, this.env).expression(written.default, place);
    const value = evaluateNode(node, this.env);
    const reporter = new StatementReporter(this.env, { db: '', name: '' }, false);
    return { ...column, default: { value: value === null ? null : converterFor(node.type, column)(value, reporter) } };
  }

  create(statement: CreateTable): void {
    const { name } = statement.table;
    const keys = statement.keys.filter(({ type }) => type === 'PRIMARY' || type === 'UNIQUE');
    const primary = new Set(
      keys.filter(({ type }) => type === 'PRIMARY').flatMap(({ parts }) => parts.map(({ column }) => column)),
    );
    const columns = statement.columns.map((column) => this.withDefault(columnOf(column, primary), column));
    const position = (column: string): number => columns.findIndex((one) => one.name === column);
    const inline = statement.columns.flatMap(({ name: column, key }) =>
      key === 'PRIMARY' || key === 'UNIQUE'
        ? [{ name: key === 'PRIMARY' ? 'PRIMARY' : column, columns: [position(column)] }]
        : [],
    );
    const separate = keys.map((key) => ({
      name: key.type === 'PRIMARY' ? 'PRIMARY' : (key.name ?? key.parts[0]?.column ?? ''),
      columns: key.parts.map(({ column }) => position(column)),
    }));
    this.db.exec(
      `CREATE TABLE "test.${name}" (${columns.map(({ type }, index) => `"c${index}" ${affinity(type)}`).join(', ')})`,
    );
    this.tables.set(name, {
      db: 'test',
      name,
      columns,
      columnSql: columns.map((_column, index) => `"c${index}"`),
      from: `"test.${name}"`,
      rowKeySql: 'rowid',
      unique: [...inline, ...separate],
    });
  }

  /** The result of a SELECT. */
  query(sql: string): Rows {
    const statement = parse(sql);
    if (statement.kind !== 'SelectStatement') throw new Error(`Not a SELECT: ${sql}`);
    return runQuery(this.db, bindQuery(statement.query, this.catalog, this.env), this.env);
  }

  /** Rows as the batch client prints them. */
  rowsOf(sql: string): string[] {
    return this.query(sql).rows.map((row) =>
      row.map((cell) => (cell === null ? 'NULL' : Buffer.from(cell).toString())).join('\t'),
    );
  }
}
