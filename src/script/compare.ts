/** The verdict on a script: what it wrote against what its result file says. */
import { unifiedDiff } from './diff.js';
import type { ScriptOutcome } from './run.js';

/** What became of one test. */
export type Verdict =
  | { readonly kind: 'pass' }
  | { readonly kind: 'skipped'; readonly reason: string }
  | { readonly kind: 'fail'; readonly message: string; readonly diff: string };

/** Lines of the output that are shown when a script ends with an error. */
const TAIL_LINES = 20;

/** Judges a run; `recorded` is undefined when there is no result file, `name` stands in the diff's head. */
export function judge(outcome: ScriptOutcome, recorded: string | undefined, name: string): Verdict {
  switch (outcome.kind) {
    case 'skipped':
      return { kind: 'skipped', reason: outcome.message };
    case 'failed':
      return fail(outcome.message, tail(outcome.output));
    case 'finished':
      return judgeOutput(outcome.output, recorded, name);
  }
}

function judgeOutput(output: string, recorded: string | undefined, name: string): Verdict {
  if (recorded === undefined) return fail(`There is no result file ${name}; --record writes it`, tail(output));
  if (output === '' && recorded !== '') return fail("mysqltest: The test didn't produce any output", '');
  if (output === recorded) return { kind: 'pass' };
  const what = output.length === recorded.length ? 'content' : 'length';
  return fail(
    `mysqltest: Result ${what} mismatch, first difference in line ${firstDifference(recorded, output)}`,
    unifiedDiff(recorded, output, name, name.replace(/result$/, 'reject')),
  );
}

const fail = (message: string, diff: string): Verdict => ({ kind: 'fail', message, diff });

function firstDifference(expected: string, got: string): number {
  const [before, after] = [expected.split('\n'), got.split('\n')];
  return before.findIndex((line, index) => line !== after[index]) + 1 || before.length + 1;
}

function tail(output: string): string {
  const lines = output.split('\n');
  const shown = lines.slice(-TAIL_LINES - 1).join('\n');
  return shown === '' ? '' : `The last lines before it:\n${shown}`;
}
