/** Grants on databases and tables, and the rows that keep them. */
import type { StoredValue } from '../base/types.js';
import type { AccountName } from './names.js';
import { type Access, accessOf, DATABASE_COLUMNS, TABLE_MEMBERS } from './privileges.js';

export interface Grant {
  readonly account: AccountName;
  readonly access: Access;
}

/** On a database; `db` is a pattern. */
export interface DatabaseGrant extends Grant {
  readonly db: string;
}

export interface TableGrant extends Grant {
  readonly db: string;
  readonly table: string;
  /** Who has granted it: `root@localhost`. */
  readonly grantor: string;
}

type Row = readonly StoredValue[];

/** mysql.db: Host, Db, User, and a column for each privilege. */
export const databaseRow = ({ account, db, access }: DatabaseGrant): Row => [
  ...[account.host, db, account.user],
  ...DATABASE_COLUMNS.map(([, privilege]) => ((access & accessOf(privilege)) === 0n ? 'N' : 'Y')),
];

export function readDatabaseGrant([host, db, user, ...flags]: Row): DatabaseGrant {
  const granted = DATABASE_COLUMNS.flatMap(([, privilege], at) => (flags[at] === 'Y' ? [privilege] : []));
  return { account: { user: String(user), host: String(host) }, db: String(db), access: accessOf(...granted) };
}

/** mysql.tables_priv: Host, Db, User, Table_name, Grantor, Timestamp, Table_priv, Column_priv. */
export function tableRow({ account, db, table, grantor, access }: TableGrant, now: number): Row {
  const members = TABLE_MEMBERS.flatMap(([member, privilege]) =>
    (access & accessOf(privilege)) === 0n ? [] : [member],
  );
  const time = new Date(now).toISOString().slice(0, 19).replace('T', ' ');
  return [account.host, db, account.user, table, grantor, time, members.join(','), ''];
}

export function readTableGrant([host, db, user, table, grantor, , members]: Row): TableGrant {
  const names = new Set(String(members).split(','));
  const granted = TABLE_MEMBERS.flatMap(([member, privilege]) => (names.has(member) ? [privilege] : []));
  return {
    account: { user: String(user), host: String(host) },
    db: String(db),
    table: String(table),
    grantor: String(grantor),
    access: accessOf(...granted),
  };
}
