/** Each script of test/data/script against what the real mysqltest made of it, with the server's recorded answers. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { encodeText } from '../../../src/render/text.js';
import { judge } from '../../../src/script/compare.js';
import { runScript } from '../../../src/script/run.js';
import { fromJson, Replay } from './traffic.js';
import { fakeServer, MemoryFiles } from './world.js';

const data = fileURLToPath(new URL('../../data/script/', import.meta.url));
const read = (name: string): Buffer => readFileSync(`${data}${name}`);
const VERDICTS = { 0: 'pass', 1: 'fail', 62: 'skipped' } as const;

for (const file of readdirSync(data).filter((name) => name.endsWith('.test'))) {
  test(file, async () => {
    const base = file.replace(/test$/, '');
    const { exit, message, traffic } = fromJson(read(`${base}json`).toString());
    const replay = new Replay(traffic);
    const files = new MemoryFiles({ [file]: read(file).toString() });
    const environment = { MYSQLTEST_VARDIR: '/var', MYSQL_TMP_DIR: '/var/tmp' };
    const outcome = await runScript(file, { server: fakeServer(replay), files, environment, sourcePath: [] });

    expect(Buffer.from(encodeText(outcome.output)).toString('latin1')).toBe(read(`${base}expected`).toString('latin1'));
    expect(replay.unused).toEqual([]);
    const verdict = judge(outcome, { text: outcome.output, from: `${base}result`, to: '' });
    if (outcome.output !== '') expect(verdict.kind).toBe(VERDICTS[exit as keyof typeof VERDICTS]);
    if (exit === 62) expect(message).toContain(`reason: ${outcome.message}`);
    else expect(outcome.message).toBe(outcome.kind === 'finished' ? '' : message);
  });
}
