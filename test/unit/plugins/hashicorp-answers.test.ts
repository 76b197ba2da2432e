/** What a real plugin made of answers that are not quite as they should be. */
import { describe, expect, test } from 'vitest';
import { keyBytes, keyVersion, storageVersion } from '../../../src/plugins/builtin/hashicorp-key-management/answer.js';
import { decodeKey } from '../../../src/plugins/builtin/hashicorp-key-management/key-text.js';
import { message } from '../../../src/plugins/builtin/hashicorp-key-management/messages.js';

const response = (text: string, body: string) => ({ error: `${text} (http response is: ${body})` });

describe('the storage’s version', () => {
  test.each([
    '{"options":{"version":"1"}} trailing',
    '{"options":{"version":1}}',
    '{"options":{"version":1.9}}',
    '{"options":{"version":"1x"}}',
    ' {"options" : { "version" : "1" } } ',
    '{"opt\\u0069ons":{"version":"1"}}',
    '{"options":{"version":"1"},"options":{"version":"2"}}',
    '{"options":{"version":" 1"}}',
    '{"options":{"version":1e0}}',
    '{"options":{"version":"1.5"}}',
    '{"options":{"version":1}',
    '{"options":{"a":[1,2,"version"],"version":"1"}}',
    '{"options":{"a":{"version":"3"},"version":"1"}}',
  ])('%s is 1', (body) => {
    expect(storageVersion(body)).toBe(1);
  });

  test.each(['"x"', '""', '"0"', '"\\u0031"'])('%s is 0', (version) => {
    expect(storageVersion(`{"options":{"version":${version}}}`)).toBe(0);
  });

  test.each([
    '{"options":{"version":"2"',
    '{"options":[]}',
    '{"options":"x"}',
    '[]',
    '"x"',
    '1',
    'null',
    '<html>',
    '{"a":tru,"options":{"version":"1"}}',
    '{"data":{"options":{"version":"1"}}}',
    '{options:{version:1}}',
    "{'options':{'version':'1'}}",
    '{"options":{"version":1',
    '{"options":',
    '{"x":1,,"options":{"version":"1"}}',
    '\ufeff{"options":{"version":"1"}}',
    '{"options":{"version":"1","x"}}',
  ])('%s has no options', (body) => {
    expect(storageVersion(body)).toEqual(response('Unable to get storage options', body));
  });

  test.each([
    '{}',
    '{"version":null}',
    '{"version":true}',
    '{"version":{}}',
    '{"Version":"2"}',
    '{"x":{"version":"1"}}',
  ])('%s is no version', (options) => {
    const body = `{"options":${options}}`;
    expect(storageVersion(body)).toEqual(response('Unable to get storage version', body));
  });

  test.each(['-5', '"4294967297"', '"99999999999999999999999"', '18446744073709551617'])(
    '%s is too much',
    (version) => {
      const body = `{"options":{"version":${version}}}`;
      expect(storageVersion(body)).toEqual(response('Integer conversion error (for version number)', body));
    },
  );
});

describe('a key’s version', () => {
  const body = (version: string) => `{"data":{"metadata":{"version":${version}}}}`;

  test.each([
    ['7', 7],
    ['1.5', 1],
    ['1e3', 1],
    ['4294967295', 4294967295],
  ])('%s', (version, number) => {
    expect(keyVersion(body(version))).toBe(number);
  });

  test.each(['"1"', 'null'])('%s is no number', (version) => {
    expect(keyVersion(body(version))).toEqual(response('Unable to get version number', body(version)));
  });

  test.each(['-1', '4294967296', '99999999999999999999'])('%s is too much', (version) => {
    expect(keyVersion(body(version))).toEqual(response('Integer conversion error (for version number)', body(version)));
  });

  test.each([
    ['{"data":{"metadata":1}}', 'Unable to get metadata object'],
    ['{"data":[]}', 'Unable to get data object'],
    [body('1x'), 'Unable to get data object'],
  ])('%s', (text, problem) => {
    expect(keyVersion(text)).toEqual(response(problem, text));
  });
});

describe('a key', () => {
  test.each([32, 48, 64])('%d digits are one', (length) => {
    expect(decodeKey('aB'.repeat(length / 2))).toEqual(Buffer.alloc(length / 2, 0xab));
  });

  test.each([
    ['1', 'Syntax error - extra character in the key data'],
    ['z', 'Syntax error - extra character in the key data'],
    ['1'.repeat(65), 'Syntax error - extra character in the key data'],
    [`${'1'.repeat(32)} `, 'Syntax error - extra character in the key data'],
    ['z'.repeat(65), 'Syntax error - the key data should contain only hexadecimal digits'],
    ['0x11', 'Syntax error - the key data should contain only hexadecimal digits'],
    ['\\u0031\\u0031', 'Syntax error - the key data should contain only hexadecimal digits'],
    [`${'1'.repeat(32)}\\n`, 'Syntax error - the key data should contain only hexadecimal digits'],
  ])('%s', (text, error) => {
    expect(decodeKey(text)).toEqual({ error });
  });

  test.each(['1'.repeat(66), 'z'.repeat(66)])('%s is too long', (text) => {
    expect(decodeKey(text)).toEqual({ note: 'Encryption key data is too long' });
  });

  // A real server takes these and aborts when it uses them.
  test.each([
    ['', 0],
    ['1122334455', 5],
  ])('"%s" is refused', (text, bytes) => {
    expect(decodeKey(text)).toEqual({ error: `The key data has ${bytes} bytes instead of 16, 24 or 32` });
  });

  test.each([
    ['{"data":{"data":null}}', 'Unable to get second-level data object'],
    ['{"data":{"data":{"data":123}}}', 'Unable to get data string'],
    ['{"data":{"data":{"data":{}}}}', 'Unable to get data string'],
    ['{"data":{"data":{"value":"00"}}}', 'Unable to get data string'],
  ])('%s', (body, problem) => {
    expect(keyBytes(body)).toEqual(response(problem, body));
  });

  test('is in no message', () => {
    const body = (key: string) => `{"data":{"data":{"key":"${key}"}}}`;
    expect(keyBytes(body('ab'.repeat(16)))).toEqual(response('Unable to get data string', body('***')));
  });
});

describe('a message', () => {
  test('has at most 511 bytes', () => {
    expect(message('x'.repeat(3000))).toBe(`hashicorp: ${'x'.repeat(500)}`);
  });

  test('has no half characters', () => {
    expect(message(`${'x'.repeat(499)}ü`)).toBe(`hashicorp: ${'x'.repeat(499)}`);
  });
});

test('a deep or endless answer is refused at once', () => {
  expect(storageVersion(`{"options":${'['.repeat(130_000)}`)).toHaveProperty('error');
  expect(storageVersion(`{"options":{"a":"${'x'.repeat(131_000)}`)).toHaveProperty('error');
});
