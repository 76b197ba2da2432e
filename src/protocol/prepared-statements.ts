/** The prepared statements of one connection: those that have numbers, beside those that PREPARE names. */
import { assert } from '../base/assert.js';
import { sqlError } from '../base/errors.js';
import type { Cell, Outcome, ResultColumn, Rows } from '../base/result.js';
import { varchar } from '../base/types.js';
import type { GivenValue } from '../parser/ast.js';
import type { Session } from '../server/session.js';
import { NO_VALUE, type ParameterType, readParameter, readTypes, textValue } from './binary-parameters.js';
import { MalformedPacket, PayloadReader, PayloadWriter } from './payload.js';
import type { WireText } from './wire-text.js';

interface Numbered {
  readonly text: string;
  readonly parameters: number;
  readonly columns: readonly ResultColumn[];
  types: readonly ParameterType[] | undefined;
  /** What was sent before the execution, by parameter. */
  readonly long: Map<number, Buffer[]>;
  /** Rows that the client fetches when it likes. */
  cursor: { readonly outcome: Rows; at: number } | undefined;
}

/** What COM_STMT_EXECUTE wants: a bit of its flags. */
const READ_ONLY_CURSOR = 1;

/** What COM_STMT_FETCH gives. */
export interface Fetched {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly Cell[])[];
  readonly isLast: boolean;
}

/** MariaDB's clients may mean the statement that they have just prepared, before they know its number. */
const LAST = 0xffffffff;

type FailedOutcome = Extract<Outcome, { kind: 'error' }>;

/** SQL cannot say a name with a NUL. */
const nameOf = (id: number): string => `\0${id}`;

/** What a client is told of a parameter: nothing is known of it. */
export const PARAMETER: ResultColumn = {
  name: '?',
  type: { name: 'NULL' },
  nullable: true,
  db: '',
  table: '',
  orgTable: '',
  orgName: '',
};

export class PreparedStatements {
  readonly #statements = new Map<number, Numbered>();
  #last = 0;

  /** The statement's number and shape, or the error. */
  async prepare(
    text: string,
    session: Session,
  ): Promise<{ readonly id: number; readonly statement: Numbered } | FailedOutcome> {
    const id = ++this.#last;
    const source: GivenValue = { kind: 'GivenValue', value: text, type: varchar(text.length) };
    const [outcome] = await session.executeStatement({ kind: 'Prepare', name: nameOf(id), source }, text);
    const prepared = session.state.prepared.get(nameOf(id));
    if (outcome?.kind === 'error') return outcome;
    assert(prepared, 'what could be prepared is there');
    const { marks, columns } = prepared;
    const statement: Numbered = {
      text,
      parameters: marks.length,
      columns,
      types: undefined,
      long: new Map(),
      cursor: undefined,
    };
    this.#statements.set(id, statement);
    return { id, statement };
  }

  /**
   * COM_STMT_EXECUTE, behind its first byte; whether a cursor was opened. Throws MalformedPacket. Errors: 1243 for a
   * number that is none, 1210 for values that are none.
   */
  async execute(payload: Buffer, text: WireText, session: Session): Promise<readonly [readonly Outcome[], boolean]> {
    const reader = new PayloadReader(payload);
    const id = this.#meant(reader);
    const wantsCursor = (reader.integer(1) & READ_ONLY_CURSOR) !== 0;
    reader.integer(4);
    const statement = this.#get(id, 'mysqld_stmt_execute');
    statement.cursor = undefined;
    const values = this.#values(reader, statement, text);
    statement.long.clear();
    const outcomes = await session.executeStatement({ kind: 'Execute', name: nameOf(id), values }, statement.text);
    const [outcome, ...more] = outcomes;
    if (wantsCursor && outcome?.kind === 'rows' && more.length === 0) statement.cursor = { outcome, at: 0 };
    return [outcomes, statement.cursor !== undefined];
  }

  /** The columns of a query, which is forgotten again. */
  async describe(text: string, session: Session): Promise<readonly ResultColumn[] | FailedOutcome> {
    const found = await this.prepare(text, session);
    if ('kind' in found) return found;
    this.#forget(found.id, session);
    return found.statement.columns;
  }

  /** COM_STMT_FETCH. Errors: 1243, 1421. */
  fetch(payload: Buffer): Fetched {
    const reader = new PayloadReader(payload);
    const id = this.#meant(reader);
    const count = reader.integer(4);
    const statement = this.#get(id, 'mysqld_stmt_fetch');
    const { cursor } = statement;
    if (!cursor) throw sqlError('ER_STMT_HAS_NO_OPEN_CURSOR', String(id));
    const { columns, rows } = cursor.outcome;
    const fetched = rows.slice(cursor.at, cursor.at + count);
    cursor.at += fetched.length;
    // Only a fetch that finds too few rows knows that there are no more.
    const isLast = fetched.length < count;
    if (isLast) statement.cursor = undefined;
    return { columns, rows: fetched, isLast };
  }

  /** COM_STMT_SEND_LONG_DATA, which is not answered. */
  takeLongData(payload: Buffer): void {
    const reader = new PayloadReader(payload);
    const statement = this.#statements.get(this.#meant(reader));
    const parameter = reader.integer(2);
    if (!statement || parameter >= statement.parameters) return;
    const pieces = statement.long.get(parameter) ?? [];
    statement.long.set(parameter, [...pieces, Buffer.from(reader.rest())]);
  }

  /** COM_STMT_RESET: nothing of what was sent before is left, and no cursor. */
  reset(payload: Buffer): void {
    const statement = this.#get(this.#meant(new PayloadReader(payload)), 'mysqld_stmt_reset');
    statement.long.clear();
    statement.cursor = undefined;
  }

  close(payload: Buffer, session: Session): void {
    this.#forget(this.#meant(new PayloadReader(payload)), session);
  }

  #forget(id: number, session: Session): void {
    this.#statements.delete(id);
    session.state.prepared.delete(nameOf(id));
  }

  #meant(reader: PayloadReader): number {
    const id = reader.integer(4);
    return id === LAST ? this.#last : id;
  }

  #get(id: number, command: string): Numbered {
    const found = this.#statements.get(id);
    if (!found) throw sqlError('ER_UNKNOWN_STMT_HANDLER', String(id), command);
    return found;
  }

  #values(reader: PayloadReader, statement: Numbered, text: WireText): GivenValue[] {
    const { parameters: count, long } = statement;
    if (count === 0) return [];
    const nulls = orWrongArguments(() => reader.bytes((count + 7) >> 3));
    const types = readTypes(reader, count, statement.types);
    statement.types = types;
    return orWrongArguments(() =>
      types.map((type, at) => {
        const pieces = long.get(at);
        if (pieces) return textValue(Buffer.concat(pieces), type, text);
        if ((nulls.readUInt8(at >> 3) & (1 << (at & 7))) !== 0) return NO_VALUE;
        return readParameter(reader, type, text);
      }),
    );
  }
}

function orWrongArguments<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof MalformedPacket)) throw error;
    throw sqlError('ER_WRONG_ARGUMENTS', 'mysqld_stmt_execute');
  }
}

/** The first packet of the answer to COM_STMT_PREPARE. */
export const preparedPacket = (id: number, columns: number, parameters: number): Buffer =>
  new PayloadWriter()
    .integer(0, 1)
    .integer(id, 4)
    .integer(columns, 2)
    .integer(parameters, 2)
    .zeros(1)
    .integer(0, 2)
    .end();
