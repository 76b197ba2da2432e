/**
 * `sealion test`: runs scripts, each on a server of its own, and compares what they write with their result files.
 *
 * Exit codes: 0 all passed or skipped, 1 a failure, 2 a mistake on the command line.
 */
import { dirname, join, resolve } from 'node:path';
import type { Clock, Files } from '../base/ports.js';
import { decodeBytes, encodeText } from '../render/text.js';
import { judge, type Verdict } from './compare.js';
import { helpText, parseTestArguments, type TestArguments } from './options.js';
import { type Totals, totalsText, verdictText } from './report.js';
import { type Execute, runScript, type ScriptOutcome } from './run.js';
import { findTests, parseOptions, siblingTest, type TestCase } from './suite.js';
import type { TestServer } from './test-server.js';

/** What the driver needs of the program that starts it. */
export interface TestHost {
  /** Starts a server with its datadir below `vardir`, on the data that may be there already. */
  startServer(options: readonly string[], vardir: string): Promise<TestServer>;
  /** Where relative paths begin. */
  readonly directory: string;
  readonly files: Files;
  /** Measures how long a test takes. */
  readonly clock: Clock;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly execute: Execute;
  write(text: string): void;
  writeError(text: string): void;
  /** True where the output understands colours. */
  readonly color: boolean;
}

const EXIT_SKIPPED = 62;

/** Runs `sealion test` with these arguments; gives the exit code. */
export async function runTests(args: readonly string[], host: TestHost): Promise<number> {
  const parsed = parseTestArguments(args);
  if (typeof parsed === 'string') return usageError(host, parsed);
  if (parsed.options.has('help')) {
    host.write(helpText());
    return 0;
  }
  if (parsed.options.has('record') && host.environment['CI'] !== undefined && !parsed.options.has('force')) {
    return usageError(host, '--record changes what tests expect; in CI it needs --force');
  }
  const tests = selectTests(parsed, host);
  if (typeof tests === 'string') return usageError(host, tests);
  const totals = await new Driver(parsed, host).runAll(tests);
  host.write(totalsText(totals));
  if (totals.failed > 0) return 1;
  const skippedAlone = tests.length === 1 && totals.skipped === 1 && parsed.options.has('mysqltest-exit-codes');
  return skippedAlone ? EXIT_SKIPPED : 0;
}

function usageError(host: TestHost, message: string): number {
  host.writeError(`sealion test: ${message}\n`);
  return 2;
}

function selectTests({ options, paths }: TestArguments, host: TestHost): TestCase[] | string {
  if (paths.length === 0) return 'no test is named; give files or directories';
  const tests: TestCase[] = [];
  for (const path of paths) {
    const found = findTests(resolve(host.directory, path), host.files);
    if (!found) return `there is no test '${path}'`;
    tests.push(...found);
  }
  const suites = options.get('suite')?.split(',');
  const wanted = new RegExp(options.get('do-test') ?? '');
  const unwanted = options.get('skip-test');
  const chosen = tests.filter(
    ({ suite, name }) =>
      (suites?.includes(suite) ?? true) &&
      wanted.test(name) &&
      !(unwanted !== undefined && new RegExp(unwanted).test(name)),
  );
  const first = options.get('start-from');
  const start = first === undefined ? 0 : chosen.findIndex(({ name }) => name === first || name.endsWith(`.${first}`));
  if (start === -1) return `there is no test '${first}' to start from`;
  return chosen.length === 0 ? 'no test fits' : chosen.slice(start);
}

class Driver {
  readonly #arguments: TestArguments;
  readonly #host: TestHost;
  readonly #vardir: string;

  constructor(parsed: TestArguments, host: TestHost) {
    this.#arguments = parsed;
    this.#host = host;
    this.#vardir = resolve(host.directory, parsed.options.get('vardir') ?? 'var');
  }

  async runAll(tests: readonly TestCase[]): Promise<Totals> {
    const totals: Totals = { passed: 0, failed: 0, skipped: 0 };
    const mostFailures = this.#arguments.options.has('force')
      ? Number(this.#arguments.options.get('max-test-fail') ?? 0)
      : 1;
    for (const test of tests) {
      const started = this.#host.clock.now();
      const verdict = await this.#runOne(test);
      this.#host.write(verdictText(test.name, verdict, this.#host.clock.now() - started, this.#host.color));
      if (verdict.kind === 'pass') totals.passed++;
      else if (verdict.kind === 'skipped') totals.skipped++;
      else totals.failed++;
      if (mostFailures > 0 && totals.failed >= mostFailures) break;
    }
    return totals;
  }

  async #runOne(test: TestCase): Promise<Verdict> {
    const vardir = join(this.#vardir, test.name);
    removeTree(vardir, this.#host.files);
    for (const directory of ['', 'tmp', 'log']) makeDirectories(join(vardir, directory), this.#host.files);
    const outcome = await this.#runWithForerunners(test, vardir, []);
    if (this.#arguments.options.has('record')) return this.#record(test, outcome);
    const verdict = judge(outcome, this.#recorded(test), test.result);
    const reject = test.result.replace(/result$/, 'reject');
    if (verdict.kind === 'fail' && outcome.kind === 'finished')
      this.#host.files.writeFile(reject, encodeText(outcome.output));
    else if (verdict.kind === 'pass' && this.#host.files.exists(reject)) this.#host.files.remove(reject);
    return verdict;
  }

  /** Runs first what the test continues; only the test itself is judged, but a forerunner must not fail. */
  async #runWithForerunners(test: TestCase, vardir: string, followers: readonly string[]): Promise<ScriptOutcome> {
    if (test.after !== undefined) {
      const before = siblingTest(test, test.after, this.#host.files);
      if (!before || followers.includes(before.name)) return failed(`There is no test '${test.after}' to continue`);
      const outcome = await this.#runWithForerunners(before, vardir, [...followers, test.name]);
      if (outcome.kind !== 'finished') return { ...outcome, message: `${before.name}: ${outcome.message}` };
    }
    return await this.#runScript(test, vardir);
  }

  async #runScript(test: TestCase, vardir: string): Promise<ScriptOutcome> {
    const environment: Record<string, string | undefined> = {
      ...this.#host.environment,
      MTR_SUITE_DIR: test.home,
      MYSQLTEST_VARDIR: vardir,
      MYSQL_TMP_DIR: join(vardir, 'tmp'),
    };
    let server: TestServer;
    try {
      server = await this.#host.startServer(parseOptions(test.options, environment), vardir);
    } catch (error) {
      return failed(`The server did not start: ${error instanceof Error ? error.message : String(error)}`);
    }
    try {
      return await runScript(test.script, {
        server,
        files: this.#host.files,
        environment,
        sourcePath: [test.home, dirname(test.home), environment['MYSQL_TEST_DIR'] ?? ''],
        execute: this.#arguments.options.has('allow-exec') ? this.#host.execute : undefined,
      });
    } finally {
      await server.stop();
    }
  }

  #recorded({ result }: TestCase): string | undefined {
    return this.#host.files.exists(result) ? decodeBytes(this.#host.files.readFile(result)) : undefined;
  }

  #record(test: TestCase, outcome: ScriptOutcome): Verdict {
    if (outcome.kind !== 'finished' || outcome.output === '') return judge(outcome, 'some output', test.result);
    this.#host.files.writeFile(test.result, encodeText(outcome.output));
    return { kind: 'pass' };
  }
}

const failed = (message: string): ScriptOutcome => ({ kind: 'failed', output: '', message });

function makeDirectories(path: string, files: Files): void {
  if (files.exists(path)) return;
  makeDirectories(join(path, '..'), files);
  files.makeDirectory(path);
}

function removeTree(path: string, files: Files): void {
  if (!files.exists(path)) return;
  if (files.isDirectory(path)) {
    for (const name of files.list(path)) removeTree(join(path, name), files);
    files.removeDirectory(path);
  } else {
    files.remove(path);
  }
}
