/** Builds the rows of an INSERT: defaults, conversions, AUTO_INCREMENT, generated columns. */
import { SqlError, sqlError } from '../base/errors.js';
import { isInteger, type StoredValue } from '../base/types.js';
import type { Column } from '../engine/definition.js';
import { AutoIncrement } from './auto-increment.js';
import { type Converter, converterFor, implicitDefault } from './convert.js';
import { roundHalfEven } from './convert-value.js';
import { defaultValue, hasDefault, isComputed, nullInNotNull } from './dml-columns.js';
import type { BoundInsert } from './dml-insert.js';
import type { StatementReporter } from './reporter.js';
import { generatedIgnored, type RowRules } from './row-rules.js';
import type { RowTriggers, TableWriter } from './table-writer.js';
import { decodeValue, type Value } from './value.js';

/** What an expression in VALUES sees of a column before its value is there. */
function startValue(column: Column, reporter: StatementReporter): StoredValue {
  return hasDefault(column) ? defaultValue(column, reporter) : implicitDefault(column.type);
}

/** Builds rows: defaults, conversions, AUTO_INCREMENT. */
export class RowBuilder {
  readonly counter: AutoIncrement | undefined;
  private readonly insert: BoundInsert;
  private readonly reporter: StatementReporter;
  private readonly base: readonly StoredValue[];
  private missing: SqlError | undefined;
  private readonly rules: RowRules | undefined;
  /** Columns whose default is an expression and that the statement gives no value; of the row under way, too. */
  private readonly computed: ReadonlySet<number>;
  private pending = new Set<number>();
  /** Position of the AUTO_INCREMENT column; -1 without one. */
  private readonly automatic: number;
  /** Positions of the columns that the statement gives a value. */
  private readonly given: ReadonlySet<number>;
  /** NULL in a NOT NULL column is an error even without strict mode. */
  private readonly nullFails: boolean;
  /** BEFORE INSERT may still give a value to a column that must have one. */
  private readonly triggers: RowTriggers | undefined;
  /** The errors of columns that nobody has given a value. */
  private readonly lacking = new Map<number, SqlError>();

  constructor(insert: BoundInsert, reporter: StatementReporter, writer: TableWriter, rules: RowRules | undefined) {
    this.rules = rules;
    this.triggers = writer.triggers?.hasBeforeInsert ? writer.triggers : undefined;
    this.insert = insert;
    this.reporter = reporter;
    const { source, table, ignore } = insert;
    this.automatic = table.columns.findIndex((column) => column.autoIncrement);
    const counting = table.columns[this.automatic];
    const expected = source.kind === 'Values' ? source.rows.length : undefined;
    this.counter = counting && new AutoIncrement(counting, writer, expected);
    this.nullFails = source.kind === 'Values' && !source.problems && source.rows.length === 1 && !ignore;
    this.given = new Set(source.kind === 'Values' && source.rows[0]?.length === 0 ? [] : insert.targets);
    this.base = table.columns.map((column, index) =>
      this.given.has(index) ? startValue(column, reporter) : this.listedDefault(column, index),
    );
    if (this.missing) throw this.missing;
    this.computed = new Set(
      table.columns.flatMap((column, index) => (isComputed(column) && !this.given.has(index) ? [index] : [])),
    );
  }

  /** Every column that lacks a default is listed; the first of them ends the statement. */
  private listedDefault(column: Column, index: number): StoredValue {
    try {
      return defaultValue(column, this.reporter);
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      if (this.triggers) {
        this.lacking.set(index, error);
        return null;
      }
      this.missing ??= error;
      this.reporter.env.warn('Error', error);
      return null;
    }
  }

  start(): StoredValue[] {
    this.pending = new Set(this.computed);
    return [...this.base];
  }

  /** DEFAULT as a cell. */
  defaultOf(column: Column): StoredValue {
    if (column.autoIncrement) return implicitDefault(column.type);
    if (!hasDefault(column)) throw sqlError('ER_NO_DEFAULT_FOR_FIELD', column.name);
    if (isComputed(column)) this.pending.add(this.insert.table.columns.indexOf(column));
    return defaultValue(column, this.reporter);
  }

  put(row: StoredValue[], index: number, column: Column, value: Value, convert: Converter): void {
    if (column.generated) {
      if (value !== null) this.reporter.problem(generatedIgnored(column, this.insert.table.name));
    } else if (value !== null) row[index] = convert(value, this.reporter);
    else if (column.nullable || column.autoIncrement || this.triggers) row[index] = null;
    else row[index] = nullInNotNull(column, this.reporter, this.nullFails);
  }

  /** Gives the AUTO_INCREMENT column its number; false: IGNORE passes over the row, there is no number for it. */
  finish(row: StoredValue[]): boolean {
    try {
      this.fireBefore(row);
      this.count(row);
      this.rules?.complete(row, this.pending);
      return true;
    } catch (error) {
      if (!this.insert.ignore || !(error instanceof SqlError)) throw error;
      this.reporter.env.warn('Warning', error);
      return false;
    }
  }

  /** After the triggers no column is NULL that must not be. */
  private fireBefore(row: StoredValue[]): void {
    if (!this.triggers) return;
    const { columns } = this.insert.table;
    const counting = columns[this.automatic];
    if (counting && row[this.automatic] === null) row[this.automatic] = implicitDefault(counting.type);
    this.triggers.before('INSERT', undefined, row);
    for (const [index, column] of columns.entries()) {
      if (row[index] !== null || column.nullable || column.generated || column.autoIncrement) continue;
      const missing = this.lacking.get(index);
      if (missing) this.reporter.problem(missing);
      row[index] = missing ? implicitDefault(column.type) : nullInNotNull(column, this.reporter, this.nullFails);
    }
  }

  private count(row: StoredValue[]): void {
    const { automatic: index, counter } = this;
    const column = this.insert.table.columns[index];
    if (!column || !counter) return;
    const value = decodeValue(row[index] ?? null, column.type);
    const keepsZero = this.reporter.env.sqlMode.has('NO_AUTO_VALUE_ON_ZERO');
    const given = this.given.has(index) && row[index] !== null;
    if (value === null || (isZero(value) && !(keepsZero && given))) {
      const next = counter.take(this.reporter);
      const number = isInteger(column.type) ? next : Number(next);
      row[index] = converterFor({ name: 'BIGINT', unsigned: true, zerofill: false, width: 20 }, column)(
        number,
        this.reporter,
      );
    } else if (typeof value === 'bigint') {
      counter.note(value);
    } else if (typeof value === 'number' && value > 0) {
      counter.note(BigInt(roundHalfEven(value)));
    }
  }
}

const isZero = (value: Value): boolean => value === 0n || value === 0;
