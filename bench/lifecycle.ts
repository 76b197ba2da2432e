/** A whole life, start, one statement, clean stop, on a data directory that exists and on a fresh one. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { MariadbServer, makeTemplate, temporaryDirectory } from '../test/support/mariadb.js';
import { atLeast, type Figure, inMilliseconds, pairs, timesAsFast } from './measure.js';
import { sealion } from './processes.js';

export async function lifecycle(): Promise<Figure[]> {
  return [await onExisting(), await onFresh()];
}

async function onExisting(): Promise<Figure> {
  const datadir = join(temporaryDirectory(), 'data');
  await sealion(datadir, 'SELECT 1');
  const mariadb = await MariadbServer.start();
  await mariadb.stop();
  const times = await pairs(
    7,
    { work: () => sealion(datadir, 'SELECT 1') },
    {
      async work() {
        await mariadb.startAgain();
        await mariadb.sql('SELECT 1', '');
        await mariadb.stop();
      },
    },
  );
  await mariadb.remove();
  return figure('start, SELECT 1, stop: times as fast as mariadbd', times, 4);
}

async function onFresh(): Promise<Figure> {
  const datadir = join(temporaryDirectory(), 'data');
  const times = await pairs(
    5,
    {
      prepare: () => rmSync(datadir, { recursive: true, force: true }),
      work: () => sealion(datadir, 'SELECT 1'),
    },
    {
      async work() {
        const mariadb = await MariadbServer.start([], makeTemplate);
        await mariadb.sql('SELECT 1', '');
        await mariadb.remove();
      },
    },
  );
  return figure('the same on a fresh data directory', times, 10);
}

function figure(name: string, times: Awaited<ReturnType<typeof pairs>>, goal: number): Figure {
  return {
    name,
    ours: inMilliseconds(times.ours),
    other: inMilliseconds(times.other),
    ratio: timesAsFast(times),
    goal: atLeast(goal),
  };
}
