/** mysql.proc: what is kept of stored routines, a row for each. */
import type { SqlType, StoredValue } from '../base/types.js';
import type { Column, TableDefinition } from '../engine/definition.js';
import type { RoutineType } from '../parser/ast.js';

const NAMES = 'utf8mb3_bin';
const COLLATION = 'utf8mb3_general_ci';

const character = (length: number, collation: string): SqlType => ({ name: 'CHAR', length, collation });

const column = (name: string, type: SqlType, more: Partial<Column> = {}): Column => ({
  ...{ name, type, nullable: false, onUpdateNow: false, autoIncrement: false, comment: '' },
  ...more,
});

const text = (value: string): Partial<Column> => ({ default: { value } });

const members = (kind: 'enum' | 'set', ...names: readonly string[]): SqlType => ({
  name: 'CHAR',
  length: kind === 'set' ? names.join(',').length : Math.max(...names.map(({ length }) => length)),
  collation: COLLATION,
  declared: `${kind}(${names.map((name) => `'${name}'`).join(',')})`,
});

const NULLABLE: Partial<Column> = { nullable: true, default: { value: null } };
const LONG_BLOB: SqlType = { name: 'LONGBLOB', length: 0xffffffff };
const TIMESTAMP: SqlType = { name: 'TIMESTAMP', fsp: 0 };

// biome-ignore format: read as a table.
const MODES = [
  'REAL_AS_FLOAT', 'PIPES_AS_CONCAT', 'ANSI_QUOTES', 'IGNORE_SPACE', 'IGNORE_BAD_TABLE_OPTIONS', 'ONLY_FULL_GROUP_BY',
  'NO_UNSIGNED_SUBTRACTION', 'NO_DIR_IN_CREATE', 'POSTGRESQL', 'ORACLE', 'MSSQL', 'DB2', 'MAXDB', 'NO_KEY_OPTIONS',
  'NO_TABLE_OPTIONS', 'NO_FIELD_OPTIONS', 'MYSQL323', 'MYSQL40', 'ANSI', 'NO_AUTO_VALUE_ON_ZERO', 'NO_BACKSLASH_ESCAPES',
  'STRICT_TRANS_TABLES', 'STRICT_ALL_TABLES', 'NO_ZERO_IN_DATE', 'NO_ZERO_DATE', 'INVALID_DATES',
  'ERROR_FOR_DIVISION_BY_ZERO', 'TRADITIONAL', 'NO_AUTO_CREATE_USER', 'HIGH_NOT_PRECEDENCE', 'NO_ENGINE_SUBSTITUTION',
  'PAD_CHAR_TO_FULL_LENGTH', 'EMPTY_STRING_IS_NULL', 'SIMULTANEOUS_ASSIGNMENT', 'TIME_ROUND_FRACTIONAL',
] as const;

export const procTable: TableDefinition = {
  ...{ db: 'mysql', name: 'proc', engine: 'Aria', collation: COLLATION, comment: 'Stored Procedures' },
  columns: [
    column('db', character(64, NAMES), text('')),
    column('name', character(64, COLLATION), text('')),
    column('type', members('enum', 'FUNCTION', 'PROCEDURE', 'PACKAGE', 'PACKAGE BODY')),
    column('specific_name', character(64, COLLATION), text('')),
    column('language', members('enum', 'SQL'), text('SQL')),
    column(
      'sql_data_access',
      members('enum', 'CONTAINS_SQL', 'NO_SQL', 'READS_SQL_DATA', 'MODIFIES_SQL_DATA'),
      text('CONTAINS_SQL'),
    ),
    column('is_deterministic', members('enum', 'YES', 'NO'), text('NO')),
    column('security_type', members('enum', 'INVOKER', 'DEFINER'), text('DEFINER')),
    column('param_list', { name: 'BLOB', length: 65535 }),
    column('returns', LONG_BLOB),
    column('body', LONG_BLOB),
    column('definer', { name: 'VARCHAR', length: 384, collation: NAMES }, text('')),
    column('created', TIMESTAMP, { default: { expr: 'current_timestamp()' }, onUpdateNow: true }),
    column('modified', TIMESTAMP, text('0000-00-00 00:00:00')),
    column('sql_mode', members('set', ...MODES), text('')),
    column('comment', { name: 'TEXT', length: 65535, collation: NAMES }),
    column('character_set_client', character(32, NAMES), NULLABLE),
    column('collation_connection', character(64, NAMES), NULLABLE),
    column('db_collation', character(64, NAMES), NULLABLE),
    column('body_utf8', LONG_BLOB, NULLABLE),
    column('aggregate', members('enum', 'NONE', 'GROUP'), text('NONE')),
  ],
  indexes: [{ name: 'PRIMARY', unique: true, parts: [{ column: 0 }, { column: 1 }, { column: 2 }] }],
  engineOptions: [],
  systemOptions: ['PAGE_CHECKSUM=1', 'TRANSACTIONAL=1'],
};

/** A stored routine as it is kept: everything but its parsed form. */
export interface Routine {
  readonly db: string;
  readonly name: string;
  readonly type: RoutineType;
  readonly dataAccess: string;
  readonly deterministic: boolean;
  readonly security: string;
  readonly parameterText: string;
  /** The type as SHOW prints it; empty for a procedure. */
  readonly returns: string;
  readonly body: string;
  /** `user@host` */
  readonly definer: string;
  /** `2026-01-31 12:00:00` in UTC. */
  readonly created: string;
  readonly modified: string;
  readonly sqlMode: string;
  readonly comment: string;
  readonly charsetClient: string;
  readonly collationConnection: string;
  readonly databaseCollation: string;
}

type Row = readonly StoredValue[];

const bytes = (value: string): Uint8Array => Buffer.from(value, 'utf8');
const textOf = (value: StoredValue | undefined): string =>
  value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : String(value ?? '');

export const rowOf = (routine: Routine): Row => [
  ...[routine.db, routine.name, routine.type, routine.name, 'SQL', routine.dataAccess.replaceAll(' ', '_')],
  ...[routine.deterministic ? 'YES' : 'NO', routine.security, bytes(routine.parameterText), bytes(routine.returns)],
  ...[bytes(routine.body), routine.definer, routine.created, routine.modified, routine.sqlMode, routine.comment],
  ...[routine.charsetClient, routine.collationConnection, routine.databaseCollation, bytes(routine.body), 'NONE'],
];

/** Undefined for what is no procedure or function. */
export function routineOf(row: Row): Routine | undefined {
  const [db, name, type, , , access, deterministic, security, parameters, returns, body, definer, ...more] =
    row.map(textOf);
  const [created = '', modified = '', sqlMode = '', comment = '', client = '', connection = '', database = ''] = more;
  if (type !== 'PROCEDURE' && type !== 'FUNCTION') return undefined;
  return {
    ...{ db: db ?? '', name: name ?? '', type, dataAccess: (access ?? '').replaceAll('_', ' ') },
    ...{ deterministic: deterministic === 'YES', security: security ?? '', parameterText: parameters ?? '' },
    ...{ returns: returns ?? '', body: body ?? '', definer: definer ?? '', created, modified, sqlMode, comment },
    ...{ charsetClient: client, collationConnection: connection, databaseCollation: database },
  };
}
