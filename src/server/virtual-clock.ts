/**
 * A clock that no one has to wait for: when everybody waits, it jumps to the next moment at which something is due.
 *
 * It only moves by itself while somebody sleeps. Timers alone are background (they keep no process alive either) and
 * fire in order when a sleeper, or `advance`, takes the time past them. Work that goes on outside of this program,
 * such as an HTTP request, is put under `during`, and time stands still until it ends.
 */
import type { Clock } from '../base/ports.js';

interface Wait {
  readonly due: number;
  readonly sleeper: boolean;
  readonly fire: () => void;
}

/** 2026-01-01 00:00:00 UTC. */
const DEFAULT_START = Date.UTC(2026, 0, 1);

export class VirtualClock implements Clock {
  private time: number;
  /** By due time; of equal ones, the earlier asked first. */
  private readonly waits: Wait[] = [];
  private outside = 0;
  private checking = false;

  constructor(startMs = DEFAULT_START) {
    this.time = startMs;
  }

  now(): number {
    return this.time;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      const abort = () => {
        this.remove(wait);
        reject(signal?.reason);
      };
      const wait = this.add(ms, true, () => {
        signal?.removeEventListener('abort', abort);
        resolve();
      });
      signal?.addEventListener('abort', abort, { once: true });
    });
  }

  timer(ms: number, callback: () => void): { cancel(): void } {
    const wait = this.add(ms, false, callback);
    return { cancel: () => this.remove(wait) };
  }

  /** Keeps the time where it is while the work goes on. */
  async during<T>(work: Promise<T>): Promise<T> {
    this.outside++;
    try {
      return await work;
    } finally {
      this.outside--;
      this.check();
    }
  }

  /** Takes the time forward by hand, past everything that becomes due on the way. */
  async advance(ms: number): Promise<void> {
    const end = this.time + ms;
    await this.during(this.fireUntil(end));
    this.time = Math.max(this.time, end);
  }

  private add(ms: number, sleeper: boolean, fire: () => void): Wait {
    const wait = { due: this.time + Math.max(0, ms), sleeper, fire };
    const after = this.waits.findIndex(({ due }) => due > wait.due);
    this.waits.splice(after < 0 ? this.waits.length : after, 0, wait);
    this.check();
    return wait;
  }

  private remove(wait: Wait): void {
    const at = this.waits.indexOf(wait);
    if (at >= 0) this.waits.splice(at, 1);
  }

  private async fireUntil(end: number): Promise<void> {
    await quiet();
    while (this.fireNext(end)) await quiet();
  }

  /** Fires what is due first, unless that is after `end`. */
  private fireNext(end: number): boolean {
    const [next] = this.waits;
    if (next === undefined || next.due > end || next.due === Number.POSITIVE_INFINITY) return false;
    this.waits.shift();
    this.time = Math.max(this.time, next.due);
    next.fire();
    return true;
  }

  /** Moves on as long as somebody sleeps and nobody works. */
  private async check(): Promise<void> {
    if (this.checking) return;
    this.checking = true;
    await quiet();
    while (this.outside === 0 && this.waits.some(({ sleeper }) => sleeper)) {
      if (!this.fireNext(Number.POSITIVE_INFINITY)) break;
      await quiet();
    }
    this.checking = false;
  }
}

/** Ends when all promises that could go on have done so; the second turn is for work that yields once between. */
async function quiet(): Promise<void> {
  for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
}
