/** Gives tests to workers, waits for the slow ones no longer than it should, and tells the results in order. */
import type { Clock } from '../base/ports.js';
import { fail, type Verdict } from './compare.js';
import type { TestCase } from './suite.js';

const MILLISECONDS = 1000;

/** Somebody who runs tests one after the other, apart from this program where that is possible. */
export interface TestWorker {
  /** Rejects with the reason when the worker ended before the test did. */
  run(test: TestCase): Promise<Verdict>;
  /** Ends the worker, whatever it does. */
  stop(): void;
}

/** How a test ended. */
export interface TestResult {
  readonly test: TestCase;
  readonly verdict: Verdict;
  readonly milliseconds: number;
  /** Counted from 1. */
  readonly worker: number;
  /** How often it had failed before. */
  readonly retries: number;
}

/** How a run goes. */
export interface Plan {
  readonly workers: number;
  readonly retries: number;
  readonly timeoutSeconds: number;
  /** Ends the run after so many failures; 0 for never. */
  readonly mostFailures: number;
}

/** Runs all tests; `tell` hears of each in the order of the list. Tests that did not begin are not told. */
export async function runAll(
  tests: readonly TestCase[],
  plan: Plan,
  clock: Clock,
  startWorker: () => TestWorker,
  tell: (result: TestResult) => void,
): Promise<void> {
  const waiting = tests.entries();
  const results = new Map<number, TestResult>();
  let failures = 0;
  let told = 0;

  const finish = (index: number, result: TestResult): void => {
    if (result.verdict.kind === 'fail') failures++;
    results.set(index, result);
    for (let next = results.get(told); next; next = results.get(++told)) tell(next);
  };

  const work = async (number: number): Promise<void> => {
    const seat = new Seat(number, plan, clock, startWorker);
    try {
      for (const [index, test] of waiting) {
        finish(index, await seat.run(test));
        if (plan.mostFailures > 0 && failures >= plan.mostFailures) break;
      }
    } finally {
      seat.leave();
    }
  };
  const workers = Math.max(1, Math.min(plan.workers, tests.length));
  await Promise.all(Array.from({ length: workers }, (_, index) => work(index + 1)));
}

/** The place of one worker: when it dies or is ended, another one sits down. */
class Seat {
  readonly #number: number;
  readonly #plan: Plan;
  readonly #clock: Clock;
  readonly #startWorker: () => TestWorker;
  #worker: TestWorker | undefined;

  constructor(number: number, plan: Plan, clock: Clock, startWorker: () => TestWorker) {
    this.#number = number;
    this.#plan = plan;
    this.#clock = clock;
    this.#startWorker = startWorker;
  }

  async run(test: TestCase): Promise<TestResult> {
    const started = this.#clock.now();
    for (let retries = 0; ; retries++) {
      const verdict = await this.#runOnce(test);
      if (verdict.kind !== 'fail' || retries >= this.#plan.retries) {
        return { test, verdict, milliseconds: this.#clock.now() - started, worker: this.#number, retries };
      }
    }
  }

  leave(): void {
    this.#worker?.stop();
    this.#worker = undefined;
  }

  async #runOnce(test: TestCase): Promise<Verdict> {
    this.#worker ??= this.#startWorker();
    const worker = this.#worker;
    const { timeoutSeconds } = this.#plan;
    const ended = worker.run(test).catch((error: unknown): Verdict => {
      // One that was ended for being late says so when its place is taken already.
      if (this.#worker === worker) this.leave();
      return fail(error instanceof Error ? error.message : String(error));
    });
    return await new Promise<Verdict>((resolve) => {
      const late = this.#clock.timer(timeoutSeconds * MILLISECONDS, () => {
        this.leave();
        resolve(fail(`Test case timeout after ${timeoutSeconds} seconds`));
      });
      void ended.then((verdict) => {
        late.cancel();
        resolve(verdict);
      });
    });
  }
}
