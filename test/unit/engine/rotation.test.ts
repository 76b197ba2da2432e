import { describe, expect, test } from 'vitest';
import type { CryptSettings, EncryptTables } from '../../../src/engine/encryption-policy.js';
import {
  cryptAtEnd,
  cryptAtStart,
  entersList,
  looksAtListOnly,
  needsRotation,
  refillsList,
  spaceNeedsRotation,
  targetOf,
} from '../../../src/engine/rotation.js';
import { INVALID_KEY_VERSION } from '../../../src/services/encryption.js';

const crypt = (mode: CryptSettings['mode'], minKeyVersion: number, type: 0 | 1 = 1): CryptSettings => ({
  mode,
  type,
  keyId: 1,
  minKeyVersion,
});
const settings = (encryptTables: EncryptTables, rotateKeyAge = 1) => ({ encryptTables, rotateKeyAge });

test.each([
  ['OFF', { version: 0, age: 0 }],
  ['ON', { version: 7, age: 3 }],
  ['FORCE', { version: 7, age: 3 }],
] as const)('the target with innodb_encrypt_tables=%s', (encryptTables, target) => {
  expect(targetOf(7, settings(encryptTables, 3))).toEqual(target);
});

describe('a version needs work', () => {
  test.each([
    ['an unknown key', INVALID_KEY_VERSION, 'DEFAULT', 1, 'ON', 9, 1, false],
    ['plain, to be encrypted', 0, 'DEFAULT', 0, 'ON', 1, 1, true],
    ['plain, to be encrypted, whatever the age', 0, 'YES', 1, 'ON', 1, 0, true],
    ['encrypted, to be decrypted', 5, 'DEFAULT', 1, 'OFF', 0, 0, true],
    ['encrypted by YES stays', 5, 'YES', 1, 'OFF', 0, 0, false],
    ['plain page of a tablespace that is being decrypted', 0, 'DEFAULT', 1, 'OFF', 0, 0, true],
    ['plain page of a decrypted tablespace', 0, 'DEFAULT', 0, 'OFF', 0, 0, false],
    ['age 0 turns rotation off', 5, 'YES', 1, 'ON', 20, 0, false],
    ['one version behind, age 1', 5, 'YES', 1, 'ON', 6, 1, false],
    ['two versions behind, age 1', 5, 'YES', 1, 'ON', 7, 1, true],
    ['as far behind as the age', 7, 'YES', 1, 'ON', 20, 13, false],
    ['further behind than the age', 7, 'YES', 1, 'ON', 20, 12, true],
    ['up to date', 7, 'DEFAULT', 1, 'FORCE', 7, 1, false],
    ['newer than the key is now', 9, 'DEFAULT', 1, 'ON', 7, 1, false],
  ] as const)('%s', (_, version, mode, type, encryptTables, target, age, needed) => {
    expect(needsRotation(version, { mode, type }, { version: target, age }, encryptTables)).toBe(needed);
  });
});

describe('a tablespace needs work', () => {
  test.each([
    ['no crypt data, OFF', undefined, 1, 'OFF', false],
    ['no crypt data, ON', undefined, 1, 'ON', true],
    ['no crypt data, no key 1', undefined, INVALID_KEY_VERSION, 'ON', false],
    ['ENCRYPTED=NO is never touched', crypt('NO', 0, 0), 1, 'ON', false],
    ['key not found', crypt('DEFAULT', 1), INVALID_KEY_VERSION, 'ON', false],
    ['key not found, to be decrypted', crypt('DEFAULT', 1), INVALID_KEY_VERSION, 'OFF', false],
    ['ENCRYPTED=YES and OFF, however old', crypt('YES', 1), 9, 'OFF', false],
    ['ENCRYPTED=YES and ON, old', crypt('YES', 1), 9, 'ON', true],
    ['decrypted before, ON', crypt('DEFAULT', 0, 0), 1, 'ON', true],
    ['half encrypted, OFF', crypt('DEFAULT', 0, 1), 1, 'OFF', true],
  ] as const)('%s', (_, data, latest, encryptTables, needed) => {
    expect(spaceNeedsRotation(data, latest, settings(encryptTables))).toBe(needed);
  });
});

test('a rotation begins with crypt data of key 1 where there was none', () => {
  expect(cryptAtStart(undefined, { version: 4, age: 1 })).toEqual(crypt('DEFAULT', 0));
  expect(cryptAtStart(crypt('DEFAULT', 0, 0), { version: 4, age: 1 })).toEqual(crypt('DEFAULT', 0));
  expect(cryptAtStart(crypt('DEFAULT', 3), { version: 0, age: 0 })).toEqual(crypt('DEFAULT', 3));
});

test('its end records the oldest version, and that nothing is encrypted any more', () => {
  expect(cryptAtEnd(crypt('YES', 1), 7)).toEqual(crypt('YES', 7));
  expect(cryptAtEnd(crypt('DEFAULT', 7), 0)).toEqual(crypt('DEFAULT', 0, 0));
});

test.each([
  [1, 1, true],
  [2, 1, false],
  [20, 0, true],
  [0, 1, true],
])('highest version %i with age %i: the list only is %s', (highest, age, only) => {
  expect(looksAtListOnly(highest, settings('ON', age))).toBe(only);
});

test.each([
  [undefined, 'OFF', false],
  [undefined, 'ON', true],
  [crypt('DEFAULT', 1), 'OFF', false],
  [crypt('YES', 1), 'OFF', true],
  [crypt('NO', 0, 0), 'OFF', true],
] as const)('what comes on the list when it is opened: %o, %s', (data, encryptTables, enters) => {
  expect(entersList(data, settings(encryptTables))).toBe(enters);
});

test.each([
  [undefined, 'ON', true],
  [undefined, 'OFF', false],
  [crypt('DEFAULT', 0, 0), 'FORCE', true],
  [crypt('DEFAULT', 3), 'ON', false],
  [crypt('DEFAULT', 3), 'OFF', true],
  [crypt('YES', 3), 'OFF', false],
  [crypt('NO', 0, 0), 'ON', false],
] as const)('what comes on the list when a variable changes: %o, %s', (data, encryptTables, enters) => {
  expect(refillsList(data, settings(encryptTables))).toBe(enters);
});
