/** Every variable of a real server is here with the same description, and SET answers equally. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OF_THE_MACHINE } from '../support/machine-variables.js';
import { MariadbServer, temporaryDirectory } from '../support/mariadb.js';
import { Sealion } from '../support/sealion.js';
import {
  answersOf,
  SWEEP_DIFFERENCES,
  type SweptVariable,
  stepStatements,
  sweepSteps,
} from '../support/variable-sweep.js';

const COLUMNS = [
  'VARIABLE_NAME',
  'VARIABLE_SCOPE',
  'VARIABLE_TYPE',
  'DEFAULT_VALUE',
  'NUMERIC_MIN_VALUE',
  'NUMERIC_MAX_VALUE',
  'NUMERIC_BLOCK_SIZE',
  'ENUM_VALUE_LIST',
  'READ_ONLY',
  'COMMAND_LINE_ARGUMENT',
  'GLOBAL_VALUE',
  'GLOBAL_VALUE_ORIGIN',
  'GLOBAL_VALUE_PATH',
];
const DESCRIPTIONS = `SELECT ${COLUMNS.join(', ')} FROM information_schema.SYSTEM_VARIABLES ORDER BY VARIABLE_NAME`;

const datadir = join(temporaryDirectory(), 'data');
let mariadb: MariadbServer;
let sealion: Sealion;

beforeAll(async () => {
  mariadb = await MariadbServer.start();
  sealion = await Sealion.start(datadir, ['--sealion-profile=10.11']);
});
afterAll(async () => {
  await sealion.shutdown();
  await mariadb.remove();
});

const lines = (text: string): readonly string[] => text.trimEnd().split('\n');
const comparable = (text: string): readonly string[] =>
  lines(text).filter((line) => !OF_THE_MACHINE.has(line.split('\t')[0] ?? ''));
const firstColumn = (text: string): readonly string[] => lines(text).map((line) => line.split('\t')[0] ?? '');

test('SYSTEM_VARIABLES', async () => {
  const theirs = await mariadb.sql(DESCRIPTIONS);
  const ours = await sealion.sql(DESCRIPTIONS);
  expect(firstColumn(ours)).toEqual(firstColumn(theirs));
  expect(comparable(ours)).toEqual(comparable(theirs));
});

test.each(['SHOW GLOBAL VARIABLES', 'SHOW SESSION VARIABLES', 'SHOW GLOBAL STATUS'])(
  '%s has the names',
  async (show) => {
    expect(firstColumn(await sealion.sql(show))).toEqual(firstColumn(await mariadb.sql(show)));
  },
);

test('SET', async () => {
  const listing = await mariadb.sql(
    "SELECT variable_name, variable_scope FROM information_schema.system_variables WHERE read_only = 'NO' ORDER BY 1",
  );
  const variables = lines(listing)
    .slice(1)
    .map((line): SweptVariable => ({ name: line.split('\t')[0] ?? '', scope: line.split('\t')[1] ?? '' }));
  const steps = sweepSteps(variables);
  const statements = steps.flatMap((step, index) => stepStatements(step, index));
  const args = ['--force', '--batch', '--skip-column-names', '--database=test'];
  const { stdout } = await mariadb.client(args, `${statements.join(';\n')};\n`);
  const theirs = answersOf(stdout, steps.length);
  const ours = answersOf(await sealion.answers(statements), steps.length);
  const different = steps
    .map(({ name, statement }, index) => ({ name, statement, theirs: theirs[index], ours: ours[index] }))
    .filter((step) => step.theirs !== step.ours);
  expect(steps.length).toBeGreaterThan(10_000);
  expect(different.filter(({ name }) => SWEEP_DIFFERENCES[name] === undefined)).toEqual([]);
  const names = new Set(different.map(({ name }) => name));
  expect(
    Object.keys(SWEEP_DIFFERENCES).filter((name) => !names.has(name)),
    'no longer different',
  ).toEqual([]);
}, 300_000);
