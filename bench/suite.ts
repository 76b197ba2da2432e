/**
 * Our suite under `sealion test` and under MariaDB's own mtr, which runs the same files: with as many workers each, and
 * only the scripts that pass there as they do here. Some do not, since mtr starts its servers with options of its own.
 */
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { globSync } from 'tinyglobby';
import { runProgram, temporaryDirectory } from '../test/support/mariadb.js';
import { atLeast, type Figure, inSeconds, median } from './measure.js';

const INSTALLED = '/usr/share/mysql';
const LIMIT_MS = 1_500_000;
const WORKERS = `--parallel=${availableParallelism()}`;
const GOAL = atLeast(20);

export async function suite(): Promise<Figure[]> {
  // Scripts that go on with the data of another one have no meaning for mtr.
  const scripts = globSync('test/suite/**/*.test').filter((script) => !continues(script));
  const topics = [...new Set(scripts.map(topicOf))];
  const mtr = installMtr(new Set(scripts.map((script) => dirname(script))));
  keepOnly(mtr, scripts);
  const said = await runMtr(mtr, topics);
  const passed = passes(said);
  const chosen = scripts.filter((script) => passed.has(nameOf(script)));
  if (chosen.length === 0) throw new Error(`Nothing passes under mtr:\n${said}`);
  keepOnly(mtr, chosen);
  const ours = [await seconds(() => runSealion(chosen))];
  const other = await seconds(() => runMtr(mtr, [...new Set(chosen.map(topicOf))]));
  ours.push(await seconds(() => runSealion(chosen)));
  const name = `${chosen.length} scripts of our suite: times as fast as mtr`;
  return [{ name, ours: inSeconds(ours), other: inSeconds([other]), ratio: other / median(ours), goal: GOAL }];
}

/** A hyphen in the name of a suite means something else to mtr. */
const topicOf = (script: string): string => basename(dirname(script)).replaceAll('-', '_');
const nameOf = (script: string): string => `${topicOf(script)}.${basename(script, '.test')}`;

function continues(script: string): boolean {
  const options = script.replace(/test$/, 'opt');
  return globSync(options).length > 0 && readFileSync(options, 'utf8').includes('--loose-sealion-after');
}

/** mtr looks for suites beside itself, so it gets a place of its own that is otherwise the installed one. */
function installMtr(directories: ReadonlySet<string>): string {
  const home = temporaryDirectory();
  const share = join(home, 'usr', 'share', 'mysql');
  const place = join(share, 'mysql-test');
  mkdirSync(join(place, 'suite'), { recursive: true });
  for (const name of ['bin', 'sbin', 'lib']) symlinkSync(join('/usr', name), join(home, 'usr', name));
  linkAll(INSTALLED, share, ['mysql-test']);
  linkAll(join(INSTALLED, 'mysql-test'), place, ['suite', 'mtr', 'mariadb-test-run', 'mariadb-test-run.pl']);
  cpSync(join(INSTALLED, 'mysql-test', 'mariadb-test-run.pl'), join(place, 'mariadb-test-run.pl'));
  const topics = [...directories].map((directory) => basename(directory).replaceAll('-', '_'));
  linkAll(join(INSTALLED, 'mysql-test', 'suite'), join(place, 'suite'), topics);
  for (const [at, directory] of [...directories].entries()) {
    cpSync(directory, join(place, 'suite', topics[at] ?? ''), { recursive: true });
  }
  return place;
}

function linkAll(from: string, to: string, except: readonly string[]): void {
  for (const name of readdirSync(from)) if (!except.includes(name)) symlinkSync(join(from, name), join(to, name));
}

/** mtr runs what is there. */
function keepOnly(place: string, scripts: readonly string[]): void {
  for (const topic of new Set(scripts.map(topicOf))) {
    const home = join(place, 'suite', topic);
    const wanted = new Set(scripts.filter((script) => topicOf(script) === topic).map((script) => basename(script)));
    for (const name of readdirSync(home)) if (name.endsWith('.test') && !wanted.has(name)) rmSync(join(home, name));
  }
}

async function runMtr(place: string, topics: readonly string[]): Promise<string> {
  // It has defaults of its own where a server has none, and starts InnoDB only for tests that ask for it.
  const options = [
    '--force',
    '--max-test-fail=0',
    '--nowarnings',
    '--mysqld=--innodb',
    '--mysqld=--default-storage-engine=InnoDB',
    WORKERS,
  ];
  const args = [`--vardir=${join(temporaryDirectory(), 'var')}`, `--suite=${topics.join()}`, ...options];
  const command = `cd '${place}' && exec perl mariadb-test-run.pl ${args.join(' ')}`;
  const { stdout, stderr } = await runProgram('sh', ['-c', command], { timeoutMs: LIMIT_MS });
  return stdout + stderr;
}

function passes(output: string): ReadonlySet<string> {
  return new Set([...output.matchAll(/^(\S+) .*\[ pass \]/gm)].map(([, name = '']) => name));
}

async function runSealion(scripts: readonly string[]): Promise<void> {
  const args = [resolve('dist', 'cli.js'), 'test', WORKERS, '--force', `--vardir=${temporaryDirectory()}`, ...scripts];
  const { status, stdout } = await runProgram(process.execPath, args, { timeoutMs: LIMIT_MS });
  if (status !== 0) throw new Error(`The suite fails:\n${stdout}`);
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}
