/**
 * Random statements about plugins and variables, asked of a real server and of Sealion in turn.
 *
 * SEED chooses them, STATEMENTS says how many, REPORT names a file for all differences.
 */
import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SEED } from '../support/ports.js';
import { causeOf } from './differential/causes.js';
import { type Difference, run } from './differential/run.js';

const STATEMENTS = Number(process.env['STATEMENTS'] ?? 2000);
const SHARE_EQUAL = 0.995;
const SHOWN_BEFORE = 40;

function shown(difference: Difference): string {
  const { statement, before, real, own } = difference;
  const earlier = before.slice(-SHOWN_BEFORE).map((text) => `  ${text};\n`);
  return `# ${causeOf(difference) ?? 'unknown'}\n${earlier.join('')}> ${statement};\n--- MariaDB\n${real}\n--- Sealion\n${own}\n`;
}

function countByCause(differences: readonly Difference[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const difference of differences) {
    const cause = causeOf(difference) ?? 'unknown';
    counts[cause] = (counts[cause] ?? 0) + 1;
  }
  return counts;
}

test(`${STATEMENTS} statements of seed ${SEED}`, { timeout: 3_600_000 }, async () => {
  const { statements, differences } = await run(SEED, STATEMENTS);
  const summary = `seed ${SEED}: ${statements} statements, different: ${JSON.stringify(countByCause(differences))}`;
  process.stdout.write(`${summary}\n`);
  if (process.env['REPORT']) writeFileSync(process.env['REPORT'], differences.map(shown).join('\n'));
  const unexplained = differences.filter((difference) => causeOf(difference) === undefined);
  expect(unexplained.map(shown).join('\n'), summary).toBe('');
  expect(statements).toBe(STATEMENTS);
  expect(1 - differences.length / statements, summary).toBeGreaterThanOrEqual(SHARE_EQUAL);
});
