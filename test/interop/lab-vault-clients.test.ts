/** Clients that know nothing of the lab take it for a Vault: curl, Python's hvac, node-vault. */

import nodeVault from 'node-vault';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runProgram } from '../support/mariadb.js';
import { type Lab, ROOT_TOKEN, startLab } from './lab-world.js';

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
});
afterAll(() => lab.close());

const HVAC = `
import json, sys, hvac
from hvac import exceptions
url, token, key = sys.argv[1:]
client = hvac.Client(url=url, token=token)
seen = []
say = lambda *what: seen.append(list(what))
def refused(kind, call, *args, **kwargs):
    try:
        call(*args, **kwargs)
    except kind as error:
        say(type(error).__name__, str(error).split(', on ')[0])
say(client.is_authenticated(), client.sys.is_initialized(), client.sys.is_sealed())
client.sys.enable_secrets_engine('kv', path='hvac', options={'version': '2'})
refused(exceptions.InvalidRequest, client.sys.enable_secrets_engine, 'kv', path='hvac', options={'version': '2'})
kv = client.secrets.kv.v2
for n in range(3):
    kv.create_or_update_secret('a/1', secret={'data': 'k%d' % n}, cas=n, mount_point='hvac')
refused(exceptions.InvalidRequest, kv.create_or_update_secret, 'a/1', secret={}, cas=1, mount_point='hvac')
kv.patch('a/1', secret={'more': 'x'}, mount_point='hvac')
say(kv.read_secret_version('a/1', mount_point='hvac')['data']['data'])
say(kv.read_secret_version('a/1', version=2, mount_point='hvac')['data']['data'])
kv.delete_secret_versions('a/1', versions=[1, 2], mount_point='hvac')
refused(exceptions.InvalidPath, kv.read_secret_version, 'a/1', version=1, mount_point='hvac')
kv.undelete_secret_versions('a/1', versions=[1], mount_point='hvac')
kv.destroy_secret_versions('a/1', versions=[2], mount_point='hvac')
kv.update_metadata('a/1', max_versions=3, cas_required=True, mount_point='hvac')
meta = kv.read_secret_metadata('a/1', mount_point='hvac')['data']
say(meta['current_version'], meta['max_versions'], meta['versions']['2']['destroyed'], meta['versions']['1']['deletion_time'])
refused(exceptions.InvalidRequest, kv.create_or_update_secret, 'a/1', secret={}, mount_point='hvac')
say(kv.list_secrets('', mount_point='hvac')['data']['keys'], kv.list_secrets('a', mount_point='hvac')['data']['keys'])
kv.configure(max_versions=5, mount_point='hvac')
say(kv.read_configuration(mount_point='hvac')['data']['max_versions'])
say(client.sys.read_mount_configuration('hvac')['options'])
say(sorted(path for path in client.sys.list_mounted_secrets_engines()['data']))
client.sys.create_or_update_policy('ro', 'path "hvac/data/*" { capabilities = ["read"] }')
reader = hvac.Client(url=url, token=client.auth.token.create(policies=['ro'], ttl='1h')['auth']['client_token'])
say(reader.secrets.kv.v2.read_secret_version('a/1', mount_point='hvac')['data']['metadata']['version'])
refused(exceptions.Forbidden, reader.sys.list_mounted_secrets_engines)
say(reader.lookup_token()['data']['policies'], client.sys.list_policies()['policies'])
v1 = client.secrets.kv.v1
client.sys.enable_secrets_engine('kv', path='old', options={'version': '1'})
v1.create_or_update_secret('x', secret={'a': 1}, mount_point='old')
say(v1.read_secret('x', mount_point='old')['data'], v1.list_secrets('', mount_point='old')['data']['keys'])
kv.delete_metadata_and_all_versions('a/1', mount_point='hvac')
refused(exceptions.InvalidPath, kv.read_secret_version, 'a/1', mount_point='hvac')
client.sys.seal()
refused(exceptions.VaultDown, kv.read_secret_version, 'a/1', mount_point='hvac')
say(client.sys.read_health_status(method='GET').status_code, client.sys.submit_unseal_key(key)['sealed'])
client.sys.disable_secrets_engine('hvac')
say(sorted(client.sys.list_mounted_secrets_engines()['data']))
json.dump(seen, sys.stdout)
`;

test("hvac, of the system's Python", async () => {
  const { listening, vault } = lab;
  const args = ['-c', HVAC, listening.url, ROOT_TOKEN, vault.state.unsealKey];
  const { status, stdout, stderr } = await runProgram('/usr/bin/python3', args);
  expect([status, stderr]).toEqual([0, '']);
  expect(JSON.parse(stdout)).toEqual([
    [true, true, false],
    ['InvalidRequest', 'path is already in use at hvac/'],
    ['InvalidRequest', 'check-and-set parameter did not match the current version'],
    [{ data: 'k2', more: 'x' }],
    [{ data: 'k1' }],
    ['InvalidPath', expect.any(String)],
    [4, 3, true, ''],
    ['InvalidRequest', 'check-and-set parameter required for this call'],
    [['a/'], ['1']],
    [5],
    [{ version: '2' }],
    [['hvac/', 'mariadb/', 'secret/']],
    [4],
    ['Forbidden', '1 error occurred:\n\t* permission denied\n\n'],
    [
      ['default', 'ro'],
      ['default', 'ro', 'root'],
    ],
    [{ a: 1 }, ['x']],
    ['InvalidPath', expect.any(String)],
    ['VaultDown', 'Vault is sealed'],
    [503, false],
    [['mariadb/', 'old/', 'secret/']],
  ]);
});

test('node-vault', async () => {
  const vault = nodeVault({ apiVersion: 'v1', endpoint: lab.listening.url, token: ROOT_TOKEN });
  expect(await vault.status()).toMatchObject({ sealed: false, initialized: true });
  await vault.mount({ mount_point: 'node', type: 'kv', options: { version: '2' } });
  await vault.write('node/data/k', { data: { data: 'x' } });
  expect(await vault.read('node/data/k')).toMatchObject({ data: { data: { data: 'x' }, metadata: { version: 1 } } });
  expect(await vault.list('node/metadata')).toMatchObject({ data: { keys: ['k'] } });
  await vault.addPolicy({ name: 'p', rules: 'path "node/*" { capabilities = ["list"] }' });
  const { auth } = await vault.tokenCreate({ policies: ['p'] });
  // The client has taken the new token for its own.
  vault.token = ROOT_TOKEN;
  const reader = nodeVault({ apiVersion: 'v1', endpoint: lab.listening.url, token: auth.client_token });
  await expect(reader.read('node/data/k')).rejects.toThrow('permission denied');
  expect((await reader.tokenLookupSelf()).data.policies).toEqual(['default', 'p']);
  await expect(vault.read('node/data/none')).rejects.toThrow('Status 404');
  await vault.delete('node/data/k');
  await vault.unmount({ mount_point: 'node' });
});

test('curl', async () => {
  const curl = async (...args: string[]) => {
    const { stdout } = await runProgram('curl', [
      '-sS',
      '-H',
      `X-Vault-Token: ${ROOT_TOKEN}`,
      '-w',
      '%{http_code}',
      ...args,
    ]);
    return stdout;
  };
  const url = `${lab.listening.url}/v1`;
  expect(await curl('-X', 'PUT', '-d', '{"data":{"data":"x"}}', `${url}/secret/data/c/1`)).toMatch(
    /"version":1.*200$/s,
  );
  expect(await curl('-X', 'LIST', `${url}/secret/metadata/c`)).toMatch(/"keys":\["1"\].*200$/s);
  expect(await curl(`${url}/secret/metadata/c?list=true`)).toMatch(/"keys":\["1"\].*200$/s);
  expect(await curl('-X', 'DELETE', `${url}/secret/data/c/1`)).toBe('204');
  expect(await curl('-I', `${url}/sys/health`)).toMatch(/^HTTP\/1.1 200 .*200$/s);
  expect(await curl('-H', 'X-Vault-Token:', '-H', `Authorization: Bearer ${ROOT_TOKEN}`, `${url}/sys/mounts`)).toMatch(
    /200$/,
  );
});
