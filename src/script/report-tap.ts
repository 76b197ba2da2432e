/** Results as TAP 14, the Test Anything Protocol: lines for programs that show or count tests. */
import type { TestResult } from './driver.js';
import { titleOf } from './suite.js';

/** The head: so many tests will follow. */
export const tapPlan = (tests: number): string => `TAP version 14\n1..${tests}\n`;

/** One test; `number` counts from 1. */
export function tapText({ test, verdict, milliseconds, retries }: TestResult, number: number): string {
  const line = `${number} - ${escaped(titleOf(test))}`;
  switch (verdict.kind) {
    case 'pass': {
      const notes = [...verdict.notes, ...(retries === 0 ? [] : [`passed after ${retries} failed runs`])];
      return `ok ${line} # time=${Math.round(milliseconds)}ms\n${notes.map((note) => `# ${oneLine(note)}\n`).join('')}`;
    }
    case 'skipped':
      return `ok ${line} # SKIP ${oneLine(verdict.reason)}\n`;
    case 'fail': {
      const where = verdict.line === undefined ? '' : `  line: ${verdict.line}\n`;
      const diff = verdict.diff === '' ? '' : `  diff: |\n${block(verdict.diff)}`;
      return `not ok ${line}\n  ---\n${where}  message: ${JSON.stringify(verdict.message)}\n${diff}  ...\n`;
    }
  }
}

/** What tells the reader of a run that ended early. */
export const tapBailOut = (notRun: number): string => `Bail out! ${notRun} tests were not run after a failure\n`;

/** A `#` in a description would begin a directive. */
const escaped = (text: string): string => text.replace(/[\\#]/g, '\\$&');
const oneLine = (text: string): string => text.replaceAll('\n', ' ');

/** A block of YAML: its first line fixes the indentation, so lines that begin with blanks keep them. */
const block = (text: string): string =>
  text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => `    ${line}\n`)
    .join('');
