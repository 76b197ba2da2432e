/** An encrypted table filled at once, scanned after a restart, and filled commit by commit, against a real server under the same settings. */
import { join } from 'node:path';
import { MariadbServer, temporaryDirectory } from '../test/support/mariadb.js';
import { Sealion } from '../test/support/sealion.js';
import { ClientProcess } from './client-process.js';
import { atMost, type Figure, inMilliseconds, type Pairs, pairs, timesAsLong } from './measure.js';
import { commonOptions } from './processes.js';

const ROWS = 500_000;
const COMMITS = 5_000;
const LOOKUPS = 5_000;
const TABLE = '(id INT PRIMARY KEY, v VARCHAR(200)) CHARSET=latin1 ENCRYPTED=YES ENCRYPTION_KEY_ID=1';
const FILL = `INSERT INTO test.t SELECT seq, REPEAT(CHAR(97 + seq % 26), 150) FROM seq_1_to_${ROWS}`;
const SCAN = 'SELECT COUNT(*), SUM(LENGTH(v)) FROM test.t';

/** Either server: the benchmark does the same with both. */
interface Peer {
  run(statements: readonly string[]): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export async function tables(): Promise<Figure[]> {
  const directory = temporaryDirectory();
  const options = commonOptions(directory);
  const ours = await sealionPeer(join(directory, 'data'), options);
  const other = await mariadbPeer(options);

  const fill = await pairs(5, filling(ours), filling(other));
  const scan = await pairs(3, scanning(ours), scanning(other));
  const lookup = await pairs(3, lookingUp(ours), lookingUp(other));
  await indexing(ours);
  await indexing(other);
  const indexed = await pairs(3, lookingUp(ours, 'k'), lookingUp(other, 'k'));
  const commit = await pairs(3, committing(ours), committing(other));
  await ours.stop();
  await other.stop();
  return [
    figure(`INSERT … SELECT of ${ROWS} rows, encrypted / mariadbd`, fill),
    figure('scan of that table after a restart / mariadbd', scan),
    figure(`${LOOKUPS} look-ups by key in the open table / mariadbd`, lookup),
    figure(`${LOOKUPS} look-ups by a secondary key / mariadbd`, indexed),
    figure(`${COMMITS} single-row commits / mariadbd`, commit),
  ];
}

const filling = (peer: Peer) => ({
  prepare: () => peer.run(['DROP TABLE IF EXISTS test.t', `CREATE TABLE test.t ${TABLE}`]),
  work: () => peer.run([FILL]),
});

const scanning = (peer: Peer) => ({
  prepare: () => peer.restart(),
  work: () => peer.run([SCAN]),
});

const lookingUp = (peer: Peer, column = 'id') => ({
  work: () =>
    peer.run(
      Array.from({ length: LOOKUPS }, (_, at) => `SELECT v FROM test.t WHERE ${column} = ${1 + ((at * 7919) % ROWS)}`),
    ),
});

const indexing = (peer: Peer) =>
  peer.run(['ALTER TABLE test.t ADD k INT', 'UPDATE test.t SET k = id', 'CREATE INDEX k ON test.t (k)']);

const committing = (peer: Peer) => ({
  prepare: () => peer.run(['DROP TABLE IF EXISTS test.c', `CREATE TABLE test.c ${TABLE}`]),
  work: () => peer.run(Array.from({ length: COMMITS }, (_, id) => `INSERT INTO test.c VALUES (${id}, 'commit ${id}')`)),
});

async function sealionPeer(datadir: string, options: readonly string[]): Promise<Peer> {
  let server = await Sealion.start(datadir, options);
  return {
    async run(statements) {
      for (const statement of statements) await server.sql(statement);
    },
    async restart() {
      await server.shutdown();
      server = await Sealion.start(datadir, options);
    },
    stop: () => server.shutdown(),
  };
}

async function mariadbPeer(options: readonly string[]): Promise<Peer> {
  const server = await MariadbServer.start(options);
  let client = new ClientProcess(server);
  return {
    run: async (statements) => void (await client.run(statements.join(';\n'))),
    async restart() {
      await client.close();
      await server.stop();
      await server.startAgain(options);
      client = new ClientProcess(server);
      await client.run('SELECT 1');
    },
    async stop() {
      await client.close();
      await server.remove();
    },
  };
}

function figure(name: string, times: Pairs): Figure {
  const { ours, other } = times;
  return { name, ours: inMilliseconds(ours), other: inMilliseconds(other), ratio: timesAsLong(times), goal: atMost(1) };
}
