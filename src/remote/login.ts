/** Logging in to a server: its greeting, our answer, and whatever it asks then. */
import { SqlError } from '../base/errors.js';
import { Capability } from '../protocol/capabilities.js';
import type { Channel } from '../protocol/channel.js';
import { PayloadReader, PayloadWriter } from '../protocol/payload.js';
import { CLIENT_ERRORS } from './client-errors.js';
import { cachingAnswer, clearAnswer, encryptedAnswer, nativeAnswer } from './passwords.js';
import { readError } from './results.js';
import type { Target } from './target.js';

const PROTOCOL_VERSION = 10;
const ERROR = 0xff;
const AUTH_SWITCH = 0xfe;
const AUTH_MORE = 0x01;
const SCRAMBLE_HEAD = 8;
const MAX_PACKET = 1 << 30;
/** Servers of MySQL set it, those of MariaDB do not. */
const CLIENT_MYSQL = 1;

const CAPABILITIES =
  Capability.LONG_FLAG |
  Capability.PROTOCOL_41 |
  Capability.TRANSACTIONS |
  Capability.SECURE_CONNECTION |
  Capability.MULTI_STATEMENTS |
  Capability.MULTI_RESULTS |
  Capability.PS_MULTI_RESULTS |
  Capability.PLUGIN_AUTH |
  Capability.PLUGIN_AUTH_LENENC |
  Capability.CONNECT_ATTRS |
  Capability.SESSION_TRACK;

/** What a server says of itself. */
export interface Greeting {
  readonly serverVersion: string;
  readonly connectionId: number;
  readonly capabilities: number;
  readonly scramble: Buffer;
  readonly plugin: string;
}

/** Throws the SqlError of a server that refuses, or speaks another protocol. */
export function readGreeting(payload: Buffer): Greeting {
  const [version = 0] = payload;
  if (version === ERROR) {
    const { errno, sqlstate, message } = readError(payload);
    throw new SqlError(errno, sqlstate, message);
  }
  if (version !== PROTOCOL_VERSION) throw CLIENT_ERRORS.otherProtocol(version);
  const reader = new PayloadReader(payload);
  reader.integer(1);
  const serverVersion = reader
    .terminated()
    .toString()
    .replace(/^5\.5\.5-/, '');
  const connectionId = reader.integer(4);
  const head = reader.bytes(SCRAMBLE_HEAD);
  reader.integer(1);
  const low = reader.integer(2);
  reader.integer(3);
  const capabilities = low | (reader.integer(2) << 16);
  const length = reader.integer(1);
  reader.bytes(10);
  const tail = reader.bytes(Math.max(13, length - SCRAMBLE_HEAD)).subarray(0, -1);
  const plugin = reader.left > 0 ? reader.terminated().toString('latin1') : 'mysql_native_password';
  return { serverVersion, connectionId, capabilities, scramble: Buffer.concat([head, tail]), plugin };
}

/** What both sides can do and the target wants. */
export function chosenCapabilities({ capabilities }: Greeting, target: Target): number {
  let wanted = CAPABILITIES | (capabilities & CLIENT_MYSQL);
  if (target.database !== undefined) wanted |= Capability.CONNECT_WITH_DB;
  if (target.compress) wanted |= Capability.COMPRESS;
  if (target.tls) wanted |= Capability.SSL;
  return wanted & capabilities;
}

/** The first half of an answer to the greeting, which alone asks for TLS. */
export const tlsRequest = (capabilities: number, { collation }: Target): Buffer =>
  new PayloadWriter().integer(capabilities, 4).integer(MAX_PACKET, 4).integer(collation, 1).zeros(23).end();

/** A login under way. */
export interface Attempt {
  readonly channel: Channel;
  readonly greeting: Greeting;
  readonly capabilities: number;
  readonly target: Target;
  /** The number of our first packet. */
  readonly sequence: number;
  /** Nobody can listen: TLS, or a socket file. */
  readonly isPrivate: boolean;
}

/** Throws the SqlError of a server that refuses. */
export async function logIn(attempt: Attempt): Promise<void> {
  const { channel, greeting, target, capabilities, sequence } = attempt;
  const first = firstAnswer(greeting, target);
  await channel.write([responsePacket(first.plugin, first.answer, target, capabilities)], sequence);
  let { plugin } = first;
  let { scramble } = greeting;
  for (;;) {
    const packet = await channel.read();
    if (!packet) throw CLIENT_ERRORS.lost();
    const { payload, next } = packet;
    switch (payload[0]) {
      case ERROR: {
        const { errno, sqlstate, message } = readError(payload);
        throw new SqlError(errno, sqlstate, message);
      }
      case AUTH_SWITCH: {
        ({ plugin, scramble } = readSwitch(payload));
        await channel.write([await answerFor(plugin, scramble, attempt)], next);
        break;
      }
      case AUTH_MORE: {
        const more = moreFor(plugin, payload.subarray(1), scramble, attempt);
        if (more) await channel.write([more], next);
        break;
      }
      default:
        return;
    }
  }
}

function firstAnswer({ plugin, scramble }: Greeting, { password }: Target) {
  if (plugin === 'caching_sha2_password') return { plugin, answer: cachingAnswer(password, scramble) };
  return { plugin: 'mysql_native_password', answer: nativeAnswer(password, scramble) };
}

function responsePacket(plugin: string, answer: Uint8Array, target: Target, capabilities: number): Buffer {
  const packet = new PayloadWriter().bytes(tlsRequest(capabilities, target)).terminated(target.user);
  if ((capabilities & Capability.PLUGIN_AUTH_LENENC) !== 0) packet.lengthEncodedBytes(answer);
  else packet.integer(answer.length, 1).bytes(answer);
  if ((capabilities & Capability.CONNECT_WITH_DB) !== 0) packet.terminated(target.database ?? '');
  if ((capabilities & Capability.PLUGIN_AUTH) !== 0) packet.terminated(plugin);
  if ((capabilities & Capability.CONNECT_ATTRS) !== 0) packet.lengthEncodedBytes(ATTRIBUTES);
  return packet.end();
}

/** What performance_schema shows of a connection. */
const ATTRIBUTES = ['_client_name', 'sealion', 'program_name', 'sealion']
  .reduce((packet, text) => packet.lengthEncodedBytes(Buffer.from(text)), new PayloadWriter())
  .end();

function readSwitch(payload: Buffer): { readonly plugin: string; readonly scramble: Buffer } {
  // One byte alone is a server that knows only the hashes of before 4.1.
  if (payload.length === 1) return { plugin: 'mysql_old_password', scramble: Buffer.alloc(0) };
  const reader = new PayloadReader(payload);
  reader.integer(1);
  const plugin = reader.terminated().toString('latin1');
  const rest = reader.rest();
  // This one's bytes of chance are no text: the last of them may be a NUL of its own.
  if (plugin === 'client_ed25519') return { plugin, scramble: rest.subarray(0, 32) };
  return { plugin, scramble: rest.at(-1) === 0 ? rest.subarray(0, -1) : rest };
}

async function answerFor(plugin: string, scramble: Buffer, { target, isPrivate }: Attempt): Promise<Uint8Array> {
  const { password } = target;
  switch (plugin) {
    case 'mysql_native_password':
      return nativeAnswer(password, scramble);
    case 'caching_sha2_password':
      return cachingAnswer(password, scramble);
    case 'client_ed25519':
      return (await import('../plugins/builtin/auth-ed25519/keys.js')).sign(scramble, password);
    case 'sha256_password':
      return isPrivate || password === '' ? clearAnswer(password) : Buffer.of(1);
    case 'mysql_clear_password':
      if (!isPrivate) throw CLIENT_ERRORS.inTheClear(plugin);
      return clearAnswer(password);
    default:
      throw CLIENT_ERRORS.noPlugin(plugin);
  }
}

const KNOWN = 0x03;
const UNKNOWN = 0x04;
const KEY_REQUEST = 0x02;

/** What SHA-256 plugins say next: the password is known, is wanted, or here is the key to encrypt it with. */
function moreFor(
  plugin: string,
  said: Buffer,
  scramble: Buffer,
  { target, isPrivate }: Attempt,
): Uint8Array | undefined {
  if (said.length === 1 && said[0] === KNOWN) return undefined;
  if (said.length === 1 && said[0] === UNKNOWN) {
    return isPrivate ? clearAnswer(target.password) : Buffer.of(KEY_REQUEST);
  }
  if (!/^(caching_sha2|sha256)_password$/.test(plugin)) throw CLIENT_ERRORS.malformed();
  return encryptedAnswer(target.password, scramble, said.toString('latin1'));
}
