/** The program as a user runs it: a process of its own in an empty folder. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach } from 'vitest';

const PROGRAM = ['--conditions=source', '--import', import.meta.resolve('tsx'), resolve('src/cli.ts')];
const BUILT = resolve('dist/cli.js');
/** As `npm ci` has built it, which starts in no time; from source where nobody has. */
export const BUILT_PROGRAM = existsSync(BUILT) ? [BUILT] : PROGRAM;
const LIMIT_MS = 50_000;

export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
}

/** A folder for each test, gone after it. */
export function inEmptyFolder(): { readonly path: string } {
  const folder = { path: '' };
  beforeEach(() => {
    folder.path = mkdtempSync(join(tmpdir(), 'sealion-program-'));
  });
  afterEach(() => rmSync(folder.path, { recursive: true }));
  return folder;
}

export function sealion(cwd: string, args: readonly string[], input = '', program = PROGRAM): Ran {
  const { stdout, stderr, status } = spawnSync(process.execPath, [...program, ...args], {
    cwd,
    input,
    encoding: 'utf8',
    timeout: LIMIT_MS,
  });
  return { stdout, stderr, status };
}

/** Runs a script of bash in which `"$@"` is the program. */
export function sealionInScript(cwd: string, script: string, input: string): Pick<Ran, 'stdout' | 'stderr'> {
  const args = ['-c', script, 'bash', process.execPath, ...PROGRAM];
  const { stdout, stderr } = spawnSync('bash', args, { cwd, input, encoding: 'utf8', timeout: LIMIT_MS });
  return { stdout, stderr };
}

/** Starts it, and resolves when its standard error has said `until`; `stop` ends it and gives its exit code. */
export async function sealionInBackground(cwd: string, args: readonly string[], until: string) {
  const child = spawn(process.execPath, [...PROGRAM, ...args], {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: LIMIT_MS,
  });
  const ended = new Promise<number | null>((done) => child.once('exit', done));
  let said = '';
  await new Promise<void>((ready, failed) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.includes(until)) ready();
    });
    child.once('exit', () => failed(new Error(`ended early: ${said}`)));
  });
  return {
    pid: child.pid,
    stop(signal: NodeJS.Signals) {
      child.kill(signal);
      return ended;
    },
  };
}
