import { expect, test } from 'vitest';
import { loadLists, parseLoadList } from '../../../src/plugins/plugin-load.js';
import { commandLineSettings } from '../../../src/sysvars/option-setting.js';
import { SERVER_ONLY_OPTIONS } from '../../../src/sysvars/server-options.js';
import { StartupOptions } from '../../../src/sysvars/startup-options.js';

test.each([
  ['a', [{ library: 'a' }]],
  ['a;b:c', [{ library: 'a' }, { library: 'b' }, { library: 'c' }]],
  [';a;;', [{ library: 'a' }]],
  [
    'p=a;q#b',
    [
      { plugin: 'p', library: 'a' },
      { plugin: 'q', library: 'b' },
    ],
  ],
  [' a ', [{ library: ' a ' }]],
  ['', []],
])('--plugin-load=%s', (list, items) => {
  expect(parseLoadList(list)).toEqual(items);
});

const listsOf = (...words: string[]) =>
  loadLists(new StartupOptions(commandLineSettings(words)).takeServerOptions(SERVER_ONLY_OPTIONS).values);

test('plugin-load replaces what came before it, plugin-load-add does not', () => {
  expect(listsOf('--plugin-load-add=a', '--plugin-load=b', '--plugin-load-add=c;d')).toEqual([
    [{ library: 'b' }],
    [{ library: 'c' }, { library: 'd' }],
  ]);
  expect(listsOf('--plugin_load_add=a')).toEqual([[{ library: 'a' }]]);
  expect(listsOf('--plugin-load-add=a', '--skip-plugin-load').flat()).toEqual([]);
  expect(listsOf('--skip-plugin-load-add')).toEqual([[{ library: '0' }]]);
  expect(listsOf()).toEqual([]);
});
