/** The manual of the plugin, item by item: each has a test that quotes its number. */
import { readFileSync } from 'node:fs';
import { globSync } from 'tinyglobby';
import { expect, test } from 'vitest';

/** S28 says with which Vault the plugin was made; there is nothing to do about it. */
const WITHOUT_A_TEST = [28];

test('S22 to S62, W4, W5 and W11', () => {
  const files = ['test/suite/vault/*.test', 'test/unit/{plugins,vault}/*.test.ts'];
  const texts = globSync(files, { ignore: 'test/unit/vault/manual.test.ts' }).map((path) => readFileSync(path, 'utf8'));
  const quoted = new Set(texts.flatMap((text) => numbersIn(text)));
  const wanted = ['W4', 'W5', 'W11'];
  for (let number = 22; number <= 62; number++) if (!WITHOUT_A_TEST.includes(number)) wanted.push(`S${number}`);
  expect(wanted.filter((item) => !quoted.has(item))).toEqual([]);
});

/** `S35 to S37` are three. */
function numbersIn(text: string): string[] {
  const single = text.match(/\b[SW]\d+\b/g) ?? [];
  const ranges = [...text.matchAll(/\bS(\d+) to S(\d+)\b/g)].flatMap(([, from, to]) =>
    Array.from({ length: Number(to) - Number(from) + 1 }, (_, at) => `S${Number(from) + at}`),
  );
  return [...single, ...ranges];
}
