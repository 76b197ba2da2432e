/** `sealion inspect`: what it says of files, good and bad; keys that fit and do not; audits; options. */
import { describe, expect, test } from 'vitest';
import { World } from './world.js';

const PAGE = 16_384;
const golden = (name: string) => new URL(`../../data/inspect/${name}.txt`, import.meta.url).pathname;

const flip = (at: number) => (file: Buffer) => {
  file.writeUInt8(file.readUInt8(at) ^ 0x40, at);
  return file;
};

describe('the text', () => {
  const world = new World().add('cbc128').add('cbc256_page_compressed').add('plain').add('legacy_cbc256_zip8k');
  world.add('rotation_v1_v2_mixed').add('page4k_cbc256', (file) => flip(5 * 4096 + 100)(file));

  test('of tablespaces', async () => {
    const names = [
      'cbc128',
      'plain',
      'cbc256_page_compressed',
      'legacy_cbc256_zip8k',
      'rotation_v1_v2_mixed',
      'page4k_cbc256',
    ];
    const { text, exitCode } = world.inspect('--key-file=keys.txt', ...names.map((name) => `${name}.ibd`));
    await expect(text).toMatchFileSnapshot(golden('tablespaces'));
    expect(exitCode).toBe(1);
  });

  test.each([
    ['an index page', 'page-index', ['--page=3', '--key-file=keys.txt', 'cbc128.ibd']],
    ['a compressed page', 'page-compressed', ['--page=3', '--key-file=keys.txt', 'cbc256_page_compressed.ibd']],
    ['page 0', 'page-0', ['--page=0', 'cbc128.ibd']],
    ['an INODE page', 'page-inode', ['--page=2', 'plain.ibd']],
    ['a page without its key', 'page-closed', ['--page=3', 'cbc128.ibd']],
  ])('of %s', async (_, name, args) => {
    await expect(world.inspect(...args).text).toMatchFileSnapshot(golden(name));
  });

  test('keeps to the width', () => {
    for (const width of [40, 80, 120, 200]) {
      const args = [
        ['--key-file=keys.txt', 'cbc128.ibd', 'page4k_cbc256.ibd'],
        ['--datadir=/d'],
        ['--audit', '--datadir=/d'],
      ];
      for (const words of args) {
        const lines = world.inspectAt(width, ...words).text.split('\n');
        // A table has columns that can not be narrower, and what a file is stands on one line.
        const limit = Math.max(width, words.includes('--datadir=/d') ? 80 : 60);
        expect(lines.filter((line) => line.length > limit)).toEqual([]);
      }
    }
  });

  test('of a data directory and its audit', async () => {
    const { text } = world.inspect('--datadir=/d', '--key-file=keys.txt');
    await expect(text).toMatchFileSnapshot(golden('datadir'));
    await expect(world.inspect('--datadir=/d', '--audit').text).toMatchFileSnapshot(golden('audit'));
  });

  test('no key is ever printed', () => {
    const keys =
      Buffer.from(world.files.readFile('/d/keys.txt'))
        .toString()
        .match(/[0-9A-F]{32,}/g) ?? [];
    expect(keys.length).toBeGreaterThan(3);
    const all = [
      world.inspect('keys.txt'),
      world.inspect('--json', 'keys.txt'),
      world.inspect('--page=3', '--key-file=keys.txt', 'cbc128.ibd'),
      world.inspect('--key-file=keys.txt', '--datadir=/d'),
    ];
    for (const { text, messages } of all)
      for (const key of keys) expect(`${text}${messages}`.toUpperCase()).not.toContain(key);
  });
});

describe('keys', () => {
  const world = new World().add('cbc128').add('cbc256').add('ctr128').add('rotation_v1_v2_mixed');
  const problems = (...args: string[]) =>
    world.json(...args).files[0].problems.map(({ text }: { text: string }) => text);

  test('the mode is found out, whatever is said', () => {
    const modeOf = (...args: string[]) => world.json('--key-file=keys.txt', ...args).files[0].details.keys.mode;
    expect(modeOf('cbc128.ibd')).toBe('CBC');
    expect(modeOf('ctr128.ibd')).toBe('CTR');
    expect(modeOf('--algorithm=aes_ctr', 'cbc128.ibd')).toBe('CBC');
  });

  test('a wrong key, a missing one and a missing version are told apart', () => {
    world.files.writeFile('/d/other.txt', `1;${'0'.repeat(32)}\n`);
    expect(problems('--key-file=other.txt', 'cbc128.ibd')).toEqual(['the given key 1 is wrong for 7 pages']);
    expect(problems('--key-file=other.txt', 'cbc256.ibd')).toEqual([
      'key 3 version 1 is missing among the given keys: 7 pages',
    ]);
    world.files.writeFile('/d/v1.txt', `1;1;00000001${'0'.repeat(24)}\n`);
    expect(problems('--key-file=v1.txt', 'rotation_v1_v2_mixed.ibd')).toEqual([
      'key 1 version 2 is missing among the given keys: 3 pages',
    ]);
  });

  test('from the option file of a server', () => {
    world.files.writeFile(
      '/d/my.cnf',
      '[mariadb]\ndatadir=/d\nplugin_load_add=file_key_management\nloose_file_key_management_filename=keys.txt\n',
    );
    expect(world.json('--defaults-file=/d/my.cnf', 'cbc256.ibd').files[0].details.keys.decrypted).toBe(7);
    expect(world.json('--defaults-file=/d/my.cnf').datadir).toBe('/d');
    world.files.writeFile('/d/none.cnf', '[mariadb]\n');
    expect(world.inspect('--defaults-file=/d/none.cnf', 'cbc256.ibd')).toMatchObject({
      exitCode: 0,
      messages: ['/d/none.cnf names no key file of file_key_management: no keys are tried'],
    });
  });

  test.each([
    ['1;123\n', /^Invalid key at \/d\/bad.txt line 1, column 5$/],
    [`2;${'0'.repeat(32)}\n`, /^System key id 1 is missing at/],
    ['', /^System key id 1 is missing at/],
    ['Salted__12345678nonsense', /^Cannot decrypt \/d\/bad.txt. Wrong key\?$/],
  ])('a key file that is wrong: %j', (content, message) => {
    world.files.writeFile('/d/bad.txt', content);
    const { exitCode, messages } = world.inspect('--key-file=bad.txt', 'cbc128.ibd');
    expect(exitCode).toBe(2);
    expect(messages[0]).toMatch(message);
  });

  test('a key file or an option file that is not there', () => {
    expect(world.inspect('--key-file=no.txt', 'cbc128.ibd').messages[0]).toMatch(/^File '\/d\/no.txt' not found/);
    expect(world.inspect('--defaults-file=no.cnf', 'cbc128.ibd').messages[0]).toMatch(
      /^Could not open required defaults/,
    );
  });
});

describe('bad files', () => {
  const world = new World();
  const reportOn = (name: string, content: Uint8Array | string) => {
    world.files.writeFile(`/d/${name}`, content);
    const { text, exitCode } = world.inspect('--skip-map', name);
    return { text, exitCode };
  };

  test.each([
    ['a.ibd', '', 1, /it is empty/],
    ['a.ibd', 'x', 1, /its 1 bytes are no page/],
    ['a.ibd', Buffer.alloc(65_536), 1, /nothing is known about it/],
    ['ib_logfile0', 'x'.repeat(600), 1, /its header is none of a redo log/],
    ['t.MAD', Buffer.alloc(8192, 1), 1, /the index file beside it/],
    ['t.MAI', Buffer.from('fefe0903ffff', 'hex'), 1, /its header makes no sense/],
    ['binlog.000001', Buffer.from('fe62696e0102', 'hex'), 1, /no whole event begins at position 4/],
    ['what', 'ever', 0, /it is no file of MariaDB that is known here/],
    ['empty', '', 0, /the file is empty/],
    ['t.frm', 'x', 0, /definition of a table/],
  ])('%s with %#', (name, content, exitCode, text) => {
    const report = reportOn(name, content);
    expect(report.text.replace(/\s+/g, ' ')).toMatch(text);
    expect(report.exitCode).toBe(exitCode);
  });

  test('what is not there, and what is a directory', () => {
    expect(world.inspect('no.ibd')).toMatchObject({ exitCode: 2, text: expect.stringMatching(/No such file/) });
    expect(world.inspect('/d')).toMatchObject({ exitCode: 2, text: expect.stringMatching(/it is a directory/) });
    expect(world.inspect('--datadir=/no')).toMatchObject({ exitCode: 2, messages: ['/no: No such file or directory'] });
    expect(world.inspect('--datadir=keys.txt').messages).toEqual(['keys.txt: it is no directory']);
  });

  test('a damaged page, and a file that was cut', () => {
    world.add('cbc128', (file) => flip(3 * PAGE + 5000)(file).subarray(0, 7 * PAGE + 100));
    const { problems } = world.json('cbc128.ibd').files[0];
    expect(problems.map(({ text }: { text: string }) => text)).toEqual([
      'page 3: its checksum is wrong',
      'it ends within page 7',
      'page 0 says that it has 8 pages, but there are 7',
    ]);
  });

  test('a damaged page 0: the format is found out by trying', () => {
    for (const name of ['cbc128', 'legacy_cbc256', 'page4k_cbc256', 'plain']) {
      world.add(name, (file) => file.fill(0x5a, 0, 200));
      const [report] = world.json(`${name}.ibd`).files;
      expect(report.details.pageSize).toBe(name.startsWith('page4k') ? 4096 : PAGE);
      expect(report.problems[0].text).toBe('page 0 is damaged: flags and crypt data are not known');
      expect(report.encryption).toBe(name === 'plain' ? 'plain' : 'encrypted');
    }
  });

  test('crypt data that are lost', () => {
    // Whoever changes page 0 seals it again; here the checksum tells that nobody did.
    world.add('cbc128', (file) => file.fill(0, 10_428, 10_461));
    const texts = world.json('cbc128.ibd').files[0].problems.map(({ text }: { text: string }) => text);
    expect(texts).toContain('pages are encrypted, but page 0 has no crypt data: nobody can read them');
  });

  test('a single page of a file that is not there', () => {
    world.add('plain');
    expect(world.inspect('--page=8', 'plain.ibd').messages).toEqual(['plain.ibd: it has no page 8: the last one is 7']);
    expect(world.inspect('--page=1', 'no.ibd').messages).toEqual(['no.ibd: No such file or directory']);
    expect(world.inspect('--page=1', 'keys.txt').messages[0]).toMatch(/^keys.txt: it is no tablespace/);
  });
});

describe('an audit', () => {
  const at = (...names: string[]) => {
    const world = new World();
    world.files.makeDirectory('/data');
    world.files.makeDirectory('/data/test');
    for (const name of names) {
      world.add(name);
      world.files.rename(`/d/${name}.ibd`, `/data/test/${name}.ibd`);
    }
    return world;
  };
  const exit = (world: World, ...args: string[]) => world.inspect('--audit', '--datadir=/data', ...args).exitCode;

  test('0 when all is encrypted, 1 when not, 2 when it is not known', () => {
    expect(exit(at('cbc128', 'ctr256', 'legacy_cbc256_zip8k'))).toBe(0);
    expect(exit(at('cbc128', 'plain'))).toBe(1);
    const unknown = at('cbc128');
    unknown.files.writeFile('/data/test/x.ibd', 'rubbish');
    expect(exit(unknown)).toBe(2);
    expect(exit(at())).toBe(2);
  });

  test('with a least version', () => {
    expect(exit(at('rotation_v3'), '--min-version=3')).toBe(0);
    expect(exit(at('rotation_v3'), '--min-version=4')).toBe(1);
    const mixed = at('rotation_v1_v2_mixed').json('--audit', '--datadir=/data', '--min-version=2');
    expect(mixed.outdated).toEqual([
      {
        path: 'test/rotation_v1_v2_mixed.ibd',
        kind: 'tablespace',
        size: 131_072,
        why: '4 pages below version 2',
        keyId: 1,
        keyVersions: [1, 2],
      },
    ]);
  });

  test('tables that are elsewhere are found', () => {
    const world = at('cbc128');
    world.add('plain');
    world.files.writeFile('/data/test/plain.isl', '/d/plain.ibd\n');
    const { plain } = world.json('--audit', '--datadir=/data');
    expect(plain.map(({ path }: { path: string }) => path)).toEqual(['/d/plain.ibd']);
  });

  test('what options put elsewhere is found, too', () => {
    const world = at('cbc128');
    world.add('plain').files.makeDirectory('/undo');
    world.files.rename('/d/plain.ibd', '/undo/undo001');
    world.files.makeDirectory('/log');
    world.files.writeFile('/log/bin.000001', Buffer.from('fe62696e', 'hex'));
    world.files.writeFile('/log/other.log', 'of somebody else');
    const options = 'innodb_undo_directory=/undo\nlog_bin=/log/bin.log\nrelay_log=/none/relay\n';
    world.files.writeFile('/d/my.cnf', `[mariadb]\ndatadir=/data\n${options}`);
    const report = world.json('--audit', '--defaults-file=/d/my.cnf');
    const paths = (items: { path: string }[]) => items.map(({ path }) => path);
    expect(paths(report.plain)).toEqual(['/undo/undo001', '/log/bin.000001']);
    expect(paths(report.unknown)).toEqual(['/none']);
  });

  test('rows of engines that have no encryption count, empty files do not', () => {
    const world = at('cbc128');
    world.files.writeFile('/data/test/m.MYD', '');
    expect(exit(world)).toBe(0);
    world.files.writeFile('/data/test/m.MYD', 'row');
    expect(exit(world)).toBe(1);
  });
});

describe('options', () => {
  const world = new World().add('plain');

  test.each([
    [['--foo', 'plain.ibd'], "unknown option '--foo'"],
    [['-x', 'plain.ibd'], "unknown option '-x'"],
    [['--d=x'], "ambiguous option '--d' (--datadir, --defaults-file, --digest, --definition)"],
    [['plain.ibd', '--page'], "option '--page' requires an argument"],
    [['--page=x', 'plain.ibd'], "option '--page' is a number from 0 to 4294967294, not 'x'"],
    [['--json=1', 'plain.ibd'], "option '--json' cannot take an argument"],
    [['--format=xml', '--rows', 'plain.ibd'], "option '--format' is one of sql, csv, json, not 'xml'"],
    [[], 'nothing to inspect: name a FILE, or a directory with --datadir'],
    [['--rows', 'a', 'b'], '--rows needs exactly one FILE'],
    [['--audit', '--page=1', 'a'], '--page and --audit are two things to ask for'],
    [['--min-version=2', 'a'], '--min-version is for --audit'],
    [['--datadir=/d', 'a'], 'either FILE … or --datadir'],
  ])('%j', (args, message) => {
    expect(world.inspect(...args)).toEqual({ text: '', exitCode: 2, messages: [message, '--help lists the options'] });
  });

  test('as the server takes them', () => {
    expect(world.inspect('--skip_map', 'plain.ibd').exitCode).toBe(0);
    expect(world.inspect('--', 'plain.ibd').exitCode).toBe(0);
    expect(world.inspect('--help').text).toMatch(/^Usage: sealion inspect/);
    const wrong = world.inspect('--algorithm=des', '--key-file=keys.txt', 'plain.ibd');
    expect(wrong).toMatchObject({ exitCode: 2, messages: [expect.stringMatching(/'des'/)] });
  });
});
