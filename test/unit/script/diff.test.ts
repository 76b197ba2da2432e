/** Unified differences. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unifiedDiff } from '../../../src/script/diff.js';

const lines = (...numbers: (number | string)[]): string => numbers.map((number) => `${number}\n`).join('');

test('equal texts have no differences', () => {
  expect(unifiedDiff('a\n', 'a\n', 'x', 'y')).toBe('');
});

test('changes near each other share a hunk, others do not', () => {
  const before = lines(...Array.from({ length: 30 }, (_, index) => index));
  const after = before.replace('3\n', 'three\n').replace('\n6\n', '\n').replace('\n25\n', '\n25\nnew\n');
  expect(unifiedDiff(before, after, 'old', 'new')).toBe(
    '--- old\n+++ new\n@@ -1,10 +1,9 @@\n 0\n 1\n 2\n-3\n+three\n 4\n 5\n-6\n 7\n 8\n 9\n@@ -24,6 +23,7 @@\n 23\n 24\n 25\n+new\n 26\n 27\n 28\n',
  );
});

/** Applies the hunks, the way patch does without any tolerance. */
function patch(before: string, diff: string): string {
  const old = before.split('\n');
  const result: string[] = [];
  let position = 0;
  for (const line of diff.split('\n').slice(2, -1)) {
    const hunk = /^@@ -(\d+)(,0)?/.exec(line);
    const start = Number(hunk?.[1]) - (hunk?.[2] ? 0 : 1);
    if (hunk) while (position < start) result.push(old[position++] ?? '');
    else if (line.startsWith('+')) result.push(line.slice(1));
    else {
      expect(old[position]).toBe(line.slice(1));
      if (line.startsWith(' ')) result.push(line.slice(1));
      position++;
    }
  }
  return [...result, ...old.slice(position)].join('\n');
}

test('a patch makes one text of the other', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 60 }).map((words) => lines(...words));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const diff = unifiedDiff(before, after, 'x', 'y');
      expect(diff === '' ? before : patch(before, diff)).toBe(after);
    }),
  );
});
