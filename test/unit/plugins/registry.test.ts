import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { directory, KEYS, started } from './registry-world.js';
import { clientError, conditionsTo } from './world.js';

const BUSY = 'Warning 1620 Plugin is busy and will be uninstalled on shutdown';

describe('INSTALL PLUGIN', () => {
  test('keeps the name as typed in its row, and lists the declared one', async () => {
    const { install, table, listed } = await started();
    expect(await install('Example', 'ha_example')).toBe('ok');
    expect(table.list).toEqual([{ name: 'Example', dl: 'ha_example.so' }]);
    expect(listed()).toEqual(['EXAMPLE ACTIVE ON']);
  });

  test('of a name that is there does not look at the library', async () => {
    const { install } = await started();
    await install('Example', 'ha_example');
    expect(await install('example', 'some_other_lib')).toEqual([
      "1968 Plugin 'example' already installed",
      "Error 1968 Plugin 'example' already installed",
    ]);
    expect(await install('InnoDB', 'x', true)).toEqual(['ok', "Note 1968 Plugin 'InnoDB' already installed"]);
  });

  test.each([
    ['no_such_plugin', 'ha_example', "1127 Can't find symbol 'no_such_plugin' in library"],
    ['unusable', 'dir/ha_example', '1124 No paths allowed for shared library'],
    [
      'unusable',
      'no_such_lib',
      "1126 Can't open shared library 'DIR/no_such_lib.so' (errno: 2, cannot open shared object file: No such file or directory)",
    ],
  ])('%s from %s', async (name, soname, message) => {
    const { install, listed, table } = await started();
    const [error] = await install(name, soname);
    expect(error?.replaceAll(directory, 'DIR')).toBe(message);
    expect([listed(), table.list]).toEqual([[], []]);
  });

  test('a row left over is 1062, and the plugin is unloaded again', async () => {
    const { install, table, listed } = await started();
    table.insert('example', 'ha_example.so');
    expect(await install('example', 'ha_example')).toEqual([
      "1062 Duplicate entry 'example' for key 'PRIMARY'",
      "Error 1062 Duplicate entry 'example' for key 'PRIMARY'",
    ]);
    expect(listed()).toEqual([]);
  });
});

describe('INSTALL SONAME', () => {
  test('installs what the library has under the declared names; again it is nothing to do', async () => {
    const { installSoname, uninstallSoname, table, listed } = await started();
    expect(await installSoname('ha_example')).toBe('ok');
    expect(table.list).toEqual([
      { name: 'EXAMPLE', dl: 'ha_example.so' },
      { name: 'UNUSABLE', dl: 'ha_example.so' },
    ]);
    for (const soname of ['ha_example', 'ha_example.so', 'ha_example.SO', 'HA_EXAMPLE']) {
      expect(await installSoname(soname)).toBe('ok');
    }
    expect(listed()).toEqual(['EXAMPLE ACTIVE ON', 'UNUSABLE ACTIVE ON']);
    expect(await uninstallSoname('Ha_Example')).toBe('ok');
    expect([listed(), table.list]).toEqual([[], []]);
  });

  test('completes what is installed in part', async () => {
    const { install, installSoname, table } = await started();
    await install('Example', 'ha_example');
    expect(await installSoname('ha_example')).toBe('ok');
    expect(table.list.map(({ name }) => name)).toEqual(['Example', 'UNUSABLE']);
  });

  test('an immature library is refused plugin by plugin', async () => {
    const { installSoname, listed, log } = await started({ maturity: 'Gamma' });
    const refusal = (name: string) =>
      `1126 Can't open shared library 'ha_example.so' (errno: 1, Loading of experimental plugin ${name} is prohibited by --plugin-maturity=gamma)`;
    expect(await installSoname('ha_example')).toEqual([
      refusal('EXAMPLE'),
      `Error ${refusal('EXAMPLE')}`,
      `Error ${refusal('UNUSABLE')}`,
    ]);
    expect([listed(), log()]).toEqual([[], []]);
  });

  test('an immature library that is allowed is a warning in the log', async () => {
    const { installSoname, log } = await started();
    await installSoname('ha_example');
    expect(log()).toEqual([
      "9 [Warning] Plugin 'EXAMPLE' is of maturity level experimental while the server is stable",
      "9 [Warning] Plugin 'UNUSABLE' is of maturity level experimental while the server is stable",
    ]);
  });

  test('a name that another library has taken', async () => {
    const { installSoname, install } = await started();
    writeFileSync(
      join(directory, 'thief.mjs'),
      `import { definePlugin } from 'sealion/plugin';
       export default definePlugin({ name: 'example', type: 'DAEMON', version: '1.0', maturity: 'Stable', author: '', description: '', license: 'GPL', init: () => ({}) });`,
    );
    await install('example', 'ha_example');
    expect(await installSoname('thief')).toEqual([
      "1125 Function 'example' already exists",
      "Error 1125 Function 'example' already exists",
    ]);
  });
});

describe('a library that this server does not take', () => {
  const library = (...plugins: string[]) =>
    writeFileSync(
      join(directory, 'mine.mjs'),
      `const about = { type: 'ENCRYPTION', version: '1.0', maturity: 'Stable', author: '', description: '', license: 'GPL', vars: {},
         init: () => ({ latestVersion: () => 1, key: () => new Uint8Array(16) }) };
       export default [${plugins.join(', ')}];`,
    );

  test.each(['4.0', '2.9'])('since it is written for API version %s', async (apiVersion) => {
    library(`{ ...about, name: 'keys', apiVersion: '${apiVersion}' }`);
    const refusal =
      "1126 Can't open shared library 'mine.so' (errno: 8, API version for ENCRYPTION plugin keys not supported by this version of the server)";
    const { install, installSoname, listed } = await started();
    expect(await install('keys', 'mine')).toEqual([refusal, `Error ${refusal}`]);
    expect(await installSoname('mine')).toEqual([refusal, `Error ${refusal}`]);
    expect(listed()).toEqual([]);
  });

  test('but a later minor version is as good, and is shown', async () => {
    library("{ ...about, name: 'keys', apiVersion: '3.7' }");
    const { installSoname, plugins } = await started();
    expect(await installSoname('mine')).toBe('ok');
    expect(plugins.rows().find(({ name }) => name === 'keys')?.typeVersion).toBe('3.7');
  });

  test('since it has a name twice', async () => {
    library("{ ...about, name: 'twin' }", "{ ...about, name: 'TWIN', type: 'DAEMON' }");
    const { installSoname, listed } = await started();
    expect(await installSoname('mine')).toEqual([
      "1125 Function 'TWIN' already exists",
      "Error 1125 Function 'TWIN' already exists",
    ]);
    expect(listed()).toEqual([]);
  });
});

describe('an init that fails', () => {
  const UNSET = '15 file-key-management-filename is not set';
  const FAILED = "Error 1123 Can't initialize function 'file_key_management'; Plugin initialization function failed.";

  test('gives its own error to the client, and leaves nothing', async () => {
    const { installSoname, listed, table, log, variables, keyRing } = await started();
    expect(await installSoname('file_key_management')).toEqual([UNSET, `Error ${UNSET}`, FAILED]);
    expect([listed(), table.list, variables.all(), keyRing.available]).toEqual([[], [], [], false]);
    expect(log()).toEqual([
      '9 [ERROR] mariadbd: file-key-management-filename is not set',
      "9 [ERROR] Plugin 'file_key_management' init function returned error.",
      "9 [ERROR] Plugin 'file_key_management' registration as a ENCRYPTION failed.",
    ]);
  });

  const daemon = (init: string) =>
    writeFileSync(
      join(directory, 'user.mjs'),
      `import { definePlugin, PluginError } from 'sealion/plugin';
       export default definePlugin({ name: 'user', type: 'ENCRYPTION', version: '1.0', maturity: 'Stable', author: '', description: '', license: 'GPL', init: ${init} });`,
    );

  test.each([
    ['throws', "() => { throw new Error('no luck'); }", '1105 user: no luck'],
    ['rejects', "() => Promise.reject(new PluginError(1105, 'user: sealed'))", '1105 user: sealed'],
    ['gives nothing', '() => undefined', '1105 user: init must give a service with latestVersion()'],
    [
      'gives half a key manager',
      '() => ({ latestVersion: () => 1 })',
      '1105 user: init must give a service with key()',
    ],
    ['never answers', '() => new Promise(() => {})', '1105 user: init has not answered for 5 seconds'],
  ])('that %s', async (_, init, message) => {
    daemon(init);
    const { installSoname, listed } = await started();
    expect(await installSoname('user')).toEqual([
      message,
      `Error ${message}`,
      "Error 1123 Can't initialize function 'user'; Plugin initialization function failed.",
    ]);
    expect(listed()).toEqual([]);
  });

  test('may keep its error out of the log when a client hears it', async () => {
    daemon("() => { throw new PluginError(1105, 'user: quiet', false); }");
    const { installSoname, log } = await started();
    expect((await installSoname('user'))[0]).toBe('1105 user: quiet');
    expect(log()).toEqual([
      "9 [ERROR] Plugin 'user' init function returned error.",
      "9 [ERROR] Plugin 'user' registration as a ENCRYPTION failed.",
    ]);
  });
});

describe('options', () => {
  test('OFF: installed but disabled, with a warning', async () => {
    const { install, listed, table, log, variables } = await started({
      options: { ...KEYS, file_key_management: 'OFF' },
    });
    const disabled = "Warning 1123 Can't initialize function 'file_key_management'; Plugin is disabled";
    expect(await install('file_key_management', 'file_key_management')).toEqual(['ok', disabled]);
    expect(listed()).toEqual(['file_key_management DISABLED OFF']);
    expect(table.list).toHaveLength(1);
    expect(variables.all()).toEqual([]);
    expect(log()).toEqual(["9 [Note] Plugin 'file_key_management' is disabled."]);
  });

  test('a value that can not be: disabled, with load option ON', async () => {
    const { installSoname, listed, log } = await started({
      options: { ...KEYS, file_key_management_encryption_algorithm: 'bad' },
    });
    expect(await installSoname('file_key_management')).toEqual([
      'ok',
      "Warning 1123 Can't initialize function 'file_key_management'; Plugin is disabled",
    ]);
    expect(listed()).toEqual(['file_key_management DISABLED ON']);
    expect(log()).toEqual([
      "9 [ERROR] mariadbd: Error while setting value 'bad' to 'file-key-management-encryption-algorithm'",
      "9 [ERROR] Parsing options for plugin 'file_key_management' failed. Disabling plugin",
    ]);
  });

  test('a value that can not be, with FORCE: not installed', async () => {
    const options = { file_key_management: 'FORCE', file_key_management_encryption_algorithm: 'bad' };
    const { installSoname, listed, table } = await started({ options });
    const failed = "1123 Can't initialize function 'file_key_management'; Plugin initialization function failed.";
    expect(await installSoname('file_key_management')).toEqual([failed, `Error ${failed}`]);
    expect([listed(), table.list]).toEqual([[], []]);
  });

  test('a disabled plugin is in the way of its name, not of another encryption plugin', async () => {
    const { install, installSoname, uninstall, listed } = await started(
      { options: { file_key_management: 'OFF' } },
      'file_key_management',
    );
    expect((await install('file_key_management', 'x'))[0]).toBe("1968 Plugin 'file_key_management' already installed");
    expect(await installSoname('file_key_management')).toBe('ok');
    expect(await installSoname('debug_key_management')).toBe('ok');
    expect(await uninstall('file_key_management')).toBe('ok');
    expect(listed()).toEqual(['debug_key_management ACTIVE ON']);
  });

  test('values of options reach the plugin and are its variables', async () => {
    const { installSoname, variables, plugins } = await started({ options: KEYS });
    expect(await installSoname('file_key_management')).toBe('ok');
    expect(variables.getByName('file_key_management_filename')).toBe('keys.txt');
    expect(await plugins.keyManager?.key(1, 1)).toEqual(Buffer.alloc(16, 0xab));
  });

  test('FORCE_PLUS_PERMANENT stays, whatever is said', async () => {
    const options = { ...KEYS, file_key_management: 'FORCE_PLUS_PERMANENT' };
    const { uninstall, uninstallSoname, listed } = await started({ options }, 'file_key_management');
    const permanent = (name: string) => `1702 Plugin '${name}' is force_plus_permanent and can not be unloaded`;
    expect(await uninstall('file_key_management')).toEqual([
      permanent('file_key_management'),
      `Error ${permanent('file_key_management')}`,
    ]);
    expect((await uninstall('File_Key_Management', true))[0]).toBe(permanent('File_Key_Management'));
    expect((await uninstallSoname('FILE_KEY_MANAGEMENT'))[0]).toBe(permanent('file_key_management'));
    expect(listed()).toEqual(['file_key_management ACTIVE FORCE_PLUS_PERMANENT']);
  });
});

describe('UNINSTALL', () => {
  test.each([
    ['innodb', false, '1619 Built-in plugins cannot be deleted'],
    ['MyISAM', true, '1619 Built-in plugins cannot be deleted'],
    ['no_such_plugin', false, '1305 PLUGIN no_such_plugin does not exist'],
  ])('PLUGIN %s', async (name, ifExists, message) => {
    const { uninstall } = await started();
    expect(await uninstall(name, ifExists)).toEqual([message, `Error ${message}`]);
  });

  test('IF EXISTS of what does not exist is a note', async () => {
    const { uninstall, uninstallSoname } = await started();
    expect(await uninstall('none', true)).toEqual(['ok', 'Note 1305 PLUGIN none does not exist']);
    expect(await uninstallSoname('none', true)).toEqual(['ok', 'Note 1305 SONAME none.so does not exist']);
  });

  test('a row alone is removed', async () => {
    const { uninstall, table } = await started();
    table.insert('left_over', 'gone.so');
    expect(await uninstall('left_over')).toBe('ok');
    expect((await uninstall('left_over'))[0]).toBe('1305 PLUGIN left_over does not exist');
  });

  test('SONAME of a library installed in part removes that part and says what was missing', async () => {
    const { installSoname, uninstall, uninstallSoname, table, listed } = await started();
    await installSoname('ha_example');
    await uninstall('unusable');
    expect(await uninstallSoname('ha_example')).toEqual([
      '1305 PLUGIN UNUSABLE does not exist',
      'Error 1305 PLUGIN UNUSABLE does not exist',
      'Note 4173 Engine Aria does not support rollback. Changes were committed during rollback call',
    ]);
    expect([listed(), table.list]).toEqual([[], []]);
  });

  test('SONAME IF EXISTS of a part', async () => {
    const { install, uninstallSoname } = await started();
    await install('example', 'ha_example');
    expect(await uninstallSoname('ha_example', true)).toEqual(['ok', 'Note 1305 PLUGIN UNUSABLE does not exist']);
  });

  test('a place that became free is used again', async () => {
    const { installSoname, install, uninstall, listed } = await started();
    await installSoname('ha_example');
    await install('debug_key_management', 'debug_key_management');
    await uninstall('EXAMPLE');
    await install('EXAMPLE', 'ha_example');
    expect(listed().map((line) => line.split(' ')[0])).toEqual(['EXAMPLE', 'UNUSABLE', 'debug_key_management']);
  });

  test('a stop that throws: listed as INACTIVE, and there no more for SQL', async () => {
    writeFileSync(
      join(directory, 'clingy.mjs'),
      `import { definePlugin } from 'sealion/plugin';
       export default definePlugin({ name: 'clingy', type: 'DAEMON', version: '1.0', maturity: 'Stable', author: '', description: '', license: 'GPL',
         init: () => ({ stop() { throw new Error('not now'); } }) });`,
    );
    const { installSoname, uninstall, listed } = await started();
    await installSoname('clingy');
    expect(await uninstall('clingy')).toEqual(['ok', BUSY]);
    expect(listed()).toEqual(['clingy INACTIVE ON']);
    expect((await uninstall('clingy'))[0]).toBe('1305 PLUGIN clingy does not exist');
  });
});

describe('the encryption plugin', () => {
  test('is always busy: uninstalled, it works on, and is in the way of all others', async () => {
    const { installSoname, install, uninstall, uninstallSoname, listed, table, keyRing, variables } = await started();
    await installSoname('debug_key_management');
    expect(await uninstall('debug_key_management')).toEqual(['ok', BUSY]);
    expect(await uninstallSoname('debug_key_management')).toEqual(['ok', BUSY]);
    expect([listed(), table.list]).toEqual([['debug_key_management DELETED ON'], []]);

    expect((await install('debug_key_management', 'debug_key_management'))[0]).toBe(
      "1968 Plugin 'debug_key_management' already installed",
    );
    expect(await installSoname('debug_key_management')).toBe('ok');
    const refused = "1123 Can't initialize function 'example_key_management'; Plugin initialization function failed.";
    expect(await installSoname('example_key_management')).toEqual([refused, `Error ${refused}`]);

    expect(variables.find('debug_key_management_version')).toBeUndefined();
    expect(variables.all().map(({ name }) => name)).toEqual(['debug_key_management_version']);
    await keyRing.resolve([1]);
    expect([keyRing.latest(1), keyRing.get(1, 1)]).toEqual([1, Buffer.from('00000001'.padEnd(32, '0'), 'hex')]);
  });

  test('has its refusal of a second one in the log without the init line', async () => {
    const { installSoname, log } = await started({}, 'debug_key_management');
    await installSoname('example_key_management');
    expect(log()).toEqual([
      "9 [Warning] Plugin 'example_key_management' is of maturity level experimental while the server is stable",
      "9 [ERROR] Plugin 'example_key_management' registration as a ENCRYPTION failed.",
    ]);
  });

  test('sees its variables as they are now', async () => {
    const { plugins, variables } = await started({}, 'debug_key_management');
    variables.set(variables.known('debug_key_management_version'), 7);
    expect(await plugins.keyManager?.latestVersion(1)).toBe(7);
    expect(await plugins.keyManager?.latestVersion(2)).toBeUndefined();
  });
});

test('the shutdown stops what was started, keys last of what can fail', async () => {
  const { plugins, keyRing, events } = await started({}, 'debug_key_management;ha_example');
  await plugins.shutdown();
  expect(events).toContainEqual({ type: 'plugin', plugin: 'debug_key_management', call: 'stop' });
  expect(keyRing.available).toBe(false);
});

test('two statements take turns', async () => {
  const { plugins, table } = await started();
  const install = () => clientError(plugins.installSoname('ha_example', conditionsTo([])));
  expect(await Promise.all([install(), install()])).toEqual([undefined, undefined]);
  expect(table.list).toHaveLength(2);
});

describe('listings', () => {
  test('built-in plugins are those that a real server lists, in its order', async () => {
    const { plugins } = await started();
    const rows = plugins.rows().map((row) => {
      const { name, version, status, type, typeVersion, description, license, loadOption, maturity, authVersion } = row;
      const columns = [
        name,
        version,
        status,
        type,
        typeVersion,
        description,
        license,
        loadOption,
        maturity,
        authVersion,
      ];
      return columns.join('\t');
    });
    // Recorded from 10.11.19, without data types, functions and what else is not simulated.
    expect(rows).toEqual(readFileSync('test/data/plugins/built-ins.tsv', 'utf8').trimEnd().split('\n'));
  });

  test('ALL_PLUGINS has what is only in a library, too', async () => {
    const { plugins, installSoname } = await started();
    await installSoname('debug_key_management');
    const rows = (await plugins.allRows()).filter(({ library }) => library?.includes('key_management'));
    expect(rows.map(({ name, status, loadOption }) => [name, status, loadOption])).toEqual([
      ['debug_key_management', 'ACTIVE', 'ON'],
      ['example_key_management', 'NOT INSTALLED', 'OFF'],
      ['file_key_management', 'NOT INSTALLED', 'OFF'],
      ['hashicorp_key_management', 'NOT INSTALLED', 'OFF'],
    ]);
    expect(rows[2]).toEqual({
      name: 'file_key_management',
      version: '1.0',
      status: 'NOT INSTALLED',
      type: 'ENCRYPTION',
      typeVersion: '3.0',
      library: 'file_key_management.so',
      libraryVersion: '1.15',
      author: 'Sealion',
      description: 'File-based key management plugin',
      license: 'GPL',
      loadOption: 'OFF',
      maturity: 'Stable',
      authVersion: '1.0',
    });
  });

  test('a library that can not be opened is left out', async () => {
    writeFileSync(join(directory, 'broken.mjs'), 'export default {');
    const { plugins } = await started();
    expect((await plugins.allRows()).some(({ library }) => library === 'broken.so')).toBe(false);
  });
});

test('a plugin may not take the name of another one’s variable', async () => {
  writeFileSync(
    join(directory, 'simple.mjs'),
    `import { definePlugin, sysvar, unsigned } from 'sealion/plugin';
     const digits = sysvar('simple_password_check_digits', { scope: 'GLOBAL', type: unsigned({ min: 0, max: 9 }), default: 4, comment: '' });
     export default definePlugin({
       name: 'simple', type: 'DAEMON', version: '1.0', maturity: 'Stable', author: 'me', description: '', license: 'GPL',
       vars: { digits },
       init: () => ({}),
     });`,
  );
  const { installSoname, uninstall, listed, variables, log } = await started();
  await installSoname('simple_password_check');
  log();
  expect(await installSoname('simple')).toEqual([
    'ok',
    "Warning 1123 Can't initialize function 'simple'; Plugin is disabled",
  ]);
  expect(log()).toContain("9 [ERROR] Plugin 'simple' has conflicting system variables");
  expect(listed()).toContain('simple DISABLED ON');
  expect(await uninstall('simple')).toBe('ok');
  expect(variables.getByName('simple_password_check_digits')).toBe(1);
});

test('only what a plugin gave is a service: the built-in tables are elsewhere', async () => {
  const { plugins, installSoname } = await started();
  expect(plugins.services('INFORMATION SCHEMA')).toEqual([]);
  await installSoname('locales');
  expect(plugins.services('INFORMATION SCHEMA').map(({ name }) => name)).toEqual(['LOCALES']);
});

test('a plugin that a statement holds on to is busy, and goes when it is let go', async () => {
  const { plugins, installSoname, uninstallSoname, listed } = await started();
  await installSoname('sql_errlog');
  const [first, second] = [plugins.hold('AUDIT'), plugins.hold('AUDIT')];
  expect(first.services.map(({ name }) => name)).toEqual(['SQL_ERROR_LOG']);
  const busy = 'Warning 1620 Plugin is busy and will be uninstalled on shutdown';
  expect(await uninstallSoname('sql_errlog')).toEqual(['ok', busy]);
  expect(listed()).toEqual(['SQL_ERROR_LOG DELETED ON']);
  expect(plugins.hold('AUDIT').services).toEqual([]);
  await first.release();
  expect(listed()).toEqual(['SQL_ERROR_LOG DELETED ON']);
  await second.release();
  expect(listed()).toEqual([]);
});

test('status variables of a plugin are there while it is', async () => {
  const { plugins, installSoname, uninstallSoname } = await started();
  expect(plugins.statusVariables()).toEqual([]);
  await installSoname('server_audit');
  expect(plugins.statusVariables()[0]).toEqual(['Server_audit_active', 'OFF']);
  await uninstallSoname('server_audit');
  expect(plugins.statusVariables()).toEqual([]);
});
