/** The tours in `examples`, run as a user would run them: through the program, in an empty folder. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { globSync } from 'tinyglobby';
import { expect, test } from 'vitest';

const PROGRAM = ['--conditions=source', '--import', import.meta.resolve('tsx'), resolve('src/cli.ts')];

/** What a tour says about how it is run. */
const optionsIn = (text: string): string[] => /^-- +sealion (.*) < /m.exec(text)?.[1]?.split(' ') ?? [];

/** Two runs have other names for themselves. */
const UUID = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g;

for (const tour of globSync('examples/tours/*.sql')) {
  test(`${tour} says what it said when it was written`, { timeout: 60_000 }, async () => {
    const directory = mkdtempSync(join(tmpdir(), 'sealion-tour-'));
    try {
      const text = readFileSync(tour, 'utf8');
      const { stdout, stderr, status } = spawnSync(process.execPath, [...PROGRAM, ...optionsIn(text), '-f'], {
        cwd: directory,
        input: text,
        encoding: 'utf8',
        timeout: 50_000,
      });
      const transcript = `${stdout}\n=== stderr, exit code ${status}\n${stderr}`.replaceAll(UUID, 'UUID');
      await expect(transcript).toMatchFileSnapshot(resolve('test/data/tours', basename(tour, '.sql').concat('.txt')));
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
}
