/** Finds tests, their result files and their options. */
import { basename, dirname, join } from 'node:path';
import type { Files } from '../base/ports.js';
import { splitShellWords } from '../base/shell-words.js';
import { decodeBytes } from '../render/text.js';
import { combine } from './combinations.js';
import { disabledReason } from './disabled-tests.js';
import { type ResultFile, resultFile } from './recorded-result.js';
import { scanScript } from './suite-scan.js';

/** One run of a test of a suite. */
export interface TestCase {
  /** `suite.test` */
  readonly name: string;
  readonly suite: string;
  /** Names of the combinations that this run is made of. */
  readonly combinations: readonly string[];
  /** The suite's directory. */
  readonly home: string;
  /** Where `include` and the other suites are, for suites that are parts of such a tree. */
  readonly basedir: string | undefined;
  readonly script: string;
  readonly result: ResultFile;
  /** What the option files say for the server, variables not yet filled in. */
  readonly options: readonly string[];
  /** Template of the server's option file. */
  readonly template: string | undefined;
  /** Why it cannot run here, known without running it. */
  readonly hindrance: string | undefined;
  /** Name of the test in the same directory whose data this one goes on with. */
  readonly after: string | undefined;
}

/** What a tree of suites has at its root: the template for tests that bring none. */
const DEFAULT_TEMPLATE = 'include/default_my.cnf';

/** A server option that a real server ignores: the test continues with what another one left. */
const AFTER = /^--loose-sealion-after=(\S+)$/;

/** `suite.test 'a,b'`: how a run is shown. */
export const titleOf = ({ name, combinations }: TestCase): string =>
  combinations.length === 0 ? name : `${name} '${combinations.join(',')}'`;

/** A name for the run's own directory. */
export const directoryNameOf = ({ name, combinations }: TestCase): string => [name, ...combinations].join('-');

/**
 * The runs of the test that a file is, or of those of a whole directory, ordered by name; files of SQL only where they
 * are named. Undefined when there is no such path.
 */
export function findTests(path: string, files: Files): TestCase[] | undefined {
  if (!files.exists(path)) return undefined;
  if (!files.isDirectory(path)) return /\.(?:test|sql)$/.test(path) ? testCases(path, files) : undefined;
  return files
    .list(path)
    .sort()
    .flatMap((name) => {
      const inside = join(path, name);
      return files.isDirectory(inside) || name.endsWith('.test') ? (findTests(inside, files) ?? []) : [];
    });
}

/** The tests that `suite`, `suite.test` or `suite.test,combination…` name in the tree of suites at `basedir`. */
export function findNamedTests(name: string, basedir: string, files: Files): TestCase[] | undefined {
  const [, suite = '', test, list] = /^([\w-]+)(?:\.([^,]+))?(?:,(.*))?$/.exec(name) ?? [];
  const homes = [join(basedir, 'suite', suite), join(basedir, suite), ...pluginSuites(basedir, suite, files)];
  const home = homes.find((path) => files.exists(path));
  if (suite === '' || home === undefined) return undefined;
  const scripts = files.exists(join(home, 't')) ? join(home, 't') : home;
  if (test === undefined) return findTests(scripts, files);
  const wanted = list?.split(',') ?? [];
  return findTests(join(scripts, `${test}.test`), files)?.filter(({ combinations }) =>
    wanted.every((combination) => combinations.includes(combination)),
  );
}

/** Plugins bring suites of their own, each in a directory of the plugin's. */
function pluginSuites(basedir: string, suite: string, files: Files): string[] {
  const plugins = join(basedir, 'plugin');
  return files.isDirectory(plugins) ? files.list(plugins).map((plugin) => join(plugins, plugin, suite)) : [];
}

/** The test of that name beside another one. */
export function siblingTest(test: TestCase, name: string, files: Files): TestCase | undefined {
  return findTests(join(dirname(test.script), `${name}.test`), files)?.[0];
}

function testCases(script: string, files: Files): TestCase[] {
  const directory = dirname(script);
  // Suites keep scripts and results in `t` and `r`, or all in one directory.
  const split = basename(directory) === 't';
  const home = split ? dirname(directory) : directory;
  const base = basename(script).replace(/\.\w+$/, '');
  const suite = basename(home);
  const basedir = rootOf(home, files);
  const facts = scanScript(script, { home, basedir }, files);
  const suiteOptions = join(home, 'suite.opt');
  const options = [
    ...(files.exists(suiteOptions) ? splitShellWords(decodeBytes(files.readFile(suiteOptions))) : []),
    ...facts.options,
  ];
  return combine(options, facts.combinations).map((run) => ({
    name: `${suite}.${base}`,
    suite,
    combinations: run.names,
    home,
    basedir,
    script,
    result: resultFile(split ? join(home, 'r') : directory, base, run.names, files),
    options: run.options.filter((option) => !AFTER.test(option)),
    template: [join(directory, `${base}.cnf`), join(home, 'my.cnf'), join(basedir ?? home, DEFAULT_TEMPLATE)].find(
      (path) => basedir !== undefined && files.exists(path),
    ),
    hindrance: disabledReason(suite, home, base, files) ?? facts.hindrance,
    after: run.options.map((option) => AFTER.exec(option)?.[1]).find((name) => name !== undefined),
  }));
}

function rootOf(home: string, files: Files): string | undefined {
  for (let directory = home; directory !== dirname(directory); directory = dirname(directory))
    if (files.exists(join(directory, DEFAULT_TEMPLATE))) return directory;
  return undefined;
}
