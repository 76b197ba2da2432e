/** Which tests a command line means. */
import { join, resolve } from 'node:path';
import type { Files } from '../base/ports.js';
import type { TestArguments } from './options.js';
import { findNamedTests, findTests, type TestCase } from './suite.js';

/** The tests in the order in which they run; a string is the complaint. */
export function selectTests(
  { options, paths }: TestArguments,
  directory: string,
  files: Files,
): readonly TestCase[] | string {
  if (paths.length === 0) return 'no test is named; give files or directories';
  const named = options.get('basedir');
  const bases = [named ?? '.', join(directory, 'test'), ...(named === undefined ? INSTALLED_SUITES : [])];
  const tests: TestCase[] = [];
  for (const path of paths) {
    const found =
      findTests(resolve(directory, path), files) ??
      namedTests(
        path,
        bases.map((base) => resolve(directory, base)),
        files,
      );
    if (!found) return `there is no test '${path}'`;
    tests.push(...found);
  }
  const filters = filtersOf(options);
  if (typeof filters === 'string') return filters;
  const chosen = tests.filter((test) => filters.every((filter) => filter(test)));
  const first = options.get('start-from');
  const start = first === undefined ? 0 : chosen.findIndex(({ name }) => name === first || name.endsWith(`.${first}`));
  if (start === -1) return `there is no test '${first}' to start from`;
  return chosen.length === 0 ? 'no test fits' : chosen.slice(start);
}

/** Where packages put MariaDB's own suites. */
const INSTALLED_SUITES = [
  '/usr/share/mysql/mysql-test',
  '/usr/share/mariadb/mariadb-test',
  '/usr/share/mariadb/mysql-test',
  '/usr/share/mysql-test',
];

/** The first place that has suites or tests of that name. */
function namedTests(text: string, bases: readonly string[], files: Files): readonly TestCase[] | undefined {
  for (const base of bases) {
    const found = findNamedTests(text, base, files);
    if (found?.length) return found;
  }
  return undefined;
}

type Filter = (test: TestCase) => boolean;

function filtersOf(options: TestArguments['options']): readonly Filter[] | string {
  const suites = options.get('suite')?.split(',');
  const filters: Filter[] = [({ suite }) => suites?.includes(suite) ?? true];
  const combination = options.get('combination');
  if (combination !== undefined) filters.push(({ combinations }) => combinations.includes(combination));
  for (const [option, wanted] of [
    ['do-test', true],
    ['skip-test', false],
  ] as const) {
    const text = options.get(option);
    if (text === undefined) continue;
    const pattern = regularExpression(text);
    if (!pattern) return `option '--${option}' takes a regular expression, not '${text}'`;
    filters.push(({ name }) => pattern.test(name) === wanted);
  }
  return filters;
}

function regularExpression(text: string): RegExp | undefined {
  try {
    return new RegExp(text);
  } catch {
    return undefined;
  }
}
