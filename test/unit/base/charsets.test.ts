/** Which collation a CHARACTER SET and a COLLATE clause mean, and how names are refused that mean none here. */
import { expect, test } from 'vitest';
import { resolveCollation } from '../../../src/base/charsets.js';

test.each([
  ['latin1', undefined, 'latin1_swedish_ci'],
  ['UTF8MB4', undefined, 'utf8mb4_general_ci'],
  ['utf8', undefined, 'utf8mb3_general_ci'],
  ['binary', undefined, 'binary'],
  [undefined, 'utf8_bin', 'utf8mb3_bin'],
  [undefined, 'utf8mb4_UCA1400_ai_ci', 'utf8mb4_uca1400_ai_ci'],
  ['utf8mb4', 'uca1400_ai_ci', 'utf8mb4_uca1400_ai_ci'],
  ['utf8mb3', 'utf8mb3_unicode_ci', 'utf8mb3_unicode_ci'],
])('CHARACTER SET %s COLLATE %s is %s', (charset, collate, meant) => {
  expect(resolveCollation(charset, collate)).toBe(meant);
});

test.each([
  ['nonsense', undefined, 1115, "Unknown character set: 'nonsense'"],
  [undefined, 'nonsense_ci', 1273, "Unknown collation: 'nonsense_ci'"],
  [undefined, 'utf8mb4_uca1400_klingon_ai_ci', 1273, "Unknown collation: 'utf8mb4_uca1400_klingon_ai_ci'"],
  [undefined, 'uca1400_ai_ci', 1273, "Unknown collation: 'uca1400_ai_ci'"],
  ['latin1', 'uca1400_ai_ci', 1253, "COLLATION 'uca1400_ai_ci' is not valid for CHARACTER SET 'latin1'"],
  ['latin1', 'utf8mb4_bin', 1253, "COLLATION 'utf8mb4_bin' is not valid for CHARACTER SET 'latin1'"],
  ['cp1251', undefined, 1235, "This version of MariaDB doesn't yet support 'character set cp1251'"],
  [undefined, 'latin1_german1_ci', 1235, "This version of MariaDB doesn't yet support 'collation latin1_german1_ci'"],
  [
    'utf8mb4',
    'uca1400_swedish_nopad_as_cs',
    1235,
    "This version of MariaDB doesn't yet support 'collation utf8mb4_uca1400_swedish_nopad_as_cs'",
  ],
])('CHARACTER SET %s COLLATE %s is refused', (charset, collate, errno, message) => {
  expect(() => resolveCollation(charset, collate)).toThrow(expect.objectContaining({ errno, message }));
});
