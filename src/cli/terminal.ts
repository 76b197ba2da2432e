/** Programs beside the client: the shell for `system`, a pager, an editor; and texts as bytes. */
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClientIo } from '../client/client.js';
import { decodeBytes, encodeText } from '../render/text.js';

/** Waits until the reader of a pipe keeps up. False: it has gone, as `head` does when it has seen enough. */
export function isRead(stream: NodeJS.WriteStream): boolean | Promise<boolean> {
  if (stream.errored !== null) return false;
  if (!stream.writableNeedDrain) return true;
  return new Promise((resolve) => {
    const settle = () => {
      stream.off('drain', settle).off('error', settle);
      resolve(stream.errored === null);
    };
    stream.on('drain', settle).on('error', settle);
  });
}

export function textWriter(stream: NodeJS.WriteStream): (text: string) => void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  return (text) => {
    if (stream.errored === null) stream.write(encodeText(text));
  };
}

const OWNER_ONLY = 0o600;

/** Loaded when the first program runs; most clients run none. */
const childProcess = () => process.getBuiltinModule('node:child_process');

export const terminalPrograms: Pick<ClientIo, 'runProgram' | 'page' | 'edit'> = {
  runProgram: (command) => ended(childProcess().spawn(command, { shell: true, stdio: 'inherit' })),

  async page(command, text) {
    const pager = childProcess().spawn(command, { shell: true, stdio: ['pipe', 'inherit', 'inherit'] });
    // A pager that is left early is no error.
    pager.stdin.on('error', () => {});
    pager.stdin.end(encodeText(text));
    await ended(pager);
  },

  async edit(text) {
    const directory = mkdtempSync(join(tmpdir(), 'sealion-'));
    const file = join(directory, 'statement.sql');
    try {
      writeFileSync(file, encodeText(text), { mode: OWNER_ONLY });
      const editor = process.env['EDITOR'] ?? process.env['VISUAL'] ?? 'vi';
      const { status } = childProcess().spawnSync(`${editor} "${file}"`, { shell: true, stdio: 'inherit' });
      return status === 0 ? decodeBytes(readFileSync(file)) : undefined;
    } finally {
      rmSync(directory, { recursive: true });
    }
  },
};

function ended(program: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    program.once('error', () => resolve(127));
    program.once('close', (status) => resolve(status ?? 1));
  });
}
