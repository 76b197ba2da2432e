/** `sealion inspect` on the data directories of a real server, held against what that server and its tools say. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { globSync } from 'tinyglobby';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inspect } from '../../src/inspect/inspect.js';
import { realPorts } from '../../src/server/ports.js';
import { innochecksum, MariadbServer, temporaryDirectory } from '../support/mariadb.js';
import { testPorts } from '../support/ports.js';

const KEYS = `1;770A8A65DA156D24EE2A093277530142
2;2B7E151628AED2A6ABF7158809CF4F3C
3;603DEB1015CA71BE2B73AEF0857D77811F352C073B6108D72D9810A30914DFF4
`;

const TABLES = `
CREATE TABLE e (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(60), note TEXT, KEY (name)) CHARSET=utf8mb4 ENCRYPTED=YES ENCRYPTION_KEY_ID=3;
INSERT INTO e (name, note) SELECT CONCAT('row ', seq), REPEAT(CONCAT('n', seq), 10) FROM seq_1_to_500;
CREATE TABLE d (a INT PRIMARY KEY, b VARCHAR(20)) CHARSET=utf8mb4; INSERT INTO d VALUES (1, 'it''s'), (2, NULL);
CREATE TABLE n (a INT PRIMARY KEY) ENCRYPTED=NO; INSERT INTO n VALUES (1);
CREATE TABLE pc (a INT PRIMARY KEY, b TEXT) PAGE_COMPRESSED=1 ENCRYPTED=YES ENCRYPTION_KEY_ID=2;
INSERT INTO pc SELECT seq, REPEAT('abc', 300) FROM seq_1_to_300;
CREATE TABLE z (a INT PRIMARY KEY, b TEXT) ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=8 ENCRYPTED=YES ENCRYPTION_KEY_ID=3;
INSERT INTO z SELECT seq, REPEAT('abc', 300) FROM seq_1_to_300;
CREATE TABLE r (a INT PRIMARY KEY) ROW_FORMAT=REDUNDANT ENCRYPTED=YES; INSERT INTO r VALUES (1);
CREATE TABLE ar (a INT PRIMARY KEY, b LONGTEXT) ENGINE=Aria; INSERT INTO ar SELECT seq, REPEAT('x', seq * 100) FROM seq_1_to_300;
CREATE TABLE my (a INT) ENGINE=MyISAM; INSERT INTO my VALUES (1);
`;

const SPACES =
  'SELECT NAME, ENCRYPTION_SCHEME, MIN_KEY_VERSION, CURRENT_KEY_ID FROM information_schema.INNODB_TABLESPACES_ENCRYPTION';
const MINIMUM = `${SPACES} WHERE NAME NOT LIKE 'test/n' AND (ENCRYPTION_SCHEME = 0 OR MIN_KEY_VERSION = 0)`;
const ENCRYPTING = [
  '--innodb-encrypt-tables',
  '--innodb-encrypt-log',
  '--aria-encrypt-tables',
  '--innodb-encryption-threads=4',
];

interface Setting {
  readonly name: string;
  readonly options: readonly string[];
  readonly mode: 'CBC' | 'CTR';
  readonly encrypts: boolean;
}

const SETTINGS: readonly Setting[] = [
  { name: 'CBC', options: ENCRYPTING, mode: 'CBC', encrypts: true },
  {
    name: 'CTR',
    options: [...ENCRYPTING, '--file-key-management-encryption-algorithm=aes_ctr'],
    mode: 'CTR',
    encrypts: true,
  },
  {
    name: 'the old checksums',
    options: [...ENCRYPTING, '--innodb-checksum-algorithm=crc32'],
    mode: 'CBC',
    encrypts: true,
  },
  { name: 'encryption of tables that ask for it', options: [], mode: 'CBC', encrypts: false },
];

describe.each(SETTINGS)('a server with $name', ({ options, mode, encrypts }) => {
  let server: MariadbServer;
  let spaces: Map<string, { scheme: number; keyId: number }>;
  const keyFile = join(temporaryDirectory(), 'keys.txt');
  const look = (...args: string[]) => {
    let written = '';
    const answer = inspect({
      args,
      directory: server.datadir,
      ports: { ...testPorts(), files: realPorts(() => {}).files },
      color: false,
      width: 120,
      isRegular: () => true,
      write: (text) => {
        written += text;
      },
      definitionOf: () => undefined,
    });
    return { ...answer, text: written + answer.text };
  };
  // biome-ignore lint/suspicious/noExplicitAny: whatever JSON holds
  const report = (...args: string[]): any => JSON.parse(look('--json', ...args).text);

  beforeAll(async () => {
    writeFileSync(keyFile, KEYS);
    const plugin = ['--plugin-load-add=file_key_management', `--file-key-management-filename=${keyFile}`];
    const binlog = ['--log-bin=binlog', '--server-id=1', ...(encrypts ? ['--encrypt-binlog'] : [])];
    server = await MariadbServer.start([...plugin, ...binlog, ...options]);
    await server.sql(TABLES);
    for (let left = 60; encrypts && left > 0 && (await server.sql(MINIMUM)) !== ''; left--)
      await server.sql('DO SLEEP(1)');
    const rows = (await server.sql(SPACES)).trimEnd().split('\n').slice(1);
    spaces = new Map(
      rows.map((row) => {
        const [name = '', scheme, , keyId] = row.split('\t');
        return [name, { scheme: Number(scheme), keyId: Number(keyId) }];
      }),
    );
    await server.stop();
  });
  afterAll(() => server.remove());

  test('each tablespace has the scheme and the key that the server gave it, and opens with it', () => {
    const { files } = report('--datadir=.', `--key-file=${keyFile}`);
    const found = files.filter(({ kind }: { kind: string }) => kind === 'tablespace');
    expect(found.length).toBeGreaterThan(8);
    for (const { path, encryption, keyId, details } of found) {
      const row = spaces.get(path.replace(/\.ibd$/, ''));
      expect([path, encryption === 'encrypted', keyId]).toEqual([path, row?.scheme === 1, row?.keyId]);
      if (encryption !== 'encrypted') continue;
      expect([path, details.keys]).toEqual([
        path,
        { decrypted: details.encryptedPages, wrongKey: 0, notDecoded: 0, missing: {}, mode },
      ]);
    }
    const problems = files.flatMap(({ problems: all }: { problems: object[] }) => all);
    expect(problems).toEqual([]);
  });

  test('logs and Aria tables, too', () => {
    const { files } = report('--datadir=.', `--key-file=${keyFile}`);
    // biome-ignore lint/suspicious/noExplicitAny: whatever JSON holds
    const stateOf = (path: string) => files.find((file: any) => file.path === path)?.encryption;
    const expected = encrypts ? 'encrypted' : 'plain';
    expect(['ib_logfile0', 'binlog.000001', 'test/ar.MAD'].map(stateOf)).toEqual([expected, expected, expected]);
    expect(stateOf('test/my.MYD')).toBe('plain');
    const { text } = look(`--key-file=${keyFile}`, 'binlog.000001', 'test/ar.MAD');
    if (encrypts) expect(text.match(new RegExp(`AES-${mode}`, 'g'))?.length).toBe(2);
  });

  test('an audit names what is plain', () => {
    const { exitCode, text } = look('--json', '--audit', '--datadir=.');
    expect(exitCode).toBe(1);
    const { plain } = JSON.parse(text) as { plain: { path: string }[] };
    const paths = plain.map(({ path }) => path);
    for (const path of ['test/n.ibd', 'test/my.MYD', 'mysql/db.MAD']) expect(paths).toContain(path);
    expect(paths.includes('test/d.ibd')).toBe(!encrypts);
    expect(paths).not.toContain('test/e.ibd');
  });

  test('innochecksum agrees, on whole files and on a damaged one', async () => {
    for (const path of globSync('test/*.ibd', { cwd: server.datadir })) {
      const full = join(server.datadir, path);
      expect([path, await innochecksum(full), look(path).exitCode]).toEqual([path, '', 0]);
    }
    const file = realPorts(() => {}).files.open(join(server.datadir, 'test/d.ibd'), 'r+');
    const byte = Buffer.alloc(1);
    file.read(byte, 3 * 16_384 + 700);
    file.write(Buffer.from([byte.readUInt8(0) ^ 1]), 3 * 16_384 + 700);
    expect(await innochecksum(join(server.datadir, 'test/d.ibd'))).not.toBe('');
    expect(look('test/d.ibd')).toMatchObject({
      exitCode: 1,
      text: expect.stringMatching(/page 3: its checksum is wrong/),
    });
    file.write(byte, 3 * 16_384 + 700);
    file.close();
  });

  test('rows as SQL give the table back', async () => {
    const definition = join(server.directory, 'e.sql');
    writeFileSync(
      definition,
      'CREATE TABLE e (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(60), note TEXT, KEY (name)) CHARSET=utf8mb4',
    );
    const { text, exitCode } = look('--rows', `--definition=${definition}`, `--key-file=${keyFile}`, 'test/e.ibd');
    expect(exitCode).toBe(0);
    const plugin = ['--plugin-load-add=file_key_management', `--file-key-management-filename=${keyFile}`];
    await server.startAgain([...plugin, ...options]);
    await server.sql('CREATE TABLE test.copy LIKE test.e');
    await server.sql(text.replaceAll('`e`', '`copy`'));
    expect(await server.sql('CHECKSUM TABLE e, copy')).toMatch(/^test\.e\t(\d+)\ntest\.copy\t\1$/m);
    expect(await server.sql('SELECT COUNT(*) FROM (SELECT * FROM e EXCEPT SELECT * FROM copy) x')).toBe(
      'COUNT(*)\n0\n',
    );
    await server.stop();
  });
});
