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

/** Collects the parts of a payload. */
export class PayloadWriter {
  readonly #parts: Uint8Array[] = [];

  /** `length` is 1 to 6 bytes. */
  integer(value: number, length: number): this {
    const bytes = Buffer.alloc(length);
    bytes.writeUIntLE(value, 0, length);
    return this.bytes(bytes);
  }

  bytes(bytes: Uint8Array): this {
    this.#parts.push(bytes);
    return this;
  }

  zeros(count: number): this {
    return this.bytes(Buffer.alloc(count));
  }

  /** ASCII or UTF-8, closed by a NUL. */
  terminated(text: string): this {
    return this.bytes(Buffer.from(`${text}\0`));
  }

  lengthEncodedInteger(value: bigint | number): this {
    return this.bytes(lengthEncoded(value));
  }

  lengthEncodedBytes(bytes: Uint8Array): this {
    return this.lengthEncodedInteger(bytes.length).bytes(bytes);
  }

  end(): Buffer {
    return Buffer.concat(this.#parts);
  }
}

function lengthEncoded(value: bigint | number): Buffer {
  if (value < 0xfb) return Buffer.of(Number(value));
  const [mark, length] = value <= 0xffff ? [0xfc, 2] : value <= 0xffffff ? [0xfd, 3] : [0xfe, 8];
  const bytes = Buffer.alloc(1 + length);
  bytes.writeUInt8(mark);
  if (length === 8) bytes.writeBigUInt64LE(BigInt(value), 1);
  else bytes.writeUIntLE(Number(value), 1, length);
  return bytes;
}
