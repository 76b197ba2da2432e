import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { fileKeyManagement } from '../../../src/plugins/builtin/file-key-management/index.js';
import { isKeyFileError, parseKeyFile } from '../../../src/plugins/builtin/file-key-management/key-file.js';
import { KeyStore } from '../../../src/plugins/builtin/file-key-management/key-store.js';
import { keysTable } from '../../../src/plugins/builtin/file-key-management/keys-table.js';
import { PluginError, type ServerIdentity } from '../../../src/plugins/define.js';
import { hostOf, serverOf } from './world.js';

const ENTERPRISE: ServerIdentity = { ...serverOf(12, 3, 3), enterprise: true };
const hex = (byte: string) => byte.repeat(32);

/** `id:version` of each key, or what is wrong. */
function parsed(...lines: string[]): string {
  const answer = parseKeyFile(Buffer.from(lines.map((line) => `${line}\n`).join('')), true);
  if (isKeyFileError(answer)) return `${answer.problem} at line ${answer.line}, column ${answer.column}`;
  return [...answer].flatMap(([id, versions]) => [...versions.keys()].map((version) => `${id}:${version}`)).join(' ');
}

describe('lines', () => {
  test('with and without a version may be mixed, without one it is version 1', () => {
    expect(parsed(`1;${hex('00')}`, `1;2;${hex('11')}`, `100;7;${hex('22')}`)).toBe('1:1 1:2 100:7');
  });

  test('a key of digits alone is a key', () => {
    expect(parsed(`1;${'12'.repeat(16)}`)).toBe('1:1');
  });

  test('version 0 would mean no encryption, and one version is no number', () => {
    expect(parsed(`1;0;${hex('00')}`)).toBe('Invalid key version at line 1, column 4');
    expect(parsed(`1;4294967294;${hex('00')}`)).toBe('1:4294967294');
    expect(parsed(`1;4294967295;${hex('00')}`)).toBe('Invalid key version at line 1, column 12');
  });

  test('a bad key stands behind its version', () => {
    expect(parsed(`1;2;${'ab'.repeat(15)}`)).toBe('Invalid key at line 1, column 35');
    expect(parsed('1;2;')).toBe('Invalid key at line 1, column 5');
  });

  test('a community server reads a version as a key', () => {
    const answer = parseKeyFile(Buffer.from(`1;2;${hex('00')}\n`));
    expect(answer).toEqual({ problem: 'Invalid key', line: 1, column: 3 });
  });
});

describe('FLUSH FILE_KEY_MANAGEMENT_KEYS', () => {
  const datadir = mkdtempSync(join(tmpdir(), 'sealion-versions-'));
  afterAll(() => rmSync(datadir, { recursive: true }));

  const log: string[] = [];
  const host = <Values extends object>(vars: Values) => hostOf(vars, datadir, ENTERPRISE, log);
  const write = (...lines: string[]) => writeFileSync(join(datadir, 'keys'), lines.map((line) => `${line}\n`).join(''));
  const root = { show: false, has: () => true, require: () => {} };
  let store: KeyStore;

  beforeEach(async () => {
    write(`1;${hex('00')}`, `2;5;${hex('55')}`);
    store = new KeyStore();
    log.length = 0;
    const vars = {
      filename: 'keys',
      filekey: '',
      encryptionAlgorithm: 'aes_cbc',
      digest: 'sha1',
      usePbkdf2: 0,
    } as const;
    await fileKeyManagement(ENTERPRISE, store).init(host(vars));
  });

  async function flush(...lines: string[]): Promise<string> {
    write(...lines);
    const table = await keysTable(store).init(host({}));
    let said = 'ok';
    try {
      await table.reset?.();
    } catch (error) {
      if (!(error instanceof PluginError)) throw error;
      said = `${error.errno} ${error.message}`;
    }
    const rows = [...(await table.rows(root))].map((row) => row.join(':')).join(' ');
    return `${said} | ${rows}`;
  }

  test('takes new keys and new versions', async () => {
    expect(await flush(`1;${hex('00')}`, `1;2;${hex('11')}`, `2;5;${hex('55')}`, `3;${hex('33')}`)).toBe(
      'ok | 1:2 2:5 3:1',
    );
    expect(store.key(1, 1)).toEqual(Buffer.alloc(32, 0));
    expect(store.key(1, 2)).toEqual(Buffer.alloc(32, 0x11));
  });

  test('keeps versions that the file has no more', async () => {
    expect(await flush(`1;9;${hex('99')}`, `2;6;${hex('66')}`)).toBe('ok | 1:9 2:6');
    expect(store.key(2, 5)).toEqual(Buffer.alloc(32, 0x55));
  });

  test.each([
    ['a key is missing', [`1;${hex('00')}`], '2 Key 2 is missing. The old keys stay in use'],
    [
      'a version goes back',
      [`1;${hex('00')}`, `2;4;${hex('44')}`],
      '2 The latest version of key 2 is 4, but version 5 is in use. The old keys stay in use',
    ],
    [
      'a key has changed',
      [`1;${hex('01')}`, `2;5;${hex('55')}`],
      '2 Version 1 of key 1 has changed. The old keys stay in use',
    ],
    ['the file is broken', [`1;${hex('00')}`, '2;5;55'], '2 Invalid key at keys line 2, column 7'],
  ])('keeps everything when %s', async (_, lines, reason) => {
    expect(await flush(...lines)).toBe(`${reason} | 1:1 2:5`);
    expect(store.key(1, 1)).toEqual(Buffer.alloc(32, 0));
    expect(log.at(-1)).toBe(`error ${reason.slice(2)}`);
  });

  test('keeps everything when the file is gone', async () => {
    rmSync(join(datadir, 'keys'));
    const table = await keysTable(store).init(host({}));
    expect(() => table.reset?.()).toThrow('File \'keys\' not found (Errcode: 2 "No such file or directory")');
    expect(store.latestVersion(2)).toBe(5);
  });

  test('no digit of a key is ever said', async () => {
    const said = [
      await flush(`1;${hex('0a')}`, `2;5;${hex('55')}`),
      await flush(`1;2;${hex('0b')}`, `2;5;${hex('55')}zz`, '3;bad'),
      ...log,
    ].join('\n');
    expect(said).not.toMatch(/0a0a|0b0b|5555/);
  });

  test('SHOW needs PROCESS, SELECT shows nothing without it', async () => {
    const table = await keysTable(store).init(host({}));
    const require = (privilege: string) => {
      throw new Error(privilege);
    };
    expect([...(await table.rows({ show: false, has: () => false, require }))]).toEqual([]);
    expect(() => table.rows({ show: true, has: () => false, require })).toThrow('PROCESS');
  });

  test('the table has nothing to show where the key manager did not start', () => {
    expect(() => keysTable(new KeyStore()).init(host({}))).toThrow('file_key_management is not active');
  });
});
