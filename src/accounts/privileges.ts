/** Every privilege by name, and sets of them as the bits that mysql.global_priv keeps. */

/** A set of privileges. */
export type Access = bigint;

/** In the order of their bits, which is the order in which SHOW GRANTS lists them. */
const NAMES = [
  ...['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'CREATE', 'DROP', 'RELOAD', 'SHUTDOWN', 'PROCESS', 'FILE', 'GRANT'],
  ...['REFERENCES', 'INDEX', 'ALTER', 'SHOW DATABASES', 'SUPER', 'CREATE TEMPORARY TABLES', 'LOCK TABLES', 'EXECUTE'],
  ...['REPLICATION SLAVE', 'BINLOG MONITOR', 'CREATE VIEW', 'SHOW VIEW', 'CREATE ROUTINE', 'ALTER ROUTINE'],
  ...['CREATE USER', 'EVENT', 'TRIGGER', 'CREATE TABLESPACE', 'DELETE HISTORY', 'SET USER', 'FEDERATED ADMIN'],
  ...['CONNECTION ADMIN', 'READ_ONLY ADMIN', 'REPLICATION SLAVE ADMIN', 'REPLICATION MASTER ADMIN', 'BINLOG ADMIN'],
  ...['BINLOG REPLAY', 'SLAVE MONITOR'],
] as const;

export type PrivilegeName = (typeof NAMES)[number];

const bitOf = new Map<string, Access>(NAMES.map((name, bit) => [name, 1n << BigInt(bit)]));

/** The set of these privileges; a name that no privilege has adds nothing. */
export const accessOf = (...names: readonly string[]): Access =>
  names.reduce((access, name) => access | (bitOf.get(name) ?? 0n), 0n);

/** The names of the privileges in a set. */
export const privilegeNames = (access: Access): PrivilegeName[] =>
  NAMES.filter((name) => (access & accessOf(name)) !== 0n);

export const NO_ACCESS: Access = 0n;
export const GRANT: Access = accessOf('GRANT');

/** Whatever can be granted on `*.*`. */
export const GLOBAL_ACCESS: Access = accessOf(...NAMES);

/** The columns of mysql.db that hold a privilege, and which one. */
export const DATABASE_COLUMNS: readonly (readonly [column: string, privilege: PrivilegeName])[] = [
  ['Select_priv', 'SELECT'],
  ['Insert_priv', 'INSERT'],
  ['Update_priv', 'UPDATE'],
  ['Delete_priv', 'DELETE'],
  ['Create_priv', 'CREATE'],
  ['Drop_priv', 'DROP'],
  ['Grant_priv', 'GRANT'],
  ['References_priv', 'REFERENCES'],
  ['Index_priv', 'INDEX'],
  ['Alter_priv', 'ALTER'],
  ['Create_tmp_table_priv', 'CREATE TEMPORARY TABLES'],
  ['Lock_tables_priv', 'LOCK TABLES'],
  ['Create_view_priv', 'CREATE VIEW'],
  ['Show_view_priv', 'SHOW VIEW'],
  ['Create_routine_priv', 'CREATE ROUTINE'],
  ['Alter_routine_priv', 'ALTER ROUTINE'],
  ['Execute_priv', 'EXECUTE'],
  ['Event_priv', 'EVENT'],
  ['Trigger_priv', 'TRIGGER'],
  ['Delete_history_priv', 'DELETE HISTORY'],
];

/** Whatever can be granted on a database. */
export const DATABASE_ACCESS: Access = accessOf(...DATABASE_COLUMNS.map(([, privilege]) => privilege));

/** The members of Table_priv in mysql.tables_priv, and which privilege each stands for. */
export const TABLE_MEMBERS: readonly (readonly [member: string, privilege: PrivilegeName])[] = [
  ['Select', 'SELECT'],
  ['Insert', 'INSERT'],
  ['Update', 'UPDATE'],
  ['Delete', 'DELETE'],
  ['Create', 'CREATE'],
  ['Drop', 'DROP'],
  ['Grant', 'GRANT'],
  ['References', 'REFERENCES'],
  ['Index', 'INDEX'],
  ['Alter', 'ALTER'],
  ['Create View', 'CREATE VIEW'],
  ['Show view', 'SHOW VIEW'],
  ['Trigger', 'TRIGGER'],
  ['Delete versioning rows', 'DELETE HISTORY'],
];

/** Whatever can be granted on a table. */
export const TABLE_ACCESS: Access = accessOf(...TABLE_MEMBERS.map(([, privilege]) => privilege));
