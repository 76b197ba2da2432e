import { describe, expect, test } from 'vitest';
import { exactness, hostMatches, quotedAccount, wildcardMatches } from '../../../src/accounts/names.js';

describe('hosts', () => {
  test.each([
    ['%', 'localhost', true],
    ['', 'anywhere', true],
    ['localhost', 'LOCALHOST', true],
    ['local%', 'localhost', true],
    ['192.168.%', '192.168.7.1', true],
    ['192.168.%', '192x168.7.1', false],
    ['192.168._', '192.168.12', false],
    ['%.example.com', 'db.example.com', true],
    ['%.example.com', 'example.com', false],
  ])('%s is for %s: %s', (pattern, host, fits) => {
    expect(hostMatches(pattern, host)).toBe(fits);
  });
});

describe('databases', () => {
  test.each([
    ['test', 'test', true],
    ['test', 'Test', false],
    ['test\\_%', 'test_1', true],
    ['test\\_%', 'testx1', false],
    ['te_t', 'test', true],
    ['a\\%', 'a%', true],
    ['a\\%', 'ab', false],
    ['a(b', 'a(b', true],
  ])('%s covers %s: %s', (pattern, db, covers) => {
    expect(wildcardMatches(pattern, db, false)).toBe(covers);
  });
});

test('the most exact pattern comes first', () => {
  const patterns = ['%', 'te%', 'te\\_t', '', 'te_t', 'tes%'];
  expect([...patterns].sort((a, b) => exactness(b) - exactness(a))).toEqual(['te\\_t', 'tes%', 'te_t', 'te%', '%', '']);
});

test('names are quoted as SHOW GRANTS does', () => {
  expect(quotedAccount({ user: 'a`b', host: 'localhost' })).toBe('`a``b`@`localhost`');
  expect(quotedAccount({ user: 'PUBLIC', host: '' })).toBe('PUBLIC');
});
