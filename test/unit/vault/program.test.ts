/** The `vault` program against the lab: what it prints, and what its exit codes are. */
import { expect, test } from 'vitest';
import { HttpFailure } from '../../../src/base/http-failure.js';
import type { Http } from '../../../src/base/ports.js';
import { runVault } from '../../../src/vault/program.js';
import { world } from '../lab/vault-world.js';

function program(env: Readonly<Record<string, string>> = {}) {
  const { vault, clock } = world({ unsealKey: 'ab'.repeat(32) });
  const files = new Map([
    ['key.txt', '00'.repeat(16)],
    ['ca.pem', 'PEM'],
  ]);
  const http: Http = {
    async request({ method, url, headers, body }) {
      if (url.includes('nobody'))
        throw new HttpFailure({ kind: 'no connection', host: '127.0.0.1', port: 1, afterMs: 0 });
      const { status, ...answer } = vault.answer({
        method,
        target: url.replace(/^https?:\/\/[^/]+/, ''),
        headers,
        body: Buffer.from(body ?? []).toString(),
      });
      return { status, headers: answer.headers, body: Buffer.from(answer.body) };
    },
  };
  return {
    vault,
    clock,
    run: async (line: string, input = '') => {
      let [out, error] = ['', ''];
      const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
      const code = await runVault(words, {
        http,
        env: { VAULT_ADDR: 'http://127.0.0.1:8200', VAULT_TOKEN: 'root', ...env },
        keptToken: () => undefined,
        readFile: (path) => files.get(path) ?? '',
        readInput: () => input,
        write: (text) => {
          out += text;
        },
        writeError: (text) => {
          error += text;
        },
      });
      return error === '' ? [code, out] : [code, out, error];
    },
  };
}

const METADATA = `created_time     2026-01-01T00:00:00Z
deletion_time    n/a
destroyed        false
version          `;

test('S31, S35 to S37: the commands of the manual', async () => {
  const { run } = program();
  expect(await run('secrets enable -path /test -version=2 kv')).toEqual([
    0,
    'Success! Enabled the kv secrets engine at: test/\n',
  ]);
  const table = `Key              Value\n---              -----\n${METADATA}`;
  expect(await run('kv put /test/1 data=0123456789ABCDEF0123456789ABCDEF')).toEqual([0, `${table}1\n`]);
  expect(await run('kv put -cas=1 /test/1 data=@key.txt more=-', 'typed')).toEqual([0, `${table}2\n`]);
  expect(await run('kv get /test/1')).toEqual([
    0,
    `====== Metadata ======\n${table}2\n\n==== Data ====\nKey     Value\n---     -----\ndata    ${'00'.repeat(16)}\nmore    typed\n`,
  ]);
  expect(await run('kv get -version=1 -field=data test/1')).toEqual([0, '0123456789ABCDEF0123456789ABCDEF\n']);
  expect(await run('kv get -mount=test -field=x 1')).toEqual([1, '', 'Field "x" not present in secret\n']);
  expect(JSON.parse(String((await run('kv get -format=json test/1'))[1])).data.metadata.version).toBe(2);
  expect(await run('kv list test')).toEqual([0, 'Keys\n----\n1\n']);
  expect(await run('kv list test/none')).toEqual([2, '', 'No value found at test/metadata/none\n']);
  expect(await run('kv get test/9')).toEqual([2, '', 'No value found at test/data/9\n']);
  expect(await run('secrets disable test')).toEqual([
    0,
    'Success! Disabled the secrets engine (if it existed) at: test/\n',
  ]);
});

test('versions that go and come back', async () => {
  const { run } = program();
  await run('kv put secret/1 data=a');
  expect(await run('kv delete secret/1')).toEqual([0, 'Success! Data deleted (if it existed) at: secret/data/1\n']);
  const gone = await run('kv get secret/1');
  expect(gone).toEqual([0, expect.stringContaining('deletion_time    2026-01-01T00:00:00Z')]);
  expect(gone[1]).not.toContain('Data ====');
  expect(await run('kv undelete -versions=1 secret/1')).toEqual([0, 'Success! Data written to: secret/undelete/1\n']);
  expect(await run('kv get -field=data secret/1')).toEqual([0, 'a\n']);
  expect(await run('kv delete -versions 1 secret/1')).toEqual([0, expect.any(String)]);
  expect(await run('kv destroy -versions=1 secret/1')).toEqual([0, 'Success! Data written to: secret/destroy/1\n']);
  expect(await run('kv destroy secret/1')).toEqual([1, '', expect.stringContaining('No versions provided')]);
  expect(await run('kv metadata put -max-versions=3 -custom-metadata=owner=me secret/1')).toEqual([
    0,
    'Success! Data written to: secret/metadata/1\n',
  ]);
  const [, shown] = await run('kv metadata get secret/1');
  expect(shown).toMatch(
    /^=+ Metadata =+\n(.*\n)*max_versions +3\n(.*\n)*\n====== Version 1 ======\n(.*\n)*destroyed +true\n/,
  );
  expect(shown).toContain('map[owner:me]');
  expect(await run('kv metadata delete secret/1')).toEqual([
    0,
    'Success! Data deleted (if it existed) at: secret/metadata/1\n',
  ]);
});

test('a mount without versions', async () => {
  const { run } = program();
  await run('secrets enable -path=old kv');
  expect(await run('kv put old/a/b x=1')).toEqual([0, 'Success! Data written to: old/a/b\n']);
  expect(await run('kv get old/a/b')).toEqual([0, '== Data ==\nKey    Value\n---    -----\nx      1\n']);
  expect(await run('kv list old/a')).toEqual([0, 'Keys\n----\nb\n']);
  expect(await run('kv undelete -versions=1 old/a/b')).toEqual([1, '', 'Undelete not supported on KV Version 1\n']);
  expect(await run('secrets tune -version=2 old')).toEqual([0, 'Success! Tuned the secrets engine at: old/\n']);
  expect(await run('kv get -field=x old/a/b')).toEqual([0, '1\n']);
  expect((await run('secrets list'))[1]).toMatch(
    /^Path {7}Type {4}Accessor {7}Description\n---- {7}---- {4}-------- {7}-----------\nold\/ {7}kv {6}kv_\w{8} {4}n\/a\nsecret\/ /,
  );
});

test('tokens and the seal', async () => {
  const { run } = program();
  const [, made] = await run('token create -policy=a -policy=b -ttl=90m');
  expect(made).toMatch(
    /^Key +Value\n--- +-----\ntoken +hvs\.\w+\ntoken_accessor +\w+\ntoken_duration +1h30m0s\ntoken_renewable +true\ntoken_policies +\["a" "b" "default"\]\nidentity_policies +\[\]\npolicies +\["a" "b" "default"\]\n$/,
  );
  expect((await run('token lookup'))[1]).toMatch(/^Key +Value\n(.*\n)*policies +\[root\]\n/);
  expect(await run('token lookup nosuch')).toEqual([2, '', expect.stringContaining('* bad token')]);
  expect(await run('operator seal')).toEqual([0, 'Success! Vault is sealed.\n']);
  expect(await run('status')).toEqual([2, expect.stringMatching(/Sealed {13}true\n(.*\n)*Unseal Progress {4}0\/1\n/)]);
  expect(await run(`operator unseal ${'ab'.repeat(32)}`)).toEqual([0, expect.stringMatching(/Sealed {10}false\n/)]);
  expect((await run('status'))[0]).toBe(0);
});

test('what Vault refuses is told as the program tells it', async () => {
  const { run } = program({ VAULT_TOKEN: 'wrong' });
  expect(await run('secrets list')).toEqual([
    2,
    '',
    'Error listing secrets engines: Error making API request.\n\nURL: GET http://127.0.0.1:8200/v1/sys/mounts\nCode: 403. Errors:\n\n* 2 errors occurred:\n\t* permission denied\n\t* invalid token\n',
  ]);
  expect(await run('status -address=http://nobody')).toEqual([
    2,
    '',
    'Error checking seal status: Get "http://nobody/v1/sys/seal-status": dial tcp 127.0.0.1:1: connect: connection refused\n',
  ]);
});

test.each([
  ['kv put secret/1', 1, 'Must supply data'],
  ['kv put secret/1 data', 1, 'Failed to parse K=V data'],
  ['kv put -nosuch secret/1 a=b', 1, 'flag provided but not defined: -nosuch'],
  ['kv get -version', 1, 'flag needs an argument: -version'],
  ['kv get', 1, 'Not enough arguments'],
  ['kv get -format=xml secret/1', 1, 'Invalid output format: xml'],
  ['kv brew', 127, 'Usage: vault'],
])('%s', async (line, code, text) => {
  const { run } = program();
  const [exit, , error] = await run(line);
  expect([exit, error]).toEqual([code, expect.stringContaining(text)]);
});

test('policies, tokens that have them, and any path', async () => {
  const { run } = program();
  const rule = 'path "secret/data/1" { capabilities = ["read"] }';
  expect(await run('policy write Reader -', rule)).toEqual([0, 'Success! Uploaded policy: reader\n']);
  expect(await run('policy read reader')).toEqual([0, `${rule}\n`]);
  expect(await run('policy read other')).toEqual([2, '', 'No policy named: other\n']);
  expect(await run('policy list')).toEqual([0, 'default\nreader\nroot\n']);
  expect(await run('token create -id=t -policy=reader -field=token')).toEqual([0, 't\n']);
  expect(await run('token revoke t')).toEqual([0, 'Success! Revoked token (if it existed)\n']);
  expect(await run('token revoke')).toEqual([1, '', 'Not enough arguments (expected 1, got 0)\n']);
  expect(await run('policy delete reader')).toEqual([0, 'Success! Deleted policy: reader\n']);
  expect(await run('write secret/config max_versions=3')).toEqual([0, 'Success! Data written to: secret/config\n']);
  expect((await run('read secret/config'))[1]).toContain('max_versions            3\n');
  expect(await run('read secret/data/nothing')).toEqual([2, '', 'No value found at secret/data/nothing\n']);
  expect(await run('delete secret/data/1')).toEqual([0, 'Success! Data deleted (if it existed) at: secret/data/1\n']);
  expect((await run('write'))[0]).toBe(1);
});
