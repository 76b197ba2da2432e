/** What a parse depends on besides the text. */
import type { Expr } from './ast.js';
import type { ScanOptions } from './scanner.js';

/** A variable as it is named: `@@component.name`. */
interface NamedVariable {
  readonly name: string;
  readonly component?: string;
}

/** Looks system variables up while the text is read, so that an unknown one comes before a mistake behind it. */
export interface VariableNames {
  /** `@@x` in an expression has been read. Throws what the server says of a wrong name. */
  read(variable: NamedVariable): void;
  /** `x = value` in SET has been read. */
  assigned(variable: NamedVariable): void;
}

/** What stands for each `?` of a prepared statement, in the order of the text. */
export interface Parameters {
  next(): Expr;
}

export interface ParseOptions extends ScanOptions {
  /** undefined: the text is no prepared statement, and `?` a mistake in it. */
  readonly parameters?: Parameters;
  readonly variables?: VariableNames;
  /** The default database, for errors that name a routine. */
  readonly database?: string | undefined;
}
