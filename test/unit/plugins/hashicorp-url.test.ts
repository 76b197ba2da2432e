import { expect, test } from 'vitest';
import { placesOf } from '../../../src/plugins/builtin/hashicorp-key-management/vault-url.js';

const PREFIX =
  'According to the Hashicorp Vault API rules, the path inside the URL must start with the "/v1/" prefix, while the supplied URL value is: ';

const URLS: Readonly<Record<string, string>> = {
  'Supplied URL does not contain a hostname: ':
    '/ /abcd ///v1/a //v1/t http:// http:/// http:///abcd http://///v1/a http:///v1/t http:////v1/t http:///a/v1/t',
  [PREFIX]:
    'abcd abcd/ abcd// abcd/v a/v1b http://a http://abcd http://abcd/ http://abcd// http://abcd/v http://a/v1b http://a/V1/t http://a/x/v1/t http:/a/v1/t :/a/v1/t http//a/v1/t file://v1/t',
  'Supplied URL does not contain a secret name: ':
    'a/v1 a/v1/ a/v1/// a///v1/ http://a/v1 http://a/v1/ http://a/v1/// http://a///v1/ http://a///v1 file:///v1/',
};

test.each(Object.entries(URLS).flatMap(([problem, urls]) => urls.split(' ').map((url) => [url, problem] as const)))(
  '%s: %s',
  (url, problem) => {
    expect(placesOf(url)).toEqual({ problem: `${problem}"${url}"` });
  },
);

test('no URL at all lacks the prefix', () => {
  expect(placesOf('')).toEqual({ problem: `${PREFIX}""` });
});

test.each([
  ['http://h/v1/test', 'http://h/v1/sys/mounts/test/tune', 'http://h/v1/test/data/'],
  ['http://h/v1/test///', 'http://h/v1/sys/mounts/test/tune', 'http://h/v1/test/data/'],
  ['http://h///v1//test/sub////', 'http://h///v1//sys/mounts/test/sub/tune', 'http://h///v1//test/sub/data/'],
  ['http://h//v1///t//u///', 'http://h//v1///sys/mounts/t//u/tune', 'http://h//v1///t//u/data/'],
  ['h:8200/v1/t', 'h:8200/v1/sys/mounts/t/tune', 'h:8200/v1/t/data/'],
  ['file:///v1/t', 'file:///v1/sys/mounts/t/tune', 'file:///v1/t/data/'],
  ['://h/v1/t', '://h/v1/sys/mounts/t/tune', '://h/v1/t/data/'],
])('%s', (url, tune, keys) => {
  expect(placesOf(url)).toEqual({ tune, keys });
});

test('a URL has at most 32768 characters', () => {
  const urlOf = (length: number) => 'http://h/v1/'.padEnd(length, 'a');
  expect(placesOf(urlOf(32768))).toHaveProperty('tune');
  expect(placesOf(urlOf(32769))).toEqual({ problem: 'Maximum allowed vault URL length exceeded' });
});
