/** Why an answer may be another one than the real server's. Each cause says what it excuses, and nothing beyond that. */
import { OF_THE_MACHINE } from '../../support/machine-variables.js';
import type { Difference } from './run.js';

interface Cause {
  readonly name: string;
  explains(difference: Difference): boolean;
}

const lines = (text: string): string[] => text.split('\n');
const portable = (text: string): string =>
  lines(text)
    .filter((line) => !OF_THE_MACHINE.has((line.split('\t')[0] ?? '').toUpperCase()))
    .join('\n');
const sorted = (text: string): string => lines(text).sort().join('\n');

const bothSyntaxErrors = (...answers: readonly string[]): boolean =>
  answers.every((answer) => answer.startsWith('ERROR 1064 '));

export const CAUSES: readonly Cause[] = [
  {
    name: 'values of the machine and the build',
    explains: ({ statement, real, own }) =>
      /^(?:SHOW .*VARIABLES|SELECT .*_VARIABLES)\b/i.test(statement) && portable(real) === portable(own),
  },
  {
    name: 'user variables in the order of a hash',
    explains: ({ statement, real, own }) => /\buser_variables\b/i.test(statement) && sorted(real) === sorted(own),
  },
  {
    name: 'libraries in the order of the directory',
    explains: ({ statement, real, own }) =>
      /\bPLUGINS SONAME\b|\bALL_PLUGINS\b/i.test(statement) && sorted(real) === sorted(own),
  },
  {
    name: 'what is wrong behind SHOW with the name of a table',
    explains: ({ statement, real, own }) =>
      /^SHOW\s+\S*(?:locales|user_variables|index_statistics)\b/i.test(statement) && bothSyntaxErrors(real, own),
  },
  {
    name: 'SET STATEMENT lists a variable that sessions may only read twice',
    explains: ({ statement, real, own }) =>
      /^SET STATEMENT max_user_connections\b/i.test(statement) &&
      lines(real)
        .filter((line) => !line.startsWith('Error\t1621'))
        .join('\n') === own,
  },
  {
    name: 'a loop is refused before it is read',
    explains: ({ statement, real }) => /\bFOR FOR\b/i.test(statement) && bothSyntaxErrors(real),
  },
  {
    name: 'a name with a leading dot is not read',
    explains: ({ statement, real, own }) => /(?:^|[^\w`'"]) ?\. ?[\w@]/.test(statement) && bothSyntaxErrors(real, own),
  },
];

/** The name of the cause, if there is one. */
export const causeOf = (difference: Difference): string | undefined =>
  CAUSES.find((cause) => cause.explains(difference))?.name;
