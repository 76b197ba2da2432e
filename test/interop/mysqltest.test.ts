/** MariaDB's own tests over the wire: its mysqltest, a server that restarts as a process, its result files. */
import { beforeAll, describe, expect, test } from 'vitest';
import { runOnOwnServer, type ServerProgram } from '../../src/cli/oracle.js';
import { testHost } from '../../src/cli/test-mode.js';
import { runTests } from '../../src/script/cli.js';
import { KNOWN_FAILURES, TESTS } from '../mariadb/tests.js';
import { temporaryDirectory } from '../support/mariadb.js';
import { sealionProgram } from '../support/wire-program.js';

/** Where the package mariadb-test puts them. */
const BASEDIR = process.env['MYSQL_TEST_DIR'] ?? '/usr/share/mysql/mysql-test';

let sealion: ServerProgram;
beforeAll(async () => {
  sealion = await sealionProgram(temporaryDirectory());
});

/** What is printed about all runs of a test, which mysqltest runs on Sealion as if it were MariaDB. */
async function outputOf(name: string): Promise<string> {
  let said = '';
  const write = (text: string) => {
    said += text;
  };
  const { startWorker: _, ...host } = testHost();
  await runTests(['--server=mariadbd', '--force', `--basedir=${BASEDIR}`, `--vardir=${temporaryDirectory()}`, name], {
    ...host,
    runReal: (job) => runOnOwnServer(job, sealion),
    prepareReal: async () => '',
    write,
    writeError: write,
    color: false,
  });
  return said;
}

/** Those that run in process only, and why. */
const NOT_HERE: Readonly<Record<string, string>> = {
  'encryption.create_or_replace': 'makes a thousand tables in each of two runs, which takes minutes',
  'encryption.innodb-bad-key-change': 'restarts in each of four runs, for minutes',
  'encryption.innodb-compressed-blob': 'large rows in each of six runs, for minutes',
  'encryption.innodb-page_encryption':
    'mysqltest looks for not_valgrind.require, which the package does not have there',
};

const names = Object.entries(TESTS)
  .flatMap(([suite, tests]) => tests.map((name) => `${suite}.${name}`))
  .filter((name) => KNOWN_FAILURES[name] === undefined && NOT_HERE[name] === undefined);

// Most of the time they wait for a server to start.
describe.concurrent("MariaDB's tests, over the wire", () => {
  for (const name of names) {
    test(name, async () => {
      const output = await outputOf(name);
      expect(/\[ pass \]/.test(output) && !/\[ (?:fail|skipped) \]/.test(output) ? '' : output).toBe('');
    });
  }
});
