/**
 * Random SELECT, INSERT, UPDATE and DELETE over random tables: results, warnings, errors and counts of both servers.
 *
 * SEED chooses them, STATEMENTS says how many, REPORT names a file for all differences.
 */
import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SEED } from '../support/ports.js';
import { type Difference, run } from './random-sql/run.js';
import type { Kind } from './random-sql/statements.js';

const STATEMENTS = Number(process.env['STATEMENTS'] ?? 2000);

/** What share of each kind must be equal, by default. */
const SHARE_EQUAL = 0.97;

/** Kinds that are not there yet, with what they lack. */
const SHARES: Partial<Readonly<Record<Kind, number>>> = {
  // EXCEPT and INTERSECT compare texts byte by byte, and temporals that came from two digits of a year.
  union: 0.93,
};

const shown = ({ kind, statement, before, real, own }: Difference): string =>
  `# ${kind}\n${before.map((text) => `  ${text};\n`).join('')}> ${statement};\n--- MariaDB\n${real}\n--- Sealion\n${own}\n`;

test(`${STATEMENTS} statements of seed ${SEED}`, { timeout: 3_600_000 }, async () => {
  const { asked, differences } = await run(SEED, STATEMENTS);
  if (process.env['REPORT']) writeFileSync(process.env['REPORT'], differences.map(shown).join('\n'));
  const shares = [...asked].map(([kind, count]) => {
    const different = differences.filter((difference) => difference.kind === kind).length;
    return { kind, count, share: 1 - different / count };
  });
  const summary = shares
    .map(({ kind, count, share }) => `${kind} ${(100 * share).toFixed(1)} % of ${count}`)
    .join(', ');
  process.stdout.write(`seed ${SEED}: equal: ${summary}\n`);
  const below = shares.filter(({ kind, share }) => share < (SHARES[kind] ?? SHARE_EQUAL));
  expect(
    below.map(({ kind }) => kind),
    summary,
  ).toEqual([]);
});
