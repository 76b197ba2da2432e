/** The two ends of a connection in memory: what a client sends, and what the server has written. */
import type { ByteStream } from '../../src/base/ports.js';

export class MemoryStream implements ByteStream {
  readonly address = undefined;
  readonly written: Buffer[] = [];
  isClosed = false;
  readonly #chunks: Buffer[];

  /** The client sends these pieces, and then hangs up. */
  constructor(chunks: readonly Buffer[]) {
    this.#chunks = [...chunks];
  }

  async read(): Promise<Buffer | undefined> {
    return this.isClosed ? undefined : this.#chunks.shift();
  }

  async write(bytes: Uint8Array): Promise<boolean> {
    this.written.push(Buffer.from(bytes));
    return true;
  }

  close(): void {
    this.isClosed = true;
  }
}
