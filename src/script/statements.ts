/** Statements of a script: run, written into the result, their errors weighed against what the script expects. */
import { basename } from 'node:path';
import type { Failure, Outcome, Rows } from '../base/result.js';
import { cellText } from '../render/text.js';
import { allows, checkSuccess, expectedErrorLine, unexpectedError, wrongError } from './expected-errors.js';
import { ScriptSkipped } from './failure.js';
import { type OutputStyle, outcomeText, warningsText } from './output.js';
import { NO_REPLACEMENTS, replaceText } from './replace.js';
import type { ScriptRun } from './run.js';

/** How one statement is shown. */
interface Presentation {
  /** Behind the echoed text. */
  readonly delimiter: string;
  /** Overrides the script's horizontal or vertical form. */
  readonly vertical?: boolean;
  /** What is echoed instead of the statement. */
  readonly echo?: string;
}

/** Runs statements for one script. */
export class Statements {
  readonly #run: ScriptRun;

  constructor(run: ScriptRun) {
    this.#run = run;
  }

  /** Echoes and runs a statement and writes what it answers. */
  async run(sql: string, presentation: Presentation): Promise<void> {
    const { connections } = this.#run;
    connections.checkIdle();
    this.echo(presentation.echo ?? sql, presentation.delimiter);
    if (this.#run.sendNext) {
      this.#run.sendNext = false;
      connections.send(sql);
      return;
    }
    await this.write(sql, await connections.execute(sql), presentation.vertical);
  }

  echo(sql: string, delimiter: string): void {
    const { switches, replacements } = this.#run;
    if (switches.isOn('query_log')) this.#run.write(`${replaceText(sql, replacements)}${delimiter}\n`);
  }

  /** Writes outcomes and ends what held for this statement only. */
  async write(sql: string, outcomes: readonly Outcome[], vertical = this.#run.vertical): Promise<void> {
    const run = this.#run;
    const style: OutputStyle = {
      vertical,
      columnNames: run.switches.isOn('column_names'),
      sorted: run.sorted,
      info: run.switches.isOn('info'),
      replacements: run.replacements,
    };
    const failure = outcomes.find(isFailure);
    if (run.requirement !== undefined) {
      this.#weighRequirement(run.requirement, outcomes.map((outcome) => outcomeText(outcome, style)).join(''));
      return;
    }
    run.lastErrno = failure?.errno ?? 0;
    // Comes first: a script that ends here shows nothing of the statement it ended with.
    const errorLine = failure ? this.#weigh(`query '${sql}'`, failure, outcomeText(failure, style)) : '';
    if (!failure) checkSuccess(run.expected, `query '${sql}'`);
    if (run.switches.isOn('result_log')) {
      for (const outcome of outcomes) if (outcome.kind !== 'error') run.write(outcomeText(outcome, style));
      run.write(errorLine);
      if (!failure) await this.#writeWarnings(outcomes);
    }
    run.endReplacements();
    run.switches.endOnce();
  }

  /** The statement after `require`: nothing of it is written. */
  #weighRequirement(file: string, text: string): void {
    const run = this.#run;
    run.requirement = undefined;
    const expected = run.textOf(file);
    if (text !== expected) throw new ScriptSkipped(`Test requires: '${basename(file).replace(/\.\w+$/, '')}'`);
    run.endReplacements();
    run.switches.endOnce();
  }

  /** Runs a statement of `let` or a condition; nothing is written but an error that is expected. */
  async quiet(sql: string): Promise<readonly Outcome[]> {
    const outcomes = await this.#run.connections.execute(sql);
    const failure = outcomes.find(isFailure);
    if (failure) this.refuse(`query '${this.#run.commandText}'`, failure);
    return outcomes;
  }

  /** A refused connection or a quiet statement's error, under the same rules as a statement's. */
  refuse(what: string, failure: Failure): void {
    const line = this.#weigh(what, failure, `ERROR ${failure.sqlstate}: ${failure.message}\n`);
    if (this.#run.switches.isOn('result_log')) this.#run.write(line);
  }

  async #writeWarnings(outcomes: readonly Outcome[]): Promise<void> {
    const run = this.#run;
    if (!run.switches.isOn('warnings') || (outcomes.at(-1)?.warningCount ?? 0) === 0) return;
    const warnings = firstRows(await run.ask('SHOW WARNINGS'));
    if (warnings) run.write(warningsText(warnings, run.replacements));
  }

  /** What the result says about an error, unless the script ends with it. */
  #weigh(what: string, failure: Failure, line: string): string {
    const { expected, switches } = this.#run;
    if (expected.length === 0 && switches.isOn('abort_on_error')) throw unexpectedError(what, failure);
    const allowed = allows(expected, failure.errno, failure.sqlstate);
    if (expected.length > 0 && !allowed) throw wrongError(what, expected, failure);
    return allowed ? expectedErrorLine(expected, line) : line;
  }
}

const isFailure = (outcome: Outcome): outcome is Failure & Outcome => outcome.kind === 'error';

/** The first result set among the outcomes. */
export function firstRows(outcomes: readonly Outcome[]): Rows | undefined {
  return outcomes.find((outcome): outcome is Rows & Outcome => outcome.kind === 'rows');
}

/** The first row, its fields joined by tabs; empty without a row or with NULL in its first column. */
export function queryValue(outcomes: readonly Outcome[], replacements = NO_REPLACEMENTS): string | undefined {
  const rows = firstRows(outcomes);
  if (!rows) return undefined;
  const [row] = rows.rows;
  if (!row || row[0] === null) return '';
  return row.map((cell) => (cell === null ? '' : replaceText(cellText(cell), replacements))).join('\t');
}
