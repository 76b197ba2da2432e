/** A session on another server, over MariaDB's protocol: the same to a client as one in this process. */
import { SqlError } from '../base/errors.js';
import type { ByteStream } from '../base/ports.js';
import type { Outcome } from '../base/result.js';
import type { ClientSession } from '../base/session.js';
import { Capability, Command } from '../protocol/capabilities.js';
import { Channel, type ChannelOwner } from '../protocol/channel.js';
import { BrokenStream } from '../protocol/frames.js';
import { MalformedPacket } from '../protocol/payload.js';
import { encodeText } from '../render/text.js';
import { CLIENT_ERRORS } from './client-errors.js';
import { chosenCapabilities, type Greeting, logIn, readGreeting, tlsRequest } from './login.js';
import { readResult } from './results.js';
import type { Place, Target, TlsWishes } from './target.js';

/** Bytes to and from a server. */
export interface RemoteStream extends ByteStream {
  /** Goes on encrypted. Rejects with the SqlError of a server that is not to be trusted. */
  secure(wishes: TlsWishes): Promise<{ readonly cipher: string }>;
  /** The server has closed it. */
  hasEnded(): Promise<boolean>;
}

/** Opens a connection. Rejects with the SqlError of one that cannot be had. */
export type Dial = (place: Place, timeoutMs: number | undefined) => Promise<RemoteStream>;

const LONGEST_PACKET = 1 << 30;
/** A server may take its time. What it does not take any more is seen when its answer is read. */
const OWNER: ChannelOwner = {
  limit: () => LONGEST_PACKET,
  count() {},
  async patiently(write) {
    await write(new AbortController().signal);
    return true;
  },
};

/** The connection was closed where more was expected. */
const TRY_AGAIN = 11;
const LOST = [2006, 2013];

/** The server has sent something that is not of the protocol. */
const isGarbage = (error: unknown): boolean => error instanceof MalformedPacket || error instanceof BrokenStream;

/** Rejects with the SqlError that a client shows. */
export async function connectRemote(target: Target, dial: Dial): Promise<ClientSession> {
  const stream = await dial(target.place, target.connectTimeoutMs);
  try {
    return await openSession(stream, target, dial);
  } catch (error) {
    stream.close();
    throw isGarbage(error) ? CLIENT_ERRORS.malformed() : error;
  }
}

async function openSession(stream: RemoteStream, target: Target, dial: Dial): Promise<ClientSession> {
  let channel = new Channel(stream, OWNER);
  const greeting = await greetingOf(channel);
  const capabilities = chosenCapabilities(greeting, target);
  let sequence = 1;
  let cipher: string | undefined;
  const encrypts = (capabilities & Capability.SSL) !== 0;
  if (target.tls && !encrypts && !target.tls.optional) {
    throw CLIENT_ERRORS.tls('SSL is required, but the server does not support it');
  }
  if (target.tls && encrypts) {
    await channel.write([tlsRequest(capabilities, target)], sequence++);
    ({ cipher } = await stream.secure(target.tls));
    channel = new Channel(stream, OWNER);
  }
  const isPrivate = encrypts || 'path' in target.place;
  await logIn({ channel, greeting, capabilities, target, sequence, isPrivate });
  if ((capabilities & Capability.COMPRESS) !== 0) channel.compress();
  return new RemoteSession({ stream, channel, greeting, target, dial, cipher });
}

async function greetingOf(channel: Channel): Promise<Greeting> {
  const packet = await channel.read().catch((error: unknown) => {
    throw isGarbage(error) ? CLIENT_ERRORS.noGreeting(TRY_AGAIN) : error;
  });
  if (!packet) throw CLIENT_ERRORS.noGreeting(TRY_AGAIN);
  return readGreeting(packet.payload);
}

interface Connected {
  readonly stream: RemoteStream;
  readonly channel: Channel;
  readonly greeting: Greeting;
  readonly target: Target;
  readonly dial: Dial;
  readonly cipher: string | undefined;
}

class RemoteSession implements ClientSession {
  database: string | undefined;
  readonly connectionId: number;
  readonly serverVersion: string;
  readonly cipher: string | undefined;
  readonly #stream: RemoteStream;
  readonly #channel: Channel;
  readonly #target: Target;
  readonly #dial: Dial;
  #isLost = false;

  constructor({ stream, channel, greeting, target, dial, cipher }: Connected) {
    this.#stream = stream;
    this.#channel = channel;
    this.#target = target;
    this.#dial = dial;
    this.cipher = cipher;
    this.connectionId = greeting.connectionId;
    this.serverVersion = greeting.serverVersion;
    this.database = target.database;
  }

  async execute(sql: string): Promise<readonly Outcome[]> {
    const outcomes: Outcome[] = [];
    try {
      if (this.#isLost || (await this.#stream.hasEnded())) throw CLIENT_ERRORS.gone();
      await this.#channel.writeCommand(Buffer.concat([Buffer.of(Command.QUERY), encodeText(sql)]));
      for (let hasMore = true; hasMore; ) {
        const answer = await readResult(() => this.#next());
        outcomes.push(answer.outcome);
        this.database = answer.database ?? this.database;
        hasMore = answer.hasMore;
      }
    } catch (error) {
      outcomes.push(this.#failure(error));
    }
    return outcomes;
  }

  async #next(): Promise<Buffer> {
    const packet = await this.#channel.read();
    if (packet) return packet.payload;
    throw CLIENT_ERRORS.lost();
  }

  #failure(error: unknown): Outcome {
    const said = isGarbage(error) ? CLIENT_ERRORS.malformed() : error;
    if (!(said instanceof SqlError)) throw error;
    const { errno, sqlstate, message } = said;
    if (LOST.includes(errno) || isGarbage(error)) this.#isLost = true;
    return { kind: 'error', errno, sqlstate, message, warningCount: 0 };
  }

  /** Only another connection can ask for it. */
  killQuery(): void {
    void connectRemote({ ...this.#target, database: undefined }, this.#dial).then(
      async (other) => {
        await other.execute(`KILL QUERY ${this.connectionId}`);
        await other.close();
      },
      // Whoever cannot connect cannot stop it either: it goes on.
      () => {},
    );
  }

  async close(): Promise<void> {
    if (!this.#isLost) await this.#channel.writeCommand(Buffer.of(Command.QUIT));
    this.#channel.close();
  }
}
