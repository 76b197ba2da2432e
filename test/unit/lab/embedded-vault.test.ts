/** The lab's Vault in a server's own process: no socket, in virtual time, and there again the next day. */
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestServer } from 'sealion/test';
import { afterEach, describe, expect, test } from 'vitest';
import { HttpFailure } from '../../../src/base/http-failure.js';
import { LabDoor } from '../../../src/lab/door.js';
import { realFiles } from '../../../src/server/real-files.js';
import { VirtualClock } from '../../../src/server/virtual-clock.js';
import { seededRandom } from '../../support/ports.js';

const made: string[] = [];
const directory = (): string => {
  const path = mkdtempSync(join(tmpdir(), 'sealion-lab-'));
  made.push(path);
  return path;
};
afterEach(() => {
  for (const path of made.splice(0)) rmSync(path, { recursive: true, force: true });
});

const VAULT = {
  'plugin-load-add': 'hashicorp_key_management',
  'hashicorp-key-management-vault-url': 'http://lab.sealion:8200/v1/test',
  'hashicorp-key-management-token': 'root',
} as const;
const CREATE = (name: string, key: number) => `CREATE TABLE ${name} (a INT) ENCRYPTED=YES ENCRYPTION_KEY_ID=${key}`;

describe('a server with the lab in it', () => {
  test('has keys 1 and 2, and more when they are put there', async () => {
    await using server = await startTestServer({ options: VAULT });
    await server.run(CREATE('t2', 2));
    expect((await server.error(CREATE('t3', 3))).errno).toBe(1005);
    expect(await server.vault('kv put test/3 data=0123456789ABCDEF0123456789ABCDEF')).toContain('version          1\n');
    await server.run(CREATE('t3', 3));
    expect(await server.vault('kv get -field=data test/3')).toBe('0123456789ABCDEF0123456789ABCDEF\n');
    await expect(server.vault('kv get test/9')).rejects.toThrow('No value found at test/data/9');
    await expect(server.lab('fault vault nothing')).rejects.toThrow("There is no fault 'nothing'");
    expect(await server.lab('status')).toMatch(
      /^Address {3}http:\/\/lab\.sealion:8200\nSealed {4}false\nTime {6}2026-01-01T00:00:00Z\nMounts {4}secret\/ test\/\n/,
    );
  });

  test('waits in virtual time for a Vault that hangs, as often as it is told', async () => {
    await using server = await startTestServer({ options: VAULT });
    await server.lab('requests vault --clear');
    await server.lab('fault vault hang');
    const before = server.clock.now();
    expect(await server.error(CREATE('t', 2))).toMatchObject({
      errno: 1105,
      message: 'hashicorp: Unable to get key data',
    });
    // Fifteen seconds, and three further tries.
    expect(server.clock.now() - before).toBe(60_000);
    expect(await server.lab('requests vault')).toBe('GET /v1/test/data/2\n'.repeat(4));
    await server.lab('clear vault');
    await server.run(CREATE('t', 2));
  });

  test('keeps keys over restarts, crashes and days', async () => {
    const datadir = directory();
    {
      await using server = await startTestServer({ datadir, options: VAULT });
      await server.run(`${CREATE('t', 2)}; INSERT INTO t VALUES (7)`);
      server.crash();
      await server.restart();
      expect(await server.column('SELECT a FROM t')).toEqual([7]);
      expect(await server.column('SHOW DATABASES')).not.toContain('.lab');
    }
    await using server = await startTestServer({ datadir, options: VAULT });
    expect(await server.column('SELECT a FROM t')).toEqual([7]);
    expect(readdirSync(join(datadir, '.lab')).sort()).toEqual(['vault.json', 'vault.json.lock']);
    expect(statSync(join(datadir, '.lab', 'vault.json')).mode & 0o777).toBe(0o600);
  });

  test('is not made for who does not ask', async () => {
    const datadir = directory();
    const server = await startTestServer({ datadir });
    await server.query('SELECT 1');
    await server.stop();
    expect(readdirSync(datadir)).not.toContain('.lab');
  });
});

describe('what a network would do', () => {
  function door(path = directory()) {
    const clock = new VirtualClock();
    const http = {
      request: async () => {
        throw new HttpFailure({ kind: 'unknown host', host: 'elsewhere' });
      },
    };
    return new LabDoor({ clock, random: seededRandom(1), files: realFiles, http }, () => path);
  }

  const get = (lab: LabDoor, url: string, more: { timeoutMs?: number; bodyBytesMax?: number } = {}) =>
    lab.request({ method: 'GET', url, headers: { 'X-Vault-Token': 'root' }, ...more }).then(
      ({ status }) => status,
      (error: HttpFailure) => error.reason,
    );
  const KEY = 'http://lab.sealion:8200/v1/test/data/1';

  test('addresses', async () => {
    const lab = door();
    expect(await get(lab, KEY)).toBe(200);
    expect(await get(lab, 'HTTP://LAB.SEALION:8200//v1//test/data/1')).toBe(200);
    expect(await get(lab, 'http://lab.sealion/v1/test/data/1')).toMatchObject({ kind: 'no connection', port: 80 });
    expect(await get(lab, 'https://lab.sealion:8200/v1/test/data/1')).toMatchObject({ kind: 'TLS' });
    expect(await get(lab, 'http://elsewhere/')).toMatchObject({ kind: 'unknown host' });
    expect(await get(lab, 'nonsense')).toMatchObject({ kind: 'unknown host' });
    await lab.close();
  });

  test.each([
    ['down', { kind: 'no connection', host: 'lab.sealion', port: 8200, afterMs: 0 }],
    ['reset', { kind: 'reset' }],
    ['close', { kind: 'no answer' }],
    ['hang', { kind: 'slow answer', afterMs: 2000, received: 0 }],
    ['huge', { kind: 'body too long' }],
    ['garbage-tls', { kind: 'not HTTP' }],
    ['plain-on-tls', { kind: 'no answer' }],
    ['tls-on-plain', 400],
    ['slow', 200],
    ['sealed', 503],
  ])('%s', async (fault, answer) => {
    const lab = door();
    await (await lab.vault()).ask('PUT', `faults/${fault}`);
    expect(await get(lab, KEY, { timeoutMs: 2000, bodyBytesMax: 131_072 })).toEqual(answer);
    await lab.close();
  });

  test('an answer that breaks off, and faults that need TLS', async () => {
    const lab = door();
    const { ask } = await lab.vault();
    await ask('PUT', 'faults/truncate');
    expect(await get(lab, KEY)).toMatchObject({ kind: 'cut off' });
    await expect(ask('PUT', 'faults/ca-unknown')).rejects.toThrow("'ca-unknown' needs a lab with --tls");
    await lab.close();
  });

  test('a state has one lab at a time, and must be one', async () => {
    const path = directory();
    const [first, second] = [door(path), door(path)];
    expect(await get(first, KEY)).toBe(200);
    const busy = { kind: 'other', text: `'${join(path, 'vault.json')}' is in use by another lab` };
    expect(await get(second, KEY)).toEqual(busy);
    await first.close();
    expect(await get(second, KEY)).toBe(200);
    await second.close();
    writeFileSync(join(path, 'vault.json'), '{}');
    expect(await get(second, KEY)).toMatchObject({ text: expect.stringContaining("holds no state of a lab's Vault") });
  });
});
