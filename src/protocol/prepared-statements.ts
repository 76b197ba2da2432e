/** The prepared statements of one connection: those that have numbers, beside those that PREPARE names. */
import { sqlError } from '../base/errors.js';
import type { Outcome, ResultColumn } from '../base/result.js';
import { varchar } from '../base/types.js';
import type { GivenValue } from '../parser/ast.js';
import type { Session } from '../server/session.js';
import { NO_VALUE, type ParameterType, readParameter, readTypes, textValue } from './binary-parameters.js';
import { PayloadReader, PayloadWriter } from './payload.js';
import type { WireText } from './wire-text.js';

interface Numbered {
  readonly text: string;
  readonly parameters: number;
  readonly columns: readonly ResultColumn[];
  types: readonly ParameterType[] | undefined;
  /** What was sent before the execution, by parameter. */
  readonly long: Map<number, Buffer[]>;
}

/** MariaDB's clients may mean the statement that they have just prepared, before they know its number. */
const LAST = 0xffffffff;

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
  ): Promise<{ readonly id: number; readonly statement: Numbered } | Outcome> {
    const id = ++this.#last;
    const source: GivenValue = { kind: 'GivenValue', value: text, type: varchar(text.length) };
    const outcome = await session.executeStatement({ kind: 'Prepare', name: nameOf(id), source }, text);
    const prepared = session.state.prepared.get(nameOf(id));
    if (outcome.kind === 'error' || !prepared) return outcome;
    const { parameters, columns } = prepared;
    const statement: Numbered = { text, parameters, columns, types: undefined, long: new Map() };
    this.#statements.set(id, statement);
    return { id, statement };
  }

  /** COM_STMT_EXECUTE, behind its first byte. Throws MalformedPacket; 1243 for a number that is none. */
  async execute(payload: Buffer, text: WireText, session: Session): Promise<Outcome> {
    const reader = new PayloadReader(payload);
    const id = this.#meant(reader);
    const statement = this.#get(id, 'mysqld_stmt_execute');
    reader.bytes(5);
    const values = this.#values(reader, statement, text);
    statement.long.clear();
    return session.executeStatement({ kind: 'Execute', name: nameOf(id), values }, statement.text);
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

  /** COM_STMT_RESET: nothing of what was sent before is left. */
  reset(payload: Buffer): void {
    this.#get(this.#meant(new PayloadReader(payload)), 'mysqld_stmt_reset').long.clear();
  }

  close(payload: Buffer, session: Session): void {
    const id = this.#meant(new PayloadReader(payload));
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
    const nulls = reader.bytes((count + 7) >> 3);
    const types = readTypes(reader, count, statement.types);
    statement.types = types;
    return types.map((type, at) => {
      const pieces = long.get(at);
      if (pieces) return textValue(Buffer.concat(pieces), type, text);
      if ((nulls.readUInt8(at >> 3) & (1 << (at & 7))) !== 0) return NO_VALUE;
      return readParameter(reader, type, text);
    });
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
