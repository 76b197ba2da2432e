/** Faults by name: what each makes of an answer, and which requests it hits. */
import { describe, expect, test } from 'vitest';
import { FaultMistake, parseFault } from '../../../src/lab/fault-rules.js';
import { FAULT_NAMES, isRequestFault } from '../../../src/lab/vault/faults.js';
import { world } from './vault-world.js';

const KEY = '0123456789abcdef0123456789abcdef';

function faulty(fault: string) {
  const { vault, ask } = world();
  for (const key of ['00'.repeat(16), KEY]) ask('POST', 'secret/data/1', { data: { data: key } });
  vault.setFault(parseFault(fault));
  return (target: string) =>
    vault.exchange({ method: 'GET', target: `/v1/${target}`, headers: { 'x-vault-token': 'root' }, body: '' });
}

const saying = (fault: string, target: string) => {
  const reply = faulty(fault)(target);
  if (reply.kind !== 'answer') return [reply.kind];
  return [reply.answer.status, reply.answer.body.trim()];
};

describe('what they make of an answer', () => {
  test.each([
    ['sealed', 'secret/data/1', 503, '{"errors":["Vault is sealed"]}'],
    ['token-expired', 'secret/data/1', 403, 'invalid token'],
    ['token-revoked', 'secret/data/1', 403, 'invalid token'],
    ['policy-denied', 'sys/mounts/secret/tune', 403, '1 error occurred'],
    ['rate-limited', 'secret/data/1', 429, 'request path \\"secret/data/1\\": rate limit quota exceeded'],
    ['no-leader', 'secret/data/1', 500, 'local node not active'],
    ['html', 'secret/data/1', 200, '<html>'],
    ['kv-v1', 'sys/mounts/secret/tune', 200, '"options":{"version":"1"}'],
    ['no-version', 'sys/mounts/secret/tune', 200, '"options":{}'],
    ['key-missing', 'secret/data/1', 404, '{"errors":[]}'],
    ['version-deleted', 'secret/data/1?version=1', 404, '"data":null'],
    ['version-destroyed', 'secret/data/1?version=1', 404, '"destroyed":true'],
    ['max-versions-trim', 'secret/data/1?version=1', 404, '{"errors":[]}'],
    ['metadata-deleted', 'secret/data/1', 200, '"version":1'],
    ['metadata-deleted', 'secret/data/1?version=2', 404, '{"errors":[]}'],
    ['not-hex', 'secret/data/1', 200, `"zz${KEY.slice(2)}"`],
    ['odd-length', 'secret/data/1', 200, `"${KEY}0"`],
    ['too-long', 'secret/data/1', 200, `"${KEY.padEnd(66, '0')}"`],
    ['wrong-field', 'secret/data/1', 200, '"data":{"value":""}'],
    ['data-null', 'secret/data/1', 200, '"data":null'],
    ['version-invalid', 'secret/data/1', 200, '"version":4294967295'],
    ['data-only', 'sys/mounts/secret/tune', 200, '{"data":{"default_lease_ttl"'],
  ])('%s: %s', (fault, target, status, part) => {
    expect(saying(fault, target)).toEqual([status, expect.stringContaining(part)]);
  });

  test.each([
    ['no-options', 'sys/mounts/secret/tune', 'options'],
    ['no-metadata', 'secret/data/1', 'metadata'],
  ])('%s', (fault, target, member) => {
    expect(saying(fault, target)).toEqual([200, expect.not.stringContaining(member)]);
  });

  test.each(['reset', 'close', 'hang', 'truncate'])('%s', (fault) => {
    expect(saying(fault, 'secret/data/1')).toEqual([fault]);
  });

  test('slow, huge, and the other door', () => {
    expect(faulty('slow,delay=70')('secret/data/1')).toMatchObject({ delayMs: 70, answer: { status: 200 } });
    expect(saying('huge', 'secret/data/1')).toEqual([200, 'a'.repeat(140_000)]);
    const ask = faulty('standby-redirect');
    const reply = ask('secret/data/1?version=2');
    const location = reply.kind === 'answer' ? (reply.answer.headers['location'] ?? '') : '';
    expect(location).toBe('/v1/secret/data/1?version=2&redirected=1');
    expect(ask(location.slice('/v1/'.length))).toMatchObject({ answer: { status: 200 } });
  });

  test('what they are not about stays as it is', () => {
    for (const name of FAULT_NAMES.filter(isRequestFault))
      expect([name, typeof faulty(`${name},match=/nowhere`)('secret/data/1')]).toEqual([name, 'object']);
    expect(saying('kv-v1', 'secret/data/1')).toEqual([200, expect.stringContaining(KEY)]);
    expect(saying('not-hex', 'sys/mounts/secret/tune')).toEqual([200, expect.stringContaining('"2"')]);
    expect(saying('version-destroyed', 'secret/data/9?version=1')).toEqual([404, '{"errors":[]}']);
  });
});

describe('which requests they hit', () => {
  const hits = (fault: string, count: number) => {
    const ask = faulty(fault);
    return Array.from({ length: count }, () => (ask('secret/data/1').kind === 'reset' ? 'x' : '.')).join('');
  };

  test('so many, after so many', () => {
    expect(hits('reset,times=2,after=1', 5)).toBe('.xx..');
    expect(hits('reset,match=/data/2', 3)).toBe('...');
    expect(hits('reset,times=1,match=GET .*,x?', 2)).toBe('..');
  });

  test('by chance, which a seed repeats', () => {
    const once = hits('reset,chance=0.5,seed=7', 40);
    expect(once).toMatch(/x.*\..*x/);
    expect(hits('reset,chance=0.5,seed=7', 40)).toBe(once);
    expect(hits('reset,chance=0.5,seed=8', 40)).not.toBe(once);
    expect([hits('reset,chance=0', 5), hits('reset,chance=1', 5)]).toEqual(['.....', 'xxxxx']);
  });

  test.each(['nonsense', 'reset,often', 'reset,times=x', 'reset,chance=2', 'reset,match=(', 'constructor'])(
    '%s is no fault',
    (text) => {
      const { vault } = world();
      expect(() => vault.setFault(parseFault(text))).toThrow(FaultMistake);
    },
  );
});

test('time passes for the lab alone', () => {
  const { vault, ask } = world();
  const token = ask('POST', 'auth/token/create', { ttl: '1h' }).body.auth.client_token;
  vault.advance(3_599_999);
  expect(ask('GET', 'auth/token/lookup-self', undefined, token).status).toBe(200);
  vault.advance(1);
  expect(ask('GET', 'auth/token/lookup-self', undefined, token).status).toBe(403);
});
