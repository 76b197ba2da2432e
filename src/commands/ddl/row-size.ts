/** How long rows of a new table may become: the server's limit, and the storage engine's. */
import { charsetOf, maxBytesPerCharacter } from '../../base/charsets.js';
import { sqlError } from '../../base/errors.js';
import type { SqlType } from '../../base/types.js';
import type { TableDefinition } from '../../engine/definition.js';
import { mayBeTooBig, TOO_BIG_ROW, tooBigRow, tooBigRowWarning } from '../../engine/page/record-size.js';
import { rowShape } from '../../engine/page/shape.js';
import { valueCodec } from '../../engine/page/values.js';
import type { Context } from '../define.js';

const MAX_ROW = 65_535;
/** BLOB and TEXT are kept elsewhere: a pointer stands in the row. */
const POINTER = 8;
const LENGTH_BYTES: Readonly<Record<string, number>> = { TINY: 1, '': 2, MEDIUM: 3, LONG: 4 };

/** Errors: 1118, of the server, or of the engine, which without innodb_strict_mode only warns. */
export function checkRowSize(definition: TableDefinition, { warn, value }: Context): void {
  const { columns, engine } = definition;
  const nullable = columns.filter((column) => column.nullable).length;
  const bytes = columns.reduce((sum, { type }) => sum + rowBytes(type), Math.ceil(nullable / 8));
  if (bytes > MAX_ROW) throw sqlError('ER_TOO_BIG_ROWSIZE', MAX_ROW);
  const shape = rowShape(definition);
  if (engine !== 'InnoDB' || !mayBeTooBig(shape)) return;
  if (String(value('innodb_strict_mode')) !== '1') {
    warn('Warning', tooBigRowWarning(shape));
    return;
  }
  const error = tooBigRow(shape);
  warn('Error', error);
  warn('Warning', sqlError('ER_GET_ERRNO', TOO_BIG_ROW, 'Too big row', 'InnoDB'));
  throw error;
}

/** Bytes of a value in the server's own rows. */
function rowBytes(type: SqlType): number {
  const large = /^(TINY|MEDIUM|LONG|)(TEXT|BLOB)$/.exec(type.name);
  if (large) return POINTER + (LENGTH_BYTES[large[1] ?? ''] ?? 0);
  if (!('length' in type)) return valueCodec(type).fixed ?? 0;
  const bytes = type.length * ('collation' in type ? maxBytesPerCharacter(charsetOf(type.collation)) : 1);
  if (!type.name.startsWith('VAR')) return bytes;
  return bytes + (bytes > 255 ? 2 : 1);
}
