/** Packets in the stream of bytes: each frame has the length of its payload and a number that counts up. */
import { type SqlError, sqlError } from '../base/errors.js';
import { MAX_FRAME } from './capabilities.js';
import { MalformedPacket } from './payload.js';

const HEADER = 4;

/** A packet as its receiver sees it. */
export interface Packet {
  readonly payload: Buffer;
  /** The number that the answer begins with. */
  readonly next: number;
}

/** What comes is no stream of packets, or none that the server takes: nothing behind it can be understood. */
export class BrokenStream extends MalformedPacket {
  readonly reason: SqlError;
  /** The number of the packet that says so. */
  readonly next: number;

  constructor(reason: SqlError, next: number) {
    super();
    this.reason = reason;
    this.next = next;
  }
}

/** Puts packets together from whatever pieces of the stream arrive. */
export class PacketReader {
  readonly #limit: () => number;
  #waiting: Buffer[] = [];
  #bytes = 0;
  #frames: Buffer[] = [];
  #sequence = 0;
  #checksNumbers = true;

  /** `limit` is the longest packet that is taken now, in bytes. */
  constructor(limit: () => number) {
    this.#limit = limit;
  }

  /** Bytes that wait for the rest of their packet. */
  get pending(): number {
    return this.#bytes;
  }

  /** The number of the packet that would follow. */
  get next(): number {
    return this.#sequence;
  }

  /** The stream begins anew at a packet with this number: the client begins a command, or answers the greeting. */
  expect(sequence: number): void {
    this.#sequence = sequence;
  }

  /** Under compression the frames around the packets count. */
  ignoreNumbers(): void {
    this.#checksNumbers = false;
  }

  push(chunk: Buffer): void {
    this.#waiting.push(chunk);
    this.#bytes += chunk.length;
  }

  /** What has come behind the last packet: bytes of another protocol. */
  takeRest(): Buffer {
    const rest = Buffer.concat(this.#waiting);
    this.#waiting = [];
    this.#bytes = 0;
    return rest;
  }

  /** The next packet, once it is complete. Throws BrokenStream. */
  take(): Packet | undefined {
    for (;;) {
      const frame = this.#takeFrame();
      if (!frame) return undefined;
      this.#frames.push(frame);
      if (frame.length < MAX_FRAME) break;
    }
    const payload = this.#frames.length === 1 ? (this.#frames[0] as Buffer) : Buffer.concat(this.#frames);
    this.#frames = [];
    return { payload, next: this.#sequence };
  }

  #takeFrame(): Buffer | undefined {
    if (this.#bytes < HEADER) return undefined;
    const header = this.#peek(HEADER);
    const length = header.readUIntLE(0, 3);
    if (this.#checksNumbers && header.readUInt8(3) !== this.#sequence) {
      throw new BrokenStream(sqlError('ER_NET_PACKETS_OUT_OF_ORDER'), this.#sequence);
    }
    const before = this.#frames.reduce((sum, frame) => sum + frame.length, 0);
    if (before + length > this.#limit()) {
      throw new BrokenStream(sqlError('ER_NET_PACKET_TOO_LARGE'), (this.#sequence + 1) & 0xff);
    }
    if (this.#bytes < HEADER + length) return undefined;
    this.#sequence = (this.#sequence + 1) & 0xff;
    const frame = this.#peek(HEADER + length).subarray(HEADER);
    this.#skip(HEADER + length);
    return frame;
  }

  /** The first bytes that wait, in one piece. */
  #peek(length: number): Buffer {
    const [first] = this.#waiting;
    if (first === undefined || first.length < length) this.#waiting = [Buffer.concat(this.#waiting)];
    return (this.#waiting[0] as Buffer).subarray(0, length);
  }

  #skip(length: number): void {
    const first = this.#waiting[0] as Buffer;
    if (first.length === length) this.#waiting.shift();
    else this.#waiting[0] = first.subarray(length);
    this.#bytes -= length;
  }
}

/** Frames of payloads that follow one another, and the number behind them. */
export class FrameWriter {
  #sequence: number;

  constructor(sequence: number) {
    this.#sequence = sequence;
  }

  /** The number of the next frame. */
  get next(): number {
    return this.#sequence;
  }

  *frames(payload: Uint8Array): Iterable<Uint8Array> {
    for (let at = 0; ; at += MAX_FRAME) {
      const part = payload.subarray(at, at + MAX_FRAME);
      const header = Buffer.allocUnsafe(HEADER);
      header.writeUIntLE(part.length, 0, 3);
      header.writeUInt8(this.#sequence, 3);
      this.#sequence = (this.#sequence + 1) & 0xff;
      yield header;
      if (part.length > 0) yield part;
      if (part.length < MAX_FRAME) return;
    }
  }
}
