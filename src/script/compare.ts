/** The verdict on a script: what it wrote against what its result file, or another server, says. */
import { type Change, changesOf, unifiedDiff } from './diff.js';
import type { KnownDifference } from './known-differences.js';
import type { ScriptOutcome } from './run.js';

/** What became of one test. Plain data: workers send it. */
export type Verdict = (
  | { readonly kind: 'pass'; readonly notes: readonly string[] }
  | { readonly kind: 'skipped'; readonly reason: string }
  | { readonly kind: 'fail'; readonly message: string; readonly diff: string; readonly line?: number }
) & {
  /** What the script wrote, where that is to be printed. */
  readonly output?: string;
};

/** What an outcome is held against. */
export interface Expectation {
  /** Undefined: there is none. */
  readonly text: string | undefined;
  /** Where it comes from, and what the output is called: the heads of the diff. */
  readonly from: string;
  readonly to: string;
}

/** Lines of the output that are shown when a script ends with an error. */
const TAIL_LINES = 20;

/** Judges a run. */
export function judge(outcome: ScriptOutcome, expected: Expectation): Verdict {
  switch (outcome.kind) {
    case 'skipped':
      return { kind: 'skipped', reason: outcome.message };
    case 'failed':
      return {
        ...fail(outcome.message, tail(outcome.output)),
        ...(outcome.line === undefined ? {} : { line: outcome.line }),
      };
    case 'finished':
      return judgeOutput(outcome.output, expected, outcome.knownDifferences ?? []);
  }
}

/** A failure without anything to compare. */
export const fail = (message: string, diff = ''): Verdict & { kind: 'fail' } => ({ kind: 'fail', message, diff });

function judgeOutput(output: string, { text, from, to }: Expectation, known: readonly KnownDifference[]): Verdict {
  if (text === undefined) return fail(`There is no result file ${from}; --record writes it`, tail(output));
  if (output === '' && text !== '') return fail("mysqltest: The test didn't produce any output");
  if (output === text) return { kind: 'pass', notes: [] };
  const changes = changesOf(text, output);
  const reasons = changes.map((change) => known.find((difference) => covers(difference, change))?.id);
  if (reasons.every((id) => id !== undefined)) {
    return { kind: 'pass', notes: [...new Set(reasons)].map((id) => `known difference: ${id}`) };
  }
  const what = output.length === text.length ? 'content' : 'length';
  const line = firstDifference(text, output);
  return {
    ...fail(
      `mysqltest: Result ${what} mismatch, first difference in line ${line}`,
      unifiedDiff(text, output, from, to),
    ),
    line,
  };
}

/** Whether a change lies within the lines that may differ. */
const covers = ({ first, last }: KnownDifference, change: Change): boolean =>
  change.line >= first && change.line + Math.max(change.added, 1) - 1 <= last + (change.added === 0 ? 1 : 0);

function firstDifference(expected: string, got: string): number {
  const [before, after] = [expected.split('\n'), got.split('\n')];
  return before.findIndex((line, index) => line !== after[index]) + 1 || before.length + 1;
}

function tail(output: string): string {
  const lines = output.split('\n');
  const shown = lines.slice(-TAIL_LINES - 1).join('\n');
  return shown === '' ? '' : `The last lines before it:\n${shown}`;
}
