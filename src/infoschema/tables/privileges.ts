/** USER_PRIVILEGES, SCHEMA_PRIVILEGES and TABLE_PRIVILEGES: who may do what, one privilege a row. */
import { defineTable, type GrantedPrivilege, varchar } from '../define.js';

const grantee = { GRANTEE: varchar(385), TABLE_CATALOG: varchar(512) };
const granted = { PRIVILEGE_TYPE: varchar(64), IS_GRANTABLE: varchar(3) };

const common = ({ grantee, privilege, isGrantable }: GrantedPrivilege) => ({
  GRANTEE: grantee,
  TABLE_CATALOG: 'def',
  PRIVILEGE_TYPE: privilege,
  IS_GRANTABLE: isGrantable ? 'YES' : 'NO',
});

export const userPrivileges = defineTable({
  name: 'USER_PRIVILEGES',
  columns: { ...grantee, ...granted },
  rows: ({ privileges }) => [...privileges('global')].map(common),
});

export const schemaPrivileges = defineTable({
  name: 'SCHEMA_PRIVILEGES',
  columns: { ...grantee, TABLE_SCHEMA: varchar(64), ...granted },
  rows: ({ privileges }) => [...privileges('database')].map((row) => ({ ...common(row), TABLE_SCHEMA: row.schema })),
});

export const tablePrivileges = defineTable({
  name: 'TABLE_PRIVILEGES',
  columns: { ...grantee, TABLE_SCHEMA: varchar(64), TABLE_NAME: varchar(64), ...granted },
  rows: ({ privileges }) =>
    [...privileges('table')].map((row) => ({ ...common(row), TABLE_SCHEMA: row.schema, TABLE_NAME: row.table })),
});
