/** A table that grows: time and memory for each megabyte of its file, from ten of them to a thousand or what memory allows. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { temporaryDirectory } from '../test/support/mariadb.js';
import { Sealion } from '../test/support/sealion.js';
import { atMost, type Figure } from './measure.js';

const ROWS_PER_STEP = 58_000;
const STEPS = 100;
const MEGABYTE = 1024 * 1024;

interface Moment {
  readonly rows: number;
  readonly megabytes: number;
  readonly seconds: number;
  readonly residentMegabytes: number;
}

export async function growth(): Promise<Figure[]> {
  const datadir = join(temporaryDirectory(), 'data');
  const first = await Sealion.start(datadir);
  await first.sql('CREATE TABLE test.t (id INT PRIMARY KEY, v VARCHAR(200)) CHARSET=latin1');
  const moments: Moment[] = [await momentOf(first, datadir, 0, 0)];
  let seconds = 0;
  let refusal = '';
  for (let step = 0; step < STEPS && !refusal; step++) {
    const start = performance.now();
    const [from, to] = [step * ROWS_PER_STEP + 1, (step + 1) * ROWS_PER_STEP];
    const fill = `INSERT INTO test.t SELECT seq, REPEAT(CHAR(97 + seq % 26), 150) FROM seq_${from}_to_${to}`;
    await first.sql(fill).catch((error: Error) => {
      refusal = error.message;
    });
    seconds += (performance.now() - start) / 1000;
    if (!refusal) moments.push(await momentOf(first, datadir, to, seconds));
  }
  await first.shutdown();
  const start = performance.now();
  const again = await Sealion.start(datadir);
  await again.sql('SELECT v FROM test.t WHERE id = 1');
  const opening = performance.now() - start;
  await again.shutdown();
  return [...figures(moments, refusal), openingFigure(opening, moments.at(-1))];
}

async function momentOf(server: Sealion, datadir: string, rows: number, seconds: number): Promise<Moment> {
  await server.sql('FLUSH TABLES test.t FOR EXPORT');
  await server.sql('UNLOCK TABLES');
  const megabytes = statSync(join(datadir, 'test', 't.ibd')).size / MEGABYTE;
  return { rows, megabytes, seconds, residentMegabytes: process.memoryUsage.rss() / MEGABYTE };
}

function figures(moments: readonly Moment[], refusal: string): Figure[] {
  const [empty, small] = moments;
  const last = moments.at(-1);
  const before = moments.at(-2);
  if (!empty || !small || !last || !before) return [];
  const perMegabyte = (from: Moment, to: Moment) =>
    (1000 * (to.seconds - from.seconds)) / (to.megabytes - from.megabytes);
  const [early, late] = [perMegabyte(empty, moments[10] ?? last), perMegabyte(moments.at(-11) ?? empty, last)];
  const memory = ((last.residentMegabytes - small.residentMegabytes) * 1e6) / (last.rows - small.rows);
  return [
    {
      name: `a megabyte at ${last.megabytes.toFixed(0)} MB / within the first hundred`,
      ours: `${late.toFixed(1)} ms`,
      other: `${early.toFixed(1)} ms`,
      ratio: late / early,
      goal: atMost(1.3),
    },
    { name: 'resident memory for a million rows of 154 bytes', ours: `${memory.toFixed(0)} MB`, other: refusal },
  ];
}

const openingFigure = (milliseconds: number, last: Moment | undefined): Figure => ({
  name: `start and one look-up in the closed table of ${last?.megabytes.toFixed(0)} MB`,
  ours: `${milliseconds.toFixed(0)} ms`,
  other: '',
});
