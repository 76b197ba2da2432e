/** Options are taken, refused and reported as the real server does. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { oneOf, type Sysvar, sysvar, text } from '../../../src/sysvars/define.js';
import { givenOptions } from '../../../src/sysvars/option-files.js';
import { profileOf } from '../../../src/sysvars/profiles.js';
import { SystemVariables } from '../../../src/sysvars/registry.js';
import { pluginLoadAdd, SERVER_ONLY_OPTIONS } from '../../../src/sysvars/server-options.js';
import { StartupOptions } from '../../../src/sysvars/startup-options.js';
import type { StartupLine } from '../../../src/sysvars/sysvar-type.js';
import { MemoryFiles } from '../../support/memory-files.js';

const KEY_PLUGIN = 'file_key_management';
const pluginVariable = <V>(name: string, type: Sysvar<V>['type'], initial: V): Sysvar<V> =>
  sysvar(`${KEY_PLUGIN}_${name}`, { scope: 'GLOBAL', dynamic: false, type, default: initial, comment: '' });

const KEY_VARIABLES: readonly Sysvar[] = [
  pluginVariable('filename', text(), ''),
  pluginVariable('filekey', text(), ''),
  pluginVariable('encryption_algorithm', oneOf('aes_cbc', 'aes_ctr'), 'aes_cbc'),
];

const print = ({ level, text: line }: StartupLine): string => (level ? `[${level}] ${line}` : line);

/** The recordings have the line that the plugin registry writes in a short form. */
const recorded = (line: string): string =>
  line.replace(/^\[ERROR\] Parsing options for plugin '(\w+)' failed.*/, 'refused $1');

/** A start up to the point where all options are known. */
function start(words: readonly string[], file: string, asked: readonly string[]): string {
  const files = new MemoryFiles();
  files.writeFile('/t.cnf', file);
  const leading = file === '' ? '--no-defaults' : '--defaults-file=/t.cnf';
  const groups = ['mysqld'];
  const given = givenOptions({ files, program: 'mariadbd', groups, directory: '/', env: {} }, [leading, ...words]);
  const options = new StartupOptions(given.settings);
  const { variables: declared, rules } = profileOf('10.11');
  const server = options.takeServerOptions([...declared, ...SERVER_ONLY_OPTIONS]);
  const lines = server.log.map(print).map(recorded);
  if (server.exitCode !== undefined) return [...lines, `exit ${server.exitCode}`].join('\n');
  if ([...server.builtIns.values()].some(({ refused }) => refused))
    return [
      ...lines,
      ...options
        .leftovers()
        .log.map(print)
        .filter((line) => line !== '[ERROR] Aborting'),
    ].join('\n');
  const variables = new SystemVariables(declared, rules);
  variables.apply(server.values);
  if (server.values.some(({ variable, value }) => variable === pluginLoadAdd && value === KEY_PLUGIN)) {
    lines.push(...startPlugin(options, variables));
  }
  const { log, exitCode } = options.leftovers();
  lines.push(...log.map(print));
  if (exitCode !== undefined) return [...lines, `exit ${exitCode}`].join('\n');
  return [...lines, ...asked.map((name) => shownValue(variables, name))].join('\n');
}

function startPlugin(options: StartupOptions, variables: SystemVariables): readonly string[] {
  const { values, log, activation, refused } = options.takePluginOptions(KEY_PLUGIN, KEY_VARIABLES);
  const lines = log.map(print);
  if (refused) return [...lines, `refused ${KEY_PLUGIN}`];
  if (activation === 'OFF') return [...lines, `[Note] Plugin '${KEY_PLUGIN}' is disabled.`];
  variables.declare(KEY_VARIABLES, KEY_PLUGIN, values);
  return lines;
}

function shownValue(variables: SystemVariables, name: string): string {
  const variable = variables.find(name);
  if (variable === undefined) return `${name} is unknown`;
  return `${name} = ${variable.type.format(variables.get(variable))} (${variables.originOf(variable)?.origin})`;
}

const blocks = readFileSync('test/data/sysvars/options.txt', 'utf8')
  .split(/\n\n(?=start)/)
  .slice(1);
for (const block of blocks) {
  const [head = '', ...rest] = block.split('\n');
  const [file = '', answer = ''] = rest.join('\n').split(/^----\n?/m);
  const [command = '', asked = ''] = head.split(' ? ');
  test(`${head} ${file.replaceAll('\n', ' ')}`, () => {
    const words = command.split(' ').slice(1);
    expect(start(words, file, asked.split(' ').filter(Boolean)).trimEnd()).toBe(answer.trimEnd());
  });
}

test('a plugin that is installed later still finds its options', () => {
  const given = [{ name: 'loose-file-key-management-filename', value: '/k', origin: 'COMMAND-LINE' } as const];
  const options = new StartupOptions(given);
  expect(options.leftovers().log).toHaveLength(1);
  for (let time = 0; time < 2; time++) {
    expect(options.takePluginOptions(KEY_PLUGIN, KEY_VARIABLES).values).toMatchObject([
      { value: '/k', origin: 'COMMAND-LINE' },
    ]);
  }
});
