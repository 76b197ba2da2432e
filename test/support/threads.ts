/** Threads that are none: what they are asked for is copied as on the way to a real one, and done some turns later. */
import type { Threads } from '../../src/base/ports.js';
import { answer } from '../../src/engine/page-work.js';

/** Two threads; `turns` says how many turns of the event loop a task takes. */
export function pretendedThreads(turns: () => number): Threads & {
  readonly started: number;
  readonly tasks: number;
} {
  let started = 0;
  let tasks = 0;
  return {
    count: 2,
    worthBytes: 0,
    get started() {
      return started;
    },
    get tasks() {
      return tasks;
    },
    async start() {
      started++;
      return {
        async ask(task) {
          tasks++;
          const copy: unknown = structuredClone(task);
          for (let left = turns(); left > 0; left--) await new Promise((resolve) => setImmediate(resolve));
          return structuredClone(answer(copy));
        },
        end() {},
      };
    },
  };
}
