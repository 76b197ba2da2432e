/** The splitter: laws beside the recorded cases, and where it is meant to differ from the real client. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CLIENT_COMMANDS, type ClientCommand } from '../../../src/client/commands.js';
import { linesOf } from '../../../src/client/lines.js';
import { parseClientArguments } from '../../../src/client/options.js';
import { delimiterFault, type Piece, type SplitOptions, StatementSplitter } from '../../../src/client/split.js';

const PLAIN: SplitOptions = { keepComments: false, namedCommands: false, interactive: false };

/** As the client's command does. */
function setDelimiter(splitter: StatementSplitter<ClientCommand>, text: string): void {
  if (delimiterFault(text) === undefined) splitter.delimiter = text;
}

function split(text: string, options: Partial<SplitOptions> = {}): string[] {
  const splitter = new StatementSplitter(CLIENT_COMMANDS, { ...PLAIN, ...options });
  const found: string[] = [];
  const take = (pieces: Iterable<Piece<ClientCommand>>): void => {
    for (const piece of pieces) {
      if (piece.kind === 'statement') found.push(piece.text);
      else if (piece.kind === 'unknown') found.push(`unknown ${piece.letter}`);
      else if (piece.command.name === 'delimiter') setDelimiter(splitter, piece.argument.trim());
      else found.push(`${piece.command.name}(${piece.argument})`);
    }
  };
  for (const line of linesOf(text)) take(splitter.line(line));
  take(splitter.end());
  return found;
}

test('a delimiter behind a statement may begin with the old one', () => {
  expect(split('select 1; delimiter ;;\nselect 2; select 3;;')).toEqual(['select 1', 'select 2; select 3']);
});

test('an unknown letter is dropped, and the rest stays', () => {
  expect(split('select 1 \\z, 2;')).toEqual(['unknown z', 'select 1 , 2']);
});

test('the argument of a letter ends at the delimiter', () => {
  expect(split('\\u test; select 1;')).toEqual(['use(test)', 'select 1']);
});

test('quit with a delimiter is a command for a person only', () => {
  expect(split('quit;')).toEqual(['quit']);
  expect(split('quit;', { interactive: true })).toEqual(['quit()']);
});

const statement = fc
  .array(fc.constantFrom('select', 'a', '1', "'x;y'", '"--"', '`#;`', ',', '/* ; */', '\n', "'it''s'", "'\\';'"), {
    minLength: 1,
    maxLength: 12,
  })
  .map((words) => `select ${words.join(' ')}`);

test('statements are found whole, whatever stands in their strings', () => {
  fc.assert(
    fc.property(fc.array(statement, { minLength: 1, maxLength: 5 }), (statements) => {
      const text = `${statements.join(';\n')};\n`;
      expect(split(text, { keepComments: true })).toEqual(statements);
    }),
  );
});

test('it makes no difference what delimits', () => {
  fc.assert(
    fc.property(fc.array(statement, { minLength: 1, maxLength: 5 }), (statements) => {
      const dollars = `delimiter $$\n${statements.join('$$\n')}$$\n`;
      expect(split(dollars)).toEqual(split(`${statements.join(';\n')};\n`));
    }),
  );
});

test.each(['', 'a\\'])('%j cannot end statements', (text) => {
  expect(delimiterFault(text)).toMatch(/^DELIMITER /);
  expect(parseClientArguments([`--delimiter=${text}`])).toBe(delimiterFault(text));
});

test('any text is taken', () => {
  const piece = fc.constantFrom(
    "'",
    '"',
    '`',
    '\\',
    ';',
    '/*',
    '*/',
    '--',
    '#',
    '\n',
    ' ',
    'a',
    '/*!',
    'use',
    'g',
    'delimiter',
    'é',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      split(pieces.join(''));
      split(pieces.join(''), { keepComments: true, namedCommands: true, interactive: true });
    }),
    { examples: [[['delimiter', '\n', "'"]]] },
  );
});
