/** The harness: medians of interleaved pairs. The two of a pair run one after the other, so that a slow moment of the machine meets both. */
import { performance } from 'node:perf_hooks';

/** One line of the report. */
export interface Figure {
  readonly name: string;
  /** Ours, ready to be read: `231 ms`. */
  readonly ours: string;
  /** What it is held against; empty where there is nothing to compare. */
  readonly other: string;
  /** The median of the pairs' ratios, undefined where there is no other. */
  readonly ratio?: number;
  /** What the ratio should be, and whether it is. */
  readonly goal?: Goal;
}

export interface Goal {
  readonly text: string;
  holds(ratio: number): boolean;
}

export const atMost = (limit: number): Goal => ({ text: `≤ ${limit}`, holds: (ratio) => ratio <= limit });
export const atLeast = (limit: number): Goal => ({ text: `≥ ${limit}`, holds: (ratio) => ratio >= limit });

/** Something that can be timed; `prepare` is not. */
export interface Run {
  readonly prepare?: () => Promise<void> | void;
  readonly work: () => Promise<unknown> | unknown;
}

/** The milliseconds of both, round by round. */
export interface Pairs {
  readonly ours: readonly number[];
  readonly other: readonly number[];
}

/** Milliseconds from somewhere, to be subtracted. */
type Stopwatch = () => number;

/** The time that passes: what a user waits. */
const wall: Stopwatch = () => performance.now();

/** The processor's time of this process: for pure computation, since other programs on the machine do not count. */
export const processor: Stopwatch = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** Times both in turn, after one round that does not count. */
export async function pairs(rounds: number, ours: Run, other: Run, stopwatch = wall): Promise<Pairs> {
  const times: { ours: number[]; other: number[] } = { ours: [], other: [] };
  for (let round = 0; round <= rounds; round++) {
    // Who goes first changes, lest one of them always finds the caches as the other left them.
    const order = round % 2 === 0 ? (['ours', 'other'] as const) : (['other', 'ours'] as const);
    const measured = { ours: 0, other: 0 };
    for (const who of order) measured[who] = await milliseconds(who === 'ours' ? ours : other, stopwatch);
    if (round === 0) continue;
    times.ours.push(measured.ours);
    times.other.push(measured.other);
  }
  return times;
}

async function milliseconds({ prepare, work }: Run, stopwatch: Stopwatch): Promise<number> {
  await prepare?.();
  const start = stopwatch();
  await work();
  return stopwatch() - start;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = Number.NaN, high = Number.NaN] = [sorted[(sorted.length - 1) >> 1], sorted[middle]];
  return (low + high) / 2;
}

/** The median of ours / other over the pairs. */
export function timesAsLong({ ours, other }: Pairs): number {
  return median(ours.map((time, index) => time / (other[index] ?? Number.NaN)));
}

/** The median of other / ours over the pairs. */
export function timesAsFast({ ours, other }: Pairs): number {
  return median(ours.map((time, index) => (other[index] ?? Number.NaN) / time));
}

export const inMilliseconds = (times: readonly number[]): string => `${median(times).toFixed(0)} ms`;

export const inSeconds = (times: readonly number[]): string => `${median(times).toFixed(1)} s`;

/** The report as a table. */
export function report(figures: readonly Figure[]): string {
  const lines = figures.map(({ name, ours, other, ratio, goal }) => [
    name,
    ours,
    other,
    ratio === undefined ? '' : ratio.toFixed(2),
    goal?.text ?? '',
    goal === undefined || ratio === undefined ? '' : goal.holds(ratio) ? 'yes' : 'NO',
  ]);
  const table = [['figure', 'ours', 'other', 'ratio', 'goal', 'reached'], ...lines];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((line) => line[column]?.length ?? 0))) ?? [];
  return table
    .map((line) =>
      line
        .map((field, column) => (column === 0 ? field.padEnd(widths[0] ?? 0) : field.padStart(widths[column] ?? 0)))
        .join('  '),
    )
    .join('\n');
}
