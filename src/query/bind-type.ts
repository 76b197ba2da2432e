/** Data types as they are written in CAST. */

import { charsetOf, resolveCollation } from '../base/charsets.js';
import { sqlError } from '../base/errors.js';
import type { SqlType } from '../base/types.js';
import type { DataType } from '../parser/ast.js';
import { SIGNED, UNSIGNED } from './functions/cast.js';
import { DOUBLE, decimal, displayWidth } from './types.js';

const MAX_FSP = 6;

/** The type that CAST(x AS written) gives; `from` is the type of x. */
export function castTarget(written: DataType, from: SqlType, connection: string): SqlType {
  const [first, second] = written.args.map(Number);
  switch (written.name) {
    case 'BIGINT':
    case 'INT':
      return written.unsigned ? UNSIGNED : SIGNED;
    case 'DECIMAL':
      return decimal(first ?? 10, second ?? 0);
    case 'DOUBLE':
      return DOUBLE;
    case 'FLOAT':
      return { name: 'FLOAT', unsigned: false, zerofill: false };
    case 'BINARY':
      return first === undefined
        ? { name: 'VARBINARY', length: displayWidth(from) }
        : { name: 'BINARY', length: first };
    case 'UUID':
    case 'INET6':
    case 'INET4':
      return { name: written.name };
    case 'DATE':
    case 'TIME':
    case 'DATETIME': {
      const fsp = first ?? 0;
      if (fsp > MAX_FSP) throw sqlError('ER_TOO_BIG_PRECISION', 'CAST', MAX_FSP);
      return { name: written.name, fsp };
    }
    default:
      return textTarget(written, first ?? displayWidth(from), connection);
  }
}

function textTarget(written: DataType, length: number, connection: string): SqlType {
  if (written.charset?.toLowerCase() === 'binary') return { name: 'VARBINARY', length };
  const collation =
    written.charset === undefined && written.collate === undefined
      ? connection
      : resolveCollation(written.charset ?? charsetOf(connection), written.collate);
  return { name: 'VARCHAR', length, collation };
}
