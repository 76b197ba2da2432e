/** Rows in the binary form that prepared statements answer with. */
import type { Cell, ResultColumn } from '../base/result.js';
import type { SqlType } from '../base/types.js';
import { PayloadWriter } from './payload.js';
import type { WireText } from './wire-text.js';

/** The null bitmap has two bits in front that mean nothing. */
const FIRST_BIT = 2;

export function binaryRow(columns: readonly ResultColumn[], row: readonly Cell[], text: WireText): Buffer {
  const nulls = Buffer.alloc((columns.length + FIRST_BIT + 7) >> 3);
  for (let at = 0; at < columns.length; at++) {
    const bit = at + FIRST_BIT;
    if ((row[at] ?? null) === null) nulls.writeUInt8(nulls.readUInt8(bit >> 3) | (1 << (bit & 7)), bit >> 3);
  }
  const packet = new PayloadWriter().integer(0, 1).bytes(nulls);
  for (const [at, column] of columns.entries()) {
    const cell = row[at] ?? null;
    if (cell !== null) packet.bytes(binaryValue(cell, column, text));
  }
  return packet.end();
}

function binaryValue(cell: Exclude<Cell, null>, column: ResultColumn, text: WireText): Uint8Array {
  const value = typeof cell === 'string' ? fixedValue(cell, column.type) : undefined;
  if (value) return value;
  const bytes = typeof cell === 'string' ? text.encodeCell(cell, column) : cell;
  return new PayloadWriter().lengthEncodedBytes(bytes).end();
}

const INTEGER_BYTES = { TINYINT: 1, SMALLINT: 2, YEAR: 2, MEDIUMINT: 4, INT: 4 } as const;

/** Undefined for what is a string in this form, too. */
function fixedValue(cell: string, { name }: SqlType): Uint8Array | undefined {
  switch (name) {
    case 'TINYINT':
    case 'SMALLINT':
    case 'YEAR':
    case 'MEDIUMINT':
    case 'INT':
      return integerBytes(BigInt(cell), INTEGER_BYTES[name]);
    case 'BIGINT':
      return integerBytes(BigInt(cell), 8);
    case 'FLOAT':
      return Buffer.from(Float32Array.of(Number(cell)).buffer);
    case 'DOUBLE':
      return Buffer.from(Float64Array.of(Number(cell)).buffer);
    case 'DATE':
    case 'DATETIME':
    case 'TIMESTAMP':
      return dateBytes(cell, name === 'DATE');
    case 'TIME':
      return timeBytes(cell);
    default:
      return undefined;
  }
}

function integerBytes(value: bigint, length: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt.asUintN(64, value));
  return bytes.subarray(0, length);
}

/** Year, month, day; then hours, minutes, seconds; then microseconds: as many as are not 0. */
function dateBytes(cell: string, isDate: boolean): Uint8Array {
  const [year = 0, ...others] = cell.split(/[-: .]/).map(Number);
  const [month = 0, day = 0, hour = 0, minute = 0, second = 0] = others;
  const micro = microseconds(cell);
  const packet = new PayloadWriter().integer(year, 2).integer(month, 1).integer(day, 1);
  if (isDate || (hour === 0 && minute === 0 && second === 0 && micro === 0)) {
    return year === 0 && month === 0 && day === 0 ? Buffer.of(0) : counted(packet);
  }
  packet.integer(hour, 1).integer(minute, 1).integer(second, 1);
  return counted(micro === 0 ? packet : packet.integer(micro, 4));
}

function timeBytes(cell: string): Uint8Array {
  const [hours = 0, minute = 0, second = 0] = cell.replace('-', '').split(/[:.]/).map(Number);
  const micro = microseconds(cell);
  if (hours === 0 && minute === 0 && second === 0 && micro === 0) return Buffer.of(0);
  const packet = new PayloadWriter()
    .integer(cell.startsWith('-') ? 1 : 0, 1)
    .integer(Math.floor(hours / 24), 4)
    .integer(hours % 24, 1)
    .integer(minute, 1)
    .integer(second, 1);
  return counted(micro === 0 ? packet : packet.integer(micro, 4));
}

const microseconds = (cell: string): number => Number((cell.split('.')[1] ?? '').padEnd(6, '0'));

const counted = (packet: PayloadWriter): Uint8Array => new PayloadWriter().lengthEncodedBytes(packet.end()).end();
