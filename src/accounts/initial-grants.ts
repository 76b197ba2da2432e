/** The accounts and grants of a new server, table by table. */
import type { StoredValue } from '../base/types.js';
import { databaseRow, tableRow } from './grants.js';
import { PUBLIC } from './names.js';
import { accessOf, DATABASE_ACCESS, GRANT } from './privileges.js';

type Row = readonly StoredValue[];

/** What the accounts depend on. */
export interface NewServer {
  readonly hostname: string;
  /** Everybody may use a database `test`, and those whose names begin with `test_`. */
  readonly testDatabase: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** All bits, those that mean nothing yet included. */
const EVERYTHING = '{"access":18446744073709551615}';
const SYSTEM_ACCOUNT =
  '{"access":0,"plugin":"mysql_native_password","authentication_string":"","account_locked":true,"password_last_changed":0}';
const ROLE = '{"access":0,"is_role":true}';

const TEST_ACCESS = DATABASE_ACCESS & ~(GRANT | accessOf('ALTER ROUTINE', 'EXECUTE'));

/** The rows by the name of their table: root without a password, on this machine only. */
export function initialGrants({ hostname, testDatabase, now }: NewServer): Readonly<Record<string, readonly Row[]>> {
  const hosts = [...new Set(['localhost', hostname, '127.0.0.1', '::1'])];
  const system = { user: 'mariadb.sys', host: 'localhost' };
  const systemGrant = tableRow(
    {
      account: system,
      db: 'mysql',
      table: 'global_priv',
      grantor: 'root@localhost',
      access: accessOf('SELECT', 'DELETE'),
    },
    now,
  );
  return {
    global_priv: [
      [system.host, system.user, SYSTEM_ACCOUNT],
      ...hosts.map((host): Row => [host, 'root', EVERYTHING]),
      ...(testDatabase ? [[PUBLIC.host, PUBLIC.user, ROLE]] : []),
    ],
    db: testDatabase ? ['test', 'test\\_%'].map((db) => databaseRow({ account: PUBLIC, db, access: TEST_ACCESS })) : [],
    tables_priv: [systemGrant],
    proxies_priv: hosts.map((host): Row => [host, 'root', '', '', 1, '', String(systemGrant[5])]),
  };
}
