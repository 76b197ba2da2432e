/**
 * A whole life, start, one statement, clean stop, on a data directory that exists and on a fresh one: as a process, and
 * inside a program that runs already, as tests have it. What Node alone takes is the least that a process can.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { installMariadb } from '../src/cli/mariadbd.js';
import { MariadbServer, temporaryDirectory } from '../test/support/mariadb.js';
import { Sealion } from '../test/support/sealion.js';
import { atLeast, type Figure, type Goal, inMilliseconds, type Pairs, pairs, timesAsFast } from './measure.js';
import { node, sealion } from './processes.js';

const EXISTING_ROUNDS = 7;
const FRESH_ROUNDS = 5;

export async function lifecycle(): Promise<Figure[]> {
  return [...(await onExisting()), ...(await onFresh())];
}

async function onExisting(): Promise<Figure[]> {
  const goal = atLeast(4);
  const datadir = join(temporaryDirectory(), 'data');
  await sealion(datadir, 'SELECT 1');
  const mariadb = await MariadbServer.start();
  await mariadb.stop();
  const real = {
    async work() {
      await mariadb.startAgain();
      await mariadb.sql('SELECT 1', '');
      await mariadb.stop();
    },
  };
  const inside = await pairs(EXISTING_ROUNDS, { work: () => lifeInside(datadir) }, real);
  const asProcess = await pairs(EXISTING_ROUNDS, { work: () => sealion(datadir, 'SELECT 1') }, real);
  const bare = await pairs(EXISTING_ROUNDS, { work: node }, real);
  await mariadb.remove();
  return [
    figure('start, SELECT 1, stop in a program: times as fast as mariadbd', inside, goal),
    figure('the same as a process', asProcess, goal),
    figure('node -e 0 in its place', bare),
  ];
}

async function onFresh(): Promise<Figure[]> {
  const goal = atLeast(10);
  const datadir = join(temporaryDirectory(), 'data');
  const prepare = () => rmSync(datadir, { recursive: true, force: true });
  const real = {
    async work() {
      const mariadb = await MariadbServer.start([], installMariadb);
      await mariadb.sql('SELECT 1', '');
      await mariadb.remove();
    },
  };
  const inside = await pairs(FRESH_ROUNDS, { prepare, work: () => lifeInside(datadir) }, real);
  const asProcess = await pairs(FRESH_ROUNDS, { prepare, work: () => sealion(datadir, 'SELECT 1') }, real);
  return [
    figure('on a fresh data directory, in a program', inside, goal),
    figure('the same as a process', asProcess, goal),
  ];
}

async function lifeInside(datadir: string): Promise<void> {
  const server = await Sealion.start(datadir);
  await server.sql('SELECT 1');
  await server.shutdown();
}

function figure(name: string, times: Pairs, goal?: Goal): Figure {
  return {
    name,
    ours: inMilliseconds(times.ours),
    other: inMilliseconds(times.other),
    ratio: timesAsFast(times),
    ...(goal === undefined ? {} : { goal }),
  };
}
