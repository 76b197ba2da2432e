/** What a test finds when it starts: environment variables, and the options of its server. */
import { join } from 'node:path';
import { makeDirectories } from '../base/file-tree.js';
import type { Files } from '../base/ports.js';
import { encodeText } from '../render/text.js';
import { ScriptSkipped } from './failure.js';
import { fillTemplate, type OptionGroups, readTemplate, serversOf, templateText } from './option-template.js';
import type { TestCase } from './suite.js';

type Environment = Readonly<Record<string, string | undefined>>;

export interface PreparedTest {
  readonly environment: Environment;
  /** For the server, variables filled in. */
  readonly options: readonly string[];
}

/** The name of the one server of a test. */
const SERVER = 'mysqld.1';

/** Plugins that are off unless a test asks for them. */
const OPTIONAL_PLUGINS = [
  ...['feedback', 'innodb', 'innodb-buffer-page-lru', 'innodb-buffer-pool-stats', 'innodb-cmp', 'innodb-cmp-per-index'],
  ...['innodb-cmp-per-index-reset', 'innodb-cmp-reset', 'innodb-cmpmem', 'innodb-cmpmem-reset'],
  ...['innodb-ft-being-deleted', 'innodb-ft-config', 'innodb-ft-default-stopword', 'innodb-ft-deleted'],
  ...['innodb-ft-index-cache', 'innodb-ft-index-table', 'innodb-sys-columns', 'innodb-sys-fields'],
  ...['innodb-sys-foreign', 'innodb-sys-foreign-cols', 'innodb-sys-indexes', 'innodb-sys-tables'],
  ...['innodb-sys-tablespaces', 'innodb-sys-tablestats', 'innodb-sys-virtual', 'innodb-tablespaces-encryption'],
  ...['partition', 'sequence', 'thread-pool-groups', 'thread-pool-queues', 'thread-pool-stats', 'thread-pool-waits'],
  ...['unix-socket', 'user-variables'],
];

/** The directories of a test. */
export interface TestPlace {
  readonly vardir: string;
  readonly tmpdir: string;
  readonly suiteDir: string;
  readonly basedir: string | undefined;
}

/** Makes a test's directories known to it, and its option file there where it has a template. */
export function prepareTest(
  test: TestCase,
  place: TestPlace,
  host: { readonly files: Files; readonly environment: Environment },
): PreparedTest {
  const { vardir, tmpdir, basedir } = place;
  const environment: Environment = {
    ...host.environment,
    ...(basedir === undefined ? {} : { MYSQL_TEST_DIR: basedir }),
    MTR_SUITE_DIR: place.suiteDir,
    MYSQLTEST_VARDIR: vardir,
    MYSQL_TMP_DIR: tmpdir,
    ...Object.fromEntries(test.combinations.map((name) => [`MTR_COMBINATION_${name.toUpperCase()}`, '1'])),
  };
  if (test.template === undefined || test.basedir === undefined)
    return { environment, options: expand(test.options, environment) };
  const template = readTemplate(test.template, test.basedir, host.files);
  if (serversOf(template) > 1) throw new ScriptSkipped('Needs more than one server');
  for (const directory of [join(tmpdir, SERVER), join(vardir, 'run')]) makeDirectories(directory, host.files);
  const filled = fillTemplate(withPlaces(template, place), environment);
  const optionFile = join(vardir, 'my.cnf');
  host.files.writeFile(optionFile, encodeText(templateText(filled)));
  const all = { ...environment, ...Object.fromEntries(filled.get('ENV') ?? []) };
  return {
    environment: all,
    options: [`--defaults-file=${optionFile}`, '--defaults-group-suffix=.1', ...expand(test.options, all)],
  };
}

/** Options about option files: they must come first. */
const isLeading = (option: string): boolean => option.startsWith('--defaults-');

/** What a server's command line begins with, and the rest of the options. */
export function splitLeading(options: readonly string[]): { leading: readonly string[]; own: readonly string[] } {
  const leading = options.filter(isLeading);
  const own = options.filter((option) => !isLeading(option));
  return { leading: leading.length > 0 ? leading : ['--no-defaults'], own };
}

/** Options of the driver itself, which no server knows. */
const FOR_THE_DRIVER = /^--(?:timezone|force-restart|result-file|config-file-template)\b/;

const expand = (options: readonly string[], variables: Environment): string[] =>
  options
    .filter((option) => !FOR_THE_DRIVER.test(option))
    .map((option) => option.replace(/\$\{?(\w+)\}?/g, (_, name: string) => variables[name] ?? ''));

/** What the driver adds to every template: where the server's files are, and which plugins must be asked for. */
function withPlaces(template: OptionGroups, { vardir, tmpdir }: TestPlace): OptionGroups {
  const groups: OptionGroups = new Map(template);
  groups.set(
    'mysqld',
    new Map([
      ...(template.get('mysqld') ?? []),
      ...OPTIONAL_PLUGINS.map((name): [string, undefined] => [`loose-skip-plugin-${name}`, undefined]),
    ]),
  );
  groups.set(
    SERVER,
    new Map<string, string | undefined>([
      ...(template.get(SERVER) ?? []),
      ['tmpdir', join(tmpdir, SERVER)],
      ['pid-file', join(vardir, 'run', `${SERVER}.pid`)],
      ['port', '16000'],
      ['socket', join(tmpdir, `${SERVER}.sock`)],
      ['server-id', '1'],
    ]),
  );
  return groups;
}
