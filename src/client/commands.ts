/** The client's own commands, declared once: by name, and by a letter behind a backslash. */
import { SqlError } from '../base/errors.js';
import { splitShellWords } from '../base/shell-words.js';
import { StartFailure } from '../startup/start-failure.js';
import type { Client, Flow } from './client.js';
import { DEFAULT_PROMPT } from './options.js';
import { delimiterFault, type SplitCommand } from './split.js';
import { statusText } from './status.js';

/** One command. */
export interface ClientCommand extends SplitCommand {
  readonly help: string;
  /** Not allowed in the sandbox. */
  readonly touchesFiles?: boolean;
  /** What cannot be done ends up in `client.complain`. */
  run(client: Client, argument: string): Flow | Promise<Flow>;
}

const go = (client: Client): Flow | Promise<Flow> => runBuffer(client, (text) => client.execute(text));
const quit = (client: Client): Flow => {
  client.splitter.clear();
  return 'quit';
};

// biome-ignore format: read as a table.
export const CLIENT_COMMANDS: readonly ClientCommand[] = [
  { name: '?',         letter: '?', takesArgument: true,  run: help,        help: 'The same as help' },
  { name: 'charset',   letter: 'C', takesArgument: true,  run: charset,     help: 'Talk to the server in another character set' },
  { name: 'clear',     letter: 'c', takesArgument: false, run: clear,       help: 'Forget the statement typed so far' },
  { name: 'connect',   letter: 'r', takesArgument: true,  run: connect,     help: 'Connect again, to a database if one is named' },
  { name: 'delimiter', letter: 'd', takesArgument: true,  run: delimiter,   help: 'Change what ends a statement' },
  { name: 'edit',      letter: 'e', takesArgument: false, run: edit,        help: 'Edit the statement with $EDITOR', touchesFiles: true },
  { name: 'ego',       letter: 'G', takesArgument: false, run: ego,         help: 'Run the statement, one line per column' },
  { name: 'exit',      letter: 'q', takesArgument: false, run: quit,        help: 'The same as quit' },
  { name: 'go',        letter: 'g', takesArgument: false, run: go,          help: 'Run the statement' },
  { name: 'help',      letter: 'h', takesArgument: true,  run: help,        help: 'This list, or what the server knows of a topic' },
  { name: '\\lab',     letter: '',  takesArgument: true,  run: lab,         help: 'The lab in this program: let it fail, let time pass there' },
  { name: 'nopager',   letter: 'n', takesArgument: false, run: noPager,     help: 'Show results directly' },
  { name: 'notee',     letter: 't', takesArgument: false, run: noTee,       help: 'No more copy of the session' },
  { name: 'nowarning', letter: 'w', takesArgument: false, run: noWarnings,  help: 'No warnings after statements' },
  { name: 'pager',     letter: 'P', takesArgument: true,  run: pager,       help: 'Show results through a program', touchesFiles: true },
  { name: 'print',     letter: 'p', takesArgument: false, run: print,       help: 'Show the statement typed so far' },
  { name: 'prompt',    letter: 'R', takesArgument: true,  run: prompt,      help: 'Change the prompt' },
  { name: 'quit',      letter: 'q', takesArgument: false, run: quit,        help: 'Leave' },
  { name: '\\restart', letter: '',  takesArgument: true,  run: restart,     help: 'Stop the server and start it with other options' },
  { name: 'sandbox',   letter: '-', takesArgument: false, run: sandbox,     help: 'Allow no commands that touch files or run programs' },
  { name: 'source',    letter: '.', takesArgument: true,  run: source,      help: 'Run the statements of a file', touchesFiles: true },
  { name: 'status',    letter: 's', takesArgument: false, run: status,      help: 'About this connection and its server' },
  { name: 'system',    letter: '!', takesArgument: true,  run: system,      help: 'Run a program', touchesFiles: true },
  { name: 'tee',       letter: 'T', takesArgument: true,  run: tee,         help: 'Copy the session to the end of a file', touchesFiles: true },
  { name: 'use',       letter: 'u', takesArgument: true,  run: use,         help: 'Change the default database' },
  { name: '\\vault',   letter: '',  takesArgument: true,  run: vault,       help: "Vault's own commands, for the lab or any Vault", touchesFiles: true },
  { name: 'warnings',  letter: 'W', takesArgument: false, run: warnings,    help: 'Show warnings after every statement' },
];

/** Takes the unfinished statement out of the splitter and runs it. */
async function runBuffer(client: Client, run: (text: string) => Promise<Flow>): Promise<Flow> {
  const text = client.splitter.buffer;
  client.splitter.clear();
  return await run(text);
}

function ego(client: Client): Promise<Flow> {
  return runBuffer(client, (text) => client.executeVertically(text));
}

function clear(client: Client): Flow {
  client.splitter.clear();
  return 'continue';
}

/** The first word, without the quotes around it and the backslashes in it. */
function firstWord(argument: string): string {
  const [, single, double, tick, bare] = /^\s*(?:'([^']*)|"([^"]*)|`([^`]*)|((?:\\.|\S)*))/s.exec(argument) ?? [];
  return single ?? double ?? tick ?? (bare ?? '').replace(/\\(.)/gs, '$1');
}

/** Says what is wrong with a command; a script goes on nevertheless. */
function reject(client: Client, message: string): Flow {
  client.complain(message);
  return 'continue';
}

async function use(client: Client, argument: string): Promise<Flow> {
  const database = firstWord(argument);
  if (database === '') return reject(client, 'USE must be followed by a database name');
  const outcomes = await client.session.execute(`USE \`${database.replaceAll('`', '``')}\``);
  const failure = outcomes.find((outcome) => outcome.kind === 'error');
  if (failure?.kind === 'error') return client.fail(failure);
  client.remark('Database changed');
  return 'continue';
}

async function connect(client: Client, argument: string): Promise<Flow> {
  const database = firstWord(argument);
  client.splitter.clear();
  try {
    await client.reconnect(database === '' ? client.session.database : database);
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    const { errno, sqlstate, message } = error;
    return client.fail({ kind: 'error', errno, sqlstate, message });
  }
  if (client.interactive) client.write(client.connectionText());
  return 'continue';
}

async function charset(client: Client, argument: string): Promise<Flow> {
  const name = firstWord(argument);
  if (name === '') return client.complain('Usage: \\C charset_name | charset charset_name');
  const outcomes = await client.session.execute(`SET NAMES '${name.replaceAll("'", "''")}'`);
  if (outcomes.some((outcome) => outcome.kind === 'error')) return client.complain('Charset is not found');
  client.remark('Charset changed');
  return 'continue';
}

function delimiter(client: Client, argument: string): Flow {
  const text = firstWord(argument);
  const fault = delimiterFault(text);
  if (fault !== undefined) return reject(client, fault);
  client.splitter.delimiter = text;
  return 'continue';
}

async function source(client: Client, argument: string): Promise<Flow> {
  const path = argument.trim();
  if (path === '') return client.complain('Usage: \\. <filename> | source <filename>');
  client.splitter.clear();
  return await client.source(path);
}

function print(client: Client): Flow {
  const rule = '-'.repeat(14);
  client.write(`${rule}\n${client.splitter.buffer.replace(/\n?$/, '\n')}${rule}\n\n`);
  return 'continue';
}

function prompt(client: Client, argument: string): Flow {
  if (argument.trim() === '') client.write(`Returning to default PROMPT of ${DEFAULT_PROMPT}\n`);
  else client.write(`PROMPT set to '${argument}'\n`);
  client.prompt = argument.trim() === '' ? DEFAULT_PROMPT : argument;
  return 'continue';
}

async function status(client: Client): Promise<Flow> {
  client.write(await statusText(client));
  return 'continue';
}

function warnings(client: Client): Flow {
  client.showWarnings = true;
  client.remark('Show warnings enabled.');
  return 'continue';
}

function noWarnings(client: Client): Flow {
  client.showWarnings = false;
  client.remark('Show warnings disabled.');
  return 'continue';
}

function sandbox(client: Client): Flow {
  client.sandbox = true;
  return 'continue';
}

/** Copies and pagers are for people: scripts are redirected anyway. */
function tee(client: Client, argument: string): Flow {
  if (!client.interactive) return 'continue';
  const path = argument.trim();
  if (path === '') return client.complain('No outfile specified!');
  client.tee = path;
  client.remark(`Logging to file '${path}'`);
  return 'continue';
}

function noTee(client: Client): Flow {
  client.tee = undefined;
  client.write('Outfile disabled.\n');
  return 'continue';
}

function pager(client: Client, argument: string): Flow {
  const program = argument.trim();
  if (program === '') return noPager(client);
  if (!client.interactive) return 'continue';
  client.pager = program;
  client.write(`PAGER set to '${program}'\n`);
  return 'continue';
}

function noPager(client: Client): Flow {
  client.pager = undefined;
  client.write('PAGER set to stdout\n');
  return 'continue';
}

async function system(client: Client, argument: string): Promise<Flow> {
  if (!client.io.runProgram) return client.complain('Programs cannot be run from here');
  if (argument.trim() === '') return client.complain('Usage: \\! shell-command');
  await client.io.runProgram(argument);
  return 'continue';
}

/** Sessions do not outlive their server: a new one goes on in the same database. */
async function restart(client: Client, argument: string): Promise<Flow> {
  if (!client.io.restart) return client.complain('Only a server that belongs to this client can be restarted');
  try {
    await client.io.restart(splitShellWords(argument));
    await client.reconnect();
    return 'continue';
  } catch (error) {
    if (!(error instanceof StartFailure)) throw error;
    const reasons = error.lines.filter(({ level }) => level !== 'Note').map(({ text }) => text);
    return client.complain(`The server did not start:\n${reasons.join('\n')}`);
  }
}

function vault(client: Client, argument: string): Promise<Flow> {
  return onLab(client, 'vault', argument);
}

function lab(client: Client, argument: string): Promise<Flow> {
  return onLab(client, 'lab', argument);
}

async function onLab(client: Client, program: 'vault' | 'lab', argument: string): Promise<Flow> {
  if (!client.io.lab) return client.complain('There is no lab where the server is not that of this client');
  const { output, errors } = await client.io.lab(program, splitShellWords(argument));
  if (output !== '') client.write(output);
  return errors === '' ? 'continue' : client.complain(errors.trimEnd());
}

async function edit(client: Client): Promise<Flow> {
  if (!client.interactive || !client.io.edit) return client.complain('Statements can be edited at the prompt only');
  const edited = await client.io.edit(client.splitter.buffer);
  if (edited === undefined) return client.complain('The editor failed; the statement is unchanged');
  client.splitter.replaceBuffer(edited.replace(/\n*$/, '\n'));
  return 'continue';
}

const NAME_WIDTH = 9;

async function help(client: Client, argument: string): Promise<Flow> {
  const topic = argument.trim();
  if (topic !== '') return await client.execute(`HELP '${topic.replaceAll("'", "''")}'`);
  if (client.interactive) client.write('\nCommands of the client (they stand on a line of their own):\n');
  const lines = CLIENT_COMMANDS.map(
    ({ name, letter, help: text }) => `${name.padEnd(NAME_WIDTH)} (\\${letter}) ${text}\n`,
  );
  client.write(`${lines.join('')}\n`);
  return 'continue';
}
