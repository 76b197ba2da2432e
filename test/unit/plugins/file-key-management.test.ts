import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fileKeyManagement } from '../../../src/plugins/builtin/file-key-management/index.js';
import { PluginError, type ServerIdentity } from '../../../src/plugins/define.js';
import { hostOf, serverOf } from './world.js';

const OPENSSL = resolve('test/data/plugins/openssl');
const DEFAULTS = { filename: '', filekey: '', encryptionAlgorithm: 'aes_cbc' } as const;

type Options = Partial<{
  filename: string;
  filekey: string;
  encryptionAlgorithm: 'aes_cbc' | 'aes_ctr';
  digest: 'sha1' | 'sha224' | 'sha256' | 'sha384' | 'sha512';
  usePbkdf2: number;
}>;

let datadir: string;
beforeAll(() => {
  datadir = mkdtempSync(join(tmpdir(), 'sealion-keys-'));
  mkdirSync(join(datadir, 'folder'));
});
afterAll(() => rmSync(datadir, { recursive: true }));

function file(name: string, content: string | Uint8Array): string {
  writeFileSync(join(datadir, name), content);
  return name;
}

const GOOD = `1;${'ab'.repeat(16)}\n2;${'cd'.repeat(32)}\n`;

async function start(options: Options, server: ServerIdentity = serverOf(10, 11), lines: string[] = []) {
  return fileKeyManagement(server).init(hostOf({ ...DEFAULTS, ...options }, datadir, server, lines));
}

async function failure(options: Options, server?: ServerIdentity): Promise<string> {
  try {
    await start(options, server);
  } catch (error) {
    if (error instanceof PluginError) return `${error.errno} ${error.message}`;
    throw error;
  }
  return 'started';
}

describe('keys', () => {
  test('have one version each, unknown ids have none', async () => {
    const keys = await start({ filename: file('good', GOOD) });
    expect([await keys.latestVersion(1), await keys.latestVersion(2), await keys.latestVersion(3)]).toEqual([
      1,
      1,
      undefined,
    ]);
    expect(await keys.key(2, 1)).toEqual(Buffer.alloc(32, 0xcd));
    expect([await keys.key(2, 2), await keys.key(3, 1)]).toEqual([undefined, undefined]);
  });

  test('come from the file as it was at the start', async () => {
    const keys = await start({ filename: file('changing', GOOD) });
    file('changing', `1;${'ef'.repeat(16)}\n`);
    expect(await keys.key(1, 1)).toEqual(Buffer.alloc(16, 0xab));
  });

  test.each([
    ['aes_cbc', 'CBC'],
    ['aes_ctr', 'CTR'],
  ] as const)('%s', async (encryptionAlgorithm, mode) => {
    const keys = await start({ filename: file('good', GOOD), encryptionAlgorithm });
    expect(keys.cipherMode?.()).toBe(mode);
  });
});

describe('what 10.11 answers', () => {
  const encrypted = join(OPENSSL, 'sha1.enc');
  const secret = (content: string) => `FILE:${file('secret', content)}`;
  const key = (filename: string, filekey: string) => ({ filename, filekey });
  const WRONG_KEY = `2 Cannot decrypt ${encrypted}. Wrong key?`;
  const TOO_LONG = '2 Cannot read secret, the filekey is too long, max secret size is 256B ';

  // The answers are recorded: the same files were given to a real server.
  test.each<[string, () => Options, string]>([
    ['nothing', () => ({}), '15 file-key-management-filename is not set'],
    [
      'no such file',
      () => ({ filename: '/nope/x' }),
      `29 File '/nope/x' not found (Errcode: 2 "No such file or directory")`,
    ],
    [
      'no such relative file',
      () => ({ filename: 'nope.txt' }),
      `29 File 'nope.txt' not found (Errcode: 2 "No such file or directory")`,
    ],
    [
      'a path through a file',
      () => ({ filename: `${file('good', GOOD)}/x` }),
      `29 File 'good/x' not found (Errcode: 20 "Not a directory")`,
    ],
    ['a directory', () => ({ filename: 'folder' }), `2 Error reading file 'folder' (Errcode: 27 "File too large")`],
    ['1 MiB', () => ({ filename: file('big', GOOD + '#'.repeat(1048576 - GOOD.length)) }), 'started'],
    [
      '1 MiB + 1',
      () => ({ filename: file('big', GOOD + '#'.repeat(1048577 - GOOD.length)) }),
      `2 Error reading file 'big' (Errcode: 27 "File too large")`,
    ],
    ['a bad line', () => ({ filename: file('bad', `${GOOD}x\n`) }), '2 Syntax error at bad line 3, column 1'],
    ['no key 1', () => ({ filename: file('no1', '2;00') }), '2 Invalid key at no1 line 1, column 5'],
    ['plain, with a password', () => key(file('good', GOOD), 'secret'), '2 Cannot decrypt good. Not encrypted'],
    ['plain, with an empty secret file', () => key(file('good', GOOD), secret('\n')), 'started'],
    ['encrypted', () => key(encrypted, 'secret'), 'started'],
    ['encrypted, no password', () => key(encrypted, ''), WRONG_KEY],
    ['a secret file with LF', () => key(encrypted, secret('secret\n')), 'started'],
    ['a secret file with CR LF', () => key(encrypted, secret('secret\r\n')), 'started'],
    ['a secret file with several', () => key(encrypted, secret('secret\n\r\n\n')), 'started'],
    ['a secret file with none', () => key(encrypted, secret('secret')), 'started'],
    ['a blank is part of a secret', () => key(encrypted, secret('secret \n')), WRONG_KEY],
    ['a NUL ends a secret', () => key(encrypted, secret('secret\0rest\n')), 'started'],
    ['256 bytes of secret', () => key(encrypted, secret('a'.repeat(256))), WRONG_KEY],
    ['256 bytes and line ends', () => key(encrypted, secret(`${'a'.repeat(256)}\n\n\n`)), WRONG_KEY],
    ['257 bytes', () => key(encrypted, secret('a'.repeat(257))), TOO_LONG],
    ['300 bytes', () => key(encrypted, secret(`${'a'.repeat(300)}\n`)), TOO_LONG],
    [
      'an empty secret file',
      () => key(encrypted, secret('')),
      `2 Error reading file 'secret' (Errcode: 0 "Internal error/check (Not system error)")`,
    ],
    [
      'no secret file',
      () => key(encrypted, 'FILE:/nope/x'),
      `29 File '/nope/x' not found (Errcode: 2 "No such file or directory")`,
    ],
    [
      'no name of a secret file',
      () => key(encrypted, 'FILE:'),
      `29 File '' not found (Errcode: 2 "No such file or directory")`,
    ],
    [
      'a directory as secret file',
      () => key(encrypted, 'FILE:folder'),
      `2 Error reading file 'folder' (Errcode: 21 "Is a directory")`,
    ],
    ['file: in lower case is a password', () => key(encrypted, 'file:secret'), WRONG_KEY],
    [
      'the secret comes first',
      () => key('/nope/y', 'FILE:/nope/x'),
      `29 File '/nope/x' not found (Errcode: 2 "No such file or directory")`,
    ],
    [
      'also before no name at all',
      () => key('', 'FILE:/nope/x'),
      `29 File '/nope/x' not found (Errcode: 2 "No such file or directory")`,
    ],
    ['Salted__ alone', () => ({ filename: file('m', 'Salted__') }), '2 Syntax error at m line 1, column 1'],
    [
      'Salted__ alone, with a password',
      () => key(file('m', 'Salted__'), 'secret'),
      '2 Cannot decrypt m. Not encrypted',
    ],
    ['Salted__ and 7 bytes', () => key(file('m', 'Salted__1234567'), 'secret'), '2 Cannot decrypt m. Wrong key?'],
    ['Salted__ and 8 bytes', () => key(file('m', 'Salted__12345678'), 'secret'), '2 Cannot decrypt m. Wrong key?'],
    ['Salted__ and 9 bytes', () => key(file('m', 'Salted__123456789'), 'secret'), '2 Cannot decrypt m. Wrong key?'],
  ])('%s', async (_, options, answer) => {
    expect(await failure(options())).toBe(answer);
  });

  test.each([
    'aes-128-cbc',
    'aes-192-cbc',
    'aes-256-ctr',
    'sha224',
    'sha256',
    'sha384',
    'sha512',
    'sha1-pbkdf2-1000',
    'sha256-pbkdf2',
  ])('openssl enc, %s: wrong key', async (name) => {
    const filename = join(OPENSSL, `${name}.enc`);
    expect(await failure({ filename, filekey: 'secret' })).toBe(`2 Cannot decrypt ${filename}. Wrong key?`);
  });

  test.each(['nosalt', 'base64'])('openssl enc, %s: not encrypted', async (name) => {
    const filename = join(OPENSSL, `${name}.enc`);
    expect(await failure({ filename, filekey: 'secret' })).toBe(`2 Cannot decrypt ${filename}. Not encrypted`);
  });

  test('openssl enc with an empty password', async () => {
    expect(await failure({ filename: join(OPENSSL, 'sha1-empty-password.enc') })).toBe('started');
  });
});

describe('what openssl enc wrote, read by 12.0', () => {
  const read = async (name: string, options: Options) => {
    const keys = await start(
      { filename: join(OPENSSL, `${name}.enc`), filekey: 'secret', ...options },
      serverOf(12, 0),
    );
    return Buffer.from((await keys.key(100, 1)) ?? []).toString('hex');
  };
  const KEY_100 = '0123456789abcdef'.repeat(3);

  test.each(['sha1', 'sha224', 'sha256', 'sha384', 'sha512'] as const)('%s', async (digest) => {
    expect(await read(digest, { digest })).toBe(KEY_100);
    expect(await read(`${digest}-pbkdf2-1000`, { digest, usePbkdf2: 1000 })).toBe(KEY_100);
  });

  test('the iterations that openssl takes by itself, and -iter alone', async () => {
    expect(await read('sha256-pbkdf2', { digest: 'sha256', usePbkdf2: 10_000 })).toBe(KEY_100);
    expect(await read('sha256-iter-20000', { digest: 'sha256', usePbkdf2: 20_000 })).toBe(KEY_100);
  });

  test('digest and iterations are variables since 12.0', () => {
    const names = (server: ServerIdentity) =>
      Object.values(fileKeyManagement(server).vars).map(({ name }) => name.slice(20));
    expect(names(serverOf(11, 8))).toEqual(['filename', 'filekey', 'encryption_algorithm']);
    expect(names(serverOf(12, 0))).toEqual(['filename', 'filekey', 'encryption_algorithm', 'digest', 'use_pbkdf2']);
  });
});

describe('what 11.8 says otherwise', () => {
  const newer = serverOf(11, 8);

  test('a note with the size of the file, also of a bad one', async () => {
    const lines: string[] = [];
    await start({ filename: file('good', GOOD) }, newer, lines);
    await start({ filename: file('bad', 'x\n') }, newer, lines).catch(() => undefined);
    expect(lines).toEqual([
      'note Read from good, read bytes: 102, max key file size: 1048576 bytes',
      'note Read from bad, read bytes: 2, max key file size: 1048576 bytes',
    ]);
  });

  test('a directory, a file too large, a secret too long', async () => {
    const big = file('big', '#'.repeat(1048577));
    expect(await failure({ filename: 'folder' }, newer)).toBe('2 Read from folder failed, errno 21');
    expect(await failure({ filename: big }, newer)).toBe('2 File big too large, must be less than 1048576 bytes');
    file('long', 'a'.repeat(300));
    expect(await failure({ filename: 'good', filekey: 'FILE:long' }, newer)).toBe(
      '2 Cannot read long, the filekey is too long, max secret size is 256 bytes',
    );
  });

  test('10.11 starts without a word', async () => {
    const lines: string[] = [];
    await start({ filename: file('good', GOOD) }, serverOf(10, 11), lines);
    expect(lines).toEqual([]);
  });
});

test('no failure tells a key or a password', async () => {
  const filename = file('leak', `1;${'5ec2e7'.repeat(5)}xx\n`);
  expect(await failure({ filename })).not.toContain('5ec2e7');
  expect(await failure({ filename: join(OPENSSL, 'sha1.enc'), filekey: 'hunter2' })).not.toContain('hunter2');
});
