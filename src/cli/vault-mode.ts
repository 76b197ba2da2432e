/** `sealion vault …`, and the program `vault` for scripts that call it. */
import { readFileSync } from 'node:fs';
import { realHttp } from '../server/ports.js';
import { runVault } from '../vault/program.js';
import { vaultFiles } from './own-lab.js';
import { textWriter } from './terminal.js';

export const runVaultMode = (args: readonly string[]): Promise<number> =>
  runVault(args, {
    http: realHttp,
    env: process.env,
    ...vaultFiles,
    readInput: () => readFileSync(process.stdin.fd, 'utf8'),
    write: textWriter(process.stdout),
    writeError: textWriter(process.stderr),
  });
