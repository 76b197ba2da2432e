/** Threads as the `Threads` port. */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Worker } from 'node:worker_threads';
import type { Thread, Threads } from '../base/ports.js';

/** Beside this file: in the sources, in the built command line, and in the library, whose parts are a folder deeper. */
const PROGRAMS = ['./page-thread.ts', './page-thread.cjs', '../page-thread.cjs'];

export const realThreads: Threads = {
  count: availableParallelism(),
  // One starts in the time in which this one computes as much.
  worthBytes: 2 ** 25,

  async start() {
    const program = PROGRAMS.map((name) => fileURLToPath(new URL(name, import.meta.url))).find((path) =>
      existsSync(path),
    );
    if (program === undefined) throw new Error('The program of a thread is not there');
    const { Worker } = await import('node:worker_threads');
    return started(new Worker(program));
  },
};

/** Answers come in the order of the questions. */
function started(worker: Worker): Promise<Thread> {
  return new Promise((resolve, reject) => {
    const open: { answer(value: unknown): void; fail(error: unknown): void }[] = [];
    let failure: unknown;
    const fail = (error: unknown) => {
      failure = error;
      reject(error);
      for (const { fail } of open.splice(0)) fail(error);
    };
    const thread: Thread = {
      ask: (task) =>
        new Promise((answer, fail) => {
          if (failure !== undefined) return fail(failure);
          open.push({ answer, fail });
          worker.postMessage(task);
        }),
      end: () => void worker.terminate(),
    };
    worker.unref();
    worker.once('message', () => {
      worker.on('message', (value: unknown) => open.shift()?.answer(value));
      resolve(thread);
    });
    worker.on('error', fail);
    worker.on('exit', () => fail(new Error('The thread has ended')));
  });
}
