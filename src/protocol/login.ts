/** From the first byte of a connection to its session. */
import { SqlError } from '../base/errors.js';
import type { ByteStream, Random } from '../base/ports.js';
import type { Server } from '../server/server.js';
import type { Session } from '../server/session.js';
import { Capability, ExtendedCapability, ServerStatus } from './capabilities.js';
import type { Channel } from './channel.js';
import { collationNumber, collationOf } from './collations.js';
import type { Packet } from './frames.js';
import {
  greetingPacket,
  type HandshakeResponse,
  type LoginRequest,
  readHandshakeResponse,
  SCRAMBLE_LENGTH,
  wantsEncryption,
} from './handshake.js';
import { MalformedPacket } from './payload.js';
import { prove } from './proofs.js';
import { errorPacket } from './results.js';
import { useCollation, useInteractiveTimeout } from './session-facts.js';
import { WireText } from './wire-text.js';

/** What this server can do. */
const CAPABILITIES =
  Capability.FOUND_ROWS |
  Capability.LONG_FLAG |
  Capability.CONNECT_WITH_DB |
  Capability.COMPRESS |
  Capability.IGNORE_SPACE |
  Capability.PROTOCOL_41 |
  Capability.INTERACTIVE |
  Capability.TRANSACTIONS |
  Capability.SECURE_CONNECTION |
  Capability.MULTI_STATEMENTS |
  Capability.MULTI_RESULTS |
  Capability.PS_MULTI_RESULTS |
  Capability.PLUGIN_AUTH |
  Capability.CONNECT_ATTRS |
  Capability.PLUGIN_AUTH_LENENC |
  Capability.SESSION_TRACK |
  Capability.DEPRECATE_EOF;

/** What logs in where. */
export interface Door {
  readonly server: Server;
  readonly stream: ByteStream;
  readonly channel: Channel;
  /** The number of the connection. */
  readonly id: number;
  /** Called when the session ends. */
  readonly ended: () => void;
}

export interface LoggedIn {
  readonly session: Session;
  readonly capabilities: number;
  readonly extendedCapabilities: number;
  /** The number of the packet that says so. */
  readonly next: number;
  readonly scramble: Uint8Array;
}

/** Undefined when the client has gone; one that was refused has been told so. Throws MalformedPacket. */
export async function logIn(door: Door, signal: AbortSignal): Promise<LoggedIn | 'refused' | undefined> {
  const { server, stream, channel, id: connectionId } = door;
  const scramble = newScramble(server.ports.random);
  const collation = String(server.variables.getByName('collation_server'));
  const offered = CAPABILITIES | (server.tls && stream.encrypt ? Capability.SSL : 0);
  const greeting = {
    serverVersion: server.serverVersion,
    connectionId,
    scramble,
    capabilities: offered,
    extendedCapabilities: ExtendedCapability.METADATA,
    collation: collationNumber(collation),
    status: ServerStatus.AUTOCOMMIT,
  };
  await channel.write([greetingPacket(greeting)], 0);
  const packet = await answerOf(door, signal);
  if (!packet) return undefined;
  const response = readHandshakeResponse(packet.payload);
  const capabilities = response.capabilities & CAPABILITIES;
  door.channel.countsMatched = (capabilities & Capability.FOUND_ROWS) !== 0;
  const answered = await authenticate(response, door, { scramble, next: packet.next, signal });
  if (!answered || answered === 'refused') return answered;
  await chooseCollation(response, answered.session, server);
  if ((capabilities & Capability.INTERACTIVE) !== 0) useInteractiveTimeout(answered.session, server);
  return { ...answered, capabilities, extendedCapabilities: response.extendedCapabilities, scramble };
}

/** A client's answer to the greeting, after the TLS handshake that it has asked for. Throws MalformedPacket. */
async function answerOf({ server, channel }: Door, signal: AbortSignal): Promise<Packet | undefined> {
  const packet = await channel.read(signal);
  if (!packet || !wantsEncryption(packet.payload)) return packet;
  if (!server.tls) throw new MalformedPacket();
  server.status.count('Ssl_accepts');
  if (!(await channel.encrypt(server.tls, signal))) return undefined;
  server.status.count('Ssl_finished_accepts');
  return channel.read(signal);
}

export interface Attempt {
  readonly scramble: Uint8Array;
  readonly next: number;
  readonly signal?: AbortSignal;
}

/** Asks the client until one of the account's doors is open, then the accounts. */
export async function authenticate(
  request: LoginRequest,
  door: Door,
  attempt: Attempt,
): Promise<{ readonly session: Session; readonly next: number } | 'refused' | undefined> {
  const { server, stream, channel, id, ended } = door;
  const text = new WireText('utf8mb3', 'utf8mb3');
  const visitor = {
    user: text.decode(request.user),
    host: hostOf(stream, server),
    systemUser: stream.address === undefined ? server.ports.env['USER'] : undefined,
  };
  const shown = await prove(visitor, request, door, attempt);
  if (!shown) return undefined;
  const login = {
    ...visitor,
    password: shown.password,
    database: request.database && text.decode(request.database),
    transport: channel,
  };
  try {
    return { session: server.connect(login, id, ended), next: shown.next };
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    const { errno, sqlstate, message } = error;
    await channel.write([errorPacket({ kind: 'error', errno, sqlstate, message }, text)], shown.next);
    return 'refused';
  }
}

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

/** As accounts name it. */
export function hostOf({ address }: ByteStream, { variables }: Server): string {
  if (address === undefined) return 'localhost';
  const resolves = variables.getByName('skip_name_resolve') !== true;
  return resolves && LOOPBACK.has(address) ? 'localhost' : address.replace(/^::ffff:/, '');
}

/** Bytes of chance that are neither NUL nor `$`, as clients expect them. */
function newScramble(random: Random): Uint8Array {
  return random.bytes(SCRAMBLE_LENGTH).map((byte) => {
    const ascii = byte & 0x7f;
    return ascii === 0 || ascii === 0x24 ? ascii + 1 : ascii;
  });
}

/** The client's character set; one that is not known here leaves the server's. */
export async function chooseCollation(
  { collation }: Pick<HandshakeResponse, 'collation'>,
  session: Session,
  server: Server,
): Promise<void> {
  const name = collationOf(collation);
  if (name !== undefined) await useCollation(name, session, server);
}
