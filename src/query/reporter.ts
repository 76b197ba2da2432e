/** Who hears of what a statement that writes had to change in a value. */
import { type SqlError, sqlError } from '../base/errors.js';
import type { Column } from '../engine/definition.js';
import { type Environment, heardBy, isStrict } from './environment.js';

/** Who is told what a conversion lost. */
export interface Reporter {
  readonly env: Environment;
  /** The row of the statement, from 1. */
  readonly row: number;
  /** The database and table, for 1366 and 1292. */
  readonly table: { readonly db: string; readonly name: string };
  /** Do problems end the statement? */
  readonly strict: boolean;
  /** Ends the statement in strict mode, warns otherwise. */
  problem(error: SqlError): void;
  note(error: SqlError): void;
}

/** 1265: a part of the value is lost. */
export const truncated = (column: Column, reporter: Reporter): SqlError =>
  sqlError('WARN_DATA_TRUNCATED', column.name, reporter.row);

/** The reporter of one statement: it counts rows and warnings. */
export class StatementReporter implements Reporter {
  readonly env: Environment;
  readonly table: { readonly db: string; readonly name: string };
  readonly strict: boolean;
  row = 1;
  warnings = 0;

  /** `ignore`: IGNORE was written, errors of data become warnings. */
  constructor(env: Environment, table: { readonly db: string; readonly name: string }, ignore: boolean) {
    this.table = table;
    this.strict = isStrict(env) && !ignore;
    this.env = heardBy(env, (level, error) => {
      // In strict mode whatever an expression warns of ends the statement.
      if (this.strict && level === 'Warning') throw error;
      this.warnings++;
      env.warn(level, error);
    });
  }

  problem(error: SqlError): void {
    if (this.strict) throw error;
    this.env.warn('Warning', error);
  }

  note(error: SqlError): void {
    this.env.warn('Note', error);
  }
}
