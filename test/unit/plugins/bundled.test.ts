import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import interval from '../../../examples/plugins/interval-key-management.js';
import exampleKeyManagement from '../../../src/plugins/builtin/example-key-management.js';
import locales from '../../../src/plugins/builtin/locales.js';
import { bundledLibraries } from '../../../src/plugins/bundled-libraries.js';
import { pluginsOf } from '../../../src/plugins/library-shape.js';
import { VirtualClock } from '../../../src/server/virtual-clock.js';
import { hostOf, serverOf } from './world.js';

/** A host whose time the test moves. */
function timed<Values extends object>(vars: Values) {
  const clock = new VirtualClock(Date.UTC(2026, 0, 1));
  return { clock, host: { ...hostOf(vars, '/'), now: () => new Date(clock.now()) } };
}

test('a key version of interval_key_management lasts for the interval', async () => {
  const { clock, host } = timed({ interval: 60 });
  const keys = await interval.init(host);
  expect(await keys.latestVersion(1)).toBe(1);
  const first = await keys.key(1, 1);
  await clock.advance(60_000);
  expect(await keys.latestVersion(1)).toBe(2);
  expect(await keys.key(1, 1)).toEqual(first);
  expect(await keys.key(1, 2)).not.toEqual(first);
  expect(await keys.key(1, 3)).toBeUndefined();
});

test('example_key_management: a version is a time, a key the digest of id and version', async () => {
  const { clock, host } = timed({});
  const keys = await exampleKeyManagement.init(host);
  const born = Date.UTC(2026, 0, 1) / 1000;
  expect([await keys.latestVersion(1), await keys.latestVersion(4294967295)]).toEqual([born, born]);
  await clock.advance(45_000);
  expect(await keys.latestVersion(1)).toBe(born);
  await clock.advance(1_000);
  expect(await keys.latestVersion(1)).toBe(born + 46);
  const name = new Uint8Array(new Uint32Array([1, 2]).buffer);
  expect(await keys.key(1, 2)).toEqual(createHash('md5').update(name).digest());
});

test.each(Object.keys(bundledLibraries))('%s has the shape that user libraries must have', async (name) => {
  const library = await bundledLibraries[name]?.();
  expect(pluginsOf(library, serverOf(12, 3))).not.toHaveProperty('problem');
});

test('LOCALES has what the server has', async () => {
  const { rows, columns } = await locales.init(hostOf({}, '/'));
  const all = [...(await rows({ show: false, has: () => true, require: () => {} }))];
  expect(all).toHaveLength(112);
  expect(all[1]).toEqual([1, 'en_GB', 'English - United Kingdom', 9, 9, '.', ',', 'english']);
  expect(all.every((row) => row.length === Object.keys(columns).length)).toBe(true);
});

test('bundled plugins import what users may: node, packages, their own folder and sealion/plugin', () => {
  const root = 'src/plugins/builtin';
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const imports = files.flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/\bfrom '([^']+)'/g)].map(([, name]) => name),
  );
  expect(imports.length).toBeGreaterThan(10);
  expect(imports.filter((name) => !/^(node:|\.\/|sealion\/plugin$|@noble\/ed25519$)/.test(name ?? ''))).toEqual([]);
});
