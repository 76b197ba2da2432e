/** The programs that are timed as whole processes: the built command line, bare Node, a real server. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { keyFileOptions } from '../test/support/key-files.js';
import { runProgram } from '../test/support/mariadb.js';

const CLI = join('dist', 'cli.js');

/** Runs a program that must succeed. */
export async function run(program: string, args: readonly string[], input = ''): Promise<string> {
  const { status, stdout, stderr } = await runProgram(program, args, { input });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ends with ${status}:\n${stdout}${stderr}`);
  return stdout;
}

/** Runs statements through the built command line. */
export function sealion(datadir: string, statements: string, options: readonly string[] = []): Promise<string> {
  if (!existsSync(CLI)) throw new Error(`There is no ${CLI}: npm run build`);
  return run(process.execPath, [CLI, '--no-defaults', `--datadir=${datadir}`, ...options, '-e', statements]);
}

/** Bare Node, the measure of all starts. */
export const node = (): Promise<string> => run(process.execPath, ['-e', '0']);

/** Options that both servers take: keys, and a commit that is on the disk when it is acknowledged. */
export function commonOptions(directory: string): string[] {
  return [...keyFileOptions(directory), '--innodb-flush-log-at-trx-commit=1'];
}
