/**
 * 100,000 malformed packets in every state of a connection: none of them crashes the server, leaves something behind, or
 * makes a stranger's statement run. SEED repeats a run, SEALION_PACKETS makes it longer.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Capability, Command } from '../../src/protocol/capabilities.js';
import { compressedFrames } from '../../src/protocol/compression.js';
import { Connection } from '../../src/protocol/connection.js';
import { FrameWriter } from '../../src/protocol/frames.js';
import { PayloadWriter } from '../../src/protocol/payload.js';
import { realPorts } from '../../src/server/ports.js';
import { Server } from '../../src/server/server.js';
import { MemoryStream } from '../support/memory-stream.js';
import { SEED, seededRandom } from '../support/ports.js';

const PACKETS = Number(process.env['SEALION_PACKETS'] ?? 100_000);
const PACKETS_EACH = 50;
const HEAP_GROWTH_MAX = 16 << 20;
const CAPABILITIES = Capability.PROTOCOL_41 | Capability.SECURE_CONNECTION | Capability.PLUGIN_AUTH;
const SCRAMBLE = new Uint8Array(20).fill(0x41);
/** What no stranger may do, and `u` neither. */
const CANARY = 'INSERT INTO secret.canary VALUES (1)';

let datadir: string;
let server: Server;
const log: string[] = [];

beforeAll(async () => {
  datadir = mkdtempSync(join(tmpdir(), 'sealion-fuzz-'));
  const ports = {
    ...realPorts(() => {}),
    log: { write: (level: string, text: string) => log.push(`[${level}] ${text}`) },
    // The scramble is the same each time, so that a client can be written down beforehand.
    random: { bytes: (length: number) => new Uint8Array(length).fill(0x41) },
  };
  server = await Server.start(['--no-defaults', `--datadir=${datadir}`], ports, { createDatadir: true });
  const root = server.connect({ user: 'root', host: 'localhost' });
  for (const statement of [
    "CREATE USER u@localhost IDENTIFIED BY 'word'",
    'CREATE DATABASE secret',
    'CREATE TABLE secret.canary (a INT) ENGINE=InnoDB',
    'CREATE DATABASE own',
    'GRANT ALL ON own.* TO u@localhost',
    'CREATE TABLE own.t (a INT PRIMARY KEY, b VARCHAR(9)) ENGINE=InnoDB',
  ]) {
    expect((await root.execute(statement))[0]?.kind).toBe('ok');
  }
  await root.close();
});
afterAll(async () => {
  await server.shutdown();
  rmSync(datadir, { recursive: true, force: true });
});

const random = seededRandom(SEED);
const number = (below: number): number => Buffer.from(random.bytes(4)).readUInt32LE() % below;
const noise = (longest: number): Buffer => Buffer.from(random.bytes(number(longest + 1)));
const oneOf = <T>(choices: readonly T[]): T => choices[number(choices.length)] as T;
const frame = (payload: Uint8Array, sequence = 0) => Buffer.concat([...new FrameWriter(sequence).frames(payload)]);
const sha1 = (...parts: (string | Uint8Array)[]) =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha1')).digest();

function proof(password: string): Buffer {
  const once = sha1(password);
  const mask = sha1(SCRAMBLE, sha1(once));
  return Buffer.from(once.map((byte, at) => byte ^ (mask[at] ?? 0)));
}

function login(user: string, answer: Uint8Array, { plugin = 'mysql_native_password', capabilities = 0 } = {}): Buffer {
  return new PayloadWriter()
    .integer(CAPABILITIES | capabilities, 4)
    .integer(1 << 24, 4)
    .integer(45, 1)
    .zeros(23)
    .terminated(user)
    .integer(answer.length, 1)
    .bytes(answer)
    .terminated(plugin)
    .end();
}

const command = (code: number, ...parts: readonly (string | Uint8Array)[]): Buffer =>
  Buffer.concat([Buffer.of(code), ...parts.map((part) => Buffer.from(part))]);

/** Some bytes are others, some are missing, some are too many. */
function damaged(payload: Buffer): Buffer {
  const copy = Buffer.from(payload.subarray(0, number(4) === 0 ? number(payload.length + 1) : payload.length));
  for (let count = number(4); count > 0 && copy.length > 0; count--) copy.writeUInt8(number(256), number(copy.length));
  return number(4) === 0 ? Buffer.concat([copy, noise(20)]) : copy;
}

const id = (): Buffer => Buffer.of(number(4), 0, 0, number(20) === 0 ? 255 : 0);
const TEXTS = ['SELECT ?, ?', 'INSERT INTO own.t VALUES (?, ?)', 'SELECT * FROM own.t', CANARY, 'SET NAMES latin1', ''];

/** One packet of a client that has logged in. */
function anyCommand(): Buffer {
  switch (number(8)) {
    case 0:
      return noise(60);
    case 1:
      return command(number(256), noise(30));
    case 2:
      return damaged(command(Command.QUERY, oneOf(TEXTS)));
    case 3:
      return command(Command.STMT_PREPARE, oneOf(TEXTS));
    case 4:
      return damaged(command(Command.STMT_EXECUTE, id(), Buffer.of(number(3), 1, 0, 0, 0, 0, 1), noise(30)));
    case 5:
      return damaged(command(Command.STMT_SEND_LONG_DATA, id(), Buffer.of(number(3), 0), noise(40)));
    case 6:
      return damaged(
        command(oneOf([Command.STMT_FETCH, Command.STMT_RESET, Command.STMT_CLOSE]), id(), Buffer.of(1, 0, 0, 0)),
      );
    default:
      return damaged(
        command(oneOf([Command.FIELD_LIST, Command.INIT_DB, Command.SET_OPTION, Command.REFRESH]), 'own\0t'),
      );
  }
}

/** A stream that no client meant, in a frame or not. */
const garbage = (): Buffer => (number(2) === 0 ? noise(80) : Buffer.concat([deflateSync(noise(60)), noise(7)]));

/** Connections by the state in which their nonsense arrives. */
const STATES: Readonly<Record<string, (count: number) => Buffer[]>> = {
  'before the login': (count) => {
    const first = oneOf([noise(80), damaged(login('u', proof('word'))), command(Command.QUERY, CANARY)]);
    return [frame(first, number(10) === 0 ? 0 : 1), ...queries(count)];
  },
  'a wrong password': (count) => [frame(login('u', noise(20).subarray(0, 19)), 1), ...queries(count)],
  'during the change of plugins': (count) => {
    const asked = login('u', noise(32), { plugin: oneOf(['caching_sha2_password', 'dialog', '']) });
    return [frame(asked, 1), frame(damaged(proof('wort')), 3), ...queries(count)];
  },
  'after the login': (count) => [frame(login('u', proof('word')), 1), ...commands(count)],
  'other capabilities': (count) => {
    const capabilities = oneOf([Capability.DEPRECATE_EOF, Capability.MULTI_STATEMENTS, Capability.SESSION_TRACK]);
    return [frame(login('u', proof('word'), { capabilities }), 1), ...commands(count)];
  },
  'change of users': (count) => {
    const change = command(Command.CHANGE_USER, 'u\0', Buffer.of(20), proof('word'), 'own\0');
    const change2 = number(2) === 0 ? damaged(change) : change;
    return [frame(login('u', proof('word')), 1), frame(change2), ...commands(count)];
  },
  compressed: (count) => {
    const packets = commands(count).map((packet) => Buffer.concat([...compressedFrames(packet, 0)]));
    const torn = number(2) === 0 ? packets : [...packets.slice(0, count / 2), garbage(), ...packets.slice(count / 2)];
    return [frame(login('u', proof('word'), { capabilities: Capability.COMPRESS }), 1), ...torn];
  },
  'no frames': (count) => [frame(login('u', proof('word')), 1), ...Array.from({ length: count }, garbage)],
};

const commands = (count: number): Buffer[] => Array.from({ length: count }, () => frame(anyCommand()));
const queries = (count: number): Buffer[] =>
  Array.from({ length: count }, (_, at) => frame(command(Command.QUERY, CANARY), at % 2 === 0 ? 0 : number(256)));

async function talk(chunks: readonly Buffer[]): Promise<Buffer[]> {
  const stream = new MemoryStream(chunks);
  await new Connection(server, stream).run();
  expect(stream.isClosed).toBe(true);
  return stream.written;
}

/** In bytes, without garbage. */
async function heapUsed(): Promise<number> {
  setFlagsFromString('--expose-gc');
  for (let turn = 0; turn < 4; turn++) {
    runInNewContext('gc')();
    await setImmediate();
  }
  return process.memoryUsage().heapUsed;
}

async function rowsOf(statement: string): Promise<unknown> {
  const session = server.connect({ user: 'root', host: 'localhost' });
  const [outcome] = await session.execute(statement);
  await session.close();
  return outcome?.kind === 'rows' ? outcome.rows : outcome;
}

test(`malformed packets (SEED=${SEED})`, { timeout: 300_000 }, async () => {
  const before = server.connected;
  const rounds = PACKETS / PACKETS_EACH;
  let heap = 0;
  for (let round = 0; round < rounds; round++) {
    // What is made once and kept is there after the first rounds.
    if (round === Math.floor(rounds / 4)) heap = await heapUsed();
    await talk(oneOf(Object.values(STATES))(PACKETS_EACH));
    // Streams in memory never let the event loop turn.
    await setImmediate();
  }
  expect((await heapUsed()) - heap).toBeLessThan(HEAP_GROWTH_MAX);
  expect(server.connected).toBe(before);
  expect(log.filter((line) => line.includes('internal error'))).toEqual([]);
  expect(await rowsOf('SELECT COUNT(*) FROM secret.canary')).toEqual([['0']]);

  const answers = await talk([frame(login('u', proof('word')), 1), frame(command(Command.QUERY, 'SELECT 42'))]);
  expect(Buffer.concat(answers).toString('latin1')).toContain('\x0242');
});
