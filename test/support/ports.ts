/** A world under one seed: virtual time, repeatable chance, files in memory, and everything that was logged. */
import { HttpFailure } from '../../src/base/http-failure.js';
import type { Http, Log, LogLevel, Ports, Random, Trace, TraceEvent } from '../../src/base/ports.js';
import { VirtualClock } from '../../src/server/virtual-clock.js';
import { MemoryFiles } from './memory-files.js';

/** Repeats a run: SEED in the environment, printed by whoever draws from it. */
export const SEED = Number(process.env['SEED'] ?? 1);

/** The same bytes for the same seed (mulberry32: good enough to scatter, never for a key that matters). */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let word = Math.imul(state ^ (state >>> 15), state | 1);
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
    return (word ^ (word >>> 14)) & 0xff;
  };
  return { bytes: (length) => Uint8Array.from({ length }, next) };
}

/** A log that keeps what it is told. */
export class CollectingLog implements Log {
  readonly entries: { readonly level: LogLevel; readonly text: string; readonly session: number }[] = [];

  write(level: LogLevel, text: string, session = 0): void {
    this.entries.push({ level, text, session });
  }

  /** `[Note] text`, one for each entry. */
  get lines(): string[] {
    return this.entries.map(({ level, text }) => `[${level}] ${text}`);
  }
}

/** A trace that keeps its events. */
export class CollectingTrace implements Trace {
  readonly enabled = true;
  readonly events: TraceEvent[] = [];

  emit(event: TraceEvent): void {
    this.events.push(event);
  }
}

/** A network on which nobody listens. */
export const noHttp: Http = {
  async request({ url }) {
    const { hostname, port } = new URL(url);
    throw new HttpFailure({ kind: 'no connection', host: hostname, port: Number(port), afterMs: 0 });
  },
};

export interface TestPorts extends Ports {
  readonly clock: VirtualClock;
  readonly files: MemoryFiles;
  readonly log: CollectingLog;
  readonly trace: CollectingTrace;
}

/** A fresh world. The same seed gives the same world. */
export function testPorts(seed = SEED, env: Ports['env'] = {}): TestPorts {
  return {
    clock: new VirtualClock(),
    random: seededRandom(seed),
    files: new MemoryFiles(),
    http: noHttp,
    log: new CollectingLog(),
    trace: new CollectingTrace(),
    env,
  };
}
