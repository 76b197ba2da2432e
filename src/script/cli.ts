/**
 * `sealion test`: runs scripts, each on a server of its own, and compares what they write with their result files.
 *
 * Exit codes: 0 all passed or skipped, 1 a failure, 2 a mistake on the command line, 62 (where asked for) the only test
 * was skipped.
 */
import { basename, join, resolve } from 'node:path';
import { makeDirectories } from '../base/file-tree.js';
import type { Clock } from '../base/ports.js';
import { type Plan, runAll, type TestResult, type TestWorker } from './driver.js';
import { explainScript } from './explain.js';
import { externServer, helpText, parseTestArguments, type TestArguments } from './options.js';
import { type Format, reporter, type Totals } from './report.js';
import { junitText } from './report-junit.js';
import { selectTests } from './select.js';
import type { TestCase } from './suite.js';
import { PRINTED, type RunnerHost, runTest, type TestSettings } from './test-runner.js';

/** What the driver needs of the program that starts it. */
export interface TestHost extends RunnerHost {
  /** Where relative paths begin. */
  readonly directory: string;
  /** Measures how long a test takes. */
  readonly clock: Clock;
  /** How many workers there are unless the command line says it. */
  readonly processors: number;
  /** Starts a process that runs tests; without it they run in this one, which no time-out can end. */
  startWorker?(settings: TestSettings): TestWorker;
  /** Makes what all real servers start from; rejects where there is no MariaDB. */
  prepareReal(vardir: string): Promise<unknown>;
  /** Everything on standard input. */
  readInput(): Uint8Array;
  write(text: string): void;
  writeError(text: string): void;
  /** True where the output understands colours. */
  readonly color: boolean;
}

const EXIT_SKIPPED = 62;
const DEFAULT_TIMEOUT_S = 900;

/** Runs `sealion test` with these arguments; gives the exit code. */
export async function runTests(args: readonly string[], host: TestHost): Promise<number> {
  const parsed = parseTestArguments(args);
  if (typeof parsed === 'string') return usageError(host, parsed);
  const { options } = parsed;
  if (options.has('help')) {
    host.write(helpText());
    return 0;
  }
  if (options.has('record') && host.environment['CI'] !== undefined && !options.has('force')) {
    return usageError(host, '--record changes what tests expect; in CI it needs --force');
  }
  const settings = settingsOf(parsed, host);
  const tests = selectTests({ ...parsed, paths: namedPaths(parsed, settings, host) }, host.directory, host.files);
  if (typeof tests === 'string') return usageError(host, tests);
  const chosen = tests.map((test) => withResult(test, parsed, host));
  if (options.has('explain')) {
    for (const { script, home } of chosen)
      host.write(explainScript(script, [home, settings.basedir ?? ''], host.files));
    return 0;
  }
  try {
    if (settings.server === 'mariadbd') await host.prepareReal(settings.vardir);
  } catch (error) {
    return usageError(host, error instanceof Error ? error.message : String(error));
  }
  return await new Run(parsed, settings, host).run(chosen);
}

function usageError(host: TestHost, message: string): number {
  host.writeError(`sealion test: ${message}\n`);
  return 2;
}

function settingsOf({ options }: TestArguments, host: TestHost): TestSettings {
  const path = (name: 'vardir' | 'tmpdir' | 'logdir' | 'suite-dir' | 'basedir'): string | undefined => {
    const value = options.get(name);
    return value === undefined ? undefined : resolve(host.directory, value);
  };
  const extern = options.get('extern');
  const real = options.has('server') || options.has('compare');
  return {
    vardir: path('vardir') ?? resolve(host.directory, 'var'),
    tmpdir: path('tmpdir'),
    logdir: path('logdir'),
    suiteDir: path('suite-dir'),
    basedir: path('basedir'),
    record: options.has('record'),
    allowExec: options.has('allow-exec'),
    realTime: options.has('real-time'),
    compare: options.has('compare'),
    server: (extern === undefined ? undefined : externServer(extern)) ?? (real ? 'mariadbd' : 'sealion'),
  };
}

/** A script on standard input is put into a file, where workers find it. */
function namedPaths({ paths }: TestArguments, { vardir }: TestSettings, host: TestHost): readonly string[] {
  if (!paths.includes('-')) return paths;
  const file = join(vardir, 'stdin.test');
  makeDirectories(vardir, host.files);
  host.files.writeFile(file, host.readInput());
  return paths.map((path) => (path === '-' ? file : path));
}

function withResult(test: TestCase, { options, paths }: TestArguments, host: TestHost): TestCase {
  const named = options.get('result-file');
  if (named === '-' || (named === undefined && paths.includes('-') && basename(test.script) === 'stdin.test')) {
    return { ...test, result: { path: PRINTED } };
  }
  return named === undefined ? test : { ...test, result: { path: resolve(host.directory, named) } };
}

/** One run over the chosen tests. */
class Run {
  readonly #options: TestArguments['options'];
  readonly #settings: TestSettings;
  readonly #host: TestHost;

  constructor({ options }: TestArguments, settings: TestSettings, host: TestHost) {
    this.#options = options;
    this.#settings = settings;
    this.#host = host;
  }

  async run(tests: readonly TestCase[]): Promise<number> {
    const { clock, write, writeError, color } = this.#host;
    const plan = this.#plan(tests.length);
    const style = { write, writeError, color, workers: plan.workers, startedAt: clock.now() };
    const report = reporter((this.#options.get('format') ?? 'mtr') as Format, style);
    const results: TestResult[] = [];
    report.begin(tests.length);
    await runAll(
      tests,
      plan,
      clock,
      () => this.#startWorker(),
      (result) => {
        results.push(result);
        report.tell(result);
      },
    );
    const totals = count(results, tests.length);
    report.end(totals, results);
    const xml = this.#options.get('xml-report');
    if (xml !== undefined) {
      this.#host.files.writeFile(resolve(this.#host.directory, xml), junitText(results, style.startedAt));
    }
    if (totals.failed > 0) return 1;
    const skippedAlone = tests.length === 1 && totals.skipped === 1 && this.#options.has('mysqltest-exit-codes');
    return skippedAlone ? EXIT_SKIPPED : 0;
  }

  #plan(tests: number): Plan {
    const asked = Number(this.#options.get('parallel') ?? this.#host.processors);
    const number = (name: 'retry' | 'testcase-timeout' | 'max-test-fail', otherwise: number): number =>
      Number(this.#options.get(name) ?? otherwise);
    return {
      workers: this.#host.startWorker ? Math.max(1, Math.min(asked, tests)) : 1,
      retries: number('retry', 0),
      timeoutSeconds: number('testcase-timeout', DEFAULT_TIMEOUT_S),
      mostFailures: this.#options.has('force') ? number('max-test-fail', 0) : 1,
    };
  }

  #startWorker(): TestWorker {
    const inThisProcess = { run: (test: TestCase) => runTest(test, this.#settings, this.#host), stop: () => {} };
    return this.#host.startWorker?.(this.#settings) ?? inThisProcess;
  }
}

function count(results: readonly TestResult[], tests: number): Totals {
  const totals: Totals = { passed: 0, failed: 0, skipped: 0, retried: 0, notRun: tests - results.length };
  for (const { verdict, retries } of results) {
    if (verdict.kind === 'fail') totals.failed++;
    else if (verdict.kind === 'skipped') totals.skipped++;
    else {
      totals.passed++;
      if (retries > 0) totals.retried++;
    }
  }
  return totals;
}
