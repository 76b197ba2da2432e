/** The real plugin with its keys in the lab: tables, a rotation, a restart, and a version that is destroyed. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseFault } from '../../src/lab/fault-rules.js';
import { setFault } from '../../src/lab/vault/control.js';
import { MariadbServer } from '../support/mariadb.js';
import { LOADED } from '../unit/plugins/hashicorp-world.js';
import { type Lab, optionsFor, startLab } from './lab-world.js';

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
});
afterAll(() => lab.close());

test('keys live as they would in Vault', async () => {
  for (const id of [1, 2]) lab.put(id, String(id).repeat(32));
  const options = [...optionsFor(lab), LOADED, '--hashicorp-key-management=FORCE'];
  const mariadb = await MariadbServer.start(options);
  expect(lab.vault.requests.slice(0, 2)).toEqual(['GET /v1/sys/mounts/mariadb/tune', 'GET /v1/mariadb/data/1']);
  const create = (name: string) =>
    mariadb.sql(`CREATE TABLE ${name} (a INT) ENCRYPTED=YES ENCRYPTION_KEY_ID=2; INSERT INTO ${name} VALUES (1)`);
  const versions = () =>
    mariadb.sql(
      `SELECT NAME, MIN_KEY_VERSION, CURRENT_KEY_VERSION FROM information_schema.INNODB_TABLESPACES_ENCRYPTION
       WHERE NAME LIKE 'test/%' ORDER BY NAME`,
    );
  await create('older');
  await mariadb.sql('FLUSH TABLES older FOR EXPORT; UNLOCK TABLES');
  lab.put(2, 'ab'.repeat(16));
  await create('newer');
  expect(await versions()).toContain('test/newer\t2\t2\ntest/older\t1\t2\n');
  await mariadb.stop();

  lab.vault.requests.length = 0;
  await mariadb.startAgain(options);
  expect(await mariadb.sql('SELECT * FROM older; SELECT * FROM newer')).toBe('a\n1\na\n1\n');
  expect(lab.vault.requests).toContain('GET /v1/mariadb/data/2?version=1');

  // What is known goes on while nobody answers, and what is sealed does not.
  setFault(lab.vault, parseFault('reset'), false);
  await create('unreachable');
  setFault(lab.vault, parseFault('sealed'), false);
  lab.vault.faults.clear('reset');
  await expect(create('sealed')).rejects.toThrow('hashicorp: Unable to get key data');
  lab.vault.faults.clear();
  await mariadb.stop();

  lab.ask('POST', 'mariadb/destroy/2', { versions: [1] });
  await mariadb.startAgain(options);
  await expect(mariadb.sql('SELECT * FROM older')).rejects.toThrow('ERROR 1877');
  expect(await mariadb.sql('SELECT * FROM newer')).toBe('a\n1\n');
  expect(mariadb.errorLog).toContain('hashicorp: Key not found (key id: 2, key version: 1)');
  await mariadb.remove();
});

test('a token that may only what the plugin needs, until it expires', async () => {
  lab.ask('PUT', 'sys/policies/acl/server', {
    policy: `path "mariadb/data/*" { capabilities = ["read"] }
             path "sys/mounts/mariadb/tune" { capabilities = ["read"] }`,
  });
  lab.ask('POST', 'auth/token/create', { id: 'minimal', policies: ['server'], ttl: '1h', no_default_policy: true });
  const options = [...optionsFor(lab), '--loose-hashicorp-key-management-token=minimal', LOADED];
  const mariadb = await MariadbServer.start([...options, '--hashicorp-key-management=FORCE']);
  await mariadb.sql('CREATE TABLE t (a INT) ENCRYPTED=YES');
  lab.vault.advance(3_600_000);
  await expect(mariadb.sql('CREATE TABLE u (a INT) ENCRYPTED=YES')).rejects.toThrow('Unable to get key data');
  expect(mariadb.errorLog).toContain('Hashicorp server error: 403, response: {"errors":["2 errors occurred:');
  await mariadb.remove();
});
