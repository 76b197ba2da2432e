/** The process is killed while it commits, again and again: what it acknowledged is there, and every page is whole. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { beforeAll, expect, test } from 'vitest';
import { keyFileOptions } from '../support/key-files.js';
import { innochecksum, runProgram, temporaryDirectory } from '../support/mariadb.js';
import { SEED, seededRandom } from '../support/ports.js';

/** KILLS=200 kills more often. */
const KILLS = Number(process.env['KILLS'] ?? 50);
const CLI = join('dist', 'cli.js');
const directory = temporaryDirectory();
const datadir = join(directory, 'data');
const OPTIONS = ['--no-defaults', `--datadir=${datadir}`, ...keyFileOptions(directory), '--skip-column-names'];

beforeAll(() => {
  if (!existsSync(CLI)) throw new Error('This test kills the built command line: npm run build');
});

/** Runs statements in a process that ends by itself. */
async function run(statements: string): Promise<string> {
  const { status, stdout, stderr } = await runProgram(process.execPath, [CLI, ...OPTIONS, '--batch', '-e', statements]);
  expect(status, stderr).toBe(0);
  return stdout;
}

/** Commits row after row from `first` on and kills the process after so many milliseconds; gives the last row that was acknowledged. */
async function commitUntilKilled(first: number, afterMs: number): Promise<number> {
  const child = spawn(process.execPath, [CLI, ...OPTIONS, '--batch'], { stdio: 'pipe' });
  const exited = once(child, 'exit');
  const errors: string[] = [];
  child.stderr.on('data', (data: Buffer) => errors.push(data.toString()));
  child.stdin.on('error', () => {});
  let last = first - 1;
  const commit = (id: number) =>
    child.stdin.write(`INSERT INTO test.t VALUES (${id}, REPEAT(CONCAT('row ', ${id}, ' '), 20)); SELECT ${id};\n`);
  for await (const line of linesOnceReady()) {
    last = Number(line);
    commit(last + 1);
  }
  await exited;
  expect(errors.join('')).toBe('');
  return last;

  async function* linesOnceReady() {
    commit(first);
    let dying = false;
    for await (const line of createInterface(child.stdout)) {
      if (!dying) setTimeout(() => child.kill('SIGKILL'), afterMs);
      dying = true;
      yield line;
    }
  }
}

test(`${KILLS} times`, { timeout: 12_000 * KILLS }, async () => {
  await run(
    'CREATE TABLE test.t (id INT PRIMARY KEY, text VARCHAR(500)) CHARSET=latin1 ENCRYPTED=YES ENCRYPTION_KEY_ID=2',
  );
  const random = seededRandom(SEED);
  let acknowledged = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const [byte = 0] = random.bytes(1);
    acknowledged = await commitUntilKilled(acknowledged + 1, byte);
    const found = await run("SELECT COUNT(*), MAX(id), SUM(text = REPEAT(CONCAT('row ', id, ' '), 20)) FROM test.t");
    const [count, last = 0, right] = found.trim().split('\t').map(Number);
    const seen = `seed ${SEED}, kill ${kill + 1}`;
    // The statement in flight may have been committed without having been acknowledged.
    expect(last - acknowledged, seen).toBeOneOf([0, 1]);
    expect([count, right], seen).toEqual([last, last]);
    expect(await innochecksum(join(datadir, 'test', 't.ibd')), seen).toBe('');
    acknowledged = last;
  }
  expect(acknowledged).toBeGreaterThan(KILLS);
});

const ROTATION_KILLS = Number(process.env['ROTATION_KILLS'] ?? 10);

test(`${ROTATION_KILLS} times while pages get a newer key version`, { timeout: 60_000 * ROTATION_KILLS }, async () => {
  const place = join(temporaryDirectory(), 'data');
  const options = (version: number): string[] => [
    ...['--no-defaults', `--datadir=${place}`, '--skip-column-names', '--batch', '--plugin-maturity=unknown'],
    ...['--plugin-load-add=debug_key_management', `--debug-key-management-version=${version}`],
    ...['--innodb-encrypt-tables=ON', '--innodb-encryption-threads=4', '--innodb-encryption-rotation-iops=4294967295'],
  ];
  const ask = async (version: number, statements: string): Promise<string> => {
    const args = [CLI, ...options(version), '-e', statements];
    const { status, stdout, stderr } = await runProgram(process.execPath, args);
    expect(status, stderr).toBe(0);
    return stdout;
  };
  const sum = 'SELECT COUNT(*), SUM(CRC32(v)) FROM test.t';
  const rows = "SELECT seq, REPEAT(CONCAT('row ', seq, ' '), 15) FROM test.seq_1_to_250000";
  const before = await ask(
    1,
    `CREATE TABLE test.t (id INT PRIMARY KEY, v VARCHAR(200)) CHARSET=latin1; INSERT INTO test.t ${rows}; ${sum}`,
  );
  const random = seededRandom(SEED);
  let version = 1;
  for (let kill = 0; kill < ROTATION_KILLS; kill++) {
    const child = spawn(process.execPath, [CLI, ...options(version)], { stdio: 'pipe' });
    const exited = once(child, 'exit');
    child.stdin.on('error', () => {});
    version += 2;
    // Tables that are in memory are rotated at full speed, with threads for the pages.
    child.stdin.write(`${sum}; SET GLOBAL debug_key_management_version = ${version}; SELECT 'now';\n`);
    for await (const line of createInterface(child.stdout)) {
      if (line === 'now') setTimeout(() => child.kill('SIGKILL'), 2 * (random.bytes(1)[0] ?? 0));
    }
    await exited;
    const seen = `seed ${SEED}, kill ${kill + 1}`;
    expect(await ask(version, `SET GLOBAL innodb_encryption_threads = 0; ${sum}`), seen).toBe(before);
    expect(await innochecksum(join(place, 'test', 't.ibd')), seen).toBe('');
  }
});
