/** `sealion inspect`: what files of a server are, how they are encrypted, and whether they are whole. */
import { statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { TableDefinition } from '../engine/definition.js';
import { tablespaceName } from '../engine/file-names.js';
import { inspect } from '../inspect/inspect.js';
import { realPorts } from '../server/ports.js';
import { withDictionaryCopy } from './dictionary-copy.js';

const WIDTH_WITHOUT_TERMINAL = 80;
/** Behind the name of a table, that of one of its partitions. */
const PARTITION = /#P#.*$/;

export async function runInspectMode(args: readonly string[]): Promise<number> {
  const { stdout, stderr } = process;
  // Whoever reads the beginning only has seen enough.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
  const { text, messages, exitCode } = inspect({
    args,
    directory: process.cwd(),
    ports: realPorts(() => {}),
    color: stdout.isTTY === true && process.env['NO_COLOR'] === undefined,
    width: stdout.columns ?? WIDTH_WITHOUT_TERMINAL,
    isRegular: (path) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false,
    write: (piece) => stdout.write(piece),
    definitionOf,
  });
  stdout.write(text);
  for (const message of messages) stderr.write(`sealion inspect: ${message}\n`);
  return exitCode;
}

/** From the dictionary that stands beside the directory of the database. */
function definitionOf(path: string): TableDefinition | undefined {
  const database = dirname(path);
  const name = `${basename(database)}/${basename(path, '.ibd').replace(PARTITION, '')}`;
  return withDictionaryCopy(dirname(database), (dictionary) =>
    dictionary
      .tables()
      .map(({ definition }) => definition)
      .find((definition) => tablespaceName(definition.db, definition.name) === name),
  );
}
