/** Option files are read as my_print_defaults reads them. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { givenOptions } from '../../../src/sysvars/option-files.js';
import { settingText } from '../../../src/sysvars/option-setting.js';
import { MemoryFiles } from '../../support/memory-files.js';

function world(contents: Readonly<Record<string, string>>) {
  const files = new MemoryFiles();
  for (const [path, text] of Object.entries(contents)) {
    const parts = path.split('/').slice(1, -1);
    parts.forEach((_, index) => {
      const directory = `/${parts.slice(0, index + 1).join('/')}`;
      if (!files.exists(directory)) files.makeDirectory(directory);
    });
    files.writeFile(path, text);
  }
  return (words: readonly string[], groups: readonly string[], program = 'mariadbd') =>
    givenOptions({ files, program, groups, directory: '/conf', env: { HOME: '/conf/home' } }, words);
}

describe('recorded answers', () => {
  const blocks = readFileSync('test/data/sysvars/option-files.txt', 'utf8')
    .split(/\n\n(?=file |read )/)
    .slice(1);
  const contents: Record<string, string> = {};
  for (const block of blocks) {
    const [head = '', ...rest] = block.split('\n');
    const [command, path = '', ...more] = head.split(' ');
    const [input = '', answer = ''] = rest.join('\n').split(/^----\n?/m);
    if (command === 'file') contents[path] = input;
    else {
      test(head, () => {
        const words = [path, ...more];
        const options = words.filter((word) => word.startsWith('--'));
        const groups = words.filter((word) => !word.startsWith('--'));
        const { settings, messages, failed } = world(contents)(options, groups, 'my_print_defaults');
        const printed = failed ? [...messages, 'exit 2'] : [...settings.map(settingText), ...messages];
        expect(printed.join('\n').trimEnd()).toBe(answer.trimEnd());
      });
    }
  }
});

describe('which files are read', () => {
  const read = world({
    '/etc/my.cnf': '[mysqld]\na=etc',
    '/etc/mysql/my.cnf': '[mariadb]\nb=etc-mysql',
    '/conf/extra.cnf': '[mysqld]\na=extra',
    '/conf/home/.my.cnf': '[server]\na=home',
  });
  const groups = ['mysqld', 'server', 'mariadb'];
  const texts = (words: readonly string[]) => read(words, groups).settings.map(settingText);

  test.each<[readonly string[], readonly string[]]>([
    [[], ['--a=etc', '--b=etc-mysql', '--a=home']],
    [
      ['--defaults-extra-file=extra.cnf', '--c=d e', 'f'],
      ['--a=etc', '--b=etc-mysql', '--a=extra', '--a=home', '--c=d e', 'f'],
    ],
    [['--defaults-file=extra.cnf'], ['--a=extra']],
    [['--defaults-file='], []],
    [['--no-defaults', '--x'], ['--x']],
    [
      ['--x', '--no-defaults'],
      ['--a=etc', '--b=etc-mysql', '--a=home', '--x', '--no-defaults'],
    ],
    [['--no-defaults', '--defaults-file=extra.cnf'], ['--defaults-file=extra.cnf']],
    [
      ['--defaults-file=extra.cnf', '--defaults-file=b.cnf'],
      ['--a=extra', '--defaults-file=b.cnf'],
    ],
  ])('%j', (words, expected) => {
    expect(texts(words)).toEqual(expected);
  });

  test('--print-defaults counts behind the others, and at the beginning only', () => {
    expect(read(['--defaults-file=extra.cnf', '--print-defaults', '--x'], groups)).toMatchObject({
      printDefaults: true,
    });
    expect(read(['--defaults-file=extra.cnf', '--print-defaults', '--x=y z'], groups).messages).toEqual([
      'mariadbd would have been started with the following arguments:',
      '--a=extra --x=y z ',
    ]);
    const first = read(['--print-defaults', '--no-defaults'], groups);
    expect([first.printDefaults, first.settings.map(settingText).at(-1)]).toEqual([true, '--no-defaults']);
    expect(read(['--x', '--print-defaults'], groups).printDefaults).toBe(false);
  });

  test('a setting tells where it stands', () => {
    expect(read(['--defaults-file=extra.cnf', '--b=1'], groups).settings).toEqual([
      { name: 'a', value: 'extra', origin: 'CONFIG', file: '/conf/extra.cnf', line: 2 },
      { name: 'b', value: '1', origin: 'COMMAND-LINE' },
    ]);
  });
});

test('a missing enable_encryption.preset is the built-in one', () => {
  const read = world({ '/conf/my.cnf': '[mysqld]\n!include /usr/share/mysql/enable_encryption.preset\nport=1' });
  const { settings, notes } = read(['--defaults-file=my.cnf'], ['mysqld', 'mariadb']);
  expect(settings.map(settingText)).toEqual([
    '--aria-encrypt-tables',
    '--encrypt-binlog',
    '--encrypt-tmp-disk-tables',
    '--encrypt-tmp-files',
    '--loose-innodb-encrypt-log',
    '--loose-innodb-encrypt-tables',
    '--port=1',
  ]);
  expect(notes).toEqual([expect.stringContaining('/usr/share/mysql/enable_encryption.preset')]);
});

test('words of the command line', () => {
  const read = world({});
  expect(read(['--no-defaults', '-uroot', '-v', '-P', '5', '-x', '--', '--y'], []).settings).toEqual(
    [
      { name: 'user', value: 'root' },
      { name: 'verbose' },
      { name: 'port' },
      { name: '5', word: true },
      { name: '-x' },
      { name: '--y', word: true },
    ].map((setting) => ({ ...setting, origin: 'COMMAND-LINE' })),
  );
});
