/** What a real server and its plugin did when the wire to Vault failed, fault by fault. */
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { type Fault, LOADED, OPTIONS, ScriptedVault, type Seen, serverWith, stopServers } from './hashicorp-world.js';

interface Row extends Omit<Seen, 'rows'> {
  readonly id: string;
  readonly fault: Fault | null;
  readonly sql: string;
  readonly requests: number;
  readonly errorLog: readonly string[];
}

const recorded: { readonly init: readonly Row[]; readonly data: readonly Row[] } = JSON.parse(
  readFileSync('test/data/plugins/hashicorp-faults.json', 'utf8'),
);

/**
 * A real server writes the pages of small changes much later, and those of several at once. What it saves in requests
 * it does not hear of a sealed Vault; when it writes the pages, it aborts.
 */
const WRITES_LATER: Readonly<Record<string, Partial<Row>>> = {
  boot: { requests: 3 },
  'warm-insert-sealed': {
    error: { code: 1105, sqlstate: 'HY000', message: 'hashicorp: Unable to get key data' },
    showWarnings: [
      'Error (Code 1105): hashicorp: Unable to get key data',
      "Error (Code 1296): Got error 192 'Table encrypted but decryption failed. This could be because correct encryption management plugin is not loaded, used encryption key is not available or encryption method does not match.' from InnoDB",
    ],
    requests: 1,
    errorLog: ['[Warning] mariadbd: hashicorp: Hashicorp server error: 503, response: {"errors":["Vault is sealed"]}'],
  },
};

afterEach(stopServers);

type World = Awaited<ReturnType<typeof serverWith>>;

async function play({ id, fault, sql }: Row, server: World, vault: ScriptedVault) {
  vault.fault = fault ?? undefined;
  vault.count();
  server.logged();
  const { error, showWarnings } = await server.sql(sql);
  return { id, error, showWarnings, requests: vault.count(), errorLog: server.logged() };
}

const expected = ({ id, error, showWarnings, requests, errorLog }: Row) => ({
  id,
  error,
  showWarnings,
  requests,
  errorLog,
});

test.each(recorded.init)('$id', async (row) => {
  const vault = new ScriptedVault();
  const server = await serverWith(vault, []);
  expect(await play(row, server, vault)).toEqual(expected(row));
});

test('cold and warm, in the order of the recording', async () => {
  const vault = new ScriptedVault();
  const server = await serverWith(vault, [LOADED]);
  const rows = recorded.data.map((row) => ({ ...row, ...WRITES_LATER[row.id] }));
  const seen = [];
  for (const row of rows) seen.push(await play(row, server, vault));
  expect(seen).toEqual(rows.map(expected));
});

describe('where a real server would abort', () => {
  test.each<[string, Fault, number]>([
    ['a sealed Vault', { kind: 'status', status: 503, body: '{"errors":["Vault is sealed"]}' }, 1105],
    ['a missing key', { kind: 'status', status: 404 }, 1296],
  ])('%s: the change fails and nothing is lost', async (_, fault, code) => {
    const vault = new ScriptedVault();
    const server = await serverWith(vault, [LOADED]);
    await server.sql(
      'CREATE DATABASE d; CREATE TABLE d.t (a INT) ENCRYPTED=YES ENCRYPTION_KEY_ID=2; INSERT INTO d.t VALUES (1)',
    );
    vault.fault = fault;
    expect((await server.sql('INSERT INTO d.t VALUES (2)')).error?.code).toBe(code);
    vault.fault = undefined;
    expect((await server.sql('INSERT INTO d.t VALUES (3); SELECT * FROM d.t')).rows).toEqual([['1'], ['3']]);
  });
});

describe('an error of the plugin is the error of the statement', () => {
  const FORBIDDEN: Fault = { kind: 'status', status: 403, body: 'no' };
  const PLUGIN = 'Error (Code 1105): hashicorp: Unable to get key data';

  test.each<[string, string[]]>([
    ['SELECT * FROM information_schema.innodb_tablespaces_encryption', []],
    [
      'SET GLOBAL innodb_default_encryption_key_id = 4',
      ['Warning (Code 1210): innodb_default_encryption_key=4 is not available'],
    ],
    [
      'SET GLOBAL innodb_encrypt_tables = ON',
      ['Warning (Code 138): InnoDB: cannot enable encryption, encryption plugin is not available'],
    ],
    [
      'ALTER TABLE d.t ENCRYPTION_KEY_ID = 5',
      [
        'Warning (Code 140): InnoDB: ENCRYPTION_KEY_ID 5 not available',
        "Error (Code 1478): Table storage engine 'InnoDB' does not support the create option 'ENCRYPTION_KEY_ID'",
      ],
    ],
  ])('%s', async (sql, others) => {
    const vault = new ScriptedVault();
    const server = await serverWith(vault, [LOADED]);
    await server.sql('CREATE DATABASE d; CREATE TABLE d.t (a INT) ENCRYPTED=YES');
    vault.fault = FORBIDDEN;
    const { error, showWarnings } = await server.sql(sql);
    expect(error?.code).toBe(1105);
    expect(showWarnings).toEqual([PLUGIN, ...others]);
  });
});

test('a table that is not encrypted asks for no key', async () => {
  const vault = new ScriptedVault();
  const server = await serverWith(vault, [LOADED]);
  vault.count();
  const { error } = await server.sql('CREATE DATABASE d; CREATE TABLE d.t (a INT) ENCRYPTION_KEY_ID=9');
  expect([error, vault.count()]).toEqual([null, 0]);
});

test('no token is in the log, in an error or in the trace', async () => {
  const vault = new ScriptedVault();
  const server = await serverWith(vault, [LOADED]);
  vault.fault = { kind: 'status', status: 403, body: 'denied' };
  const seen = await server.sql('CREATE DATABASE d; CREATE TABLE d.t (a INT) ENCRYPTED=YES ENCRYPTION_KEY_ID=2');
  expect([...vault.tokens]).toEqual(['s.secret']);
  expect(server.trace.events.filter(({ type }) => type === 'http')).not.toEqual([]);
  expect(JSON.stringify([seen, server.trace.events, server.log.entries])).not.toContain('s.secret');
  expect(OPTIONS.join()).toContain('s.secret');
});
