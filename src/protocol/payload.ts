/** What stands in packets: fixed and length-encoded integers, and strings. Numbers are little-endian. */

/** The client has sent something that is no packet of the protocol. */
export class MalformedPacket extends Error {
  override readonly name = 'MalformedPacket';
}

/** Reads a payload from front to back; what does not fit throws MalformedPacket. */
export class PayloadReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  bytes(length: number): Buffer {
    if (length > this.left) throw new MalformedPacket();
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  /** `length` is 1 to 6 bytes. */
  integer(length: number): number {
    return this.bytes(length).readUIntLE(0, length);
  }

  /** Up to a NUL, which is skipped. */
  terminated(): Buffer {
    const end = this.#bytes.indexOf(0, this.#at);
    if (end < 0) throw new MalformedPacket();
    const text = this.bytes(end - this.#at);
    this.#at++;
    return text;
  }

  lengthEncoded(): Buffer {
    return this.bytes(this.#length());
  }

  /** A number of up to 64 bits. */
  lengthEncodedInteger(): bigint {
    if (this.peek() !== 0xfe) return BigInt(this.#length());
    this.integer(1);
    return this.bytes(8).readBigUInt64LE();
  }

  /** The next byte, which stays the next one. */
  peek(): number | undefined {
    return this.#bytes[this.#at];
  }

  rest(): Buffer {
    return this.bytes(this.left);
  }

  #length(): number {
    const first = this.integer(1);
    if (first < 0xfb) return first;
    if (first === 0xfc) return this.integer(2);
    if (first === 0xfd) return this.integer(3);
    if (first !== 0xfe) throw new MalformedPacket();
    const length = this.integer(6);
    if (this.integer(2) !== 0) throw new MalformedPacket();
    return length;
  }
}

const FIRST_ROOM = 128;

/** Puts a payload together. */
export class PayloadWriter {
  #room = Buffer.allocUnsafe(FIRST_ROOM);
  #length = 0;

  /** `length` is 1 to 6 bytes. */
  integer(value: number, length: number): this {
    const at = this.#take(length);
    if (length === 1) this.#room[at] = value;
    else this.#room.writeUIntLE(value, at, length);
    return this;
  }

  bytes(bytes: Uint8Array): this {
    const at = this.#take(bytes.length);
    this.#room.set(bytes, at);
    return this;
  }

  zeros(count: number): this {
    const at = this.#take(count);
    this.#room.fill(0, at, at + count);
    return this;
  }

  /** ASCII or UTF-8, closed by a NUL. */
  terminated(text: string): this {
    return this.bytes(Buffer.from(`${text}\0`));
  }

  lengthEncodedInteger(value: bigint | number): this {
    if (value < 0xfb) return this.integer(Number(value), 1);
    if (value <= 0xffff) return this.integer(0xfc, 1).integer(Number(value), 2);
    if (value <= 0xffffff) return this.integer(0xfd, 1).integer(Number(value), 3);
    this.integer(0xfe, 1);
    const at = this.#take(8);
    this.#room.writeBigUInt64LE(BigInt(value), at);
    return this;
  }

  lengthEncodedBytes(bytes: Uint8Array): this {
    return this.lengthEncodedInteger(bytes.length).bytes(bytes);
  }

  end(): Buffer {
    return this.#room.subarray(0, this.#length);
  }

  /** The place of so many more bytes. */
  #take(count: number): number {
    const at = this.#length;
    this.#length += count;
    if (this.#length > this.#room.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.#length, 2 * this.#room.length));
      larger.set(this.#room.subarray(0, at));
      this.#room = larger;
    }
    return at;
  }
}
