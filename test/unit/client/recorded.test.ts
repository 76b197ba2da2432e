/** Our client against the real one, case by case, byte for byte. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { Replay, unpack } from '../script/traffic.js';
import { MemoryFiles } from '../script/world.js';
import { CASES } from './cases.js';
import { runCase } from './run-case.js';

const data = fileURLToPath(new URL('../../data/client/', import.meta.url));

for (const [name, tried] of Object.entries(CASES)) {
  test(name, async () => {
    const { real, traffic } = JSON.parse(readFileSync(`${data}${name}.json`, 'utf8'), unpack);
    const replay = new Replay(traffic);
    const connect = ({ user, password, database }: { user: string; password: string; database: string | undefined }) =>
      replay.connect({ host: 'localhost', user, password, database });
    expect(await runCase(tried, connect, new MemoryFiles(tried.files))).toEqual(real);
    expect(replay.unused).toEqual([]);
  });
}
