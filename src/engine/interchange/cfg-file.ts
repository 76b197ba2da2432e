/**
 * The `.cfg` file that FLUSH TABLES … FOR EXPORT leaves beside a tablespace: the table's columns and indexes, for
 * the server that imports it. All integers are big-endian; a text is its length, end mark included, and its bytes.
 */
import type { InnodbColumn, InnodbField, InnodbIndex, InnodbTable } from './innodb-table.js';

export interface CfgFile {
  readonly host: string;
  readonly table: InnodbTable;
}

/** `version`: written by a server that is too new, or no such file at all. `end`: the file ends too early. */
export class CfgFileError extends Error {
  readonly reason: 'version' | 'end';
  /** What was being read, as the server names it. */
  readonly part: string;

  constructor(reason: CfgFileError['reason'], part = '') {
    super(reason);
    this.reason = reason;
    this.part = part;
  }
}

const VERSION = 1;
const DESCENDING = 2 ** 31;
/** No identifier, host name or index has more. */
const MAX_TEXT = 1024;
const MAX_ITEMS = 4096;

export function encodeCfgFile({ host, table }: CfgFile): Buffer {
  const writer = new Writer();
  writer.numbers(VERSION).text(host).text(table.name).long(table.autoIncrement);
  writer.numbers(table.pageSize, table.flags, table.columns.length);
  for (const column of table.columns) writeColumn(writer, column);
  writer.numbers(table.indexes.length);
  for (const index of table.indexes) writeIndex(writer, index);
  return writer.bytes();
}

function writeColumn(writer: Writer, column: InnodbColumn): void {
  const { preciseType, mainType, bytes, characterBytes, position, ordering, maxPrefix, name } = column;
  writer.numbers(preciseType, mainType, bytes, characterBytes, position, ordering, maxPrefix).text(name);
}

function writeIndex(writer: Writer, index: InnodbIndex): void {
  const { space, rootPage, type, transactionIdAt, userFields, uniqueFields, nullableFields, fields } = index;
  writer.long(BigInt(index.id)).numbers(space, rootPage, type, transactionIdAt, userFields, uniqueFields);
  writer.numbers(nullableFields, fields.length).text(index.name);
  for (const { prefix, fixedBytes, descending, name } of fields) {
    writer.numbers(prefix, fixedBytes + (descending ? DESCENDING : 0)).text(name);
  }
}

/** Throws CfgFileError. */
export function decodeCfgFile(bytes: Buffer): CfgFile {
  const reader = new Reader(bytes);
  if (reader.number() !== VERSION) throw new CfgFileError('version');
  reader.part = 'table meta-data';
  const host = reader.text();
  const name = reader.text();
  const autoIncrement = reader.long();
  const [pageSize, flags] = [reader.number(), reader.number()];
  reader.part = 'table column meta-data';
  const columns = reader.list(() => readColumn(reader));
  reader.part = 'index meta-data';
  const indexes = reader.list(() => readIndex(reader));
  return { host, table: { name, autoIncrement, pageSize, flags, columns, indexes } };
}

function readColumn(reader: Reader): InnodbColumn {
  const [preciseType, mainType, bytes, characterBytes] = [
    reader.number(),
    reader.number(),
    reader.number(),
    reader.number(),
  ];
  const [position, ordering, maxPrefix] = [reader.number(), reader.number(), reader.number()];
  return { preciseType, mainType, bytes, characterBytes, position, ordering, maxPrefix, name: reader.text() };
}

function readIndex(reader: Reader): InnodbIndex {
  const id = Number(reader.long());
  const [space, rootPage, type, transactionIdAt] = [reader.number(), reader.number(), reader.number(), reader.number()];
  const [userFields, uniqueFields, nullableFields] = [reader.number(), reader.number(), reader.number()];
  const count = reader.count();
  const name = reader.text();
  const fields = Array.from({ length: count }, () => readField(reader));
  return { name, id, space, rootPage, type, transactionIdAt, userFields, uniqueFields, nullableFields, fields };
}

function readField(reader: Reader): InnodbField {
  const prefix = reader.number();
  const length = reader.number();
  return { prefix, fixedBytes: length % DESCENDING, descending: length >= DESCENDING, name: reader.text() };
}

class Writer {
  readonly #parts: Buffer[] = [];

  numbers(...values: readonly number[]): this {
    for (const value of values) {
      const part = Buffer.alloc(4);
      part.writeUInt32BE(value);
      this.#parts.push(part);
    }
    return this;
  }

  long(value: bigint): this {
    const part = Buffer.alloc(8);
    part.writeBigUInt64BE(value);
    this.#parts.push(part);
    return this;
  }

  text(text: string): this {
    const bytes = Buffer.from(`${text}\0`);
    this.numbers(bytes.length);
    this.#parts.push(bytes);
    return this;
  }

  bytes(): Buffer {
    return Buffer.concat(this.#parts);
  }
}

class Reader {
  part = '';
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  number(): number {
    return this.#bytes.readUInt32BE(this.#take(4));
  }

  long(): bigint {
    return this.#bytes.readBigUInt64BE(this.#take(8));
  }

  count(): number {
    const count = this.number();
    if (count > MAX_ITEMS) throw new CfgFileError('end', this.part);
    return count;
  }

  text(): string {
    const length = this.number();
    if (length === 0 || length > MAX_TEXT) throw new CfgFileError('end', this.part);
    const at = this.#take(length);
    return this.#bytes.toString('utf8', at, at + length - 1);
  }

  list<Item>(read: () => Item): Item[] {
    return Array.from({ length: this.count() }, read);
  }

  #take(length: number): number {
    const at = this.#at;
    if (at + length > this.#bytes.length) throw new CfgFileError('end', this.part);
    this.#at += length;
    return at;
  }
}
