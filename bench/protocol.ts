/** Statements over a socket file, by one client program that talks to both servers: how many a second, and how long the slow ones take. */
import { performance } from 'node:perf_hooks';
import { type Connection, createConnection } from 'mariadb';
import { MariadbServer, temporaryDirectory } from '../test/support/mariadb.js';
import { serveProcess } from '../test/support/served-process.js';
import { atLeast, type Figure, median } from './measure.js';

const ROUNDS = 5;
const STATEMENTS = 400;

interface Measured {
  readonly perSecond: number;
  readonly p99: number;
}

type Statement = (connection: Connection, number: number) => Promise<unknown>;

const INSERT = 'INSERT INTO b VALUES (?, ?)';

const KINDS: Readonly<Record<string, Statement>> = {
  'a SELECT by key': (connection, number) => connection.query(`SELECT b FROM b WHERE a = ${-1 - (number % 100)}`),
  'an INSERT of a row': (connection, number) => connection.query(`INSERT INTO b VALUES (${number}, 'some text')`),
  'a prepared INSERT': (connection, number) => connection.execute(INSERT, [number, 'some text']),
};

export async function protocol(): Promise<Figure[]> {
  const [ours, theirs] = [await serveProcess(temporaryDirectory()), await MariadbServer.start([])];
  try {
    const both = [await prepared(ours.socket), await prepared(theirs.socket)] as const;
    const figures: Figure[] = [];
    for (const [name, statement] of Object.entries(KINDS)) figures.push(await figureOf(name, statement, both));
    for (const connection of both) await connection.end();
    return figures;
  } finally {
    await ours.stop();
    await theirs.remove();
  }
}

async function prepared(socketPath: string): Promise<Connection> {
  const connection = await createConnection({ socketPath, user: 'root', database: 'test' });
  await connection.query('CREATE TABLE b (a INT PRIMARY KEY, b VARCHAR(50)) ENGINE=InnoDB');
  for (let number = 1; number <= 100; number++) await connection.query(`INSERT INTO b VALUES (${-number}, 'text')`);
  return connection;
}

let next = 1;

async function figureOf(name: string, statement: Statement, both: readonly [Connection, Connection]): Promise<Figure> {
  const rounds: [Measured, Measured][] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const first = next;
    next += STATEMENTS;
    const results: Measured[] = [];
    for (const at of round % 2 === 0 ? [0, 1] : [1, 0]) {
      results[at] = await measure(statement, both[at] as Connection, first);
    }
    if (round > 0) rounds.push(results as [Measured, Measured]);
  }
  const text = (at: 0 | 1) => {
    const perSecond = median(rounds.map((round) => round[at].perSecond));
    return `${perSecond.toFixed(0)}/s, p99 ${median(rounds.map((round) => round[at].p99)).toFixed(1)} ms`;
  };
  return {
    name: `${name} over the protocol`,
    ours: text(0),
    other: text(1),
    ratio: median(rounds.map(([mine, other]) => mine.perSecond / other.perSecond)),
    goal: atLeast(0.5),
  };
}

async function measure(statement: Statement, connection: Connection, first: number): Promise<Measured> {
  const times: number[] = [];
  const start = performance.now();
  for (let number = first; number < first + STATEMENTS; number++) {
    const before = performance.now();
    await statement(connection, number);
    times.push(performance.now() - before);
  }
  const seconds = (performance.now() - start) / 1000;
  times.sort((a, b) => a - b);
  return { perSecond: STATEMENTS / seconds, p99: times[Math.floor(STATEMENTS * 0.99)] ?? Number.NaN };
}
