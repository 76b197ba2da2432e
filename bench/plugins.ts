/** Many plugins of users: how a start grows with their number, and how long a list of all their variables takes. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '../test/support/mariadb.js';
import { Sealion } from '../test/support/sealion.js';
import { atMost, type Figure, inMilliseconds, median, pairs, processor, timesAsLong } from './measure.js';

const MANY = 200;
const VARIABLES_EACH = 7;
const ROUNDS = 7;
const LISTINGS = 21;

export async function plugins(): Promise<Figure[]> {
  const directory = temporaryDirectory();
  const datadir = join(directory, 'data');
  const library = join(directory, 'plugins');
  mkdirSync(library);
  for (let index = 0; index < MANY; index++) writeFileSync(join(library, `${nameOf(index)}.mjs`), source(index));
  const start = (count: number) => Sealion.start(datadir, ['--plugin-maturity=unknown', ...loading(library, count)]);
  const life = (count: number) => async () => (await start(count)).shutdown();
  await life(MANY)();
  const times = await pairs(ROUNDS, { work: life(MANY) }, { work: life(MANY / 2) });
  return [
    {
      name: `start with ${MANY} plugins / with ${MANY / 2}`,
      ours: inMilliseconds(times.ours),
      other: inMilliseconds(times.other),
      ratio: timesAsLong(times),
      // Twice as many take twice as long; the rest is noise.
      goal: atMost(2.2),
    },
    await listing(await start(MANY)),
  ];
}

async function listing(server: Sealion): Promise<Figure> {
  const times: number[] = [];
  let rows = 0;
  for (let round = 0; round <= LISTINGS; round++) {
    const before = processor();
    const text = await server.sql('SHOW VARIABLES');
    if (round > 0) times.push(processor() - before);
    rows = text.split('\n').length - 2;
  }
  await server.shutdown();
  const name = `SHOW VARIABLES of ${rows} variables, in milliseconds`;
  return { name, ours: inMilliseconds(times), other: '', ratio: median(times), goal: atMost(20) };
}

const nameOf = (index: number): string => `bench_${String(index).padStart(3, '0')}`;

const loading = (library: string, count: number): string[] => [
  `--plugin-dir=${library}`,
  ...Array.from({ length: count }, (_, index) => `--plugin-load-add=${nameOf(index)}`),
];

function source(index: number): string {
  const name = nameOf(index);
  const vars = Array.from(
    { length: VARIABLES_EACH },
    (_, number) =>
      `v${number}: sysvar('${name}_v${number}', { scope: 'GLOBAL', type: unsigned({ min: 0, max: 9 }), default: ${number}, comment: '' })`,
  );
  return `import { definePlugin, sysvar, unsigned } from 'sealion/plugin';
export default definePlugin({
  name: '${name}', type: 'DAEMON', version: '1.0', maturity: 'Stable', author: 'bench', description: '', license: 'GPL',
  vars: { ${vars.join(', ')} },
  init: () => ({}),
});
`;
}
