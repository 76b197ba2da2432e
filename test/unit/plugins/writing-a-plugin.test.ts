/**
 * Everything that docs/writing-a-plugin.md shows, done in its order in an empty folder: blocks with a file name are
 * written, console blocks are run. The page with what was really printed must be the page as it is; `vitest -u` writes it.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BUILT_PROGRAM } from '../cli/program.js';

const PAGE = resolve('docs/writing-a-plugin.md');
const BLOCK = /^```(?<info>\w+.*)\n(?<body>(?:.*\n)*?)```$/gm;
const EXAMPLES = ['rotating_keys.ts', 'rotating_keys.test', 'rotating_keys.opt', 'rotating_keys.result'];
const LIMIT_MS = 240_000;

let folder: string;

/** A folder with nothing in it, and beside it a `sealion` for the shell. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sealion-page-'));
  mkdirSync(join(folder, 'work'));
  const words = [process.execPath, ...BUILT_PROGRAM].map((word) => `'${word}'`).join(' ');
  writeFileSync(join(folder, 'sealion'), `#!/bin/sh\nexec ${words} "$@"\n`, { mode: 0o755 });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What a person's terminal would show: not one of a build machine, where `--record` is refused. */
function run(command: string): string {
  const { CI: _, ...withoutCi } = process.env;
  const path = `${folder}${delimiter}${process.env['PATH']}`;
  const { stdout } = spawnSync('sh', ['-c', `{ ${command}\n} 2>&1`], {
    cwd: join(folder, 'work'),
    env: { ...withoutCi, PATH: path, USER: 'you' },
    input: '',
    encoding: 'utf8',
    timeout: LIMIT_MS,
  });
  return stdout;
}

const transcript = (body: string) =>
  body
    .split('\n')
    .filter((line) => line.startsWith('$ '))
    .map((line) => `${line}\n${run(line.slice(2))}`)
    .join('');

test('the page says what happens', { timeout: LIMIT_MS }, async () => {
  const page = readFileSync(PAGE, 'utf8').replace(BLOCK, (block, info: string, body: string) => {
    const [language, file] = info.split(' ');
    if (file !== undefined) writeFileSync(join(folder, 'work', file), body);
    return language === 'console' ? `\`\`\`console\n${transcript(body)}\`\`\`` : block;
  });
  await expect(page).toMatchFileSnapshot(PAGE);
  for (const example of EXAMPLES) {
    const written = readFileSync(join(folder, 'work', example), 'utf8');
    expect(written, example).toBe(readFileSync(join('examples/plugins', example), 'utf8'));
  }
});
