/** The compressed protocol: frames of their own around the stream of packets. */
import { deflateSync, inflateSync } from 'node:zlib';
import { sqlError } from '../base/errors.js';
import { MAX_FRAME } from './capabilities.js';
import { BrokenStream } from './frames.js';

const HEADER = 7;
/** Shorter payloads are not worth it. */
const SHORTEST = 50;

/** Takes compressed frames out of the stream. */
export class Decompressor {
  #waiting = Buffer.alloc(0);
  #sequence = 0;

  /** Frames of the answer begin with this number. */
  get next(): number {
    return this.#sequence;
  }

  restart(): void {
    this.#sequence = 0;
  }

  /** The bytes of all frames that are complete with this chunk. Throws BrokenStream. */
  push(chunk: Buffer): Buffer {
    this.#waiting = Buffer.concat([this.#waiting, chunk]);
    const parts: Buffer[] = [];
    while (this.#waiting.length >= HEADER) {
      const length = this.#waiting.readUIntLE(0, 3);
      const uncompressed = this.#waiting.readUIntLE(4, 3);
      if (this.#waiting.length < HEADER + length) break;
      this.#sequence = (this.#waiting.readUInt8(3) + 1) & 0xff;
      const payload = this.#waiting.subarray(HEADER, HEADER + length);
      parts.push(uncompressed === 0 ? payload : inflate(payload, uncompressed));
      this.#waiting = this.#waiting.subarray(HEADER + length);
    }
    return Buffer.concat(parts);
  }
}

function inflate(payload: Buffer, length: number): Buffer {
  try {
    const bytes = inflateSync(payload, { maxOutputLength: length });
    if (bytes.length === length) return bytes;
  } catch {
    // What is no zlib stream, or a longer one, is no packet either.
  }
  throw new BrokenStream(sqlError('ER_NET_UNCOMPRESS_ERROR'), 0);
}

/** Frames with these bytes, numbered from `sequence` on. */
export function* compressedFrames(bytes: Buffer, sequence: number): Iterable<Buffer> {
  let number = sequence;
  for (let at = 0; at < bytes.length; at += MAX_FRAME) {
    const part = bytes.subarray(at, at + MAX_FRAME);
    const deflated = part.length < SHORTEST ? part : deflateSync(part);
    const isSmaller = deflated.length < part.length;
    const payload = isSmaller ? deflated : part;
    const header = Buffer.alloc(HEADER);
    header.writeUIntLE(payload.length, 0, 3);
    header.writeUInt8(number, 3);
    header.writeUIntLE(isSmaller ? part.length : 0, 4, 3);
    number = (number + 1) & 0xff;
    yield Buffer.concat([header, payload]);
  }
}
