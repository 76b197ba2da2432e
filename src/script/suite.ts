/** Finds tests, their result files and their options. */
import { basename, dirname, join } from 'node:path';
import type { Files } from '../base/ports.js';
import { splitShellWords } from '../base/shell-words.js';
import { decodeBytes } from '../render/text.js';

/** One test of a suite. */
export interface TestCase {
  /** `suite.test` */
  readonly name: string;
  readonly suite: string;
  /** The suite's directory. */
  readonly home: string;
  readonly script: string;
  readonly result: string;
  /** What the option files say for the server: the suite's, then the test's own. */
  readonly options: string;
  /** Name of the test in the same directory whose data this one goes on with. */
  readonly after: string | undefined;
}

/** A server option that a real server ignores: the test continues with what another one left. */
const AFTER = /(?:^|\s)--loose-sealion-after=(\S+)/;

/** The test that a file is, or those of a whole directory, ordered by name; files of SQL only where they are named. Undefined when there is no such path. */
export function findTests(path: string, files: Files): TestCase[] | undefined {
  if (!files.exists(path)) return undefined;
  if (!files.isDirectory(path)) return /\.(?:test|sql)$/.test(path) ? [testCase(path, files)] : undefined;
  return files
    .list(path)
    .sort()
    .flatMap((name) => {
      const inside = join(path, name);
      return files.isDirectory(inside) || name.endsWith('.test') ? (findTests(inside, files) ?? []) : [];
    });
}

/** The test of that name beside another one. */
export function siblingTest(test: TestCase, name: string, files: Files): TestCase | undefined {
  return findTests(join(dirname(test.script), `${name}.test`), files)?.[0];
}

function testCase(script: string, files: Files): TestCase {
  const directory = dirname(script);
  // Suites keep scripts and results in `t` and `r`, or all in one directory.
  const split = basename(directory) === 't';
  const home = split ? dirname(directory) : directory;
  const base = basename(script).replace(/\.\w+$/, '');
  const suite = basename(home);
  const options = [join(home, 'suite.opt'), join(directory, `${base}.opt`), join(directory, `${base}-master.opt`)]
    .filter((path) => files.exists(path))
    .map((path) => decodeBytes(files.readFile(path)))
    .join('\n');
  return {
    name: `${suite}.${base}`,
    suite,
    home,
    script,
    result: join(split ? join(home, 'r') : directory, `${base}.result`),
    options: options.replace(AFTER, ' '),
    after: AFTER.exec(options)?.[1],
  };
}

/** Options of an `.opt` file: words between blanks, `$NAME` and `${NAME}` filled in. */
export function parseOptions(text: string, variables: Readonly<Record<string, string | undefined>>): string[] {
  return splitShellWords(text).map((word) =>
    word.replace(/\$\{?(\w+)\}?/g, (_, name: string) => variables[name] ?? ''),
  );
}
