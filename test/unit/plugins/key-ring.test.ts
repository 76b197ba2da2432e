import { expect, test } from 'vitest';
import type { TraceEvent } from '../../../src/base/ports.js';
import { guardService } from '../../../src/plugins/service-guard.js';
import { VirtualClock } from '../../../src/server/virtual-clock.js';
import { INVALID_KEY_VERSION, type KeyManager } from '../../../src/services/encryption.js';
import { KeyRing } from '../../../src/services/key-ring.js';
import { traceTo } from './world.js';

const bytes = (id: number, version: number) => new Uint8Array(16).fill(id * 16 + version);

/** Keys 1 and 2; their newest version is in our hand, and every question is written down. */
function manager(latest: { version: number }) {
  const asked: string[] = [];
  const keys: KeyManager = {
    latestVersion(id) {
      asked.push(`latest ${id}`);
      return id <= 2 ? latest.version : undefined;
    },
    async key(id, version) {
      asked.push(`key ${id}:${version}`);
      return id <= 2 && version <= latest.version ? bytes(id, version) : undefined;
    },
    cipherMode: () => 'CTR',
  };
  return { keys, asked };
}

const ringOf = (events: TraceEvent[] = []) => new KeyRing(traceTo(events));

test('without a manager no key is there', async () => {
  const ring = ringOf();
  await ring.resolve([1]);
  expect([ring.latest(1), ring.get(1, 1), ring.cipherMode, ring.available]).toEqual([
    INVALID_KEY_VERSION,
    undefined,
    'CBC',
    false,
  ]);
});

test('the newest version is asked for each time, the bytes of a version once', async () => {
  const latest = { version: 1 };
  const { keys, asked } = manager(latest);
  const ring = ringOf();
  ring.setManager(keys);
  await ring.resolve([1, 1]);
  await ring.resolve([1]);
  latest.version = 2;
  expect(ring.latest(1)).toBe(1);
  await ring.resolve([1], [[1, 1]]);
  expect(asked).toEqual(['latest 1', 'key 1:1', 'latest 1', 'latest 1', 'key 1:2']);
  expect([ring.latest(1), ring.get(1, 1), ring.get(1, 2)]).toEqual([2, bytes(1, 1), bytes(1, 2)]);
  expect(ring.keyRequests).toBe(2);
});

test('the versions that pages carry are fetched beside the newest', async () => {
  const { keys } = manager({ version: 3 });
  const ring = ringOf();
  ring.setManager(keys);
  await ring.resolve(
    [2],
    [
      [2, 1],
      [2, 9],
      [2, 0],
    ],
  );
  expect([ring.get(2, 1), ring.get(2, 3), ring.get(2, 2), ring.get(2, 9)]).toEqual([
    bytes(2, 1),
    bytes(2, 3),
    undefined,
    undefined,
  ]);
});

test('an unknown id is invalid, and is asked for again', async () => {
  const { keys, asked } = manager({ version: 1 });
  const ring = ringOf();
  ring.setManager(keys);
  await ring.resolve([7]);
  await ring.resolve([7]);
  expect([ring.latest(7), asked]).toEqual([INVALID_KEY_VERSION, ['latest 7', 'latest 7']]);
});

test('another manager has other keys', async () => {
  const ring = ringOf();
  ring.setManager(manager({ version: 1 }).keys);
  await ring.resolve([1]);
  expect(ring.cipherMode).toBe('CTR');
  ring.setManager(undefined);
  expect([ring.latest(1), ring.get(1, 1)]).toEqual([INVALID_KEY_VERSION, undefined]);
});

test('a trace shows fingerprints and no key', async () => {
  const events: TraceEvent[] = [];
  const ring = ringOf(events);
  ring.setManager(manager({ version: 1 }).keys);
  await ring.resolve([1]);
  // sha256 of 16 bytes 0x11
  expect(events).toEqual([{ type: 'key', keyId: 1, version: 1, fingerprint: 'b8f12ea8' }]);
});

test('a manager that throws, or gives nonsense, has no such key and the log says why', async () => {
  const log: string[] = [];
  const note = (text: string) => void log.push(text);
  const answers: Record<number, () => unknown> = {
    1: () => 1.5,
    2: () => 0xffffffff,
    3: () => Promise.reject(new Error('gone')),
    4: () => {
      throw new Error('lost');
    },
    5: () => 0,
  };
  const wrong = { latestVersion: (id: number) => answers[id]?.(), key: () => new Uint8Array(5) };
  const events: TraceEvent[] = [];
  const witness = {
    log: { error: note, warning: note, note, raise: () => undefined, warn: () => undefined },
    trace: traceTo(events),
    deadline: { clock: new VirtualClock(), ms: 1000 },
  };
  const guarded = guardService('mine', 'ENCRYPTION', wrong, witness);
  if (!('key' in guarded)) throw new Error('no key manager');
  expect(await Promise.all([1, 2, 3, 4, 5].map((id) => guarded.latestVersion(id)))).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    0,
  ]);
  expect(await guarded.key(1, 1)).toBeUndefined();
  expect(log.sort()).toEqual([
    'mine: gone',
    'mine: lost',
    'mine: the latest version of key 1 is no key version',
    'mine: the latest version of key 2 is no key version',
    'mine: version 1 of key 1 does not have 16, 24 or 32 bytes',
  ]);
  expect(events).toContainEqual({ type: 'plugin', plugin: 'mine', call: 'key(1, 1)', detail: '5 bytes' });
});
