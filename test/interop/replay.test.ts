/**
 * The scripts of the suite, run by MariaDB's own mysqltest on a real server with the same options: they say what was
 * recorded. What Sealion answers is held against the same recordings, so between the two there is no difference.
 */
import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { globSync } from 'tinyglobby';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MariadbServer, runProgram, temporaryDirectory } from '../support/mariadb.js';

/** Where Debian keeps the includes that scripts name. */
const MYSQL_TEST = '/usr/share/mysql/mysql-test/';

const scripts = globSync('test/suite/**/*.test').sort();
const beside = (script: string, ending: string): string => script.replace(/\.test$/, ending);

const wordsBeside = (script: string): string[] => {
  const file = beside(script, '.opt');
  return existsSync(file) ? readFileSync(file, 'utf8').split(/\s+/).filter(Boolean) : [];
};

/** The scripts that belong together: each goes on with the data of the one before. */
function chainOf(script: string): string[] {
  const before = wordsBeside(script)
    .map((word) => /^--loose-sealion-after=(.*)$/.exec(word)?.[1])
    .find((name) => name !== undefined);
  return before === undefined ? [script] : [...chainOf(join(dirname(script), `${before}.test`)), script];
}

/** The options of a script; variables stand for directories that its runner has made. */
const optionsOf = (script: string, directories: Readonly<Record<string, string>>): string[] =>
  wordsBeside(script).map((word) => word.replaceAll(/\$([A-Z_]+)/g, (_, name: string) => directories[name] ?? ''));

async function run(script: string, mariadb: MariadbServer, directories: Record<string, string>): Promise<string> {
  const args = [`--socket=${mariadb.socket}`, '--user=root', '--database=test', `--basedir=${MYSQL_TEST}`];
  const { stdout, stderr } = await runProgram('mysqltest', ['--no-defaults', ...args], {
    input: readFileSync(script, 'utf8'),
    env: { ...directories, MYSQL_TMP_DIR: mariadb.directory, MASTER_MYSOCK: mariadb.socket },
  });
  return stdout + stderr;
}

/** A data directory without the accounts that have no name, as scripts are recorded. */
let template: MariadbServer;

beforeAll(async () => {
  template = await MariadbServer.start();
  await template.sql("DELETE FROM mysql.global_priv WHERE User = ''");
  await template.stop();
});
afterAll(() => template.remove());

/** What the last script of the chain says. */
async function replay([first = '', ...others]: readonly string[]): Promise<string> {
  const vardir = temporaryDirectory();
  mkdirSync(join(vardir, 'tmp'));
  const directories = { MTR_SUITE_DIR: resolve(dirname(first)), MYSQLTEST_VARDIR: vardir };
  const copy = async (datadir: string) => cpSync(template.datadir, datadir, { recursive: true });
  const mariadb = await MariadbServer.start(optionsOf(first, directories), copy);
  try {
    let said = await run(first, mariadb, directories);
    for (const script of others) {
      await mariadb.stop();
      await mariadb.startAgain(optionsOf(script, directories));
      said = await run(script, mariadb, directories);
    }
    return said;
  } finally {
    await mariadb.remove();
  }
}

test.each(scripts)('%s', async (script) => {
  expect(await replay(chainOf(script))).toBe(`${readFileSync(beside(script, '.result'), 'utf8')}ok\n`);
});
