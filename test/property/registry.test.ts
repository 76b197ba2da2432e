/** Random statements drive the registry beside its model: both give the same answers and end in the same state. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KEYS, type World, world } from '../unit/plugins/registry-world.js';
import {
  BUILT_IN,
  LIBRARY_NAMES,
  NOBODY,
  type Operation,
  PLUGIN_NAMES,
  RegistryModel,
  type Start,
} from './registry-model.js';

/** All that is ever shown; INACTIVE is the transient one, and here no plugin fails to stop. */
const SHOWN = new Set(['ACTIVE', 'DISABLED', 'DELETED', 'NOT INSTALLED']);

const anyCase = (name: string) => fc.constantFrom(name, name.toUpperCase(), name.toLowerCase());
const name = fc.constantFrom(...PLUGIN_NAMES, BUILT_IN, NOBODY).chain(anyCase);
const soname = fc.constantFrom(...LIBRARY_NAMES, NOBODY);

const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({ kind: fc.constant('install' as const), name, soname, lenient: fc.boolean() }),
  fc.record({ kind: fc.constant('installSoname' as const), soname }),
  fc.record({ kind: fc.constant('uninstall' as const), name, lenient: fc.boolean() }),
  fc.record({ kind: fc.constant('uninstallSoname' as const), soname, lenient: fc.boolean() }),
);

const start: fc.Arbitrary<Start> = fc.record({
  off: fc.subarray(['LOCALES', 'UNUSABLE', 'debug_key_management']),
  keyFile: fc.boolean(),
});

const optionsOf = ({ off, keyFile }: Start): Record<string, string> => ({
  ...Object.fromEntries(off.map((plugin) => [plugin.toLowerCase(), 'OFF'])),
  ...(keyFile ? KEYS : {}),
});

function carriedOut(server: World, asked: Operation): Promise<'ok' | string[]> {
  switch (asked.kind) {
    case 'install':
      return server.install(asked.name, asked.soname, asked.lenient);
    case 'installSoname':
      return server.installSoname(asked.soname);
    case 'uninstall':
      return server.uninstall(asked.name, asked.lenient);
    case 'uninstallSoname':
      return server.uninstallSoname(asked.soname, asked.lenient);
  }
}

/** The client's error, and the last warning where there is none. */
function answerOf(said: 'ok' | string[]) {
  if (said === 'ok') return { error: 0, warning: 0 };
  const [error = 'ok', ...conditions] = said;
  if (error !== 'ok') return { error: Number(error.split(' ')[0]), warning: 0 };
  return { error: 0, warning: Number(conditions.at(-1)?.split(' ')[1]) };
}

test('the registry and its model stay together', async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(start, fc.array(operation, { minLength: 1, maxLength: 30 }), async (settings, operations) => {
      const server = world({ options: optionsOf(settings) });
      await server.start();
      const model = new RegistryModel(settings);
      for (const asked of operations) {
        expect(answerOf(await carriedOut(server, asked))).toEqual(model.run(asked));
        const states = server.plugins.rows().filter(({ library }) => library !== null);
        expect(new Map(states.map((row) => [row.name, row.status]))).toEqual(model.states);
        expect(server.table.list).toEqual(model.rows);
        for (const { status } of await server.plugins.allRows()) seen.add(status);
        expect(server.plugins.keyManager !== undefined).toBe(model.keyManager !== undefined);
      }
      await server.plugins.shutdown();
    }),
    { numRuns: 150 },
  );
  expect([...seen].filter((status) => !SHOWN.has(status))).toEqual([]);
  expect(seen, 'every state has been there').toEqual(SHOWN);
}, 60_000);
