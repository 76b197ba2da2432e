import { describe, expect, test } from 'vitest';
import { KEYS, world } from './registry-world.js';

describe('the start', () => {
  test.each<[string, string[], string[]]>([
    [
      'no library',
      ['nosuch;locals'],
      [
        "0 [ERROR] mariadbd: Can't open shared library 'DIR/nosuch.so' (errno: 2, cannot open shared object file: No such file or directory)",
        "0 [ERROR] Couldn't load plugins from 'nosuch.so'.",
      ],
    ],
    [
      'no such plugin',
      ['foo=file_key_management'],
      [
        "0 [ERROR] mariadbd: Can't find symbol 'foo' in library",
        "0 [ERROR] Couldn't load plugin 'foo' from 'file_key_management.so'.",
      ],
    ],
    [
      'a path',
      ['a/b'],
      ['0 [ERROR] mariadbd: No paths allowed for shared library', "0 [ERROR] Couldn't load plugins from 'a/b.so'."],
    ],
    [
      'twice',
      ['example=ha_example;example=ha_example'],
      [
        "0 [Warning] Plugin 'EXAMPLE' is of maturity level experimental while the server is stable",
        "0 [ERROR] mariadbd: Plugin 'example' already installed",
        "0 [ERROR] Couldn't load plugin 'example' from 'ha_example'.",
      ],
    ],
    [
      'the same library twice',
      ['ha_example', 'ha_example'],
      [
        "0 [Warning] Plugin 'EXAMPLE' is of maturity level experimental while the server is stable",
        "0 [Warning] Plugin 'UNUSABLE' is of maturity level experimental while the server is stable",
      ],
    ],
    [
      'one without a key file',
      ['file_key_management'],
      [
        '0 [ERROR] mariadbd: file-key-management-filename is not set',
        "0 [ERROR] Plugin 'file_key_management' init function returned error.",
        "0 [ERROR] Plugin 'file_key_management' registration as a ENCRYPTION failed.",
      ],
    ],
  ])('%s', async (_, lists, lines) => {
    const { start, log } = world();
    expect(await start(...lists)).toBe(true);
    expect(log()).toEqual([...lines, "0 [Note] Plugin 'FEEDBACK' is disabled."]);
  });

  test('an immature library', async () => {
    const { start, log, listed } = world({ maturity: 'Gamma' });
    await start('ha_example');
    expect(log()).toEqual([
      "0 [ERROR] mariadbd: Can't open shared library 'ha_example.so' (errno: 1, Loading of experimental plugin EXAMPLE is prohibited by --plugin-maturity=gamma)",
      "0 [ERROR] mariadbd: Can't open shared library 'ha_example.so' (errno: 1, Loading of experimental plugin UNUSABLE is prohibited by --plugin-maturity=gamma)",
      "0 [ERROR] Couldn't load plugins from 'ha_example.so'.",
      "0 [Note] Plugin 'FEEDBACK' is disabled.",
    ]);
    expect(listed()).toEqual([]);
  });

  test('of two encryption plugins the one named last wins', async () => {
    const { start, log, listed } = world({ options: KEYS });
    expect(await start('file_key_management', 'debug_key_management')).toBe(true);
    expect(listed()).toEqual(['debug_key_management ACTIVE ON']);
    expect(log()).toEqual([
      "0 [Warning] Plugin 'debug_key_management' is of maturity level experimental while the server is stable",
      "0 [ERROR] Plugin 'file_key_management' registration as a ENCRYPTION failed.",
      "0 [Note] Plugin 'FEEDBACK' is disabled.",
    ]);
  });

  test.each<[string, Record<string, string>, string]>([
    [
      'fails',
      { file_key_management: 'FORCE' },
      "0 [ERROR] Plugin 'file_key_management' registration as a ENCRYPTION failed.",
    ],
    [
      'has a bad option',
      { file_key_management: 'FORCE_PLUS_PERMANENT', file_key_management_encryption_algorithm: 'bad' },
      "0 [ERROR] Parsing options for plugin 'file_key_management' failed. Disabling plugin",
    ],
  ])('a forced plugin that %s ends it', async (_, options, line) => {
    const { start, log } = world({ options });
    expect(await start('file_key_management')).toBe(false);
    expect(log().slice(-4)).toEqual([
      line,
      "0 [Note] Plugin 'FEEDBACK' is disabled.",
      '0 [ERROR] Failed to initialize plugins.',
      '0 [ERROR] Aborting',
    ]);
  });

  test('a forced plugin with a bad option ends it, whichever comes first', async () => {
    const { start } = world({
      options: { file_key_management_encryption_algorithm: 'bad', file_key_management: 'FORCE' },
    });
    expect(await start('file_key_management')).toBe(false);
  });

  test('reads mysql.plugin last', async () => {
    const { start, log, listed, table, plugins } = world({ options: KEYS });
    table.list.push(
      { name: 'file_key_management', dl: 'file_key_management.so' },
      { name: '', dl: 'x.so' },
      { name: 'gone', dl: 'gone.so' },
      { name: 'Example', dl: 'ha_example.so' },
    );
    await plugins.startup.initialiseBeforeStorage();
    expect(plugins.keyManager).toBeUndefined();
    expect(await start('example=ha_example')).toBe(true);
    expect(log()).toEqual([
      "0 [Warning] Plugin 'EXAMPLE' is of maturity level experimental while the server is stable",
      "0 [Note] Plugin 'FEEDBACK' is disabled.",
      "0 [ERROR] mariadbd: Can't open shared library 'DIR/gone.so' (errno: 2, cannot open shared object file: No such file or directory)",
      "0 [Note] mariadbd: Plugin 'Example' already installed",
    ]);
    expect(listed()).toEqual(['EXAMPLE ACTIVE ON', 'file_key_management ACTIVE ON']);
    expect(table.list).toHaveLength(4);
  });
});
