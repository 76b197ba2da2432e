/**
 * The catalogue of what the server says about plugins and their variables: each of its messages is produced, by a
 * recording of the suite or here. Not among them: 1233, since every variable can be read; 1728, since mysql.plugin
 * keeps its key here; and lines about options and references of plugins in C that nothing here can get wrong.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { globSync } from 'tinyglobby';
import { describe, expect, test } from 'vitest';
import { PENDING } from '../../suite/pending.js';
import { directory, started, world } from './registry-world.js';

/** What the recordings hold that the suite asks of Sealion word by word; those that are pending prove nothing. */
const recorded = globSync('test/suite/**/*.result')
  .filter((path) => !(`${basename(dirname(path))}.${basename(path, '.result')}` in PENDING))
  .map((path) => readFileSync(path, 'utf8'))
  .join('\n');

/** To be found in a recording, with whatever stands for the placeholders. */
const MESSAGES: readonly (readonly [errno: number, text: RegExp])[] = [
  [15, /file-key-management-filename is not set/],
  [1005, /Can't create table `.*` \(errno: \d+ ".*"\)/],
  [1054, /Unknown column '.*' in 'WHERE'/],
  [1062, /Duplicate entry '.*' for key 'PRIMARY'/],
  [1064, /You have an error in your SQL syntax; .* near '.*' at line \d+/],
  [1105, /hashicorp: /],
  [1109, /Unknown table '.*' in information_schema/],
  [1123, /Can't initialize function '.*'; Plugin is disabled/],
  [1123, /Can't initialize function '.*'; Plugin initialization function failed\./],
  [1124, /No paths allowed for shared library/],
  [1126, /Can't open shared library '.*' \(errno: 2, cannot open shared object file: No such file or directory\)/],
  [
    1126,
    /Can't open shared library '.*' \(errno: 1, Loading of \w+ plugin .* is prohibited by --plugin-maturity=\w+\)/,
  ],
  [1127, /Can't find symbol '.*' in library/],
  [1142, /\w+ command denied to user '.*'@'.*' for table `.*`\.`.*`/],
  [1146, /Table '.*' doesn't exist/],
  [1193, /Unknown system variable '.*'/],
  [1210, /innodb_default_encryption_key=\d+ is not available/],
  [1227, /Access denied; you need \(at least one of\) the .* privilege\(s\) for this operation/],
  [1228, /Variable '.*' is a SESSION variable and can't be used with SET GLOBAL/],
  [1229, /Variable '.*' is a GLOBAL variable and should be set with SET GLOBAL/],
  [1230, /Variable '.*' doesn't have a default value/],
  [1231, /Variable '.*' can't be set to the value of '.*'/],
  [1232, /Incorrect argument type to variable '.*'/],
  [1238, /Variable '.*' is a GLOBAL variable/],
  [1238, /Variable '.*' is a SESSION variable/],
  [1238, /Variable '.*' is a read only variable/],
  [1241, /Operand should contain 1 column\(s\)/],
  [1272, /Variable '.*' is not a variable component \(can't be used as XXXX\.variable_name\)/],
  [1286, /Unknown storage engine '.*'/],
  [1287, /'@@.*' is deprecated and will be removed in a future release/],
  [1292, /Truncated incorrect .* value: '.*'/],
  [1305, /PLUGIN .* does not exist/],
  [1305, /SONAME .* does not exist/],
  [1524, /Plugin '.*' is not loaded/],
  [1619, /Built-in plugins cannot be deleted/],
  [1620, /Plugin is busy and will be uninstalled on shutdown/],
  [1702, /Plugin '.*' is force_plus_permanent and can not be unloaded/],
  [1877, /Table .* is corrupted\. Please drop the table and recreate\./],
  [1968, /Plugin '.*' already installed/],
  [4081, /Unknown structured system variable or ROW routine variable '.*'/],
  [4173, /Engine Aria does not support rollback\. Changes were committed during rollback call/],
];

test.each(MESSAGES)('%i %s is recorded', (_errno, text) => {
  expect(recorded).toMatch(text);
});

describe('what no recording has', () => {
  test('1018: a plugin_dir that cannot be read', async () => {
    const { plugins } = await started();
    rmSync(directory, { recursive: true });
    const rows = plugins.allRows().finally(() => mkdirSync(directory));
    await expect(rows).rejects.toThrow(/^Can't read dir of '.*' \(errno: 2 "No such file or directory"\)$/);
  });

  test('1125: a name that another library has taken', async () => {
    const declaration = `import { definePlugin } from 'sealion/plugin';
      export default definePlugin({
        name: 'EXAMPLE', type: 'DAEMON', version: '1.0', maturity: 'Stable', author: '', description: '', license: 'GPL',
        init: () => ({}),
      });`;
    writeFileSync(join(directory, 'another.mjs'), declaration);
    const { installSoname } = await started();
    await installSoname('ha_example');
    expect(await installSoname('another')).toContain("1125 Function 'EXAMPLE' already exists");
  });
});

/** Lines of the error log, and a start that writes them. */
const LINES: readonly (readonly [line: string, start: Parameters<typeof world>[0], lists: readonly string[]])[] = [
  ["[ERROR] Plugin 'file_key_management' init function returned error.", {}, ['file_key_management']],
  ["[ERROR] Plugin 'file_key_management' registration as a ENCRYPTION failed.", {}, ['file_key_management']],
  ["[Note] Plugin 'LOCALES' is disabled.", { options: { locales: 'OFF' } }, ['locales']],
  [
    "[ERROR] Parsing options for plugin 'LOCALES' failed. Disabling plugin",
    { options: { locales: 'nosuch' } },
    ['locales'],
  ],
  ["[ERROR] Couldn't load plugins from 'nosuch.so'.", {}, ['nosuch']],
  ["[ERROR] Couldn't load plugin 'nosuch' from 'locales.so'.", {}, ['nosuch=locales']],
  ['[ERROR] plugin-load parameter too long', {}, ['l'.repeat(511)]],
  [`[ERROR] Couldn't load plugins from '${'l'.repeat(510)}.so'.`, {}, ['l'.repeat(510)]],
  ["[Warning] Plugin 'EXAMPLE' is of maturity level experimental while the server is stable", {}, ['ha_example']],
  ['[ERROR] Failed to initialize plugins.', { options: { file_key_management: 'FORCE' } }, ['file_key_management']],
  ['[ERROR] Aborting', { options: { file_key_management: 'FORCE' } }, ['file_key_management']],
  ['[Note] Initializing built-in plugins', { tellsPhases: true }, []],
  ['[Note] Initializing plugins specified on the command line', { tellsPhases: true }, []],
  ['[Note] Initializing installed plugins', { tellsPhases: true }, []],
];

test.each(LINES)('%s', async (line, start, lists) => {
  const server = world(start);
  await server.start(...lists);
  expect(server.log().map((text) => text.replace(/^\d+ /, ''))).toContain(line);
});

test('without log_warnings of 9 the phases are not told', async () => {
  const server = world();
  await server.start();
  expect(server.log().filter((line) => line.includes('Initializing'))).toEqual([]);
});
