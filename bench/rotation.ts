/** A tablespace of 100 MB that gets a newer key version in the background, against a real server under the same settings. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MariadbServer, temporaryDirectory } from '../test/support/mariadb.js';
import { Sealion } from '../test/support/sealion.js';
import { ClientProcess } from './client-process.js';
import { atMost, type Figure, inMilliseconds, pairs, timesAsLong } from './measure.js';

const ROWS = 580_000;
const POLL_MS = 20;
const ROUNDS = 5;
const OPTIONS = [
  '--plugin-maturity=unknown',
  '--plugin-load-add=debug_key_management',
  '--innodb-encrypt-tables=ON',
  '--innodb-buffer-pool-size=512M',
  '--innodb-encryption-threads=4',
  '--innodb-encryption-rotation-iops=4294967295',
];
const SETUP = [
  'CREATE TABLE test.t (id INT PRIMARY KEY, v VARCHAR(200)) CHARSET=latin1',
  `INSERT INTO test.t SELECT seq, REPEAT(CHAR(97 + seq % 26), 150) FROM seq_1_to_${ROWS}`,
];
const STATE = `SELECT CONCAT(MIN_KEY_VERSION, '/', ROTATING_OR_FLUSHING)
  FROM information_schema.INNODB_TABLESPACES_ENCRYPTION WHERE NAME = 'test/t'`;

/** What a server prints for a statement, without column names. */
type Ask = (statement: string) => Promise<string>;

export async function rotation(): Promise<Figure[]> {
  const ours = await Sealion.start(join(temporaryDirectory(), 'data'), OPTIONS);
  const other = await MariadbServer.start(OPTIONS);
  const client = new ClientProcess(other);
  try {
    const askOurs: Ask = (statement) => ours.answers([statement]);
    const askOther: Ask = async (statement) => (await client.run(statement)).join('\n');
    for (const ask of [askOurs, askOther]) for (const statement of SETUP) await ask(statement);
    const times = await pairs(ROUNDS, rotating(askOurs), rotating(askOther));
    return [
      {
        name: '100 MB rotated to a newer key version, 4 threads / mariadbd',
        ours: inMilliseconds(times.ours),
        other: inMilliseconds(times.other),
        ratio: timesAsLong(times),
        goal: atMost(1),
      },
    ];
  } finally {
    await ours.shutdown();
    await client.close();
    await other.remove();
  }
}

/** From the new version until all pages of the table have it on the disk. */
function rotating(ask: Ask): { work(): Promise<void> } {
  let version = 1;
  return {
    async work() {
      version += 2;
      await ask(`SET GLOBAL debug_key_management_version = ${version}`);
      while ((await ask(STATE)).trim() !== `${version}/0`) await sleep(POLL_MS);
    },
  };
}
