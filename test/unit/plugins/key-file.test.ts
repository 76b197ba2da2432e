import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isKeyFileError, parseKeyFile } from '../../../src/plugins/builtin/file-key-management/key-file.js';

/** `{32}` stands for so many hex digits; the rest are the usual escapes. */
function bytesOf(notation: string): Uint8Array {
  const plain: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', v: '\v', f: '\f' };
  const text = notation
    .replace(/\{(\d+)\}/g, (_, digits) => '0123456789abcdefFEDCBA9876543210'.repeat(8).slice(0, Number(digits)))
    .replace(/\\x(..)|\\(.)/g, (_, hex, name) =>
      hex ? String.fromCharCode(Number.parseInt(hex, 16)) : (plain[name] ?? ''),
    );
  return Buffer.from(text, 'latin1');
}

function answerOf(notation: string): string {
  const answer = parseKeyFile(bytesOf(notation));
  if (!isKeyFileError(answer)) return `keys ${[...answer.keys()].sort((a, b) => a - b).join(' ')}`;
  return `2 ${answer.problem} at FILE line ${answer.line}, column ${answer.column}`;
}

const cases = readFileSync('test/data/plugins/key-files.txt', 'utf8')
  .split('parse\n')
  .slice(1)
  .map((block) => block.split('\n----\n'))
  .map(([input = '', answer = '']) => [input, answer.trim()] as const);

test('there are cases', () => expect(cases.length).toBeGreaterThan(90));

test.each(cases)('%s', (input, recorded) => {
  expect(answerOf(input)).toBe(recorded);
});

test('the bytes of a key are those of its digits, the last line of an id counts', () => {
  const answer = parseKeyFile(Buffer.from(`1;${'00'.repeat(16)}\n1;${'aB'.repeat(32)}`));
  expect(isKeyFileError(answer) ? answer : answer.get(1)?.get(1)).toEqual(Buffer.alloc(32, 0xab));
});
