/** Random statements of the plugin surface: most are right, many are nearly right. */
import type { Draw } from './draw.js';
import {
  BUILT_INS,
  ENUM_WORDS,
  LIBRARIES,
  ODD_LIBRARIES,
  ODD_NAMES,
  ODD_VARIABLES,
  PLUGIN_COLUMNS,
  PLUGIN_VARIABLES,
  SERVER_VARIABLES,
  VALUES,
} from './words.js';

const LIBRARY_NAMES = Object.keys(LIBRARIES);
const PLUGIN_NAMES = Object.values(LIBRARIES).flat();

function anyCase(draw: Draw, text: string): string {
  return draw.weighted([
    [7, text],
    [1, text.toUpperCase()],
    [1, text.toLowerCase()],
    [1, text.charAt(0).toUpperCase() + text.slice(1)],
  ]);
}

const backticks = (draw: Draw, name: string): string => (draw.percent(15) ? `\`${name}\`` : name);

function pluginName(draw: Draw): string {
  return draw.weighted([
    [14, () => backticks(draw, anyCase(draw, draw.one(PLUGIN_NAMES)))],
    [1, () => backticks(draw, anyCase(draw, draw.one(BUILT_INS)))],
    [1, () => draw.one(ODD_NAMES)],
  ])();
}

function library(draw: Draw): string {
  if (draw.percent(12)) return draw.one(ODD_LIBRARIES);
  const name = draw.one(LIBRARY_NAMES);
  return `'${draw.weighted([
    [3, name],
    [3, `${name}.so`],
    [1, `${name}.SO`],
    [1, anyCase(draw, name)],
  ])}'`;
}

/** A plugin and its own library, for otherwise two random ones would hardly ever fit. */
function pluginAndLibrary(draw: Draw): string {
  if (draw.percent(30)) return `${pluginName(draw)} SONAME ${library(draw)}`;
  const file = draw.one(LIBRARY_NAMES);
  return `${backticks(draw, anyCase(draw, draw.one(LIBRARIES[file] ?? [])))} SONAME '${file}${draw.one(['', '.so'])}'`;
}

function install(draw: Draw): string {
  if (draw.percent(45)) return `INSTALL SONAME ${draw.percent(2) ? 'IF NOT EXISTS ' : ''}${library(draw)}`;
  return `INSTALL PLUGIN ${draw.percent(25) ? 'IF NOT EXISTS ' : ''}${pluginAndLibrary(draw)}`;
}

function uninstall(draw: Draw): string {
  const condition = draw.percent(30) ? 'IF EXISTS ' : '';
  return draw.percent(40)
    ? `UNINSTALL SONAME ${condition}${library(draw)}`
    : `UNINSTALL PLUGIN ${condition}${pluginName(draw)}`;
}

function variable(draw: Draw): string {
  return draw.weighted([
    [10, () => anyCase(draw, draw.one(SERVER_VARIABLES))],
    [6, () => anyCase(draw, draw.one(PLUGIN_VARIABLES))],
    [1, () => draw.one(ODD_VARIABLES)],
  ])();
}

const scope = (draw: Draw): string =>
  draw.weighted([
    [4, 'global'],
    [4, 'session'],
    [1, 'local'],
    [1, 'GLOBAL'],
  ]);

function value(draw: Draw): string {
  return draw.weighted([
    [6, () => draw.one(VALUES)],
    [2, () => String(draw.below(200))],
    [2, () => (draw.percent(50) ? `'${draw.one(ENUM_WORDS)}'` : draw.one(ENUM_WORDS))],
    [1, () => 'DEFAULT'],
  ])();
}

function target(draw: Draw): string {
  const name = variable(draw);
  return draw.weighted([
    [5, () => name],
    [8, () => `${scope(draw).toUpperCase()} ${name}`],
    [2, () => `@@${name}`],
    [3, () => `@@${scope(draw)}.${name}`],
    [1, () => `@u${draw.below(3)}`],
  ])();
}

function assignment(draw: Draw): string {
  return `${target(draw)} ${draw.percent(90) ? '=' : ':='} ${value(draw)}`;
}

function set(draw: Draw): string {
  const many = draw.weighted([
    [8, 1],
    [2, 2],
    [1, 3],
  ]);
  return `SET ${Array.from({ length: many }, () => assignment(draw)).join(', ')}`;
}

function read(draw: Draw): string {
  const one = () => {
    const name = variable(draw);
    return draw.weighted([
      [4, () => `@@${name}`],
      [3, () => `@@${scope(draw)}.${name}`],
      [1, () => `@@${scope(draw)} . ${name}`],
      [1, () => `@u${draw.below(3)}`],
      [1, () => `@@${name} = ${draw.one(['0', '1', "'ON'", 'NULL'])}`],
    ])();
  };
  return `SELECT ${Array.from({ length: 1 + draw.below(2) }, one).join(', ')}${draw.percent(10) ? ' AS x' : ''}`;
}

function pattern(draw: Draw): string {
  const name = draw.one([...SERVER_VARIABLES, ...PLUGIN_VARIABLES]);
  return draw.weighted([
    [4, `'${anyCase(draw, name)}'`],
    [1, `'${name.replace(/^[^_]*/, '%')}'`],
    [1, `'${name.slice(0, -2)}__'`],
    [1, `'${name.replaceAll('_', '\\_')}'`],
    [1, "'nosuch%'"],
  ]);
}

function where(draw: Draw, column: string): string {
  return draw.weighted([
    [3, () => `${column} = ${pattern(draw)}`],
    [3, () => `${column} LIKE ${pattern(draw)}`],
    [1, () => `${column} IN (${pattern(draw)}, ${pattern(draw)})`],
    [1, () => `nosuch = ${pattern(draw)}`],
  ])();
}

function showVariables(draw: Draw): string {
  const which = draw.one(['', 'GLOBAL ', 'SESSION ', 'LOCAL ']);
  const rest = draw.percent(50) ? `LIKE ${pattern(draw)}` : `WHERE ${where(draw, 'Variable_name')}`;
  return `SHOW ${which}VARIABLES ${rest}`;
}

function showPlugins(draw: Draw): string {
  return draw.weighted([
    [2, () => 'SHOW PLUGINS'],
    [4, () => `SHOW PLUGINS SONAME ${library(draw)}`],
    [2, () => `SHOW PLUGINS SONAME LIKE '${draw.one(LIBRARY_NAMES)}${draw.one(['.so', '%', '', '.__'])}'`],
    [2, () => `SHOW PLUGINS SONAME WHERE Library = ${library(draw)}`],
    [1, () => `SHOW PLUGINS SONAME WHERE Name LIKE '${draw.one(PLUGIN_NAMES)}' AND Status = 'ACTIVE'`],
    [1, () => `SHOW PLUGINS ${draw.one(['LIKE', 'WHERE'])} ${pattern(draw)}`],
  ])();
}

function pluginRows(draw: Draw): string {
  const columns = draw.percent(40)
    ? PLUGIN_COLUMNS.join(', ')
    : `PLUGIN_NAME, ${draw.one(PLUGIN_COLUMNS)}, ${draw.one(PLUGIN_COLUMNS)} AS c`;
  const table = draw.one(['PLUGINS', 'ALL_PLUGINS', 'plugins']);
  const filter = draw.one([
    'PLUGIN_LIBRARY IS NOT NULL',
    `PLUGIN_NAME = '${anyCase(draw, draw.one(PLUGIN_NAMES))}'`,
    `PLUGIN_LIBRARY = ${library(draw)}`,
    `PLUGIN_STATUS <> 'ACTIVE'`,
    `PLUGIN_TYPE = '${draw.one(['ENCRYPTION', 'AUDIT', 'STORAGE ENGINE', 'nosuch'])}'`,
  ]);
  return `SELECT ${columns} FROM information_schema.${table} WHERE ${filter} ORDER BY PLUGIN_NAME, PLUGIN_LIBRARY, PLUGIN_TYPE`;
}

const SYSTEM_COLUMNS =
  'VARIABLE_NAME, SESSION_VALUE, GLOBAL_VALUE, GLOBAL_VALUE_ORIGIN, DEFAULT_VALUE, VARIABLE_SCOPE, VARIABLE_TYPE, NUMERIC_MIN_VALUE, NUMERIC_MAX_VALUE, NUMERIC_BLOCK_SIZE, ENUM_VALUE_LIST, READ_ONLY, COMMAND_LINE_ARGUMENT';

function variableRows(draw: Draw): string {
  const filter = where(draw, 'VARIABLE_NAME');
  return draw.weighted([
    [3, () => `SELECT ${SYSTEM_COLUMNS} FROM information_schema.SYSTEM_VARIABLES WHERE ${filter} ORDER BY 1`],
    [
      1,
      () => `SELECT * FROM information_schema.${draw.one(['GLOBAL', 'SESSION'])}_VARIABLES WHERE ${filter} ORDER BY 1`,
    ],
    [1, () => `SELECT VARIABLE_NAME FROM information_schema.GLOBAL_STATUS WHERE ${filter} ORDER BY 1`],
  ])();
}

function diagnostics(draw: Draw): string {
  return draw.one([
    'SHOW WARNINGS',
    'SHOW ERRORS',
    'SHOW COUNT(*) WARNINGS',
    'SHOW COUNT(*) ERRORS',
    'SELECT @@warning_count, @@error_count',
    'SHOW WARNINGS LIMIT 1',
    'SHOW WARNINGS LIMIT 1, 2',
    "SHOW WARNINGS LIKE 'x'",
  ]);
}

function byName(draw: Draw): string {
  const name = draw.one(['LOCALES', 'locales', '`Locales`', 'user_variables', 'nosuch', 'PLUGINS', 'index_statistics']);
  return draw.weighted([
    [2, () => `SHOW ${name}${draw.one(['', '', ' WHERE nosuch = 1', " LIKE 'x'"])}`],
    [2, () => `FLUSH ${draw.one(['', 'LOCAL ', 'NO_WRITE_TO_BINLOG '])}${name}`],
    [1, () => `SELECT COUNT(*) FROM information_schema.${name}`],
  ])();
}

function plain(draw: Draw): string {
  return draw.weighted([
    [16, install],
    [12, uninstall],
    [26, set],
    [14, read],
    [6, showVariables],
    [7, showPlugins],
    [6, pluginRows],
    [4, variableRows],
    [5, diagnostics],
    [3, byName],
    [3, () => 'SELECT name, dl FROM mysql.plugin ORDER BY name'],
    [1, () => `SET STATEMENT ${variable(draw)} = ${value(draw)} FOR SELECT @@${variable(draw)}`],
  ])(draw);
}

/** A word is lost, said twice, changed with its neighbour or with another one. */
function mistyped(draw: Draw, statement: string): string {
  const words = statement.split(' ');
  const at = draw.below(words.length);
  const [word = ''] = words.splice(at, 1);
  const change = draw.one([
    () => [],
    () => [word, word],
    () => [words.splice(at, 1)[0] ?? '', word],
    () => [draw.one(['SONAME', 'PLUGIN', 'GLOBAL', '=', ',', 'IF', "'x'", 'SHOW', '@@', '5'])],
    () => [`${word}x`],
    () => [`/* ${word} */`],
  ])();
  words.splice(at, 0, ...change);
  return words.join(' ').trim();
}

/** One statement. */
export function statement(draw: Draw): string {
  const right = plain(draw);
  if (!draw.percent(6)) return right;
  const wrong = mistyped(draw, right);
  // Nothing at all is no statement, and what is one of another kind is no matter of this test.
  return /^(?:INSTALL|UNINSTALL|SET|SELECT|SHOW|FLUSH)\s*\S/.test(wrong) ? wrong : right;
}

/** The globals that a statement may have changed: back to their defaults. */
export function restoring(statements: readonly string[]): readonly string[] {
  const text = statements.join('\n').toLowerCase();
  return [...SERVER_VARIABLES, ...PLUGIN_VARIABLES]
    .filter((name) => text.includes(name))
    .map((name) => `SET GLOBAL ${name} = DEFAULT`);
}
