/** The rules of CONTRIBUTING.md that a program can check, and that the checks would notice. */
import { readFileSync } from 'node:fs';
import { globSync } from 'tinyglobby';
import { describe, expect, test } from 'vitest';
import { cyclesIn, effects, type Layers, leftovers, tooLong, wrongImports } from './support/tidy.js';

/** The architecture: from the ground up, what each folder of `src` may import. */
const LAYERS: Layers = {
  base: [],
  services: ['base'],
  parser: ['base', 'services'],
  sysvars: ['base', 'services'],
  engine: ['base', 'services'],
  accounts: ['base', 'services', 'engine/definition'],
  plugins: ['base', 'services', 'sysvars', 'engine'],
  startup: ['base', 'services', 'sysvars', 'plugins'],
  check: ['base', 'services', 'sysvars', 'engine', 'plugins', 'startup'],
  query: ['base', 'services', 'parser/ast', 'engine/definition'],
  routines: ['base', 'services', 'parser', 'accounts', 'engine/definition', 'query'],
  infoschema: ['base', 'services', 'sysvars', 'engine', 'plugins', 'query', 'routines'],
  commands: [
    ...['base', 'services', 'parser', 'accounts', 'sysvars', 'engine', 'plugins', 'query', 'routines', 'infoschema'],
  ],
  inspect: [
    'base',
    'services',
    'parser',
    'sysvars',
    'engine',
    'plugins',
    'startup',
    'query',
    'commands/ddl/column-types',
  ],
  server: [
    'base',
    'services',
    'parser',
    'accounts',
    'sysvars',
    'engine',
    'plugins',
    'startup',
    'query',
    'routines',
    'infoschema',
    'commands',
  ],
  render: ['base'],
  protocol: [
    'base',
    'parser/ast',
    'sysvars',
    'engine',
    'plugins/system-error',
    'query/decimal',
    'startup',
    'server',
    'render',
  ],
  client: ['base', 'services', 'parser', 'startup', 'server', 'render'],
  remote: [
    ...['base', 'render', 'protocol/payload', 'protocol/capabilities', 'protocol/channel'],
    ...['protocol/frames', 'client/connection-options', 'plugins/builtin/auth-ed25519/keys'],
  ],
  script: ['base', 'services', 'parser', 'server', 'render', 'client'],
  vault: ['base'],
  lab: ['base', 'vault'],
  embed: ['base', 'services', 'parser', 'startup', 'server', 'render', 'client', 'lab'],
  cli: [
    'base',
    'services',
    'parser',
    'sysvars',
    'engine',
    'plugins',
    'startup',
    'check',
    'inspect',
    'server',
    'render',
    'protocol',
    'remote',
    'client',
    'script',
    'lab',
    'vault',
  ],
};

/** Files that are one table: long because the server's list is. */
const TABLES = ['src/base/errors.ts', 'src/parser/ast.ts', 'src/query/uca-1400.ts'];

/** Where the world begins. */
const EDGES = [
  'server/ports',
  'server/real-files',
  'server/real-http',
  'server/real-http-agents',
  'server/real-sockets',
  'server/real-tls',
  'lab/real-certificates',
  'lab/vault/real-control',
  'lab/vault/real-listener',
  'server/real-threads',
  'server/page-thread',
  'cli',
];

const read = (...patterns: string[]) =>
  globSync(patterns)
    .sort()
    .map((path) => ({ path, text: readFileSync(path, 'utf8') }));

const sources = read('src/**/*.{ts,tsx}');
const tests = read('test/**/*.ts', 'bench/**/*.ts');

describe('the tree', () => {
  test('each folder imports only what lies below it', () => {
    expect(wrongImports(sources, LAYERS)).toEqual([]);
  });

  test('the layers have no cycle', () => {
    expect(cyclesIn(LAYERS)).toEqual([]);
  });

  test('files are short, tables excepted', () => {
    expect([...tooLong(sources, 400, TABLES), ...tooLong(tests, 600)]).toEqual([]);
  });

  test('effects come through ports', () => {
    expect(effects(sources, EDGES)).toEqual([]);
  });

  test('nothing is left unfinished', () => {
    const rules = ['test/tidy.test.ts', 'test/support/tidy.ts'];
    expect(leftovers([...sources, ...tests].filter(({ path }) => !rules.includes(path)))).toEqual([]);
  });
});

describe('the checks notice', () => {
  const source = (path: string, text: string) => [{ path, text }];
  const layers = { base: [], parser: ['base'], query: ['base', 'parser/ast'] };

  test.each([
    ['src/base/a.ts', "import { x } from '../parser/x.js';", 'src/base/a.ts imports src/parser/x.ts'],
    ['src/base/deep/a.ts', "export * from '../../parser/x.js';", 'src/base/deep/a.ts imports src/parser/x.ts'],
    ['src/parser/a.ts', "const x = await import('../query/x.js');", 'src/parser/a.ts imports src/query/x.ts'],
    ['src/parser/a.ts', "import '../cli.js';", 'src/parser/a.ts imports src/cli.ts'],
    ['src/query/a.ts', "import { p } from '../parser/parse.js';", 'src/query/a.ts imports src/parser/parse.ts'],
    ['src/unknown/a.ts', '', 'src/unknown/a.ts: src/unknown has no layer'],
  ])('an import upwards: %s %s', (path, text, wrong) => {
    expect(wrongImports(source(path, text), layers)).toEqual([wrong]);
  });

  test.each([
    ['src/query/a.ts', "import type { Ast } from '../parser/ast.js';"],
    ['src/parser/grammar/a.ts', "import { t } from '../tokens.js';"],
    ['src/cli.ts', "import { q } from './query/q.js';"],
    ['src/base/a.ts', "// import { q } from '../query/q.js';"],
  ])('but not one that is allowed: %s %s', (path, text) => {
    expect(wrongImports(source(path, text), layers)).toEqual([]);
  });

  test('a cycle', () => {
    expect(cyclesIn({ base: ['engine'], engine: ['base'] })).toEqual([
      'base uses engine, which does not stand above it',
    ]);
  });

  test('one line too many', () => {
    expect(tooLong(source('src/a.ts', 'x\n'.repeat(3)), 2)).toEqual(['src/a.ts has 3 lines, 2 are allowed']);
    expect(tooLong(source('src/a.ts', 'x\n'.repeat(2)), 2)).toEqual([]);
    expect(tooLong(source('src/a.ts', 'x\n'.repeat(3)), 2, ['src/a.ts'])).toEqual([]);
  });

  test.each([
    ['const now = Date.now();', 'Clock'],
    ['const now = new Date();', 'Clock'],
    ['setTimeout(f, 1);', 'Clock'],
    ['Math.random();', 'Random'],
    ["import { randomBytes } from 'node:crypto';\nrandomBytes(16);", 'Random'],
    ["import { readFileSync } from 'node:fs';", 'Files'],
    ["const fs = await import('node:fs/promises');", 'Files'],
    ["import https from 'node:https';", 'Http'],
    ['process.env.HOME;', 'Ports.env'],
    ['console.log(1);', 'Log'],
  ])('an effect past the ports: %s', (text, port) => {
    const [found = ''] = effects(source('src/a.ts', text), ['cli']);
    expect(found).toMatch(new RegExp(`^src/a\\.ts:[12] must use ${port}$`));
    expect(effects(source('src/cli.ts', text), ['cli'])).toEqual([]);
    expect(effects(source('src/cli/a.ts', text), ['cli'])).toEqual([]);
  });

  test('but not a word in a comment', () => {
    const text = "/** Never Date.now():\n * console.log */\nconst url = 'http://a'; // not process.env\n";
    expect(effects(source('src/a.ts', text), [])).toEqual([]);
  });

  test('unfinished work', () => {
    const unfinished = ['// TODO later', 'test.skip(', 'describe.only('].join('\n');
    expect(leftovers(source('test/a.ts', unfinished))).toEqual(['test/a.ts:1', 'test/a.ts:2', 'test/a.ts:3']);
    expect(leftovers(source('test/a.ts', 'test('))).toEqual([]);
  });
});
