/** Statements by their texts: programs send the same text again and again, and its tree is the same each time. */
import type { Statement } from './ast.js';
import { parse } from './parse.js';
import type { ParseOptions, VariableNames } from './parse-options.js';

/** How many are kept, those that were used last, and how long their texts may be. */
const MOST = 500;
const LONGEST = 2000;

/** Statements that programs repeat. Their trees do not say anything about the session that has sent them. */
const KEPT: ReadonlySet<Statement['kind']> = new Set([
  ...(['SelectStatement', 'Insert', 'Update', 'Delete', 'CallProcedure'] as const),
  ...(['Begin', 'Commit', 'Rollback'] as const),
]);

interface Known {
  readonly statement: Statement;
  /** Variables that were looked up: each time they may be others. */
  readonly lookUps: readonly LookUp[];
}

type LookUp = (names: VariableNames) => void;

export class ParsedStatements {
  /** A tree is kept when its text comes again: most texts come once, and trees that are kept cost a collection. */
  readonly #known = new Map<string, Known | undefined>();

  /** As `parse`, for a text without marks of parameters. */
  parse(sql: string, options: Omit<ParseOptions, 'parameters' | 'serverVersion'>): Statement {
    const { ansiQuotes, noBackslashEscapes, variables } = options;
    if (sql.length > LONGEST) return parse(sql, options);
    const key = `${ansiQuotes ? 'a' : ''}${noBackslashEscapes ? 'n' : ''} ${sql}`;
    const found = this.#known.get(key);
    if (found) {
      if (variables) for (const lookUp of found.lookUps) lookUp(variables);
      this.#keep(key, found);
      return found.statement;
    }
    if (!this.#known.has(key)) {
      const statement = parse(sql, options);
      if (KEPT.has(statement.kind)) this.#keep(key, undefined);
      return statement;
    }
    const lookUps: LookUp[] = [];
    const statement = parse(sql, variables ? { ...options, variables: noting(lookUps, variables) } : options);
    this.#keep(key, { statement, lookUps });
    return statement;
  }

  #keep(key: string, known: Known | undefined): void {
    // The last that was used is the last of the map.
    this.#known.delete(key);
    this.#known.set(key, known);
    if (this.#known.size <= MOST) return;
    for (const oldest of this.#known.keys()) {
      this.#known.delete(oldest);
      return;
    }
  }
}

const noting = (lookUps: LookUp[], variables: VariableNames): VariableNames => {
  const both = (lookUp: LookUp) => {
    lookUp(variables);
    lookUps.push(lookUp);
  };
  return {
    read: (variable) => both((names) => names.read(variable)),
    assigned: (variable) => both((names) => names.assigned(variable)),
  };
};
