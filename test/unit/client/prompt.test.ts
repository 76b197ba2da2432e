/** The prompt on a terminal: what it asks, how it is interrupted, what it remembers. */
import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { SqlError } from '../../../src/base/errors.js';
import type { Outcome } from '../../../src/base/result.js';
import { integer } from '../../../src/base/types.js';
import { askPassword } from '../../../src/client/ask-password.js';
import type { ClientIo } from '../../../src/client/client.js';
import { type ClientOptions, DEFAULT_OPTIONS } from '../../../src/client/options.js';
import { runPrompt } from '../../../src/client/prompt.js';
import { MemoryFiles } from '../script/world.js';

const column = { name: 'n', type: integer('INT'), nullable: false, db: '', table: '', orgTable: '', orgName: '' };
const ONE: Outcome = { kind: 'rows', columns: [column], rows: [['1']], warningCount: 0 };

interface Talk {
  readonly output: string;
  readonly exit: number;
  readonly asked: readonly string[];
  readonly files: MemoryFiles;
}

interface Setting {
  readonly options?: Partial<ClientOptions>;
  readonly files?: MemoryFiles;
  readonly historyPath?: string | undefined;
  readonly execute?: (sql: string) => Promise<Outcome[]>;
  readonly onKill?: () => void;
  readonly io?: Partial<ClientIo>;
}

/** Types the keys one after the other, each when the ones before have been dealt with, and leaves with Ctrl-D. */
async function talk(keys: readonly string[], setting: Setting = {}): Promise<Talk> {
  const { files = new MemoryFiles(), execute = async () => [ONE], historyPath = '/home/.history' } = setting;
  const input = new PassThrough();
  const screen = new PassThrough();
  const asked: string[] = [];
  let output = '';
  const write = (text: string): void => {
    output += text;
  };
  screen.on('data', (data) => write(String(data)));
  const session = {
    connectionId: 7,
    database: undefined as string | undefined,
    serverVersion: '10.11.19-MariaDB',
    execute: async (sql: string) => {
      asked.push(sql);
      const used = /^USE `(.*)`$/.exec(sql);
      if (used) session.database = used[1];
      return used ? [{ kind: 'ok', affectedRows: 0, insertId: 0n, info: '', warningCount: 0 } as const] : execute(sql);
    },
    killQuery: () => setting.onKill?.(),
    close: async () => {},
  };
  const clock = { now: () => 0, sleep: async () => {}, timer: () => ({ cancel: () => {} }) };
  const io: ClientIo = { write, writeError: write, files, clock, connect: async () => session, ...setting.io };
  const options = { ...DEFAULT_OPTIONS, ...setting.options };
  const done = runPrompt(options, { input, output: screen, historyPath: setting.historyPath ?? historyPath }, io);
  for (const key of [...keys, '\x04']) {
    await settled();
    input.write(key);
  }
  const exit = await done;
  return { output: plain(output), exit, asked, files };
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

/** Without the control sequences of the line editor; every prompt on a line of its own. */
function plain(text: string): string {
  return stripVTControlCharacters(text).replaceAll('\r', '');
}

const TABLE = '+---+\n| n |\n+---+\n| 1 |\n+---+\n1 row in set (0.000 sec)\n\n';

test('a statement gives a table, a summary and the next prompt', async () => {
  const { output, exit } = await talk(['select 1;\r'], { options: { silent: 0 } });
  expect(output).toContain(`MariaDB [(none)]> select 1;\n${TABLE}MariaDB [(none)]> `);
  expect(output).toMatch(/^Sealion: .*\nConnection 7 to server version 10\.11\.19-MariaDB\n/);
  expect(output).toMatch(/Bye\n$/);
  expect(exit).toBe(0);
});

test('continuation prompts tell what is open', async () => {
  const { output, asked } = await talk(['select "a\r', 'b" /*\r', '*/, `\r', "`, 'c\r", "'\r", ';\r']);
  for (const prompt of ['    "> b"', '   /*> */', '    `> `', "    '> '", '    -> ;']) expect(output).toContain(prompt);
  expect(asked).toEqual(['select "a\nb"  , `\n`, \'c\n\'']);
});

test('errors have no line number, and the talk goes on', async () => {
  const failure: Outcome = { kind: 'error', errno: 1064, sqlstate: '42000', message: 'wrong', warningCount: 0 };
  const { output, exit } = await talk(['selec;\r', 'use mysql\r'], { execute: async () => [failure] });
  expect(output).toContain('ERROR 1064 (42000): wrong\nMariaDB [(none)]> ');
  expect(output).toContain('Database changed\nMariaDB [mysql]> ');
  expect(exit).toBe(0);
});

test('what the client itself has to say', async () => {
  const { output } = await talk([
    ';\r',
    '\\z\r',
    'warnings\r',
    'prompt x\\d>\r',
    'prompt\r',
    'tee /t.log\r',
    'notee\r',
  ]);
  expect(output).toContain('ERROR: No query specified\n\n');
  expect(output).toContain("ERROR: Unknown command '\\z'.\n");
  expect(output).toContain('Show warnings enabled.\n');
  expect(output).toContain("PROMPT set to 'x\\d>'\nx(none)>");
  expect(output).toContain('Returning to default PROMPT of \\N [\\d]> \n');
  expect(output).toContain("Logging to file '/t.log'\n");
  expect(output).toContain('Outfile disabled.\n');
});

test('quit and exit leave, with and without a semicolon', async () => {
  for (const word of ['quit', 'exit;', '\\q', 'QUIT;']) {
    const { asked, output } = await talk([`${word}\r`]);
    expect(asked).toEqual([]);
    expect(output).toMatch(/Bye\n$/);
  }
});

test('Ctrl-D leaves in the middle of a statement', async () => {
  const { exit, asked } = await talk(['select\r']);
  expect([exit, asked]).toEqual([0, []]);
});

test('Ctrl-C forgets the line and the statement', async () => {
  const { output, asked } = await talk(['select\r', 'nonsense', '\x03', 'select 2;\r']);
  expect(asked).toEqual(['select 2']);
  expect(output).toContain('^C\nMariaDB [(none)]> ');
});

test('Ctrl-C stops what runs', async () => {
  let stop: (outcomes: Outcome[]) => void = () => {};
  const interrupted: Outcome = {
    kind: 'error',
    errno: 1317,
    sqlstate: '70100',
    message: 'Query execution was interrupted',
    warningCount: 0,
  };
  const { output } = await talk(['select sleep(100);\r', '\x03'], {
    execute: () => new Promise((resolve) => (stop = resolve)),
    onKill: () => stop([interrupted]),
  });
  expect(output).toContain('Ctrl-C -- query killed.\nERROR 1317 (70100): Query execution was interrupted\n');
});

test('a paste of many lines runs in order', async () => {
  const { asked } = await talk(['select 1;\rselect\r2;\rselect 3; select 4;\r']);
  expect(asked).toEqual(['select 1', 'select\n2', 'select 3', 'select 4']);
});

test('the history holds whole statements, newest last in the file, for the owner only', async () => {
  const modes: (number | undefined)[] = [];
  const files = new (class extends MemoryFiles {
    override writeFile(path: string, data: string | Uint8Array, mode?: number): void {
      modes.push(mode);
      super.writeFile(path, data);
    }
  })();
  await talk(['select\r', '  1;\r', 'select 2;\r', 'select 2;\r', 'use test\r', 'select\r', '  1;\r'], { files });
  expect(files.text('/home/.history')).toBe('select 2;\nuse test\nselect 1;\n');
  expect(new Set(modes)).toEqual(new Set([0o600]));
});

test('the arrow key calls a whole statement back, also from an earlier session', async () => {
  const files = new MemoryFiles({ '/home/.history': 'select 1;\nselect 2;\n' });
  const { asked } = await talk(['\x1b[A\x1b[A\r', 'select\r', '3;\r', '\x1b[A\r'], { files });
  expect(asked).toEqual(['select 1', 'select\n3', 'select 3']);
});

test.each([
  "SET PASSWORD = PASSWORD('x');",
  "CREATE USER u IDENTIFIED BY 'x';",
  "SET GLOBAL hashicorp_key_management_token = 'hvs.x';",
  "SELECT AES_ENCRYPT('text', 'k');",
  "SET GLOBAL file_key_management_filekey = 'x';",
  "SELECT '770A8A65DA156D24EE2A093277530142';",
  "SET @aws_secret = 'x';",
])('a statement that may hold a secret is not kept: %s', async (statement) => {
  const { files, asked } = await talk([`${statement}\r`, '\x1b[A\r']);
  expect(asked).toEqual([statement.slice(0, -1)]);
  expect(files.exists('/home/.history')).toBe(false);
});

test('key ids are no secrets', async () => {
  const { files } = await talk(['create table t (a int) encryption_key_id=2;\r']);
  expect(files.text('/home/.history')).toContain('encryption_key_id=2');
});

test('a copy of the session goes to the tee file', async () => {
  const { files } = await talk(['tee /t.log\r', 'select 1;\r', 'notee\r', 'select 2;\r']);
  expect(files.text('/t.log')).toBe(
    `Logging to file '/t.log'\nMariaDB [(none)]> select 1;\n${TABLE}MariaDB [(none)]> notee\n`,
  );
});

test('the pager gets results, not summaries', async () => {
  const paged: string[] = [];
  const { output } = await talk(['pager less\r', 'select 1;\r'], {
    io: { page: async (command, text) => void paged.push(command, text) },
  });
  expect(output).toContain("PAGER set to 'less'\n");
  expect(paged).toEqual(['less', TABLE.replace(/1 row.*/s, '')]);
  expect(output).toContain('1 row in set');
});

test('an edited statement waits for its end', async () => {
  const { asked, output } = await talk(['select 1\\e\r', ';\r'], { io: { edit: async (text) => `${text}, 2` } });
  expect(output).toContain('    -> ');
  expect(asked).toEqual(['select 1, 2']);
});

test('a login that is refused ends it with 1', async () => {
  const connect = async (): Promise<never> => {
    throw new SqlError(1045, '28000', 'Access denied');
  };
  const { exit, output } = await talk([], { io: { connect } });
  expect([exit, output]).toEqual([1, 'ERROR 1045 (28000): Access denied\n']);
});

test('a lost server is connected to again, and the statement repeated', async () => {
  let calls = 0;
  const gone: Outcome = {
    kind: 'error',
    errno: 2006,
    sqlstate: 'HY000',
    message: 'Server has gone away',
    warningCount: 0,
  };
  const { output, asked } = await talk(['select 1;\r'], { execute: async () => (calls++ === 0 ? [gone] : [ONE]) });
  expect(asked).toEqual(['select 1', 'select 1']);
  expect(output).toContain(
    `ERROR 2006 (HY000): Server has gone away\nNo connection. Trying to reconnect...\nConnection id:    7\nCurrent database: *** NONE ***\n\n${TABLE}`,
  );
});

test('a password is asked for without showing it', async () => {
  const input = new PassThrough();
  const screen = new PassThrough();
  const answer = askPassword(input, screen);
  input.write('gehe\x7fim\r');
  expect(await answer).toBe('gehim');
  expect(String(screen.read())).toBe('Enter password: \n');
});
