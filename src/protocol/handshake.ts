/** The packets with which server and client meet. */
import { Capability } from './capabilities.js';
import { MalformedPacket, PayloadReader, PayloadWriter } from './payload.js';

export const NATIVE_PLUGIN = 'mysql_native_password';
const PROTOCOL_VERSION = 10;
/** Clients of old servers know MariaDB 10 by this. */
const VERSION_PREFIX = '5.5.5-';
const SCRAMBLE_HEAD = 8;
export const SCRAMBLE_LENGTH = 20;
const AUTH_SWITCH = 0xfe;

export interface Greeting {
  readonly serverVersion: string;
  readonly connectionId: number;
  /** 20 bytes without a NUL. */
  readonly scramble: Uint8Array;
  readonly capabilities: number;
  readonly extendedCapabilities: number;
  readonly collation: number;
  /** Bits of ServerStatus. */
  readonly status: number;
}

export function greetingPacket(greeting: Greeting): Buffer {
  const { serverVersion, connectionId, scramble, capabilities, collation, status } = greeting;
  return new PayloadWriter()
    .integer(PROTOCOL_VERSION, 1)
    .terminated(VERSION_PREFIX + serverVersion)
    .integer(connectionId, 4)
    .bytes(scramble.subarray(0, SCRAMBLE_HEAD))
    .zeros(1)
    .integer(capabilities & 0xffff, 2)
    .integer(collation, 1)
    .integer(status, 2)
    .integer(capabilities >>> 16, 2)
    .integer(SCRAMBLE_LENGTH + 1, 1)
    .zeros(6)
    .integer(greeting.extendedCapabilities, 4)
    .bytes(scramble.subarray(SCRAMBLE_HEAD))
    .zeros(1)
    .terminated(NATIVE_PLUGIN)
    .end();
}

/** Asks the client to answer again, as this plugin wants it. */
export const authSwitchPacket = (plugin: string, scramble: Uint8Array): Buffer =>
  new PayloadWriter().integer(AUTH_SWITCH, 1).terminated(plugin).bytes(scramble).end();

/** The scramble of the server's own plugin is a text. */
export const nativeSwitchPacket = (scramble: Uint8Array): Buffer =>
  authSwitchPacket(NATIVE_PLUGIN, Buffer.concat([scramble, Buffer.of(0)]));

/** What a client says of itself when it logs in. */
export interface LoginRequest {
  readonly user: Buffer;
  readonly answer: Buffer;
  readonly database: Buffer | undefined;
  /** Undefined: the one that the greeting has named. */
  readonly plugin: string | undefined;
  readonly collation: number;
}

export interface HandshakeResponse extends LoginRequest {
  readonly capabilities: number;
  readonly extendedCapabilities: number;
}

/** Whether a client's first packet only says that TLS comes next; its answer follows then. */
export const wantsEncryption = (payload: Buffer): boolean =>
  payload.length >= 4 && (payload.readUInt32LE() & Capability.SSL) !== 0;

/** Throws MalformedPacket, also for clients before 4.1. */
export function readHandshakeResponse(payload: Buffer): HandshakeResponse {
  const reader = new PayloadReader(payload);
  const capabilities = reader.integer(4);
  if ((capabilities & Capability.PROTOCOL_41) === 0) throw new MalformedPacket();
  reader.integer(4);
  const collation = reader.integer(1);
  reader.bytes(19);
  const extendedCapabilities = reader.integer(4);
  const user = reader.terminated();
  const answer = readAnswer(reader, capabilities);
  const hasDatabase = (capabilities & Capability.CONNECT_WITH_DB) !== 0 && reader.left > 0;
  const database = hasDatabase ? reader.terminated() : undefined;
  const plugin = readPlugin(reader, capabilities);
  return { user, answer, database: named(database), plugin, collation, capabilities, extendedCapabilities };
}

/** COM_CHANGE_USER, behind its first byte. */
export function readChangeUser(payload: Buffer, capabilities: number): LoginRequest {
  const reader = new PayloadReader(payload);
  const user = reader.terminated();
  const answer = reader.bytes(reader.integer(1));
  const database = reader.terminated();
  const collation = reader.left >= 2 ? reader.integer(2) : 0;
  return { user, answer, database: named(database), plugin: readPlugin(reader, capabilities), collation };
}

function readAnswer(reader: PayloadReader, capabilities: number): Buffer {
  if ((capabilities & Capability.PLUGIN_AUTH_LENENC) !== 0) return reader.lengthEncoded();
  if ((capabilities & Capability.SECURE_CONNECTION) !== 0) return reader.bytes(reader.integer(1));
  return reader.terminated();
}

function readPlugin(reader: PayloadReader, capabilities: number): string | undefined {
  if ((capabilities & Capability.PLUGIN_AUTH) === 0 || reader.left === 0) return undefined;
  return reader.terminated().toString('latin1');
}

const named = (database: Buffer | undefined): Buffer | undefined => (database?.length ? database : undefined);
