/** Commands about files, directories and programs. */
import { basename, join, normalize } from 'node:path';
import { decodeBytes, encodeText } from '../render/text.js';
import type { CommandDeclaration, CommandFamily } from './commands.js';
import { unifiedDiff } from './diff.js';
import { allows, checkSuccess } from './expected-errors.js';
import { ScriptFailure, ScriptSkipped } from './failure.js';
import { sortLines } from './output.js';
import type { ScriptCommand } from './parse.js';
import type { ScriptRun } from './run.js';
import { runServerProgram } from './server-commands.js';
import { splitWords } from './words.js';

/** What a command does with its words. A system error of the file system is the command's failure. */
type Action = (run: ScriptRun, words: readonly string[], command: ScriptCommand) => void;

export const fileCommands: CommandFamily = {
  write_file: { ...onFiles(1, writeNew), document: 'second word' },
  append_file: {
    ...onFiles(1, (run, [path = ''], { document }) => append(run, path, document)),
    document: 'second word',
  },
  write_line: onFiles(2, (run, [text = '', path = '']) => run.host.files.writeFile(writable(run, path), `${text}\n`)),
  cat_file: onFiles(1, (run, [path = '']) => run.writeReplaced(decodeBytes(run.host.files.readFile(path)))),
  remove_file: onFiles(1, (run, [path = '']) => run.host.files.remove(writable(run, path))),
  remove_files_wildcard: onFiles(1, removeMatching),
  chmod: onFiles(2, (run, [mode = '', path = '']) => changeMode(run, mode, path)),
  copy_file: onFiles(2, (run, [from = '', to = '']) => copy(run, from, to)),
  move_file: onFiles(2, (run, [from = '', to = '']) => run.host.files.rename(from, writable(run, to))),
  mkdir: onFiles(1, (run, [path = '']) => run.host.files.makeDirectory(writable(run, path))),
  rmdir: onFiles(1, (run, [path = '']) => run.host.files.removeDirectory(writable(run, path))),
  list_files: onFiles(1, (run, [path = '', pattern]) => {
    for (const name of matching(run, path, pattern)) run.write(`${name}\n`);
  }),
  file_exists: onFiles(1, (run, [path = '']) => {
    if (!run.host.files.exists(path)) throw notFound(path);
  }),
  diff_files: onFiles(2, compareFiles),
  exec: { run: execute },
  perl: {
    document: 'first word',
    run: runPerl,
  },
};

interface SystemError extends Error {
  readonly errno: number;
}

const notFound = (path: string): Error =>
  Object.assign(new Error(`${path} does not exist`), { errno: -2, code: 'ENOENT' });

const isSystemError = (error: unknown): error is SystemError =>
  error instanceof Error && 'code' in error && 'errno' in error;

function onFiles(required: number, action: Action): CommandDeclaration {
  return {
    run: (run, command) => {
      const words = splitWords(command.argument).map((word) => run.variables.expand(word));
      if (words.length < required) throw new ScriptFailure(`Missing required argument to command '${command.name}'`);
      const failure = attempt(() => action(run, words, command));
      finish(run, command.name, failure);
    },
  };
}

/** A file that is written anew has the mode that it is written with. */
function changeMode({ host: { files } }: ScriptRun, mode: string, path: string): void {
  files.writeFile(path, files.readFile(path), Number.parseInt(mode, 8));
}

function attempt(action: () => void): SystemError | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return error;
  }
}

function finish(run: ScriptRun, name: string, failure: SystemError | undefined): void {
  const systemError = failure ? Math.abs(failure.errno) : 0;
  run.variables.set('errno', failure ? '1' : '0');
  run.variables.set('sys_errno', String(systemError));
  if (!failure) checkSuccess(run.expected, `command "${name}"`);
  else if (!allows(run.expected, 1, '')) {
    throw new ScriptFailure(
      `command "${name}" failed with error: 1  my_errno: ${systemError}  errno: ${systemError}: ${failure.message}`,
    );
  }
}

/** Scripts write below their own directories only. */
function writable(run: ScriptRun, path: string): string {
  const roots = ['MYSQLTEST_VARDIR', 'MYSQL_TMP_DIR']
    .map((name) => run.variables.get(name))
    .filter((root) => root !== '');
  if (!roots.some((root) => normalize(path).startsWith(`${normalize(root)}/`))) {
    throw new ScriptFailure(`Path '${path}' is not a subdirectory of MYSQLTEST_VARDIR or MYSQL_TMP_DIR`);
  }
  return path;
}

function writeNew(run: ScriptRun, [path = '']: readonly string[], { document }: ScriptCommand): void {
  if (run.host.files.exists(path)) throw new ScriptFailure(`File already exist: '${path}'`);
  run.host.files.writeFile(writable(run, path), encodeText(document));
}

function append(run: ScriptRun, path: string, document: string): void {
  const before = run.host.files.exists(path) ? run.host.files.readFile(path) : new Uint8Array();
  run.host.files.writeFile(writable(run, path), Buffer.concat([before, encodeText(document)]));
}

/** A directory as the target means the same name in it. */
function copy(run: ScriptRun, from: string, to: string): void {
  const target = run.host.files.isDirectory(to) ? join(to, basename(from)) : to;
  run.host.files.writeFile(writable(run, target), run.host.files.readFile(from));
}

function matching(run: ScriptRun, directory: string, pattern = '*'): string[] {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const regex = new RegExp(`^${expression}$`);
  return sortLines(run.host.files.list(directory).filter((name) => regex.test(name)));
}

function removeMatching(run: ScriptRun, [directory = '', pattern]: readonly string[]): void {
  for (const name of matching(run, directory, pattern)) {
    const path = join(directory, name);
    if (!run.host.files.isDirectory(path)) run.host.files.remove(writable(run, path));
  }
}

function compareFiles(run: ScriptRun, [first = '', second = '']: readonly string[]): void {
  const [a, b] = [first, second].map((path) => decodeBytes(run.host.files.readFile(path)));
  if (a !== b)
    throw new ScriptFailure(`Files '${first}' and '${second}' differ\n${unifiedDiff(a ?? '', b ?? '', first, second)}`);
}

async function execute(run: ScriptRun, { argument }: ScriptCommand): Promise<void> {
  const started = await runServerProgram(run, argument);
  const command = run.variables.expand(argument, true);
  const { status, output } = started === undefined ? await runProgram(run, command) : { status: started, output: '' };
  if (run.switches.isOn('result_log')) writeLines(run, output);
  if (status === 0) checkSuccess(run.expected, `command "${argument}"`);
  else if (run.expected.length === 0) throw new ScriptFailure(`exec of '${command}' failed, status: ${status}`);
  else if (!allows(run.expected, status, ''))
    throw new ScriptFailure(`command "${argument}" failed with wrong error: ${status}`);
  run.endReplacements();
  run.switches.endOnce();
}

async function runProgram(run: ScriptRun, command: string): Promise<{ status: number; output: string }> {
  if (!run.host.execute) throw new ScriptSkipped('exec is not allowed here (--allow-exec)');
  return await run.host.execute(command, run.variables.environment);
}

/** The program is a file of the test's; what it prints is part of the result. */
async function runPerl(run: ScriptRun, { document }: ScriptCommand): Promise<void> {
  if (!run.host.execute) throw new ScriptSkipped('perl is not allowed here (--allow-exec)');
  const path = join(run.variables.get('MYSQL_TMP_DIR'), 'script.pl');
  run.host.files.writeFile(path, encodeText(document));
  const { status, output } = await run.host.execute(`perl '${path}'`, run.variables.environment);
  run.host.files.remove(path);
  if (run.switches.isOn('result_log')) writeLines(run, output);
  if (status === 0) checkSuccess(run.expected, 'command "perl"');
  else if (!allows(run.expected, status, '')) throw new ScriptFailure(`command "perl" failed with error: ${status}`);
  run.endReplacements();
}

function writeLines(run: ScriptRun, output: string): void {
  const lines = output.replace(/\n$/, '').split('\n');
  if (output !== '') run.writeReplaced((run.sorted ? sortLines(lines) : lines).map((line) => `${line}\n`).join(''));
}
