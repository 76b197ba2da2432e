/** Chance under a seed, in the shapes that a generator of statements needs. */
import { seededRandom } from '../../support/ports.js';

export interface Draw {
  /** From 0 up to, not including, `limit`. */
  below(limit: number): number;
  /** True so many times out of a hundred. */
  percent(share: number): boolean;
  one<T>(list: readonly T[]): T;
  /** One of the entries, each as often as its weight says. */
  weighted<T>(list: readonly (readonly [weight: number, value: T])[]): T;
}

export function drawFrom(seed: number): Draw {
  const random = seededRandom(seed);
  const below = (limit: number) => {
    const [a = 0, b = 0, c = 0] = random.bytes(3);
    return ((a << 16) | (b << 8) | c) % limit;
  };
  const at = <T>(list: readonly T[], index: number): T => {
    const found = list[index];
    if (found === undefined) throw new Error('Nothing to draw from');
    return found;
  };
  return {
    below,
    percent: (share) => below(100) < share,
    one: (list) => at(list, below(list.length)),
    weighted(list) {
      let left = below(list.reduce((sum, [weight]) => sum + weight, 0));
      return at(
        list.filter(([weight]) => {
          left -= weight;
          return left < 0;
        }),
        0,
      )[1];
    },
  };
}
