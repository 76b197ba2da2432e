/** A connection as programs use it: values instead of outcomes, exceptions instead of errors. */
import { SqlError } from '../base/errors.js';
import type { Cell, Condition, ConditionLevel, Failure, Outcome, ResultColumn, Rows } from '../base/result.js';
import type { ClientSession } from '../base/session.js';
import { isInteger } from '../base/types.js';
import { linesOf } from '../client/lines.js';
import { type Piece, StatementSplitter } from '../client/split.js';
import { tabText } from '../render/tab.js';

/**
 * A value of a row: integers, FLOAT and DOUBLE as numbers (bigint where a number is not exact), everything else as
 * MariaDB writes it; binary strings stay bytes.
 */
export type Value = number | bigint | string | Uint8Array | null;

/** A row by column names. */
export type Row = Record<string, Value>;

export class Connection {
  /** What all of this rests on: text in, outcomes out. */
  readonly session: ClientSession;

  constructor(session: ClientSession) {
    this.session = session;
  }

  /** Runs one statement and gives the rows of its result. Throws SqlError (`errno`, `sqlstate`, `message`). */
  async query(sql: string): Promise<Row[]> {
    const result = resultOf(await this.execute(sql));
    if (!result) return [];
    const { columns, rows } = result;
    return rows.map((cells) =>
      Object.fromEntries(columns.map((column, at) => [column.name, valueOf(cells[at], column)])),
    );
  }

  /** The first column of all rows. */
  async column(sql: string): Promise<Value[]> {
    const result = resultOf(await this.execute(sql));
    return result?.rows.map(([cell]) => valueOf(cell, result.columns[0])) ?? [];
  }

  /** The first column of the first row; null when there is no row. */
  async value(sql: string): Promise<Value> {
    return (await this.column(sql))[0] ?? null;
  }

  /** Runs statements that `;` parts, up to the first error, which is thrown. */
  async run(statements: string): Promise<void> {
    const splitter = new StatementSplitter<never>([], { keepComments: true, namedCommands: false, interactive: false });
    for (const line of linesOf(statements)) await this.#runPieces(splitter.line(line));
    await this.#runPieces(splitter.end());
  }

  /** Runs a statement that must fail, and gives its error. */
  async error(sql: string): Promise<SqlError> {
    const failure = (await this.session.execute(sql)).find(isFailure);
    if (!failure) throw new Error(`This statement should have failed: ${sql}`);
    return toError(failure);
  }

  /** What SHOW WARNINGS says of the statement before. */
  async warnings(): Promise<Omit<Condition, 'sqlstate'>[]> {
    const rows = await this.query('SHOW WARNINGS');
    return rows.map(({ Level, Code, Message }) => ({
      level: String(Level) as ConditionLevel,
      errno: Number(Code),
      message: String(Message),
    }));
  }

  /** The result as the batch client prints it: names and values between tabs. Good for snapshots. */
  async text(sql: string): Promise<string> {
    const outcomes = await this.execute(sql);
    return outcomes
      .flatMap((outcome) => (outcome.kind === 'rows' ? [tabText(outcome, { header: true, raw: true })] : []))
      .join('');
  }

  /** All that one statement answers; throws what it ended with. */
  async execute(sql: string): Promise<readonly Outcome[]> {
    const outcomes = await this.session.execute(sql);
    const failure = outcomes.find(isFailure);
    if (failure) throw toError(failure);
    return outcomes;
  }

  async #runPieces(pieces: Iterable<Piece<never>>): Promise<void> {
    for (const piece of pieces) {
      if (piece.kind === 'statement' && piece.text.trim() !== '') await this.execute(piece.text);
    }
  }

  close(): Promise<void> {
    return this.session.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

const isFailure = (outcome: Outcome): outcome is Failure & Outcome => outcome.kind === 'error';

const toError = ({ errno, sqlstate, message }: Failure): SqlError => new SqlError(errno, sqlstate, message);

const resultOf = (outcomes: readonly Outcome[]): Rows | undefined =>
  outcomes.find((outcome): outcome is Rows & Outcome => outcome.kind === 'rows');

function valueOf(cell: Cell | undefined, column: ResultColumn | undefined): Value {
  if (cell === undefined || cell === null || typeof cell !== 'string' || column === undefined) return cell ?? null;
  const { type } = column;
  if (isInteger(type) && type.name !== 'BIT') {
    const number = Number(cell);
    return Number.isSafeInteger(number) ? number : BigInt(cell);
  }
  return type.name === 'FLOAT' || type.name === 'DOUBLE' ? Number(cell) : cell;
}
