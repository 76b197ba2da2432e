/**
 * Runs one test from its options to the verdict: on the simulator, on a real server, or on both.
 *
 * Workers do this, so all that comes in and goes out is plain data but for the host.
 */
import { basename, dirname, join } from 'node:path';
import { makeDirectories, removeTree } from '../base/file-tree.js';
import type { Files } from '../base/ports.js';
import { splitShellWords } from '../base/shell-words.js';
import { decodeBytes, encodeText } from '../render/text.js';
import { type Expectation, fail, judge, type Verdict } from './compare.js';
import { directivesOf } from './directive-lines.js';
import { directiveOptions, reasonNotOnReal, unknownDirective } from './directives.js';
import type { ExternServer } from './options.js';
import { recordedResult } from './recorded-result.js';
import { type Execute, runScript, type ScriptOutcome } from './run.js';
import { directoryNameOf, siblingTest, type TestCase, titleOf } from './suite.js';
import { prepareTest } from './test-preparation.js';
import type { TestServer } from './test-server.js';

/** What the command line says about every test. */
export interface TestSettings {
  readonly vardir: string;
  readonly tmpdir: string | undefined;
  readonly logdir: string | undefined;
  readonly suiteDir: string | undefined;
  readonly basedir: string | undefined;
  readonly record: boolean;
  readonly allowExec: boolean;
  readonly realTime: boolean;
  /** The outcome of the simulator is held against a real server's, not against the result file. */
  readonly compare: boolean;
  /** Where the scripts run; `compare` runs them on the simulator as well. */
  readonly server: 'sealion' | 'mariadbd' | ExternServer;
}

/** One script and where it runs. */
export interface ScriptJob {
  readonly script: string;
  readonly options: readonly string[];
  /** Where the directories of all tests are. */
  readonly home: string;
  /** Its own directory; data that a test before it has left is in `data` below. */
  readonly vardir: string;
  readonly tmpdir: string;
  readonly logdir: string;
  readonly suiteDir: string;
  readonly basedir: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** As a result file: the output is printed instead. */
export const PRINTED = '-';

/** How a server for a test is started. */
export interface ServerPlace {
  readonly vardir: string;
  readonly logdir: string;
  readonly realTime: boolean;
}

/** What running tests needs of the program. */
export interface RunnerHost {
  /** Starts a server with its datadir below `vardir`, on the data that may be there already. */
  startServer(options: readonly string[], place: ServerPlace): Promise<TestServer>;
  /** Runs a script with MariaDB's own tool, on a server of its own or on the one named. */
  runReal(job: ScriptJob, server: 'mariadbd' | ExternServer): Promise<ScriptOutcome>;
  readonly files: Files;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly execute: Execute;
}

/** Runs one test. Never rejects: a mistake of the runner is a failure of the test. */
export async function runTest(test: TestCase, settings: TestSettings, host: RunnerHost): Promise<Verdict> {
  try {
    const verdict = await new TestRunner(test, settings, host).run();
    // Data is kept for those who look for the reason of a failure; it would fill disks otherwise.
    if (verdict.kind !== 'fail') for (const path of datadirsOf(test, settings)) removeTree(path, host.files);
    return verdict;
  } catch (error) {
    return fail(`The runner failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
}

const datadirsOf = (test: TestCase, { vardir }: TestSettings): string[] =>
  ['', 'sealion', 'mariadbd'].map((server) => join(vardir, directoryNameOf(test), server, 'data'));

type Place = Pick<ScriptJob, 'vardir' | 'tmpdir' | 'logdir'>;
type RunScript = (test: TestCase, place: Place) => Promise<ScriptOutcome>;

class TestRunner {
  readonly #test: TestCase;
  readonly #settings: TestSettings;
  readonly #host: RunnerHost;

  constructor(test: TestCase, settings: TestSettings, host: RunnerHost) {
    this.#test = test;
    this.#settings = settings;
    this.#host = host;
  }

  async run(): Promise<Verdict> {
    const test = this.#test;
    if (test.hindrance !== undefined) return { kind: 'skipped', reason: test.hindrance };
    const text = decodeBytes(this.#host.files.readFile(test.script));
    const wrong = unknownDirective(directivesOf(text));
    if (wrong !== undefined) return fail(wrong);
    const { server, compare } = this.#settings;
    if (server === 'sealion') return this.#conclude(await this.#runOn('sealion', this.#onSealion));
    const reason = reasonNotOnReal(directivesOf(text)) ?? this.#reasonNotOnExtern();
    if (reason !== undefined) return { kind: 'skipped', reason };
    const onReal: RunScript = (which, place) => this.#host.runReal(this.#job(which, place), server);
    const name = server === 'mariadbd' ? 'mariadbd' : 'extern';
    if (!compare) return this.#conclude(await this.#runOn(name, onReal));
    const ours = await this.#runOn('sealion', this.#onSealion);
    if (ours.kind === 'skipped') return { kind: 'skipped', reason: ours.message };
    return this.#compare(ours, await this.#runOn(name, onReal), name);
  }

  /** A running server has the options that it has, and its data is not ours to throw away. */
  #reasonNotOnExtern(): string | undefined {
    if (typeof this.#settings.server === 'string') return undefined;
    if (this.#options(this.#test).length === 0) return undefined;
    return 'Needs a server with options of its own';
  }

  #compare(ours: ScriptOutcome, real: ScriptOutcome, name: string): Verdict {
    if (real.kind === 'skipped') return { kind: 'skipped', reason: `${name}: ${real.message}` };
    if (real.kind === 'failed') {
      const both = ours.kind === 'failed' ? `sealion: ${ours.message}\n` : '';
      return fail(`${both}${name}: ${real.message}`);
    }
    return judge(ours, {
      text: real.output,
      from: `${titleOf(this.#test)} on ${name}`,
      to: `${titleOf(this.#test)} on sealion`,
    });
  }

  /** Runs the test in directories that are new, after those that it continues. */
  async #runOn(server: string, run: RunScript): Promise<ScriptOutcome> {
    const { vardir: home, tmpdir, logdir, compare } = this.#settings;
    const { files } = this.#host;
    const ownName = directoryNameOf(this.#test);
    const name = compare ? join(ownName, server) : ownName;
    const vardir = join(home, name);
    removeTree(vardir, files);
    const place = {
      vardir,
      tmpdir: tmpdir === undefined ? join(vardir, 'tmp') : join(tmpdir, name),
      logdir: logdir === undefined ? join(vardir, 'log') : join(logdir, name),
    };
    for (const directory of Object.values(place)) makeDirectories(directory, files);
    return await this.#withForerunners(this.#test, place, run, []);
  }

  /** Runs first what the test continues; only the test itself is judged, but a forerunner must not fail. */
  async #withForerunners(
    test: TestCase,
    place: Place,
    run: RunScript,
    followers: readonly string[],
  ): Promise<ScriptOutcome> {
    if (test.after !== undefined) {
      const before = siblingTest(test, test.after, this.#host.files);
      if (!before || followers.includes(before.name)) return failed(`There is no test '${test.after}' to continue`);
      const outcome = await this.#withForerunners(before, place, run, [...followers, test.name]);
      if (outcome.kind !== 'finished') return { ...outcome, message: `${before.name}: ${outcome.message}` };
    }
    return await run(test, place);
  }

  /** What the option files and the script itself say. */
  #options(test: TestCase): readonly string[] {
    const text = decodeBytes(this.#host.files.readFile(test.script));
    return [...test.options, ...splitShellWords(directiveOptions(directivesOf(text)))];
  }

  #job(test: TestCase, place: Place): ScriptJob {
    const suiteDir = this.#settings.suiteDir ?? test.home;
    const basedir = this.#settings.basedir ?? test.basedir ?? this.#host.environment['MYSQL_TEST_DIR'];
    const prepared = { ...test, options: this.#options(test) };
    const { options, environment } = prepareTest(prepared, { ...place, suiteDir, basedir }, this.#host);
    return { script: test.script, options, home: this.#settings.vardir, suiteDir, basedir, environment, ...place };
  }

  readonly #onSealion: RunScript = async (test, place) => {
    const { options, ...job } = this.#job(test, place);
    const { realTime, allowExec } = this.#settings;
    let server: TestServer;
    try {
      server = await this.#host.startServer(options, { vardir: place.vardir, logdir: place.logdir, realTime });
    } catch (error) {
      return failed(`The server did not start: ${error instanceof Error ? error.message : String(error)}`);
    }
    try {
      return await runScript(test.script, {
        server,
        files: this.#host.files,
        environment: job.environment,
        sourcePath: [job.suiteDir, test.home, dirname(test.home), job.basedir ?? ''],
        execute: allowExec ? this.#host.execute : undefined,
        realTime,
      });
    } finally {
      await server.close();
    }
  };

  /** Records, prints, or compares with the result file. */
  #conclude(outcome: ScriptOutcome): Verdict {
    const { result } = this.#test;
    if (result.path === PRINTED) return printed(outcome);
    if (this.#settings.record) return this.#record(outcome, result.path);
    const { files } = this.#host;
    const text = recordedResult(result, files);
    const reject = this.#rejectPath(result.path);
    const verdict = judge(outcome, { text, from: result.path, to: reject } satisfies Expectation);
    if (verdict.kind === 'fail' && outcome.kind === 'finished') this.#keep(reject, outcome.output);
    else if (verdict.kind === 'pass' && files.exists(reject)) files.remove(reject);
    return verdict;
  }

  #record(outcome: ScriptOutcome, result: string): Verdict {
    const verdict = judge(outcome, { text: outcome.output || 'something', from: result, to: result });
    if (verdict.kind !== 'pass') return verdict;
    makeDirectories(dirname(result), this.#host.files);
    this.#host.files.writeFile(result, encodeText(outcome.output));
    return { kind: 'pass', notes: [`recorded ${basename(result)}`] };
  }

  #rejectPath(result: string): string {
    const name = `${result.replace(/\.[^./]*$/, '')}.reject`;
    const own = directoryNameOf(this.#test);
    if (this.#settings.logdir !== undefined) return join(this.#settings.logdir, own, `${own}.reject`);
    // Suites that are parts of a tree belong to somebody else.
    return this.#test.basedir === undefined ? name : this.#rejectInVardir();
  }

  /** What came instead of the result: beside it, where that can be written. */
  #keep(reject: string, output: string): void {
    const { files } = this.#host;
    try {
      files.writeFile(reject, encodeText(output));
    } catch {
      files.writeFile(this.#rejectInVardir(), encodeText(output));
    }
  }

  #rejectInVardir(): string {
    const own = directoryNameOf(this.#test);
    return join(this.#settings.vardir, own, 'log', `${own}.reject`);
  }
}

/** The verdict on a script whose output is for the user to read. */
function printed(outcome: ScriptOutcome): Verdict {
  return { ...judge(outcome, { text: outcome.output, from: '', to: '' }), output: outcome.output };
}

const failed = (message: string): ScriptOutcome => ({ kind: 'failed', output: '', message });
