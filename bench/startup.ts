/** The figure that every change is measured by: a statement in a process of its own, against a process that does nothing. */
import { join } from 'node:path';
import { temporaryDirectory } from '../test/support/mariadb.js';
import { atMost, type Figure, inMilliseconds, pairs, timesAsLong } from './measure.js';
import { node, sealion } from './processes.js';

export async function startup(): Promise<Figure[]> {
  const datadir = join(temporaryDirectory(), 'data');
  await sealion(datadir, 'SELECT 1');
  const times = await pairs(21, { work: () => sealion(datadir, 'SELECT 1') }, { work: node });
  return [
    {
      name: "sealion -e 'SELECT 1' / node -e 0",
      ours: inMilliseconds(times.ours),
      other: inMilliseconds(times.other),
      ratio: timesAsLong(times),
      goal: atMost(2.5),
    },
  ];
}
