/** A client that sends whatever packets a test makes, and shows the answers as they are. */
import { connect, type Socket } from 'node:net';
import { FrameWriter } from '../../src/protocol/frames.js';

const CAPABILITIES = 0x200 | 0x8000 | 0x20000 | 0x80000 | 0x40000;
const CONNECT_WITH_DB = 8;
const HEADER = 4;
const STATISTICS = 0x09;

/** The bytes of numbers, texts and buffers, one behind the other. */
export const bytes = (...parts: readonly (number | string | Uint8Array)[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'number' ? Buffer.of(part) : Buffer.from(part))));

export function fourBytes(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value);
  return buffer;
}

export class RawClient {
  readonly #socket: Socket;
  #received = Buffer.alloc(0);
  #isClosed = false;
  #wake: () => void = () => {};

  constructor(path: string) {
    this.#socket = connect(path);
    this.#socket.on('data', (data) => {
      this.#received = Buffer.concat([this.#received, data]);
      this.#wake();
    });
    this.#socket.on('error', () => {});
    this.#socket.on('close', () => {
      this.#isClosed = true;
      this.#wake();
    });
  }

  send(payload: Uint8Array, sequence = 0): void {
    this.#socket.write(Buffer.concat([...new FrameWriter(sequence).frames(payload)]));
  }

  /** The next packet; undefined when the server has closed the connection. */
  async packet(): Promise<{ readonly sequence: number; readonly payload: Buffer } | undefined> {
    for (;;) {
      const length = this.#received.length < HEADER ? undefined : this.#received.readUIntLE(0, 3);
      if (length !== undefined && this.#received.length >= HEADER + length) {
        const sequence = this.#received.readUInt8(3);
        const payload = this.#received.subarray(HEADER, HEADER + length);
        this.#received = this.#received.subarray(HEADER + length);
        return { sequence, payload };
      }
      if (this.#isClosed) return undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Logs in without a password. */
  async logIn(user: string, database: string, capabilities = 0): Promise<void> {
    await this.tryLogIn(user, database, capabilities);
  }

  /** The same; what the server answers. */
  async tryLogIn(user: string, database?: string, capabilities = 0): Promise<string> {
    await this.packet();
    const wanted = CAPABILITIES | capabilities | (database === undefined ? 0 : CONNECT_WITH_DB);
    const head = bytes(fourBytes(wanted >>> 0), fourBytes(1 << 24), 33, Buffer.alloc(23));
    const place = database === undefined ? '' : `${database}\0`;
    this.send(bytes(head, `${user}\0`, 0, place, 'mysql_native_password\0'), 1);
    return (await this.packet())?.payload.toString('latin1') ?? 'closed';
  }

  /** What the server answers to a command. */
  async talk(payload: Uint8Array): Promise<string[]> {
    this.send(payload);
    // Some commands are not answered: what comes before the answer to this one is the answer.
    this.send(Buffer.of(STATISTICS));
    const answers: string[] = [];
    for (;;) {
      const packet = await this.packet();
      if (!packet) return [...answers, 'closed'];
      if (packet.payload.subarray(0, 7).equals(Buffer.from('Uptime:'))) return answers;
      answers.push(`${packet.sequence} ${packet.payload.toString('latin1')}`);
    }
  }

  close(): void {
    this.#socket.destroy();
  }
}
