/** The packets that answer a statement, as outcomes. */
import type { Cell, Failure, Outcome, ResultColumn } from '../base/result.js';
import { ServerStatus } from '../protocol/capabilities.js';
import { PayloadReader } from '../protocol/payload.js';
import { decodeBytes } from '../render/text.js';
import { CLIENT_ERRORS } from './client-errors.js';
import { readColumn } from './columns.js';

const OK = 0x00;
const NULL = 0xfb;
const LOCAL_FILE = 0xfb;
const EOF = 0xfe;
const ERROR = 0xff;
/** An EOF packet is shorter than a row that begins with the same byte. */
const EOF_LENGTH = 9;
const SCHEMA_CHANGE = 1;

/** Gives the next packet's payload, or throws the error of a lost connection. */
export type NextPacket = () => Promise<Buffer>;

export interface Answer {
  readonly outcome: Outcome;
  readonly hasMore: boolean;
  /** The default database, where it has changed. */
  readonly database?: string;
}

/** Reads one result. */
export async function readResult(next: NextPacket): Promise<Answer> {
  const first = await next();
  switch (first[0]) {
    case OK:
      return okAnswer(first);
    case ERROR:
      return { outcome: { ...readError(first), warningCount: 0 }, hasMore: false };
    case LOCAL_FILE:
      // Never asked for: the login has not offered to send files.
      throw CLIENT_ERRORS.malformed();
    default:
      return readRows(new PayloadReader(first).lengthEncodedInteger(), next);
  }
}

async function readRows(count: bigint, next: NextPacket): Promise<Answer> {
  const columns: ResultColumn[] = [];
  for (let left = Number(count); left > 0; left--) columns.push(readColumn(new PayloadReader(await next())));
  await next();
  const rows: Cell[][] = [];
  for (;;) {
    const packet = await next();
    // An error ends the rows that were on their way.
    if (packet[0] === ERROR) return { outcome: { ...readError(packet), warningCount: 0 }, hasMore: false };
    if (packet[0] === EOF && packet.length < EOF_LENGTH) {
      const warningCount = packet.readUInt16LE(1);
      return { outcome: { kind: 'rows', columns, rows, warningCount }, hasMore: hasMore(packet.readUInt16LE(3)) };
    }
    rows.push(readRow(packet, columns.length));
  }
}

const hasMore = (status: number): boolean => (status & ServerStatus.MORE_RESULTS) !== 0;

function readRow(packet: Buffer, columns: number): Cell[] {
  const reader = new PayloadReader(packet);
  const row: Cell[] = [];
  for (let left = columns; left > 0; left--) {
    if (reader.peek() === NULL) {
      reader.integer(1);
      row.push(null);
    } else {
      row.push(decodeBytes(reader.lengthEncoded()));
    }
  }
  return row;
}

function okAnswer(packet: Buffer): Answer {
  const reader = new PayloadReader(packet);
  reader.integer(1);
  const affectedRows = Number(reader.lengthEncodedInteger());
  const insertId = reader.lengthEncodedInteger();
  const status = reader.integer(2);
  const warningCount = reader.integer(2);
  const info = reader.left > 0 ? decodeBytes(reader.lengthEncoded()) : '';
  const changed = (status & ServerStatus.SESSION_STATE_CHANGED) !== 0 && reader.left > 0;
  const database = changed ? changedDatabase(reader.lengthEncoded()) : undefined;
  return {
    outcome: { kind: 'ok', affectedRows, insertId, info, warningCount },
    hasMore: hasMore(status),
    ...(database !== undefined && { database }),
  };
}

function changedDatabase(changes: Buffer): string | undefined {
  const reader = new PayloadReader(changes);
  let database: string | undefined;
  while (reader.left > 0) {
    const kind = reader.integer(1);
    const change = reader.lengthEncoded();
    if (kind === SCHEMA_CHANGE) database = decodeBytes(new PayloadReader(change).lengthEncoded());
  }
  return database;
}

const NO_STATE = 'HY000';

/** The payload of an error packet. Before the login it may have no SQLSTATE. */
export function readError(packet: Buffer): Failure {
  const reader = new PayloadReader(packet);
  reader.integer(1);
  const errno = reader.integer(2);
  const text = decodeBytes(reader.rest());
  const [, sqlstate = NO_STATE, message = text] = /^#(.{5})(.*)$/s.exec(text) ?? [];
  return { kind: 'error', errno, sqlstate, message };
}
