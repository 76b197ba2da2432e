/** `sealion vault …`, and the program `vault` for scripts that call it. */
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { realHttp } from '../server/ports.js';
import { runVault } from '../vault/program.js';
import { VaultMistake } from '../vault/request.js';
import { textWriter } from './terminal.js';

export const runVaultMode = (args: readonly string[]): Promise<number> =>
  runVault(args, {
    http: realHttp,
    env: process.env,
    keptToken() {
      const path = join(homedir(), '.vault-token');
      return existsSync(path) ? readFileSync(path, 'utf8').trim() : undefined;
    },
    readFile(path) {
      try {
        return readFileSync(path, 'utf8');
      } catch {
        throw new VaultMistake(`error reading file: open ${path}: no such file or directory`, 1);
      }
    },
    readInput: () => readFileSync(process.stdin.fd, 'utf8'),
    write: textWriter(process.stdout),
    writeError: textWriter(process.stderr),
  });
