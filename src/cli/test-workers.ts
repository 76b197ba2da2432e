/**
 * Workers of `sealion test`: processes that run one test after the other. What is wrong with a test, or with the
 * runner, ends a worker and costs that test; the others go on.
 *
 * Each leads a process group of its own, so that ending a worker also ends the servers and programs that it has started.
 */
import { type ChildProcess, fork } from 'node:child_process';
import type { Verdict } from '../script/compare.js';
import type { TestWorker } from '../script/driver.js';
import type { TestCase } from '../script/suite.js';
import { type RunnerHost, runTest, type TestSettings } from '../script/test-runner.js';

/** The argument behind `test` that makes a process a worker; only a parent with a channel to it can use it. */
export const WORKER_ARGUMENT = '--worker';

/** Lines of its last words that a dead worker is quoted with. */
const LAST_WORDS = 2000;

interface Order {
  readonly test: TestCase;
  readonly settings: TestSettings;
}

/** Starts a worker. Its process is there before the first test, and answers when it has loaded. */
export function startWorker(settings: TestSettings): TestWorker {
  const child = fork(process.argv[1] ?? '', ['test', WORKER_ARGUMENT], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let lastWords = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (data: Buffer) => {
      lastWords = (lastWords + data.toString()).slice(-LAST_WORDS);
    });
  }
  alive.add(child);
  child.once('close', () => alive.delete(child));
  return {
    run: (test) => answerOf(child, { test, settings }, () => lastWords),
    stop: () => end(child),
  };
}

function answerOf(child: ChildProcess, order: Order, lastWords: () => string): Promise<Verdict> {
  return new Promise((resolve, reject) => {
    const answered = (verdict: Verdict): void => {
      child.off('close', closed);
      resolve(verdict);
    };
    const closed = (code: number | null, signal: string | null): void => {
      child.off('message', answered);
      const how = signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;
      reject(new Error(`The worker ${how} before the test did\n${lastWords()}`.trimEnd()));
    };
    child.once('message', answered);
    child.once('close', closed);
    child.send(order, (error) => {
      if (error) closed(child.exitCode, child.signalCode);
    });
  });
}

/** Workers that have not ended. */
const alive = new Set<ChildProcess>();

function end(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  endGroup(child.pid);
}

function endGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/** Workers do not hear of the key that interrupts this program; it ends them when it is ended. */
export function endWorkersWithThisProcess(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      for (const child of alive) end(child);
      process.kill(process.pid, signal);
    });
  }
}

/** The worker's side: runs what it is told to until nobody is there any more. */
export function answerAsWorker(host: RunnerHost): Promise<number> {
  return new Promise(() => {
    process.on('disconnect', () => endGroup(process.pid));
    process.on('message', ({ test, settings }: Order) => {
      void runTest(test, settings, host).then((verdict) => process.send?.(verdict));
    });
  });
}
