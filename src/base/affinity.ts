/** SQLite's column types for ours. better-sqlite3 binds every number as a double: the column makes it an integer again. */
import { isInteger, isWideUnsigned, type SqlType } from './types.js';

export type Affinity = 'INTEGER' | 'REAL' | 'BLOB';

/** `BLOB` leaves values as they are; a BIGINT UNSIGNED and a BIT are eight bytes. */
export function affinity(type: SqlType): Affinity {
  if (type.name === 'FLOAT' || type.name === 'DOUBLE') return 'REAL';
  return (isInteger(type) && !isWideUnsigned(type)) || type.name === 'ENUM' ? 'INTEGER' : 'BLOB';
}
