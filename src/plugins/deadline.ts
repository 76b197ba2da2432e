/** How long the server waits for a plugin. */
import type { Clock, Ports } from '../base/ports.js';

export interface Deadline {
  readonly clock: Clock;
  /** `--sealion-plugin-timeout` in milliseconds. */
  readonly ms: number;
}

export const deadlineOf = ({ watch, clock }: Pick<Ports, 'watch' | 'clock'>, ms: number): Deadline => ({
  clock: watch ?? clock,
  ms,
});

const isPromise = (answer: unknown): answer is PromiseLike<unknown> =>
  typeof answer === 'object' && answer !== null && 'then' in answer && typeof answer.then === 'function';

/** What is asked for. A promise that takes longer than the deadline is given up: `what` has not answered. */
export async function within<T>(what: string, ask: () => T, { clock, ms }: Deadline): Promise<Awaited<T>> {
  const answer = ask();
  if (!isPromise(answer)) return await answer;
  const answered = new AbortController();
  const overdue = clock.sleep(ms, answered.signal).then(() => {
    throw new Error(`${what} has not answered for ${ms / 1000} seconds`);
  });
  try {
    return await Promise.race([overdue, answer]);
  } finally {
    answered.abort();
    // Aborting rejects it when nobody looks any more.
    overdue.catch(() => undefined);
  }
}

export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
