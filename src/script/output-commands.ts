/** Commands about what is written and how: switches, replacements, sorting. */
import type { CommandDeclaration, CommandFamily } from './commands.js';
import { ScriptFailure } from './failure.js';
import { parseColumns, parseExpressions, parseLiterals, type Replacements } from './replace.js';
import type { ScriptRun } from './run.js';
import { SWITCH_NAMES, type SwitchName } from './switches.js';
import { splitEscapedWords } from './words.js';

const switches: CommandFamily = Object.fromEntries(
  SWITCH_NAMES.flatMap((name): [string, CommandDeclaration][] => [
    [`enable_${name}`, switchTo(name, true)],
    [`disable_${name}`, switchTo(name, false)],
  ]),
);

export const outputCommands: CommandFamily = {
  ...switches,
  sorted_result: {
    run: (run) => {
      run.sorted = true;
    },
  },
  lowercase_result: { run: (run) => replace(run, { lowerCase: true }) },
  replace_result: { run: (run, { argument }) => replace(run, { literals: parseLiterals(wordsOf(run, argument)) }) },
  replace_column: { run: (run, { argument }) => replace(run, { columns: parseColumns(wordsOf(run, argument)) }) },
  replace_regex: {
    run: (run, { argument }) => replace(run, { expressions: parseExpressions(run.variables.expand(argument, true)) }),
  },
  vertical_results: {
    run: (run) => {
      run.vertical = true;
    },
  },
  horizontal_results: {
    run: (run) => {
      run.vertical = false;
    },
  },
  result_format: {
    run: (run, { argument }) => {
      if (argument.trim() !== '1')
        throw new ScriptFailure(`Version ${argument.trim()} of the result format is not supported`);
      run.write('result_format: 1\n');
    },
  },
};

function switchTo(name: SwitchName, value: boolean): CommandDeclaration {
  return {
    run: (run, { argument }) => {
      const word = argument.trim();
      if (word === '') run.switches.set(name, value);
      else if (word.toUpperCase() === 'ONCE' && name !== 'column_names') run.switches.setOnce(name, value);
      else throw new ScriptFailure(`Extra argument '${word}' passed to '${value ? 'enable' : 'disable'}_${name}'`);
    },
  };
}

function replace(run: ScriptRun, change: Partial<Replacements>): void {
  run.replacements = { ...run.replacements, ...change };
}

/** Words of a command; a word that is one variable stands for its value. */
function wordsOf(run: ScriptRun, argument: string): string[] {
  return splitEscapedWords(argument).map((word) => (word.startsWith('$') ? run.variables.expand(word) : word));
}
