/** What the driver prints about tests: lines in mtr's form, TAP or JUnit. */
import type { Verdict } from './compare.js';
import type { TestResult } from './driver.js';
import { junitText } from './report-junit.js';
import { tapBailOut, tapPlan, tapText } from './report-tap.js';
import { titleOf } from './suite.js';
import { PRINTED } from './test-runner.js';

/** How many tests ended how. */
export interface Totals {
  passed: number;
  failed: number;
  skipped: number;
  /** Passed, but not at once. */
  retried: number;
  /** Were not begun, since others had failed. */
  notRun: number;
}

/** Hears of the tests of one run. */
export interface Reporter {
  begin(tests: number): void;
  tell(result: TestResult): void;
  end(totals: Totals, results: readonly TestResult[]): void;
}

export type Format = 'mtr' | 'tap' | 'junit';

/** Where reports go, and in which form. */
export interface ReportStyle {
  readonly write: (text: string) => void;
  readonly writeError: (text: string) => void;
  readonly color: boolean;
  /** More than one: each line says which. */
  readonly workers: number;
  /** When the run began, in milliseconds since 1970. */
  readonly startedAt: number;
}

export function reporter(format: Format, style: ReportStyle): Reporter {
  switch (format) {
    case 'mtr':
      return new MtrReporter(style);
    case 'tap':
      return tapReporter(style);
    case 'junit':
      return { begin: () => {}, tell: () => {}, end: (_, results) => style.write(junitText(results, style.startedAt)) };
  }
}

function tapReporter({ write }: ReportStyle): Reporter {
  let number = 0;
  return {
    begin: (tests) => write(tapPlan(tests)),
    tell: (result) => write(tapText(result, ++number)),
    end: ({ notRun }) => write(notRun === 0 ? '' : tapBailOut(notRun)),
  };
}

const NAME_WIDTH = 40;
const TIME_WIDTH = 6;
const RULE = '-'.repeat(78);

const RED = '\x1b[31m';
const GREEN = '\x1b[32m';
const BOLD = '\x1b[1m';
const RESET = '\x1b[0m';

class MtrReporter implements Reporter {
  readonly #style: ReportStyle;
  readonly #failed: string[] = [];
  #printedOnly = false;

  constructor(style: ReportStyle) {
    this.#style = style;
  }

  begin(): void {}

  tell(result: TestResult): void {
    const { test, verdict } = result;
    if (verdict.kind === 'fail') this.#failed.push(titleOf(test));
    this.#printedOnly = test.result.path === PRINTED;
    if (this.#printedOnly) this.#print(verdict);
    else this.#style.write(resultText(result, this.#style));
  }

  end(totals: Totals): void {
    if (!this.#printedOnly) this.#style.write(totalsText(totals, this.#failed));
  }

  /** The output of a script is for pipes: nothing else goes where it does. */
  #print(verdict: Verdict): void {
    this.#style.write(verdict.output ?? '');
    if (verdict.kind === 'fail') this.#style.writeError(`${verdict.message}\n`);
    if (verdict.kind === 'skipped') this.#style.writeError(`skipped: ${verdict.reason}\n`);
  }
}

/** `suite.name    w1 [ pass ]     12`, for a failure with the reason and the differences below. */
function resultText({ test, verdict, milliseconds, worker, retries }: TestResult, style: ReportStyle): string {
  const name = titleOf(test).padEnd(NAME_WIDTH);
  const start = style.workers > 1 ? `${name} w${String(worker).padEnd(String(style.workers).length)}` : name;
  const retry = retries > 0 ? 'retry-' : '';
  switch (verdict.kind) {
    case 'pass': {
      const notes = verdict.notes.map((note) => `  ${note}\n`).join('');
      return `${start} [ ${retry}pass ] ${String(Math.round(milliseconds)).padStart(TIME_WIDTH)}\n${notes}`;
    }
    case 'skipped':
      return `${start} [ skipped ]  ${verdict.reason}\n`;
    case 'fail':
      return `${start} [ ${retry}fail ]\n\n${failureText(verdict, style.color)}\n`;
  }
}

function failureText({ message, diff }: Verdict & { kind: 'fail' }, color: boolean): string {
  const text = `${message}\n${diff === '' ? '' : `\n${diff}`}`;
  const whole = text.endsWith('\n') ? text : `${text}\n`;
  return color ? colored(whole) : whole;
}

function colored(diff: string): string {
  return diff
    .replace(/^-.*$/gm, `${RED}$&${RESET}`)
    .replace(/^\+.*$/gm, `${GREEN}$&${RESET}`)
    .replace(/^(?:@@|mysqltest:).*$/gm, `${BOLD}$&${RESET}`);
}

/** The last lines of a run. */
function totalsText({ passed, failed, skipped, retried, notRun }: Totals, names: readonly string[]): string {
  const parts = [
    `${passed} passed${retried === 0 ? '' : ` (${retried} not at once)`}`,
    `${failed} failed`,
    ...(skipped === 0 ? [] : [`${skipped} skipped`]),
    ...(notRun === 0 ? [] : [`${notRun} not run`]),
  ];
  const list = names.length < 2 ? '' : `Failed: ${names.join(' ')}\n`;
  return `${RULE}\n${list}${parts.join(', ')}\n`;
}
