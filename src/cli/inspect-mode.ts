/** `sealion inspect`: what files of a server are, how they are encrypted, and whether they are whole. */
import { statSync } from 'node:fs';
import { inspect } from '../inspect/inspect.js';
import { realPorts } from '../server/ports.js';

const WIDTH_WITHOUT_TERMINAL = 80;

export async function runInspectMode(args: readonly string[]): Promise<number> {
  const { stdout, stderr } = process;
  const { text, messages, exitCode } = inspect({
    args,
    directory: process.cwd(),
    ports: realPorts(() => {}),
    color: stdout.isTTY === true && process.env['NO_COLOR'] === undefined,
    width: stdout.columns ?? WIDTH_WITHOUT_TERMINAL,
    isRegular: (path) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false,
  });
  for (const message of messages) stderr.write(`sealion inspect: ${message}\n`);
  stdout.write(text);
  return exitCode;
}
