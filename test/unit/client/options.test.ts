/** The client's command line. */
import { expect, test } from 'vitest';
import {
  type ClientOptions,
  clientHelpText,
  DEFAULT_OPTIONS,
  parseClientArguments,
} from '../../../src/client/options.js';

function parse(...args: string[]): { options: Partial<ClientOptions>; server: readonly string[] } {
  const parsed = parseClientArguments(args, (name) => name === 'datadir');
  if (typeof parsed === 'string') throw new Error(parsed);
  const changed = Object.entries(parsed.options).filter(
    ([key, value]) => value !== DEFAULT_OPTIONS[key as keyof ClientOptions],
  );
  return { options: Object.fromEntries(changed), server: parsed.server };
}

test.each<[string[], Partial<ClientOptions>]>([
  [[], {}],
  [['-e', 'select 1'], { execute: 'select 1' }],
  [['-eselect 1'], { execute: 'select 1' }],
  [['--execute=select 1;', '-e', 'select 2'], { execute: 'select 1; select 2' }],
  [['--execute', 'select 1'], { execute: 'select 1' }],
  [['-f', '-e', 'x'], { execute: 'x' }],
  [['-e', 'x', '-f'], { execute: 'x', force: true }],
  [['-ualice', '-psecret', 'db'], { user: 'alice', password: 'secret', database: 'db' }],
  [['-p', 'db'], { askPassword: true, database: 'db' }],
  [['--password=', '-Ddb'], { database: 'db' }],
  [['-Nsst'], { columnNames: false, silent: 2, table: true }],
  [['-vvv', '--verbose'], { verbose: 4 }],
  [['--skip-column-names'], { columnNames: false }],
  [['--disable_column_names'], { columnNames: false }],
  [['--column-names=0', '--enable-raw'], { columnNames: false, raw: true }],
  [
    ['-L', '-X', '-H', '-E', '-q', '-c', '-G'],
    { lineNumbers: false, xml: true, html: true, vertical: true, quick: true, comments: true, namedCommands: true },
  ],
  [['--virtual-time=now'], { virtualTime: 'now' }],
  [['--loose-table', '--no-such-table=1'], { table: true }],
  [['-V', '-?'], { version: true, help: true }],
  [['--', '-x'], { database: '-x' }],
])('%j', (args, options) => {
  expect(parse(...args).options).toEqual(options);
});

test("what is no option of the client is the server's, with its value", () => {
  const { options, server } = parse(
    '--no-defaults',
    '--datadir',
    '/d',
    '--innodb-encrypt-tables=ON',
    '-t',
    '--skip-networking',
    'db',
  );
  expect(server).toEqual(['--no-defaults', '--datadir', '/d', '--innodb-encrypt-tables=ON', '--skip-networking']);
  expect(options).toEqual({ table: true, database: 'db' });
});

test.each([
  [['-Z'], "unknown option '-Z'"],
  [['-tZ'], "unknown option '-Z'"],
  [['-e'], "option '-e' requires an argument"],
  [['--user'], "option '--user' requires an argument"],
  [['--batch=x'], "option '--batch=x' cannot take an argument"],
  [['--skip-user'], "unknown option '--skip-user'"],
  [['--verbose=3'], "option '--verbose=3' cannot take an argument"],
  [['a', 'b'], "unexpected argument 'b'"],
])('%j is refused', (args, message) => {
  expect(parseClientArguments(args)).toBe(message);
});

test('the help lists every option', () => {
  const names = clientHelpText().match(/--[a-z-]+/g) ?? [];
  expect(new Set(names)).toContain('--binary-as-hex');
  expect(clientHelpText()).toContain('  -e, --execute=TEXT');
  for (const name of new Set(names)) {
    const parsed = parseClientArguments(['--connect=mysql://localhost', name, 'value']);
    expect(typeof parsed === 'string' ? parsed : parsed.server).toEqual([]);
  }
});
