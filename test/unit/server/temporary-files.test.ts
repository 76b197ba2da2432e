/** Sorts that are larger than sort_buffer_size: their results, and what of them comes into tmpdir. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Files } from '../../../src/base/ports.js';
import type { ClientSession } from '../../../src/base/session.js';
import { realFiles } from '../../../src/server/real-files.js';
import { Server } from '../../../src/server/server.js';
import { keyFileOptions } from '../../support/key-files.js';
import { testPorts } from '../../support/ports.js';

const SMALL = 'SET sort_buffer_size = 16384';
const LARGE = 'SET sort_buffer_size = 64 * 1024 * 1024';
const SECRET = 'a secret of row';

let directory: string;
let temporary: string;
let server: Server | undefined;
let session: ClientSession;
/** What was written into temporary files. */
let written: Buffer[];
/** Done to what is read from them. */
let damage: (bytes: Uint8Array) => void;

const files: Files = {
  ...realFiles,
  open(path, mode) {
    const file = realFiles.open(path, mode);
    if (!path.startsWith(temporary)) return file;
    return {
      ...file,
      write(data, offset) {
        written.push(Buffer.from(data));
        file.write(data, offset);
      },
      read(into, offset) {
        const count = file.read(into, offset);
        damage(into);
        return count;
      },
    };
  },
};

async function start(...options: string[]): Promise<void> {
  const args = ['--no-defaults', `--datadir=${join(directory, 'data')}`, `--tmpdir=${temporary}`];
  args.push(...keyFileOptions(directory), ...options);
  server = await Server.start(args, { ...testPorts(), files }, { createDatadir: true });
  session = server.connect({ user: 'root', host: 'localhost', database: 'test' });
  await sql(
    'CREATE TABLE t (id INT PRIMARY KEY, n INT, big BIGINT, v VARCHAR(100) COLLATE latin1_swedish_ci, d DOUBLE) CHARSET=latin1 ENCRYPTED=YES',
    `INSERT INTO t SELECT seq, IF(seq % 11 = 0, NULL, seq * 7919 % 501), 9000000000000000000 + seq * 31 % 977,
      CONCAT(IF(seq % 2, 'x', 'X'), seq * 31 % 97, ' ${SECRET} ', seq % 9), seq * 13 % 401 / 7 FROM seq_1_to_2000`,
  );
}

async function sql(...statements: string[]): Promise<unknown> {
  let last: unknown;
  for (const statement of statements) {
    for (const outcome of await session.execute(statement)) {
      last = outcome.kind === 'rows' ? outcome.rows : outcome;
      if (outcome.kind === 'error' && !statement.startsWith('SELECT')) throw new Error(outcome.message);
    }
  }
  return last;
}

const passes = async (): Promise<number> => {
  const [row] = (await sql("SHOW STATUS LIKE 'Sort\\_merge\\_passes'")) as string[][];
  return Number(row?.[1]);
};

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sealion-sort-'));
  temporary = join(directory, 'tmp');
  mkdirSync(temporary);
  written = [];
  damage = () => {};
});
afterEach(async () => {
  await server?.shutdown();
  server = undefined;
  rmSync(directory, { recursive: true });
});

test('rows are the same and in the same order as from a sort in memory', { timeout: 60_000 }, async () => {
  await start('--encrypt-tmp-files=ON');
  const queries = [
    'SELECT * FROM t ORDER BY v',
    'SELECT id, v FROM t ORDER BY v DESC, n',
    'SELECT id, n FROM t ORDER BY n DESC, d',
    'SELECT id, big FROM t ORDER BY big, id DESC',
    'SELECT id + big FROM t ORDER BY d, big % 7',
    'SELECT v, COUNT(*), SUM(n) FROM t GROUP BY v, n ORDER BY SUM(n), v, n',
    'SELECT id FROM t WHERE n > 100 ORDER BY v LIMIT 1500',
    'SELECT id FROM t ORDER BY LEFT(v, 2) LIMIT 1000, 900',
    'SELECT a.id, b.v FROM t a JOIN t b USING (id) ORDER BY b.v, a.n',
    'SELECT id FROM t ORDER BY NULL',
    'SELECT 1 FROM t ORDER BY v, id',
  ];
  for (const query of queries) {
    await sql(LARGE);
    const before = await passes();
    const expected = await sql(query);
    expect(await passes(), query).toBe(before);
    await sql(SMALL);
    expect(await sql(query), query).toEqual(expected);
  }
  expect(await passes()).toBeGreaterThan(queries.length - 2);
  await sql(LARGE, 'CREATE TABLE a (n INT AUTO_INCREMENT PRIMARY KEY, id INT)', 'CREATE TABLE b LIKE a');
  await sql(
    'INSERT INTO a (id) SELECT id FROM t ORDER BY v, n',
    SMALL,
    'INSERT INTO b (id) SELECT id FROM t ORDER BY v, n',
  );
  expect(await sql('SELECT COUNT(*) FROM a JOIN b USING (n, id)')).toEqual([['2000']]);
  expect(readdirSync(temporary)).toEqual([]);
});

test('what the table encrypts is readable in a temporary file, unless that is encrypted, too', async () => {
  await start();
  await sql(SMALL, 'SELECT * FROM t ORDER BY v');
  expect(written.length).toBeGreaterThan(3);
  expect(Buffer.concat(written).includes(SECRET)).toBe(true);
  await server?.shutdown();

  rmSync(join(directory, 'data'), { recursive: true });
  written = [];
  await start('--encrypt-tmp-files=ON');
  await sql(SMALL, 'SELECT * FROM t ORDER BY v');
  expect(written.length).toBeGreaterThan(3);
  expect(Buffer.concat(written).includes(SECRET)).toBe(false);
  expect(readdirSync(temporary)).toEqual([]);
});

test('with AES-CTR blocks have a tag: what was changed on the disk is not read', async () => {
  await start('--encrypt-tmp-files=ON', '--file-key-management-encryption-algorithm=aes_ctr');
  await sql(SMALL);
  damage = (bytes) => {
    bytes[10] = 1 + (bytes[10] ?? 0);
  };
  expect(await sql('SELECT * FROM t ORDER BY v')).toMatchObject({
    errno: 2,
    message: expect.stringMatching(/^Error reading file '.*MY/),
  });
  damage = () => {};
  expect(await sql('SELECT id FROM t ORDER BY v LIMIT 1999')).toHaveLength(1999);
  expect(readdirSync(temporary)).toEqual([]);
});

test('small results, and those that an index orders, need no file', async () => {
  await start();
  await sql(
    SMALL,
    'SELECT * FROM t ORDER BY v LIMIT 5',
    'SELECT * FROM t ORDER BY id',
    'SELECT COUNT(*) FROM t ORDER BY 1',
  );
  await sql('SELECT * FROM t WHERE id < 3 ORDER BY v');
  expect(written).toEqual([]);
  expect(await passes()).toBe(0);
});

test('without its directory a large sort fails, and a small one does not', async () => {
  await start();
  rmSync(temporary, { recursive: true });
  await sql(SMALL);
  const message = expect.stringMatching(
    /^Can't create\/write to file '.*MY\w+' \(Errcode: 2 "No such file or directory"\)$/,
  );
  expect(await sql('SELECT * FROM t ORDER BY v')).toMatchObject({ errno: 1, sqlstate: 'HY000', message });
  expect(await sql('SELECT id FROM t WHERE id < 3 ORDER BY v')).toHaveLength(2);
});
