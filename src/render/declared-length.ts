/** The length that the server declares for a column of a result set: the width of a column under `--quick`. */
import type { SqlType } from '../base/types.js';

const LARGE_BYTES = { TINY: 255, '': 65_535, MEDIUM: 16_777_215, LONG: 4_294_967_295 } as const;
const ADDRESS_LENGTHS = { UUID: 36, INET6: 39, INET4: 15 } as const;
const TEMPORAL_LENGTHS = { DATE: 10, TIME: 10, DATETIME: 19, TIMESTAMP: 19 } as const;
/** utf8mb4, in which a client is served. */
const MAX_CHARACTER_BYTES = 4;
/** No terminal shows wider frames, and a string cannot hold the widest of the server's. */
const WIDEST = 16_777_215;

/** Length in bytes (for numbers and dates: characters). */
export function declaredLength(type: SqlType): number {
  return Math.min(WIDEST, serverLength(type));
}

function serverLength(type: SqlType): number {
  switch (type.name) {
    case 'DECIMAL':
      return type.precision + (type.scale > 0 ? 1 : 0) + (type.unsigned ? 0 : 1);
    case 'FLOAT':
      return 12;
    case 'DOUBLE':
      return 22;
    case 'CHAR':
    case 'VARCHAR':
      return type.length * MAX_CHARACTER_BYTES;
    case 'TINYTEXT':
    case 'TEXT':
    case 'MEDIUMTEXT':
    case 'LONGTEXT':
      return LARGE_BYTES[type.name.slice(0, -4) as keyof typeof LARGE_BYTES] * MAX_CHARACTER_BYTES;
    case 'BINARY':
    case 'VARBINARY':
      return type.length;
    case 'TINYBLOB':
    case 'BLOB':
    case 'MEDIUMBLOB':
    case 'LONGBLOB':
      return LARGE_BYTES[type.name.slice(0, -4) as keyof typeof LARGE_BYTES];
    case 'DATETIME':
    case 'TIMESTAMP':
    case 'TIME':
    case 'DATE':
      return TEMPORAL_LENGTHS[type.name] + (type.fsp > 0 ? type.fsp + 1 : 0);
    case 'ENUM':
    case 'SET':
      return type.length * MAX_CHARACTER_BYTES;
    case 'UUID':
    case 'INET6':
    case 'INET4':
      return ADDRESS_LENGTHS[type.name] * MAX_CHARACTER_BYTES;
    case 'NULL':
      return 0;
    default:
      return type.width;
  }
}
