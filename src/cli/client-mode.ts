/** The client, on a server of its own in this process: the sandbox, or whatever the server options name. */
import { hostname } from 'node:os';
import { runBatch } from '../client/batch.js';
import type { ClientIo } from '../client/client.js';
import { clientHelpText, parseClientArguments } from '../client/options.js';
import { encodeText } from '../render/text.js';
import { realPorts } from '../server/ports.js';
import { openSandbox } from '../server/sandbox.js';
import { Server } from '../server/server.js';
import { StartFailure } from '../server/start-failure.js';
import { inputLines } from './input.js';
import { startReport } from './start-report.js';

export async function runClientMode(args: readonly string[]): Promise<number> {
  const parsed = parseClientArguments(args);
  if (typeof parsed === 'string') {
    process.stderr.write(`sealion: ${parsed}\n`);
    return 2;
  }
  const { options, server: serverArgs } = parsed;
  if (options.help) return say(clientHelpText());
  const ports = realPorts(() => {});
  let server: Server;
  try {
    const words = serverArgs.length === 0 ? openSandbox(process.cwd(), ports) : withoutSystemFiles(serverArgs);
    server = await Server.start(words, ports, {
      directory: process.cwd(),
      createDatadir: true,
      logError: `${hostname()}.err`,
    });
  } catch (error) {
    if (!(error instanceof StartFailure)) throw error;
    process.stderr.write(startReport(error, ports.clock.now()));
    return error.exitCode;
  }
  const write = (stream: NodeJS.WriteStream) => (text: string) => void stream.write(encodeText(text));
  const io: ClientIo = {
    write: write(process.stdout),
    writeError: write(process.stderr),
    files: ports.files,
    clock: ports.clock,
    connect: async ({ user, database }) => server.connect({ user, host: 'localhost', database }),
  };
  try {
    const onTerminal = process.stdin.isTTY === true && process.stdout.isTTY === true;
    if (options.execute === undefined && onTerminal && !options.batch) {
      return await (await import('./prompt-mode.js')).runPromptMode(server, options, io);
    }
    return await runBatch(
      options,
      {
        lines: inputLines(process.stdin),
        onTerminal: onTerminal || (process.stdout.isTTY === true && options.execute !== undefined),
      },
      io,
    );
  } finally {
    await server.shutdown();
  }
}

/** The option files of this machine are for the real server on it; here they count only where one is named. */
const withoutSystemFiles = (args: readonly string[]): readonly string[] =>
  /^--(no-defaults|defaults-|print-defaults)/.test(args[0] ?? '') ? args : ['--no-defaults', ...args];

function say(text: string): number {
  process.stdout.write(text);
  return 0;
}
