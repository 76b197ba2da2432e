/**
 * Option files with what MariaDB 10.11 says when it is started with them: `test/data/check/*.cnf`, the answer in
 * comments at their end. `test/interop/check.test.ts` records it.
 */
import { cpSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const CASES = resolve('test/data/check');

const ANSWER = '# --- mariadbd 10.11:\n';

/** How a start ends, and the lines that it logs about its options. */
export interface Answer {
  /** `undefined`: it starts. */
  readonly exitCode: number | undefined;
  readonly lines: readonly string[];
}

export interface Case {
  readonly name: string;
  readonly path: string;
  readonly answer: Answer;
}

/** What a data directory must have for the option files: key files and passwords. */
export function addKeyFiles(datadir: string): void {
  mkdirSync(join(datadir, 'mysql'), { recursive: true });
  cpSync(join(CASES, 'files'), datadir, { recursive: true });
}

export function checkCases(): readonly Case[] {
  return readdirSync(CASES)
    .filter((name) => name.endsWith('.cnf'))
    .sort()
    .map((file) => {
      const path = join(CASES, file);
      const [, recorded = ''] = readFileSync(path, 'utf8').split(ANSWER);
      const [verdict = '', ...lines] = recorded.split('\n').map((line) => line.slice(2));
      const exitCode = verdict === 'starts' ? undefined : Number(verdict.replace('exit ', ''));
      return { name: file.replace('.cnf', ''), path, answer: { exitCode, lines: lines.filter((line) => line !== '') } };
    });
}

/** The option file with another answer at its end. */
export function withAnswer(path: string, { exitCode, lines }: Answer): string {
  const [options = ''] = readFileSync(path, 'utf8').split(ANSWER);
  const verdict = exitCode === undefined ? 'starts' : `exit ${exitCode}`;
  return `${options}${ANSWER}${[verdict, ...lines].map((line) => `# ${line}\n`).join('')}`;
}

/** About this machine or this build, not about the options. */
const NOISE = [
  /max_open_files/,
  /io_uring|liburing/,
  /^Version: /,
  /'FEEDBACK' is disabled/,
  /^\[Warning\] You need to use --log-bin/,
  // What InnoDB's page cleaner prints about itself when it is behind.
  /^(-{19}|(LRU|Free|Dirty) Pages *: .*|(System|Checkpoint|Flush A?[Ss]ync) +LSN *: \d+)$/,
  /^(Current Age|Max Age\(A?[Ss]ync\)|Capacity|Pending (Read|Write)|Batch running) *: /,
  /^(Active|Flush) Slot +- first_free: /,
  /^\[Note\] (?!Using unique option prefix|Plugin '.*' is disabled)/,
];

/** The lines that say something about the options; the directory of the option files is `DIR`. */
export const telling = (lines: readonly string[]): readonly string[] =>
  lines
    .map((line) => line.replaceAll(CASES, 'DIR').trimEnd())
    .filter((line) => line !== '' && !NOISE.some((pattern) => pattern.test(line)));
