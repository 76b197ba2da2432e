import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bundledLibraries } from '../../../src/plugins/bundled-libraries.js';
import type { ServerIdentity } from '../../../src/plugins/define.js';
import { LibraryLoader, libraryFile } from '../../../src/plugins/library.js';
import { realClock } from '../../../src/server/ports.js';
import { realFiles } from '../../../src/server/real-files.js';

const server: ServerIdentity = { version: { major: 10, minor: 11, patch: 19 }, enterprise: false };

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sealion-plugins-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const write = (name: string, text: string) => writeFileSync(join(directory, name), text);
const loader = () =>
  new LibraryLoader(directory, realFiles, server, bundledLibraries, { clock: realClock, ms: 60_000 });
const open = (soname: string) => loader().open(libraryFile(soname));

const PLUGIN = `
import { definePlugin, sysvar, unsigned } from 'sealion/plugin';
export default definePlugin({
  name: 'my_keys', type: 'ENCRYPTION', version: '1.0', maturity: 'Stable', author: 'me', description: 'mine', license: 'BSD',
  vars: { size: sysvar('my_keys_size', { scope: 'GLOBAL', type: unsigned({ min: 1, max: 9 }), default: 4, comment: '' }) },
  init: () => ({ latestVersion: () => 1, key: () => new Uint8Array(16) }),
});
`;

describe('a module in plugin_dir', () => {
  test.each(['js', 'mjs', 'ts'])('is a library as .%s, from any directory', async (extension) => {
    write(`my_keys.${extension}`, PLUGIN);
    const { file, plugins } = await open('my_keys');
    expect(file).toBe('my_keys.so');
    expect(plugins.map(({ name, vars }) => [name, vars['size']?.name])).toEqual([['my_keys', 'my_keys_size']]);
  });

  test('may have types, several plugins, and files beside it', async () => {
    write('other.ts', `export const text: string = 'from beside';`);
    write(
      'pair.ts',
      `import { definePlugin, type Plugin } from 'sealion/plugin';
       import { text } from './other.ts';
       const one = (name: string): Plugin => definePlugin({
         name, type: 'DAEMON', version: '1.0', maturity: 'Stable', author: '', description: text, license: 'GPL', init: () => ({}) });
       export default [one('first'), one('second')];`,
    );
    const { plugins } = await open('pair');
    expect(plugins.map(({ name, description }) => [name, description])).toEqual([
      ['first', 'from beside'],
      ['second', 'from beside'],
    ]);
  });

  test.each(['mjs', 'ts'])('is fresh for each start of a server, with what it imports (.%s)', async (extension) => {
    const source = (description: string) => `export const description = ${JSON.stringify(description)};`;
    write(
      `fresh.${extension}`,
      PLUGIN.replace('import', `import { description } from './part.${extension}';\nimport`).replace(
        "description: 'mine'",
        'description',
      ),
    );
    write(`part.${extension}`, source('old'));
    const first = loader();
    expect((await first.open('fresh.so')).plugins[0]?.description).toBe('old');
    write(`part.${extension}`, source('new'));
    expect((await loader().open('fresh.so')).plugins[0]?.description).toBe('new');
  });

  test('may choose its plugins by the version of the server', async () => {
    write(
      'choosy.mjs',
      PLUGIN.replace('export default', 'const make = (description) =>')
        .replace("description: 'mine'", 'description')
        .concat('export default ({ version }) => make("for " + version.major);'),
    );
    expect((await open('choosy')).plugins[0]?.description).toBe('for 10');
  });
});

test.each([
  ['module.exports', "module.exports = definePlugin({ ...about, name: 'common' });"],
  ['exports.default', "exports.__esModule = true; exports.default = definePlugin({ ...about, name: 'common' });"],
])('CommonJS may require the API: %s', async (_, exported) => {
  write(
    'common.js',
    `const { definePlugin } = require('sealion/plugin');
     const about = { type: 'DAEMON', version: '1.0', maturity: 'Stable', author: '', description: '', license: 'BSD', init() {} };
     ${exported}`,
  );
  expect((await open('common')).plugins.map(({ name, vars }) => [name, vars])).toEqual([['common', {}]]);
});

test('a declaration is read once: no getter changes it later', async () => {
  write(
    'moody.mjs',
    `let asked = 0; export default { get name() { return 'moody' + (asked++ > 3 ? '' : asked); }, type: 'DAEMON',
    version: '1.0', maturity: 'Stable', author: '', description: '', license: 'BSD', init() {} };`,
  );
  const [plugin] = (await open('moody')).plugins;
  expect(plugin?.name).toBe(plugin?.name);
});

describe('what is no library', () => {
  const failure = async (soname: string) => {
    const error = await open(soname).catch((thrown: unknown) => thrown);
    return error instanceof Error && 'errno' in error
      ? `${error.errno} ${error.message.replaceAll(directory, 'DIR')}`
      : error;
  };

  test.each([
    [
      'nothing',
      "1126 Can't open shared library 'DIR/nothing.so' (errno: 2, cannot open shared object file: No such file or directory)",
    ],
    [
      '',
      "1126 Can't open shared library 'DIR/.so' (errno: 2, cannot open shared object file: No such file or directory)",
    ],
    [
      'toString',
      "1126 Can't open shared library 'DIR/toString.so' (errno: 2, cannot open shared object file: No such file or directory)",
    ],
    ['../x', '1124 No paths allowed for shared library'],
    ['x'.repeat(62), '1124 No paths allowed for shared library'],
    ['folder', "1126 Can't open shared library 'DIR/folder.so' (errno: 21, cannot read file data: Is a directory)"],
    ['object', "1126 Can't open shared library 'DIR/object.so' (errno: 8, plugin interface version mismatch)"],
    ['mute', "1127 Can't find symbol '_mysql_plugin_interface_version_' in library"],
    ['throws', "1126 Can't open shared library 'DIR/throws.so' (errno: 22, first line)"],
    [
      'number',
      "1126 Can't open shared library 'DIR/number.so' (errno: 8, plugin interface version mismatch: the default export is no plugin)",
    ],
    [
      'empty',
      "1126 Can't open shared library 'DIR/empty.so' (errno: 8, plugin interface version mismatch: no plugin is exported)",
    ],
    [
      'version',
      "1126 Can't open shared library 'DIR/version.so' (errno: 8, plugin interface version mismatch: version must be like '1.0')",
    ],
    [
      'stranger',
      "1126 Can't open shared library 'DIR/stranger.so' (errno: 8, plugin interface version mismatch: the variable other_size must begin with my_keys_)",
    ],
    ['getter', "1126 Can't open shared library 'DIR/getter.so' (errno: 22, got me)"],
    ['chooser', "1126 Can't open shared library 'DIR/chooser.so' (errno: 22, no)"],
  ])('%s', async (soname, message) => {
    mkdirSync(join(directory, 'folder.so'));
    write('object.so', 'ELF');
    write('mute.mjs', 'export const x = 1;');
    write('throws.mjs', "throw new Error('first line\\nsecond');");
    write('number.mjs', 'export default 5;');
    write('empty.mjs', 'export default [];');
    write('version.mjs', PLUGIN.replace("'1.0'", "'one'"));
    write('stranger.mjs', PLUGIN.replace("'my_keys_size'", "'other_size'"));
    write('getter.mjs', "export default { get name() { throw new Error('got me'); } };");
    write('chooser.mjs', "export default () => { throw new Error('no'); };");
    expect(await failure(soname)).toBe(message);
  });

  test('a syntax error names what is wrong', async () => {
    write('broken.mjs', 'export default {');
    expect(await failure('broken')).toMatch(
      /^1126 Can't open shared library 'DIR\/broken.so' \(errno: 22, Unexpected end of input\)$/,
    );
    write('torn.ts', 'export default {');
    expect(await failure('torn')).toMatch(/^1126 Can't open shared library 'DIR\/torn.so' \(errno: 22, .+\)$/);
  });
});

test('libraries are listed by name, bundled ones with those of plugin_dir', () => {
  write('my_keys.ts', PLUGIN);
  write('my_keys.d.ts', '');
  write('readme.txt', '');
  expect(loader().fileNames()).toEqual(
    [...Object.keys(bundledLibraries).map((name) => `${name}.so`), 'my_keys.so'].sort(),
  );
});

test('a directory that is not there is error 1018', () => {
  const gone = new LibraryLoader('/nonexistent', realFiles, server, bundledLibraries, { clock: realClock, ms: 60_000 });
  expect(() => gone.fileNames()).toThrow(`Can't read dir of '/nonexistent/' (errno: 2 "No such file or directory")`);
});
