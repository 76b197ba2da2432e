/** Runs our client in one case. */
import { runBatch } from '../../../src/client/batch.js';
import type { ClientIo } from '../../../src/client/client.js';
import { streamLines } from '../../../src/client/lines.js';
import { parseClientArguments } from '../../../src/client/options.js';
import type { MemoryFiles } from '../script/world.js';
import type { Case } from './cases.js';

const stopped = { now: () => 0, sleep: async () => {}, timer: () => ({ cancel: () => {} }) };

export interface CaseResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exit: number;
}

/** Standard input comes in chunks of 7 bytes, so that lines and characters are cut. */
async function* chunks(text: string): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += 7) yield bytes.subarray(at, at + 7);
}

export async function runCase(
  { args, stdin = '' }: Case,
  connect: ClientIo['connect'],
  files: MemoryFiles,
): Promise<CaseResult> {
  let stdout = '';
  let stderr = '';
  const parsed = parseClientArguments(['-Dtest', ...args]);
  if (typeof parsed === 'string') throw new Error(parsed);
  const io: ClientIo = {
    write: (text) => {
      stdout += text;
    },
    writeError: (text) => {
      stderr += text;
    },
    files,
    clock: stopped,
    connect,
  };
  const exit = await runBatch(parsed.options, { lines: () => streamLines(chunks(stdin)), onTerminal: false }, io);
  return { stdout, stderr, exit };
}
