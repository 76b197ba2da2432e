/** A minimal client of MariaDB's protocol over a socket: only for recording what a real server answers. */
import { createHash } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { SqlError } from '../../src/base/errors.js';
import type { Cell, Outcome, ResultColumn } from '../../src/base/result.js';
import type { ClientSession } from '../../src/base/session.js';
import { integer, type SqlType } from '../../src/base/types.js';
import type { Account } from '../../src/script/test-server.js';

const MULTI_STATEMENTS = 0x10000;
const CAPABILITIES = 0x1 | 0x2 | 0x4 | 0x8 | 0x200 | 0x2000 | 0x8000 | MULTI_STATEMENTS | 0x20000 | 0x80000;
const MORE_RESULTS = 8;
const NOT_NULL = 1;
const UNSIGNED = 32;
const BINARY = 63;

/** Reads length-encoded integers and strings of one packet. */
class Packet {
  #at = 0;
  readonly bytes: Buffer;
  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }
  fixed(length: number): number {
    const value = this.bytes.readUIntLE(this.#at, length);
    this.#at += length;
    return value;
  }
  skip(length: number): void {
    this.#at += length;
  }
  length(): number {
    const first = this.fixed(1);
    if (first === 0xfc) return this.fixed(2);
    if (first === 0xfd) return this.fixed(3);
    if (first !== 0xfe) return first;
    const low = this.fixed(6);
    this.skip(2);
    return low;
  }
  raw(): Buffer {
    const length = this.length();
    const found = this.bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    return found;
  }
  text(): string {
    return this.raw().toString();
  }
  rest(): string {
    return this.bytes.subarray(this.#at).toString();
  }
  zeroEnded(): string {
    const end = this.bytes.indexOf(0, this.#at);
    const found = this.bytes.toString('latin1', this.#at, end);
    this.#at = end + 1;
    return found;
  }
  get isNull(): boolean {
    return this.bytes[this.#at] === 0xfb;
  }
}

/** Frames of the protocol, in both directions. */
class Channel {
  readonly #socket: Socket;
  #buffer = Buffer.alloc(0);
  #wake: () => void = () => {};
  #ended = false;
  #sequence = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (data) => {
      this.#buffer = Buffer.concat([this.#buffer, data]);
      this.#wake();
    });
    const end = (): void => {
      this.#ended = true;
      this.#wake();
    };
    socket.on('close', end).on('error', end);
  }

  async read(): Promise<Packet> {
    while (this.#buffer.length < 4 || this.#buffer.length < 4 + this.#buffer.readUIntLE(0, 3)) {
      if (this.#ended) throw new SqlError(2013, 'HY000', 'Lost connection to server during query');
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const length = this.#buffer.readUIntLE(0, 3);
    this.#sequence = this.#buffer.readUInt8(3) + 1;
    const packet = this.#buffer.subarray(4, 4 + length);
    this.#buffer = this.#buffer.subarray(4 + length);
    return new Packet(packet);
  }

  write(body: Buffer, first = false): void {
    const head = Buffer.alloc(4);
    head.writeUIntLE(body.length, 0, 3);
    head.writeUInt8(first ? 0 : this.#sequence, 3);
    this.#socket.write(Buffer.concat([head, body]));
  }

  end(): void {
    this.#socket.end();
  }
}

function scramble(password: string, salt: Buffer): Buffer {
  if (password === '') return Buffer.alloc(0);
  const sha = (data: Buffer): Buffer => createHash('sha1').update(data).digest();
  const once = sha(Buffer.from(password));
  const mix = sha(Buffer.concat([salt, sha(once)]));
  return Buffer.from(once.map((byte, index) => byte ^ (mix[index] ?? 0)));
}

/** Connects like mysqltest does: latin1 client charset, several statements per packet allowed. */
export async function connectWire(socketPath: string, account: Account, charset = 8): Promise<ClientSession> {
  const channel = new Channel(connect(socketPath));
  const hello = await channel.read();
  hello.skip(1);
  const serverVersion = hello.zeroEnded();
  const connectionId = hello.fixed(4);
  const salt = Buffer.concat([hello.bytes.subarray(1 + serverVersion.length + 5, 1 + serverVersion.length + 13)]);
  const second = hello.bytes.subarray(1 + serverVersion.length + 5 + 8 + 1 + 2 + 1 + 2 + 2 + 1 + 10);
  const fullSalt = Buffer.concat([salt, second.subarray(0, 12)]);
  const answer = scramble(account.password, fullSalt);
  const head = Buffer.alloc(32);
  head.writeUInt32LE(CAPABILITIES, 0);
  head.writeUInt32LE(1 << 24, 4);
  head.writeUInt8(charset, 8);
  const database = account.database === undefined ? '' : account.database;
  channel.write(
    Buffer.concat([
      head,
      Buffer.from(`${account.user}\0`),
      Buffer.from([answer.length]),
      answer,
      Buffer.from(`${database}\0`),
      Buffer.from('mysql_native_password\0'),
    ]),
  );
  const reply = await channel.read();
  if (reply.bytes[0] === 0xff) throw asError(reply);
  if (reply.bytes[0] === 0xfe) {
    const newSalt = reply.bytes.subarray(reply.bytes.indexOf(0) + 1, reply.bytes.indexOf(0) + 21);
    channel.write(scramble(account.password, newSalt));
    const final = await channel.read();
    if (final.bytes[0] === 0xff) throw asError(final);
  }
  return new WireSession(channel, serverVersion.replace(/^5\.5\.5-/, ''), connectionId, account.database);
}

function asError(packet: Packet): SqlError {
  packet.skip(1);
  const errno = packet.fixed(2);
  const rest = packet.rest();
  return rest.startsWith('#')
    ? new SqlError(errno, rest.slice(1, 6), rest.slice(6))
    : new SqlError(errno, 'HY000', rest);
}

class WireSession implements ClientSession {
  readonly serverVersion: string;
  readonly connectionId: number;
  database: string | undefined;
  readonly #channel: Channel;

  constructor(channel: Channel, version: string, id: number, database: string | undefined) {
    this.#channel = channel;
    this.serverVersion = version;
    this.connectionId = id;
    this.database = database;
  }

  async execute(sql: string): Promise<readonly Outcome[]> {
    this.#channel.write(Buffer.concat([Buffer.from([3]), Buffer.from(sql)]), true);
    const outcomes: Outcome[] = [];
    try {
      for (let more = true; more; ) {
        const [outcome, status] = await this.#result();
        outcomes.push(outcome);
        more = (status & MORE_RESULTS) !== 0;
      }
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      outcomes.push({
        kind: 'error',
        errno: error.errno,
        sqlstate: error.sqlstate,
        message: error.message,
        warningCount: 0,
      });
    }
    const used = /^\s*use\s+`?(\w+)/i.exec(sql);
    if (used && outcomes[0]?.kind === 'ok') this.database = used[1];
    return outcomes;
  }

  async #result(): Promise<[Outcome, number]> {
    const first = await this.#channel.read();
    if (first.bytes[0] === 0xff) throw asError(first);
    if (first.bytes[0] === 0) return ok(first);
    const columns: ResultColumn[] = [];
    for (let left = first.length(); left > 0; left--) columns.push(column(await this.#channel.read()));
    await this.#channel.read();
    const rows: Cell[][] = [];
    for (;;) {
      const packet = await this.#channel.read();
      if (packet.bytes[0] === 0xff) throw asError(packet);
      if (packet.bytes[0] === 0xfe && packet.bytes.length < 9) {
        packet.skip(1);
        const warningCount = packet.fixed(2);
        return [{ kind: 'rows', columns, rows, warningCount }, packet.fixed(2)];
      }
      rows.push(columns.map(() => cell(packet)));
    }
  }

  killQuery(): void {}

  async close(): Promise<void> {
    this.#channel.write(Buffer.from([1]), true);
    this.#channel.end();
  }
}

function ok(packet: Packet): [Outcome, number] {
  packet.skip(1);
  const affectedRows = packet.length();
  const insertId = BigInt(packet.length());
  const status = packet.fixed(2);
  const warningCount = packet.fixed(2);
  const info = packet.rest().length > 0 ? packet.text() : '';
  return [{ kind: 'ok', affectedRows, insertId, info, warningCount }, status];
}

function cell(packet: Packet): Cell {
  if (packet.isNull) {
    packet.skip(1);
    return null;
  }
  const raw = packet.raw();
  const text = raw.toString();
  return Buffer.from(text).equals(raw) ? text : new Uint8Array(raw);
}

function column(packet: Packet): ResultColumn {
  packet.raw();
  const [db, table, orgTable, name, orgName] = [
    packet.text(),
    packet.text(),
    packet.text(),
    packet.text(),
    packet.text(),
  ];
  packet.skip(1);
  const charset = packet.fixed(2);
  const length = packet.fixed(4);
  const type = packet.fixed(1);
  const flags = packet.fixed(2);
  const decimals = packet.fixed(1);
  const sqlType = typeOf(type, length, (flags & UNSIGNED) !== 0, decimals, charset);
  return {
    name: name ?? '',
    type: sqlType,
    nullable: (flags & NOT_NULL) === 0,
    db: db ?? '',
    table: table ?? '',
    orgTable: orgTable ?? '',
    orgName: orgName ?? '',
  };
}

const INTEGERS = { 1: 'TINYINT', 2: 'SMALLINT', 3: 'INT', 8: 'BIGINT', 9: 'MEDIUMINT', 13: 'SMALLINT' } as const;

function typeOf(type: number, length: number, unsigned: boolean, decimals: number, charset: number): SqlType {
  const name = INTEGERS[type as keyof typeof INTEGERS];
  if (name) return { ...integer(name, unsigned), width: length };
  const zerofill = false;
  const text = (byteNames: boolean, bytes: number): SqlType =>
    byteNames
      ? { name: 'VARBINARY', length: bytes }
      : { name: 'VARCHAR', length: bytes / 4, collation: 'utf8mb4_general_ci' };
  switch (type) {
    case 0:
    case 246:
      return { name: 'DECIMAL', precision: length - (decimals > 0 ? 2 : 1), scale: decimals, unsigned, zerofill };
    case 4:
      return { name: 'FLOAT', unsigned, zerofill };
    case 5:
      return { name: 'DOUBLE', unsigned, zerofill };
    case 6:
      return { name: 'NULL' };
    case 7:
      return { name: 'TIMESTAMP', fsp: decimals };
    case 10:
      return { name: 'DATE', fsp: 0 };
    case 11:
      return { name: 'TIME', fsp: decimals };
    case 12:
      return { name: 'DATETIME', fsp: decimals };
    case 252:
      return charset === BINARY
        ? { name: 'BLOB', length: 65_535 }
        : { name: 'TEXT', length: 65_535, collation: 'utf8mb4_general_ci' };
    default:
      return text(charset === BINARY, length);
  }
}
