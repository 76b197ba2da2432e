/** One connection, byte by byte: what a client may do before and after its login, and what nonsense does. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Capability, Command } from '../../../src/protocol/capabilities.js';
import { Connection } from '../../../src/protocol/connection.js';
import { FrameWriter, PacketReader } from '../../../src/protocol/frames.js';
import { PayloadWriter } from '../../../src/protocol/payload.js';
import { realPorts } from '../../../src/server/ports.js';
import { Server } from '../../../src/server/server.js';
import { MemoryStream } from '../../support/memory-stream.js';

const SCRAMBLE = new Uint8Array(20).fill(0x41);
const CAPABILITIES = Capability.PROTOCOL_41 | Capability.SECURE_CONNECTION | Capability.PLUGIN_AUTH;

let datadir: string;
let server: Server;
const log: string[] = [];

beforeAll(async () => {
  datadir = mkdtempSync(join(tmpdir(), 'sealion-protocol-'));
  const ports = {
    ...realPorts(() => {}),
    log: { write: (level: string, text: string) => log.push(`[${level}] ${text}`) },
    // The scramble is the same each time, so that a client can be written down beforehand.
    random: { bytes: (length: number) => new Uint8Array(length).fill(0x41) },
  };
  server = await Server.start(['--no-defaults', `--datadir=${datadir}`], ports, { createDatadir: true });
  await server.connect({ user: 'root', host: 'localhost' }).execute("CREATE USER u@localhost IDENTIFIED BY 'word'");
});
afterAll(async () => {
  await server.shutdown();
  rmSync(datadir, { recursive: true, force: true });
});

const sha1 = (...parts: (string | Uint8Array)[]) =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha1')).digest();

function answerFor(password: string): Uint8Array {
  const once = sha1(password);
  const mask = sha1(SCRAMBLE, sha1(once));
  return once.map((byte, at) => byte ^ (mask[at] ?? 0));
}

const packet = (payload: Uint8Array, sequence = 0) => Buffer.concat([...new FrameWriter(sequence).frames(payload)]);

const login = (
  user: string,
  answer: Uint8Array,
  plugin = 'mysql_native_password',
  capabilities: number = CAPABILITIES,
) =>
  packet(
    new PayloadWriter()
      .integer(capabilities, 4)
      .integer(1 << 24, 4)
      .integer(45, 1)
      .zeros(23)
      .terminated(user)
      .integer(answer.length, 1)
      .bytes(answer)
      .terminated(plugin)
      .end(),
    1,
  );

const query = (text: string) => packet(Buffer.concat([Buffer.of(Command.QUERY), Buffer.from(text)]));

/** What the server has written, packet by packet, to a client that sends this. */
async function talk(...chunks: Buffer[]): Promise<Buffer[]> {
  const stream = new MemoryStream(chunks);
  await new Connection(server, stream).run();
  expect(stream.isClosed).toBe(true);
  return stream.written.flatMap((bytes) => {
    const reader = new PacketReader(() => 1 << 24);
    reader.push(bytes);
    const payloads: Buffer[] = [];
    for (;;) {
      reader.expect(bytes.readUInt8(3 + payloads.reduce((sum, { length }) => sum + length + 4, 0)));
      const taken = reader.take();
      if (!taken) return payloads;
      payloads.push(taken.payload);
      if (reader.pending === 0) return payloads;
    }
  });
}

const isOk = (payload: Buffer | undefined) => payload?.[0] === 0;
const errorOf = (payload: Buffer | undefined) => payload?.[0] === 0xff && payload.subarray(9).toString();

test('a login with the right password, and a statement', async () => {
  const [, ok, columns] = await talk(login('u', answerFor('word')), query('SELECT CURRENT_USER()'));
  expect([isOk(ok), columns]).toEqual([true, Buffer.of(1)]);
});

test('a login with a wrong password, with none, and of nobody is refused', async () => {
  for (const answer of [answerFor('wort'), new Uint8Array(), new Uint8Array(20)]) {
    const [, refusal, ...more] = await talk(login('u', answer), query('SELECT 1'));
    expect(errorOf(refusal)).toMatch(/^Access denied for user 'u'@'localhost' \(using password: (YES|NO)\)$/);
    expect(more).toEqual([]);
  }
  const [, refusal] = await talk(login('nobody', new Uint8Array()));
  expect(errorOf(refusal)).toBe("Access denied for user 'nobody'@'localhost' (using password: NO)");
});

test('a client with another plugin is asked again', async () => {
  const [, request, ok] = await talk(
    login('u', new Uint8Array(32), 'caching_sha2_password'),
    packet(answerFor('word'), 3),
  );
  expect([request?.[0], isOk(ok)]).toEqual([0xfe, true]);
});

test('a command before the login is no login', async () => {
  const [, refusal, ...more] = await talk(packet(Buffer.from('\x03DROP DATABASE test'), 1), query('SELECT 1'));
  expect([errorOf(refusal), more]).toEqual(['Bad handshake', []]);
  expect(server.engine.database('test')).toBeDefined();
});

test('several statements in a text only where that was agreed on', async () => {
  const text = query('SELECT 1; SELECT 2');
  const [, , refused] = await talk(login('u', answerFor('word')), text);
  expect(errorOf(refused)).toMatch(/^You have an error in your SQL syntax/);
  const capabilities = CAPABILITIES | Capability.MULTI_STATEMENTS;
  const several = await talk(login('u', answerFor('word'), 'mysql_native_password', capabilities), text);
  expect(several.filter((payload) => payload.equals(Buffer.from('\x011')))).toHaveLength(1);
  expect(several.filter((payload) => payload.equals(Buffer.from('\x012')))).toHaveLength(1);
});

test('a command that there is none of', async () => {
  const [, , refused] = await talk(login('u', answerFor('word')), packet(Buffer.from('\x05x')));
  expect(errorOf(refused)).toBe('Unknown command');
});

test('other users, and the same one anew, over one connection', async () => {
  const change = new PayloadWriter()
    .integer(Command.CHANGE_USER, 1)
    .terminated('u')
    .integer(20, 1)
    .bytes(answerFor('word'))
    .terminated('')
    .integer(45, 2)
    .terminated('mysql_native_password')
    .end();
  const statements = [query('SET @a = 1'), packet(change), query('SELECT @a IS NULL')];
  const answers = await talk(
    login('root', new Uint8Array()),
    ...statements,
    packet(Buffer.of(Command.RESET_CONNECTION)),
  );
  expect(answers.slice(1, 4).map(isOk)).toEqual([true, true, true]);
  expect(answers).toContainEqual(Buffer.from('\x011'));
  expect(isOk(answers.at(-1))).toBe(true);
});
