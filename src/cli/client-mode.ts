/** The client, on a server of its own in this process: the sandbox, or whatever the server options name. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { isatty } from 'node:tty';
import type { Ports } from '../base/ports.js';
import { runBatch } from '../client/batch.js';
import type { ClientIo } from '../client/client.js';
import type { ConnectionOptions } from '../client/connection-options.js';
import { streamLines } from '../client/lines.js';
import { type ClientOptions, parseClientArguments } from '../client/options.js';
import { realPorts } from '../server/ports.js';
import { StartFailure } from '../startup/start-failure.js';
import { runOnLab } from './own-lab.js';
import { OwnServer } from './own-server.js';
import { startReport } from './start-report.js';
import { isRead, terminalPrograms, textWriter } from './terminal.js';
import { usageText, versionText } from './usage.js';

const HISTORY_FILE = '.sealion_history';
/** As a shell tells of programs that SIGPIPE has ended. */
const PIPE_EXIT = 141;

export async function runClientMode(args: readonly string[]): Promise<number> {
  const parsed = parseClientArguments(args);
  if (typeof parsed === 'string') {
    process.stderr.write(`sealion: ${parsed}\n`);
    return 2;
  }
  const { options } = parsed;
  if (options.help) return say(usageText());
  if (options.version) return say(versionText());
  const ports = await portsFor(options.virtualTime);
  if (ports === undefined) {
    process.stderr.write(`sealion: --virtual-time needs 'now' or a date, not '${options.virtualTime}'\n`);
    return 2;
  }
  if (parsed.connection) return runRemoteClient(options, parsed.connection, ports);
  try {
    const server = await OwnServer.start(parsed.server, process.cwd(), ports);
    try {
      const io: ClientIo = {
        ...clientIo(ports),
        connect: server.connect.bind(server),
        restart: server.restart.bind(server),
        lab: (program, words) => runOnLab(program, words, server.lab),
      };
      return await runClient(await withPassword(options), io);
    } finally {
      await server.close();
    }
  } catch (error) {
    if (!(error instanceof StartFailure)) throw error;
    process.stderr.write(startReport(error, ports.clock.now()));
    return error.exitCode;
  }
}

/** The real world, but for its time where that is wished. Undefined when that wish makes no sense. */
async function portsFor(virtualTime: string | undefined): Promise<Ports | undefined> {
  const ports = realPorts(() => {});
  if (virtualTime === undefined) return ports;
  const start = virtualTime === 'now' ? ports.clock.now() : Date.parse(virtualTime);
  if (Number.isNaN(start)) return undefined;
  const { virtualPorts } = await import('../server/virtual-ports.js');
  return virtualPorts(start, () => {});
}

/** On a server that runs already. What that takes is loaded only here. */
async function runRemoteClient(options: ClientOptions, written: ConnectionOptions, ports: Ports): Promise<number> {
  const { remoteOf } = await import('./remote-mode.js');
  const remote = remoteOf(options, written);
  if (typeof remote === 'string') {
    process.stderr.write(`sealion: ${remote}\n`);
    return 1;
  }
  return runClient(await withPassword(remote.options), { ...clientIo(ports), connect: remote.connect });
}

/** A prompt for a person, else batch rules. `process.stdin` is a stream from its first mention on: with -e there is none. */
async function runClient(options: ClientOptions, io: ClientIo): Promise<number> {
  const exitCode = await runToEnd(options, io);
  return (await isRead(process.stdout)) ? exitCode : PIPE_EXIT;
}

async function runToEnd(options: ClientOptions, io: ClientIo): Promise<number> {
  const onTerminal = isatty(0) && isatty(1);
  if (options.execute !== undefined || options.batch || !onTerminal) {
    const isSeen = isatty(1) && (onTerminal || options.execute !== undefined);
    return runBatch(options, { lines: () => streamLines(process.stdin), onTerminal: isSeen }, io);
  }
  const { runPrompt } = await import('../client/prompt.js');
  const { stdin: input, stdout: output } = process;
  return runPrompt(options, { input, output, historyPath: historyPath() }, io);
}

/** SEALION_HISTFILE, with nothing in it: no history is kept. */
function historyPath(): string | undefined {
  const path = process.env['SEALION_HISTFILE'];
  return path === undefined ? join(homedir(), HISTORY_FILE) : path || undefined;
}

async function withPassword(options: ClientOptions): Promise<ClientOptions> {
  if (!options.askPassword || !isatty(0)) return options;
  const { askPassword } = await import('../client/ask-password.js');
  return { ...options, password: await askPassword(process.stdin, process.stderr) };
}

/** All but the server. */
function clientIo(ports: Ports): Omit<ClientIo, 'connect' | 'restart' | 'lab'> {
  return {
    write: textWriter(process.stdout),
    writeError: textWriter(process.stderr),
    isRead: () => isRead(process.stdout),
    files: ports.files,
    clock: ports.clock,
    ...terminalPrograms,
  };
}

function say(text: string): number {
  process.stdout.write(text);
  return 0;
}
