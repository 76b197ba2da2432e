/** Lines that the driver prints about tests, in mtr's form. */
import type { Verdict } from './compare.js';

const NAME_WIDTH = 40;
const TIME_WIDTH = 6;

const RED = '\x1b[31m';
const GREEN = '\x1b[32m';
const RESET = '\x1b[0m';

/** `suite.name    [ pass ]     12`, for a failure with the reason and the differences below. */
export function verdictText(name: string, verdict: Verdict, milliseconds: number, color: boolean): string {
  const start = name.padEnd(NAME_WIDTH);
  switch (verdict.kind) {
    case 'pass':
      return `${start} [ pass ] ${String(Math.round(milliseconds)).padStart(TIME_WIDTH)}\n`;
    case 'skipped':
      return `${start} [ skipped ]  ${verdict.reason}\n`;
    case 'fail': {
      const diff = color ? colored(verdict.diff) : verdict.diff;
      return `${start} [ fail ]\n\n${verdict.message}\n\n${diff}${diff.endsWith('\n') || diff === '' ? '' : '\n'}\n`;
    }
  }
}

function colored(diff: string): string {
  return diff.replace(/^-.*$/gm, `${RED}$&${RESET}`).replace(/^\+.*$/gm, `${GREEN}$&${RESET}`);
}

/** How many tests ended how. */
export interface Totals {
  passed: number;
  failed: number;
  skipped: number;
}

/** The last line of a run. */
export function totalsText({ passed, failed, skipped }: Totals): string {
  const rest = skipped === 0 ? '' : `, ${skipped} skipped`;
  return `${'-'.repeat(78)}\n${passed} passed, ${failed} failed${rest}\n`;
}
