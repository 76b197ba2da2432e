import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TraceEvent } from '../../../src/base/ports.js';
import type { Outcome } from '../../../src/base/result.js';
import { realPorts } from '../../../src/server/ports.js';
import type { Login } from '../../../src/server/privileges.js';
import { Server } from '../../../src/server/server.js';

let datadir: string;
let server: Server;
let log: string[];
let trace: TraceEvent[];

async function start(...options: string[]): Promise<void> {
  const ports = realPorts(() => {});
  server = await Server.start(
    ['--no-defaults', `--datadir=${datadir}`, ...options],
    {
      ...ports,
      log: { write: (level, text) => log.push(`[${level}] ${text}`) },
      trace: { enabled: true, emit: (event) => trace.push(event) },
    },
    { createDatadir: true },
  );
}

async function restart(...options: string[]): Promise<void> {
  await server.shutdown();
  await start(...options);
}

const login = (user: string, more: Partial<Login> = {}) => server.connect({ user, host: 'localhost', ...more });

async function ask(session: ReturnType<typeof login>, sql: string): Promise<string> {
  const outcomes: readonly Outcome[] = await session.execute(sql);
  return outcomes
    .map((outcome) => {
      if (outcome.kind === 'error') return `${outcome.errno} ${outcome.message}`;
      return outcome.kind === 'rows' ? outcome.rows.map((row) => row.join(' ')).join('\n') : 'ok';
    })
    .join('\n');
}

const root = (sql: string) => ask(login('root'), sql);

beforeEach(async () => {
  datadir = join(mkdtempSync(join(tmpdir(), 'sealion-accounts-')), 'data');
  log = [];
  trace = [];
  await start();
});

afterEach(async () => {
  await server.shutdown();
  rmSync(join(datadir, '..'), { recursive: true, force: true });
});

test('accounts and grants outlast a restart', async () => {
  await root("CREATE USER u@localhost IDENTIFIED BY 'secret'");
  await root('GRANT SELECT ON mysql.plugin TO u@localhost');
  const before = await root('SHOW GRANTS FOR u@localhost');
  await restart();
  expect(await root('SHOW GRANTS FOR u@localhost')).toBe(before);
  expect(await ask(login('u', { password: 'secret' }), 'SELECT COUNT(*) FROM mysql.plugin')).toBe('0');
});

test('a data directory without grant tables gets them, and the accounts of a new server', async () => {
  await root('CREATE USER u@localhost');
  for (const name of ['global_priv', 'db', 'tables_priv', 'proxies_priv']) await root(`DROP TABLE mysql.${name}`);
  expect(await root('CREATE USER v')).toBe("1146 Table 'mysql.global_priv' doesn't exist");
  await restart();
  expect(() => login('u')).toThrow("Access denied for user 'u'@'localhost' (using password: NO)");
  expect(await root('SHOW GRANTS FOR root@localhost')).toContain('GRANT ALL PRIVILEGES ON *.*');
});

test('a new data directory lets in nobody whom it does not know', async () => {
  expect(() => login('mistyped')).toThrow("Access denied for user 'mistyped'@'localhost' (using password: NO)");
  expect(await ask(login('root'), "SELECT COUNT(*) FROM mysql.global_priv WHERE user = ''")).toBe('0');
});

test('the log tells who was refused, depending on log_warnings', async () => {
  const refuse = () => expect(() => login('u', { password: 'secret' })).toThrow();
  refuse();
  await root('SET GLOBAL log_warnings = 1');
  refuse();
  expect(log.filter((line) => line.includes('Access denied'))).toEqual([
    "[Warning] Access denied for user 'u'@'localhost' (using password: YES)",
  ]);
});

test('unix_socket lets in whom the system knows', async () => {
  await root('CREATE USER u@localhost IDENTIFIED VIA unix_socket');
  expect(await ask(login('u', { systemUser: 'u' }), 'SELECT CURRENT_USER()')).toBe('u@localhost');
  expect(() => login('u', { systemUser: 'v' })).toThrow("Access denied for user 'u'@'localhost'");
});

test('no password is seen in the process list, the trace or the log', async () => {
  const running = login('root').execute(
    "SET STATEMENT max_statement_time=10 FOR SELECT SLEEP(0.2), PASSWORD('hidden')",
  );
  expect(await root('SHOW PROCESSLIST')).toContain('PASSWORD(*****)');
  await running;
  await root("CREATE USER u@localhost IDENTIFIED BY 'hidden'");
  await root("SET PASSWORD FOR u@localhost = PASSWORD('hidden')");
  await root("GRANT SELECT ON *.* TO u@localhost IDENTIFIED BY 'hidden'");
  expect(JSON.stringify([log, trace])).toContain('IDENTIFIED BY *****');
  expect(JSON.stringify([log, trace])).not.toContain('hidden');
});

test('a statement in progress is seen by its own account and by who may see all', async () => {
  await root('CREATE USER u@localhost, v@localhost');
  await root('GRANT PROCESS ON *.* TO v@localhost');
  const rows = async (user: string) => (await ask(login(user), 'SHOW PROCESSLIST')).split('\n').length;
  expect(await rows('u')).toBe(1);
  expect(await rows('v')).toBeGreaterThan(2);
});
