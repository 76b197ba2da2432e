/** Packets to and from one client, compressed once that has been agreed on. */
import type { ByteStream, TlsFacts, TlsIdentity } from '../base/ports.js';
import type { Transport } from '../base/session.js';
import { compressedFrames, Decompressor } from './compression.js';
import { FrameWriter, type Packet, PacketReader } from './frames.js';
import { ClientGone } from './lifetime.js';

/** Answers are sent in pieces of about this size. */
const PIECE = 65_536;

/** What a channel asks of its connection. */
export interface ChannelOwner {
  /** The longest packet that is taken now, in bytes. */
  limit(): number;
  count?(direction: 'Bytes_received' | 'Bytes_sent', bytes: number): void;
  /** Waits for the other end as long as it may take. */
  patiently?(write: (signal: AbortSignal) => Promise<boolean>): Promise<boolean>;
}

export class Channel implements Transport {
  readonly #stream: ByteStream;
  readonly #reader: PacketReader;
  #compression: Decompressor | undefined;
  readonly #owner: ChannelOwner;
  tls: TlsFacts | undefined;
  countsMatched = false;
  bytesReceived = 0;
  bytesSent = 0;

  constructor(stream: ByteStream, owner: ChannelOwner) {
    this.#stream = stream;
    this.#owner = owner;
    this.#reader = new PacketReader(() => owner.limit());
  }

  get address(): string | undefined {
    return this.#stream.address;
  }

  get isLocal(): boolean {
    return this.address === undefined;
  }

  get isCompressed(): boolean {
    return this.#compression !== undefined;
  }

  /** From now on all bytes are encrypted. False: that was not to be. */
  async encrypt(identity: TlsIdentity, signal?: AbortSignal): Promise<boolean> {
    this.tls = await this.#stream.encrypt?.(identity, this.#reader.takeRest(), signal);
    return this.tls !== undefined;
  }

  /** The number of the packet that would follow. */
  get next(): number {
    return this.#reader.next;
  }

  /** From now on all bytes are compressed. */
  compress(): void {
    this.#compression = new Decompressor();
    this.#reader.ignoreNumbers();
  }

  /** The next packet; undefined when the client has gone, or at `signal`. Throws BrokenStream. */
  async read(signal?: AbortSignal): Promise<Packet | undefined> {
    for (;;) {
      const packet = this.#reader.take();
      if (packet) return packet;
      const chunk = await this.#stream.read(signal);
      if (!chunk) return undefined;
      this.bytesReceived += chunk.length;
      this.#owner.count?.('Bytes_received', chunk.length);
      this.#reader.push(this.#compression ? this.#compression.push(chunk) : chunk);
    }
  }

  /** The first packet of a command. */
  readCommand(signal?: AbortSignal): Promise<Packet | undefined> {
    this.#reader.expect(0);
    this.#compression?.restart();
    return this.read(signal);
  }

  /** Sends a command, as clients do; what answers it is read next. */
  async writeCommand(payload: Uint8Array): Promise<void> {
    this.#compression?.restart();
    await this.write([payload], 0);
  }

  /** Sends packets, the first with this number; the client's next one follows them. Throws ClientGone. */
  async write(payloads: Iterable<Uint8Array>, sequence: number): Promise<void> {
    const writer = new FrameWriter(sequence);
    let piece: Uint8Array[] = [];
    let bytes = 0;
    let compressed = this.#compression?.next ?? 0;
    const send = async () => {
      for (const frame of this.#compression ? compressedFrames(Buffer.concat(piece), compressed) : piece) {
        compressed = (compressed + 1) & 0xff;
        this.bytesSent += frame.length;
        this.#owner.count?.('Bytes_sent', frame.length);
        const write = (signal?: AbortSignal) => this.#stream.write(frame, signal);
        if (!(await (this.#owner.patiently?.(write) ?? write()))) throw new ClientGone();
      }
      piece = [];
      bytes = 0;
    };
    for (const payload of payloads) {
      for (const frame of writer.frames(payload)) {
        piece.push(frame);
        bytes += frame.length;
      }
      if (bytes >= PIECE) await send();
    }
    piece = this.#compression ? piece : [Buffer.concat(piece)];
    await send();
    this.#reader.expect(writer.next);
  }

  close(): void {
    this.#stream.close();
  }
}
