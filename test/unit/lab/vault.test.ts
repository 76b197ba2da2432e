/** The rules of a Vault that the recording does not reach: versions, tokens, policies, namespaces, state. */
import { describe, expect, test } from 'vitest';
import { parseState } from '../../../src/lab/vault/state.js';
import { durationText, parseDuration, timeText } from '../../../src/lab/vault/time.js';
import { world } from './vault-world.js';

const HOUR_MS = 3_600_000;
const TWO_ERRORS = '2 errors occurred:\n\t* permission denied\n\t* invalid token\n\n';
const ONE_ERROR = '1 error occurred:\n\t* permission denied\n\n';
const put = (value: string, options = {}) => ({ data: { value }, options });

describe('versions', () => {
  test('ten are kept unless the secret or the mount says otherwise', () => {
    const { ask } = world();
    for (let n = 1; n <= 12; n++) ask('POST', 'secret/data/a', put(String(n)));
    const { data } = ask('GET', 'secret/metadata/a').body;
    expect([data.oldest_version, data.current_version, Object.keys(data.versions).length]).toEqual([3, 12, 10]);
    expect(ask('GET', 'secret/data/a?version=2').status).toBe(404);
    ask('POST', 'secret/config', { max_versions: 5 });
    ask('POST', 'secret/metadata/a', { max_versions: 2 });
    ask('POST', 'secret/data/a', put('13'));
    expect(Object.keys(ask('GET', 'secret/metadata/a').body.data.versions)).toEqual(['12', '13']);
    for (let n = 1; n <= 7; n++) ask('POST', 'secret/data/b', put(String(n)));
    expect(Object.keys(ask('GET', 'secret/metadata/b').body.data.versions)).toHaveLength(5);
  });

  test('cas 0 wants that there is none', () => {
    const { ask } = world();
    expect(ask('POST', 'secret/data/a', put('1', { cas: 0 })).status).toBe(200);
    const again = ask('POST', 'secret/data/a', put('2', { cas: 0 }));
    expect(again.body.errors).toEqual(['check-and-set parameter did not match the current version']);
    expect(ask('POST', 'secret/data/a', put('2', { cas: 'x' })).body.errors).toEqual([
      'error parsing check-and-set parameter',
    ]);
    expect(ask('POST', 'secret/data/a', {}).body.errors).toEqual(['no data provided']);
  });

  test('a deleted version comes back, a destroyed one does not, and metadata begin anew', () => {
    const { ask } = world();
    ask('POST', 'secret/data/a', put('1'));
    ask('DELETE', 'secret/data/a');
    expect(ask('GET', 'secret/data/a').status).toBe(404);
    ask('POST', 'secret/undelete/a', { versions: [1] });
    expect(ask('GET', 'secret/data/a').body.data.data).toEqual({ value: '1' });
    ask('PUT', 'secret/destroy/a', { versions: [1] });
    ask('POST', 'secret/undelete/a', { versions: [1] });
    expect(ask('GET', 'secret/data/a').body.data.metadata).toMatchObject({ destroyed: true, version: 1 });
    expect(ask('POST', 'secret/destroy/a', {}).body.errors).toEqual(['No version number provided']);
    ask('DELETE', 'secret/metadata/a');
    expect(ask('POST', 'secret/data/a', put('x')).body.data.version).toBe(1);
  });

  test('a version can have an end', async () => {
    const { ask, clock } = world();
    ask('POST', 'secret/config', { delete_version_after: '1h' });
    ask('POST', 'secret/metadata/a', { delete_version_after: '2h' });
    const { deletion_time } = ask('POST', 'secret/data/a', put('1')).body.data;
    expect(deletion_time).toBe('2026-01-01T01:00:00Z');
    expect(ask('GET', 'secret/data/a').status).toBe(200);
    await clock.sleep(HOUR_MS);
    expect(ask('GET', 'secret/data/a').status).toBe(404);
  });

  test('a patch changes what it names', () => {
    const { ask } = world();
    expect(ask('PATCH', 'secret/data/a', put('2')).status).toBe(404);
    ask('POST', 'secret/data/a', { data: { a: 1, b: 2 } });
    ask('PATCH', 'secret/data/a', { data: { a: null, c: 3 } });
    expect(ask('GET', 'secret/data/a').body.data).toMatchObject({ data: { b: 2, c: 3 }, metadata: { version: 2 } });
  });

  test('names of any kind are names', () => {
    const { ask } = world();
    for (const key of ['__proto__', 'constructor', 'a/b/c', 'ü', 'data']) {
      const path = encodeURI(`secret/data/${key}`);
      expect(ask('GET', path).status).toBe(404);
      expect(ask('POST', path, { data: JSON.parse('{"__proto__":"x"}') }).status).toBe(200);
      expect(Object.entries(ask('GET', path).body.data.data)).toEqual([['__proto__', 'x']]);
    }
    expect(ask('LIST', 'secret/metadata/').body.data.keys).toEqual(['__proto__', 'a/', 'constructor', 'data', 'ü']);
    expect(ask('GET', 'secret/metadata/a?list=true').body.data.keys).toEqual(['b/']);
    expect(ask('LIST', 'secret/metadata/nothing').status).toBe(404);
  });

  test.each([
    [{ '': 'x' }, 'length of key "" is 0'],
    [{ ['k'.repeat(129)]: 'x' }, 'is 129 but must be'],
    [{ k: 'v'.repeat(513) }, 'is 513 but must be'],
    [Object.fromEntries(Array.from({ length: 65 }, (_, at) => [`k${at}`, ''])), 'at most 64 keys'],
  ])('custom metadata have limits (%#)', (fields, why) => {
    const { ask } = world();
    const { status, body } = ask('POST', 'secret/metadata/a', { custom_metadata: fields });
    expect([status, body.errors[0]]).toEqual([400, expect.stringContaining(why)]);
  });
});

test('a mount without versions keeps values, and can become one with versions', () => {
  const { ask } = world();
  ask('POST', 'sys/mounts/old', { type: 'kv' });
  expect(ask('GET', 'sys/mounts/old/tune').body.options).toBe(null);
  ask('PUT', 'old/a/b', { x: 1 });
  expect(ask('GET', 'old/a/b').body.data).toEqual({ x: 1 });
  expect(ask('LIST', 'old').body.data.keys).toEqual(['a/']);
  ask('POST', 'sys/mounts/old/tune', { options: { version: '2' }, description: 'new' });
  expect(ask('GET', 'old/data/a/b').body.data.data).toEqual({ x: 1 });
  expect(ask('GET', 'sys/mounts/old/tune').body).toMatchObject({ description: 'new', options: { version: '2' } });
  expect(ask('POST', 'sys/mounts/old/tune', { options: { version: '1' } }).status).toBe(400);
});

describe('tokens', () => {
  const create = (ask: ReturnType<typeof world>['ask'], body = {}, by?: string): string =>
    ask('POST', 'auth/token/create', body, by).body.auth.client_token;

  test('end in time, unless they are renewed', async () => {
    const { ask, clock } = world();
    const token = create(ask, { ttl: '1h' });
    await clock.sleep(HOUR_MS / 2);
    expect(ask('GET', 'auth/token/lookup-self', undefined, token).body.data.ttl).toBe(1800);
    expect(ask('POST', 'auth/token/renew-self', {}, token).body.auth.lease_duration).toBe(3600);
    await clock.sleep(HOUR_MS - 1);
    expect(ask('GET', 'auth/token/lookup-self', undefined, token).status).toBe(200);
    await clock.sleep(1);
    expect(ask('GET', 'auth/token/lookup-self', undefined, token).body.errors).toEqual([TWO_ERRORS]);
  });

  test('can be used up, and revoked with their children', () => {
    const { ask } = world();
    const twice = create(ask, { num_uses: 2 });
    const statuses = [1, 2, 3].map(() => ask('GET', 'auth/token/lookup-self', undefined, twice).status);
    expect(statuses).toEqual([200, 200, 403]);
    const parent = create(ask, { policies: ['root'] });
    const child = create(ask, {}, parent);
    const orphan = create(ask, { no_parent: true }, parent);
    expect(ask('POST', 'auth/token/revoke-self', {}, parent).status).toBe(204);
    expect([child, orphan].map((token) => ask('GET', 'auth/token/lookup-self', undefined, token).status)).toEqual([
      403, 200,
    ]);
  });

  test('no token gives more than it has', () => {
    const { ask } = world();
    ask('PUT', 'sys/policies/acl/maker', { policy: 'path "auth/token/create" { capabilities = ["update"] }' });
    const maker = create(ask, { policies: 'maker' });
    expect(ask('POST', 'auth/token/create', { policies: ['root'] }, maker).body.errors).toEqual([
      'child policies must be subset of parent',
    ]);
    expect(ask('POST', 'auth/token/create', { id: 'mine' }, maker).status).toBe(400);
  });
});

describe('policies', () => {
  const asking = (policy: string) => {
    const { ask } = world();
    ask('POST', 'secret/data/a', put('1'));
    expect(ask('PUT', 'sys/policies/acl/p', { policy }).status).toBe(204);
    const token = ask('POST', 'auth/token/create', { policies: ['p'] }).body.auth.client_token;
    return (method: string, path: string, body?: Parameters<typeof ask>[2]) => ask(method, path, body, token);
  };

  test.each([
    ['path "secret/*" { capabilities = ["read"] } # all', [200, 403, 403]],
    ['path "secret/data/+" { capabilities = ["read", "create"] }', [200, 200, 403]],
    [
      'path "secret/*" { capabilities = ["read","update"] }\npath "secret/data/a" { capabilities = ["deny"] }',
      [403, 403, 403],
    ],
    ['{"path":{"secret/data/a":{"capabilities":["read","update"]}}}', [200, 403, 200]],
    ['path "/secret/data/a" { capabilities = ["update"] }', [403, 403, 200]],
  ])('%s', (policy, [read, created, updated]) => {
    const ask = asking(policy);
    expect(ask('GET', 'secret/data/a').status).toBe(read);
    expect(ask('POST', 'secret/data/new', put('1')).status).toBe(created);
    expect(ask('POST', 'secret/data/a', put('1')).status).toBe(updated);
  });

  test('sealing needs sudo, the preflight needs anything', () => {
    const ask = asking(
      'path "sys/seal" { capabilities = ["update"] }\npath "secret/metadata/*" { capabilities = ["list"] }',
    );
    expect(ask('PUT', 'sys/seal').body.errors).toEqual([ONE_ERROR]);
    expect(ask('GET', 'sys/internal/ui/mounts/secret/a').body.data.path).toBe('secret/');
    expect(ask('LIST', 'secret/metadata').body.data.keys).toEqual(['a']);
    const refused = asking('path "x" { capabilities = ["read"] }')('GET', 'sys/internal/ui/mounts/secret/a');
    expect(refused.body.errors[0]).toMatch(/^preflight capability check returned 403/);
  });

  test.each(['path', 'path "a" { capabilities = ["fly"] }', 'path "a" { x }', '{', 'path "a" % {}'])(
    'unreadable: %s',
    (policy) => {
      const { ask } = world();
      expect(ask('PUT', 'sys/policies/acl/p', { policy }).body.errors[0]).toMatch(/^failed to parse policy/);
    },
  );
});

test('a namespace has its own mounts, and is named by header or path', () => {
  const { ask, send } = world();
  ask('POST', 'sys/namespaces/team');
  const header = { 'x-vault-namespace': 'team/' };
  send('POST', '/v1/sys/mounts/kv', { type: 'kv-v2' }, 'root', header);
  expect(send('PUT', '/v1/kv/data/1', put('1'), 'root', header).status).toBe(200);
  expect(ask('GET', 'team/kv/data/1').body.data.data).toEqual({ value: '1' });
  expect(ask('GET', 'kv/data/1').status).toBe(404);
  expect(Object.keys(ask('GET', 'sys/mounts').body.data)).toEqual(['secret/']);
  expect(Object.keys(ask('GET', 'team/sys/mounts').body.data)).toEqual(['kv/']);
  // The plugin asks for the mount this way, which a Vault does not resolve.
  expect(ask('GET', 'sys/mounts/team/kv/tune').status).toBe(400);
});

test('sealed, a Vault answers nothing until it has its key', () => {
  const { ask } = world();
  ask('PUT', 'sys/seal');
  expect(ask('GET', 'sys/mounts').body.errors).toEqual(['Vault is sealed']);
  expect(ask('GET', 'sys/health?sealedcode=299').status).toBe(299);
  expect(ask('PUT', 'sys/unseal', { key: 'f'.repeat(64) }).status).toBe(400);
  expect(ask('PUT', 'sys/unseal', { key: Buffer.alloc(32).toString('base64') }).body.sealed).toBe(false);
  expect(ask('GET', 'sys/mounts').status).toBe(200);
});

test.each([
  ['GET', '/v1/', 404],
  ['GET', '/elsewhere', 404],
  ['BREW', '/v1/secret/data/a', 405],
  ['GET', '/v1/%ff', 400],
  ['POST', '/v1/secret/data/', 404],
])('%s %s is refused', (method, target, status) => {
  expect(world().send(method, target).status).toBe(status);
});

test('a body that is no object is refused without repeating it', () => {
  const { vault } = world();
  for (const body of ['{"data":"s3cret', '[]']) {
    const said = vault.answer({
      method: 'POST',
      target: '/v1/secret/data/a',
      headers: { 'x-vault-token': 'root' },
      body,
    });
    expect([said.status, said.body]).toEqual([400, expect.not.stringContaining('s3cret')]);
  }
});

test('the state survives as text', () => {
  const { vault, ask, changes } = world();
  ask('POST', 'secret/data/a', { data: { map: [['x', 1]] } });
  ask('POST', 'secret/metadata/a', { custom_metadata: { map: 'y' } });
  expect(parseState(vault.stateText)).toEqual(vault.state);
  expect([parseState('{}'), parseState('x'), parseState('{"format":2}')]).toEqual([undefined, undefined, undefined]);
  expect(changes).toBe(1);
});

test('the audit log has every request, and no token and no key', () => {
  const { ask, audit } = world();
  ask('POST', 'secret/data/a', put('TOPSECRET'));
  ask('GET', 'secret/data/a', undefined, 'wrong-token');
  expect(audit).toHaveLength(3);
  expect(audit.at(-1)).toMatchObject({ error: TWO_ERRORS, request: { operation: 'read', path: 'secret/data/a' } });
  expect(JSON.stringify(audit)).not.toMatch(/TOPSECRET|wrong-token|"root"}/);
});

test('times and durations', () => {
  expect(['30', '1h30m', '1.5s', '', 'x', '5 m'].map(parseDuration)).toEqual([
    30_000,
    5_400_000,
    1500,
    0,
    undefined,
    undefined,
  ]);
  expect([0, 1500, 90_000, 5_400_000].map(durationText)).toEqual(['0s', '1.5s', '1m30s', '1h30m0s']);
  expect([timeText(0), timeText(1500), timeText(undefined)]).toEqual([
    '1970-01-01T00:00:00Z',
    '1970-01-01T00:00:01.5Z',
    '',
  ]);
});
