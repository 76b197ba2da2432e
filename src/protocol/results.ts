/** Results of statements as packets. */
import type { SqlError } from '../base/errors.js';
import { type Cell, type Failure, type Ok, ok, type ResultColumn, type Rows } from '../base/result.js';
import { isAddress, type SqlType } from '../base/types.js';
import { binaryRow } from './binary-rows.js';
import { Capability, ExtendedCapability, ServerStatus } from './capabilities.js';
import { wireType } from './column-types.js';
import { PayloadWriter } from './payload.js';
import type { WireText } from './wire-text.js';

const OK = 0x00;
const EOF = 0xfe;
const ERROR = 0xff;
const NULL = Buffer.of(0xfb);
const FIXED_PART = 0x0c;
const TYPE_NAME = 0;
const MOST_WARNINGS = 0xffff;

/** What goes with a result. */
export interface ResultState {
  readonly capabilities: number;
  readonly extendedCapabilities: number;
  /** Bits of ServerStatus. */
  readonly status: number;
  readonly warningCount: number;
  readonly text: WireText;
  /** Rows in the form of prepared statements. */
  readonly isBinary?: boolean;
  /** What an OK packet says of changes of the session, to a client that wants to know. */
  readonly changes?: Buffer | undefined;
}

/** What a client is told of a table's column beyond its type: bits of ColumnFlag. */
export type ColumnFlags = (column: ResultColumn) => number;

const warnings = ({ warningCount }: ResultState): number => Math.min(warningCount, MOST_WARNINGS);

export function okPacket({ affectedRows, insertId, info }: Ok, state: ResultState, mark = OK): Buffer {
  const packet = new PayloadWriter()
    .integer(mark, 1)
    .lengthEncodedInteger(affectedRows)
    .lengthEncodedInteger(insertId)
    .integer(state.status | (state.changes ? ServerStatus.SESSION_STATE_CHANGED : 0), 2)
    .integer(warnings(state), 2);
  if (info !== '' || state.changes) packet.lengthEncodedBytes(state.text.encode(info));
  return (state.changes ? packet.lengthEncodedBytes(state.changes) : packet).end();
}

export function errorPacket({ errno, sqlstate, message }: Failure, text: WireText): Buffer {
  return new PayloadWriter()
    .integer(ERROR, 1)
    .integer(errno, 2)
    .bytes(Buffer.from(`#${sqlstate}`))
    .bytes(text.encode(message))
    .end();
}

/** An error before anything has been agreed on. */
export const earlyErrorPacket = ({ errno, message }: SqlError): Buffer =>
  new PayloadWriter().integer(ERROR, 1).integer(errno, 2).bytes(Buffer.from(message)).end();

/** What ends a list; to clients that want it so, in the form of an OK packet. */
export const eofPacket = (state: ResultState): Buffer =>
  (state.capabilities & Capability.DEPRECATE_EOF) !== 0
    ? okPacket(ok(), state, EOF)
    : new PayloadWriter().integer(EOF, 1).integer(warnings(state), 2).integer(state.status, 2).end();

/** The packets of a result set. */
export function* rowsPackets({ columns, rows }: Rows, state: ResultState, flags: ColumnFlags): Iterable<Buffer> {
  const { text } = state;
  yield new PayloadWriter().lengthEncodedInteger(columns.length).end();
  yield* columnsPackets(columns, state, flags);
  const encode = state.isBinary ? binaryRow : rowPacket;
  for (const row of rows) yield encode(columns, row, text);
  yield eofPacket(state);
}

/** The answer to a statement whose rows are fetched later. */
export function* cursorPackets({ columns }: Rows, state: ResultState, flags: ColumnFlags): Iterable<Buffer> {
  yield new PayloadWriter().lengthEncodedInteger(columns.length).end();
  for (const column of columns) yield columnPacket(column, state, flags(column));
  yield eofPacket({ ...state, status: state.status | ServerStatus.CURSOR_EXISTS });
}

/** Columns with their defaults, as COM_FIELD_LIST answers. */
export function* fieldPackets(
  fields: Iterable<readonly [column: ResultColumn, given: string | null]>,
  state: ResultState,
  flags: ColumnFlags,
): Iterable<Buffer> {
  for (const [column, given] of fields) {
    const preset = given === null ? NULL : new PayloadWriter().lengthEncodedBytes(state.text.encode(given)).end();
    yield Buffer.concat([columnPacket(column, state, flags(column)), preset]);
  }
  yield eofPacket(state);
}

/** Columns, and what ends them. */
export function* columnsPackets(
  columns: readonly ResultColumn[],
  state: ResultState,
  flags: ColumnFlags,
): Iterable<Buffer> {
  for (const column of columns) yield columnPacket(column, state, flags(column));
  if ((state.capabilities & Capability.DEPRECATE_EOF) !== 0) return;
  yield eofPacket({ ...state, status: state.status & ~ServerStatus.MORE_RESULTS });
}

function columnPacket(column: ResultColumn, state: ResultState, flags: number): Buffer {
  const { text } = state;
  const type = wireType(column, text.resultCharset);
  const packet = new PayloadWriter();
  for (const name of ['def', column.db, column.table, column.orgTable, column.name, column.orgName]) {
    packet.lengthEncodedBytes(text.encode(name));
  }
  if ((state.extendedCapabilities & ExtendedCapability.METADATA) !== 0) {
    packet.lengthEncodedBytes(extendedType(column.type));
  }
  return packet
    .integer(FIXED_PART, 1)
    .integer(type.collation, 2)
    .integer(type.length, 4)
    .integer(type.number, 1)
    .integer(type.flags | flags, 2)
    .integer(type.decimals, 1)
    .zeros(2)
    .end();
}

/** The name of a type that is a text to the protocol. */
function extendedType(type: SqlType): Uint8Array {
  if (!isAddress(type)) return new Uint8Array();
  return new PayloadWriter().integer(TYPE_NAME, 1).lengthEncodedBytes(Buffer.from(type.name.toLowerCase())).end();
}

function rowPacket(columns: readonly ResultColumn[], row: readonly Cell[], text: WireText): Buffer {
  const packet = new PayloadWriter();
  for (const [at, cell] of row.entries()) {
    if (cell === null) packet.bytes(NULL);
    else packet.lengthEncodedBytes(typeof cell === 'string' ? text.encodeCell(cell, columns[at]) : cell);
  }
  return packet.end();
}
