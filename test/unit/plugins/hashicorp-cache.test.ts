/** FLUSH and SHOW HASHICORP_KEY_MANAGEMENT_CACHE, and the table, in SQL. */
import { afterEach, expect, test } from 'vitest';
import { LOADED, ScriptedVault, serverWith, stopServers } from './hashicorp-world.js';

afterEach(stopServers);

const RECENT = ['--sealion-profile=12.3', '--hashicorp-key-management-cache-version-timeout=60000', LOADED];
const SHOW = 'SHOW HASHICORP_KEY_MANAGEMENT_CACHE';
const FLUSH = 'FLUSH HASHICORP_KEY_MANAGEMENT_CACHE';
const SELECT = 'SELECT * FROM information_schema.HASHICORP_KEY_MANAGEMENT_CACHE';
const IN_USE =
  'SELECT current_key_id, current_key_version FROM information_schema.INNODB_TABLESPACES_ENCRYPTION WHERE current_key_version > 0 ORDER BY 1';

const table = (name: string, id: number) => `CREATE TABLE test.${name} (a INT) ENCRYPTED=YES ENCRYPTION_KEY_ID=${id}`;

test('a rotation is seen after FLUSH, key by key as they are used', async () => {
  const vault = new ScriptedVault();
  vault.versions.set(1, ['11'.repeat(16), '12'.repeat(16)]).set(2, ['21'.repeat(16), '22'.repeat(16)]);
  vault.versions.set(3, ['31'.repeat(16)]);
  const { sql } = await serverWith(vault, RECENT);
  await sql([table('a', 1), table('b', 2), table('c', 3)].join('; '));
  expect((await sql(SHOW)).rows).toEqual([
    ['1', '2'],
    ['2', '2'],
    ['3', '1'],
  ]);

  for (const id of [2, 3]) vault.versions.get(id)?.push('77'.repeat(16));
  expect((await sql(`${table('d', 2)}; ${SHOW}`)).rows).toEqual([
    ['1', '2'],
    ['2', '2'],
    ['3', '1'],
  ]);

  expect(await sql(`${FLUSH}; ${SHOW}`)).toMatchObject({ error: null, rows: [] });
  expect((await sql(`${table('e', 2)}; ${table('f', 3)}; ${SHOW}`)).rows).toEqual([
    ['2', '3'],
    ['3', '2'],
  ]);
  expect((await sql(IN_USE)).rows).toEqual([
    ['1', '2'],
    ['2', '3'],
    ['2', '3'],
    ['2', '3'],
    ['3', '2'],
    ['3', '2'],
  ]);
  expect((await sql(`${SELECT} ORDER BY 1`)).rows).toEqual([
    ['1', '2'],
    ['2', '3'],
    ['3', '2'],
  ]);
});

test('without caching there is nothing to flush', async () => {
  const { sql } = await serverWith(new ScriptedVault(), RECENT);
  await sql(`${table('a', 1)}; SET GLOBAL hashicorp_key_management_caching_enabled = OFF`);
  expect(await sql(`${FLUSH}; ${SHOW}`)).toMatchObject({ error: null, rows: [['1', '1']] });
});

test('who may see it, and who may flush it', async () => {
  const { sql, as } = await serverWith(new ScriptedVault(), RECENT);
  await sql(`${table('a', 1)}; CREATE USER u@localhost`);
  const denied = (privilege: string) => ({
    code: 1227,
    sqlstate: '42000',
    message: `Access denied; you need (at least one of) the ${privilege} privilege(s) for this operation`,
  });
  expect((await as('u', SHOW)).error).toEqual(denied('PROCESS'));
  expect((await as('u', FLUSH)).error).toEqual(denied('RELOAD'));
  expect(await as('u', SELECT)).toMatchObject({ error: null, rows: [] });
  await sql('GRANT PROCESS ON *.* TO u@localhost');
  expect((await as('u', SELECT)).rows).toEqual([['1', '1']]);
});

test('its columns', async () => {
  const { sql } = await serverWith(new ScriptedVault(), RECENT);
  const columns =
    "SELECT column_name, column_type, is_nullable FROM information_schema.columns WHERE table_name = 'hashicorp_key_management_cache'";
  expect((await sql(columns)).rows).toEqual([
    ['KEY_ID', 'bigint(32) unsigned', 'NO'],
    ['KEY_VERSION', 'bigint(32) unsigned', 'NO'],
  ]);
});

test('older servers do not have it', async () => {
  const { sql } = await serverWith(new ScriptedVault(), [LOADED]);
  expect([(await sql(SHOW)).error?.code, (await sql(FLUSH)).error?.code]).toEqual([1064, 1064]);
  expect((await sql(SELECT)).error?.message).toBe(
    "Unknown table 'HASHICORP_KEY_MANAGEMENT_CACHE' in information_schema",
  );
});

test('it does not start without the plugin', async () => {
  const vault = new ScriptedVault();
  vault.fault = { kind: 'status', status: 404 };
  const { sql, logged } = await serverWith(vault, RECENT);
  expect(logged().filter((line) => line.includes('registration'))).toEqual([
    "[ERROR] Plugin 'hashicorp_key_management' registration as a ENCRYPTION failed.",
    "[ERROR] Plugin 'hashicorp_key_management_cache' registration as a INFORMATION SCHEMA failed.",
  ]);
  expect((await sql(SHOW)).error?.code).toBe(1064);
});
