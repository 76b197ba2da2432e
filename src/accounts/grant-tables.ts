/** The tables of the mysql database that accounts and grants are kept in. */
import { integer, type SqlType } from '../base/types.js';
import type { Column, TableDefinition } from '../engine/definition.js';
import { DATABASE_COLUMNS, TABLE_MEMBERS } from './privileges.js';

const COLLATION = 'utf8mb3_bin';
const MEMBER_COLLATION = 'utf8mb3_general_ci';

const character = (length: number): SqlType => ({ name: 'CHAR', length, collation: COLLATION });

const column = (name: string, type: SqlType, value: string | number = ''): Column => ({
  name,
  type,
  nullable: false,
  default: { value },
  onUpdateNow: false,
  autoIncrement: false,
  comment: '',
});

const members = (kind: 'enum' | 'set', names: readonly string[]): SqlType => ({
  name: 'CHAR',
  length: kind === 'set' ? names.join(',').length : Math.max(...names.map(({ length }) => length)),
  collation: MEMBER_COLLATION,
  declared: `${kind}(${names.map((name) => `'${name}'`).join(',')})`,
});

const host = column('Host', character(255));
const user = column('User', character(128));
const db = column('Db', character(64));
const grantor = column('Grantor', { name: 'VARCHAR', length: 384, collation: COLLATION });
const timestamp: Column = {
  ...column('Timestamp', { name: 'TIMESTAMP', fsp: 0 }),
  default: { expr: 'current_timestamp()' },
  onUpdateNow: true,
};

function define(
  name: string,
  comment: string,
  columns: readonly Column[],
  keys: number,
  more?: string,
): TableDefinition {
  const parts = Array.from({ length: keys }, (_, at) => ({ column: at }));
  const other = columns.findIndex((each) => each.name === more);
  return {
    db: 'mysql',
    name,
    engine: 'Aria',
    columns,
    indexes: [
      { name: 'PRIMARY', unique: true, parts },
      ...(more === undefined ? [] : [{ name: more, unique: false, parts: [{ column: other }] }]),
    ],
    collation: COLLATION,
    comment,
    engineOptions: [],
    systemOptions: ['PAGE_CHECKSUM=1', 'TRANSACTIONAL=1'],
  };
}

const JSON_TEXT: SqlType = { name: 'LONGTEXT', length: 0xffffffff, collation: 'utf8mb4_bin' };

/** Accounts, roles and what they may do everywhere. */
export const globalPriv = define(
  'global_priv',
  'Users and global privileges',
  [host, user, column('Priv', JSON_TEXT, '{}')],
  2,
);

/** What accounts may do in databases. */
export const databasePriv = define(
  'db',
  'Database privileges',
  [host, db, user, ...DATABASE_COLUMNS.map(([name]) => column(name, members('enum', ['N', 'Y']), 'N'))],
  3,
  'User',
);

/** What accounts may do with tables. */
export const tablesPriv = define(
  'tables_priv',
  'Table privileges',
  [
    ...[host, db, user, column('Table_name', character(64)), grantor, timestamp],
    column(
      'Table_priv',
      members(
        'set',
        TABLE_MEMBERS.map(([member]) => member),
      ),
    ),
    column('Column_priv', members('set', ['Select', 'Insert', 'Update', 'References'])),
  ],
  4,
  'Grantor',
);

/** Who may act for whom. Nobody does here; the table shows what a new server has. */
export const proxiesPriv = define(
  'proxies_priv',
  'User proxy privileges',
  [
    ...[host, user, column('Proxied_host', character(255)), column('Proxied_user', character(128))],
    ...[column('With_grant', { ...integer('TINYINT'), width: 1 }, 0), grantor, timestamp],
  ],
  4,
  'Grantor',
);

/** In the order in which a data directory gets them. */
export const grantTables: readonly TableDefinition[] = [globalPriv, databasePriv, tablesPriv, proxiesPriv];
