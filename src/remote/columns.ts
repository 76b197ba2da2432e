/** What a server tells of a column, as far as output depends on it. */
import type { ResultColumn } from '../base/result.js';
import type { SqlType } from '../base/types.js';
import type { PayloadReader } from '../protocol/payload.js';
import { decodeBytes } from '../render/text.js';

const NOT_NULL = 1;
const BINARY_COLLATION = 63;
/** Bytes of a character, by which the length of a text was multiplied. */
const CHARACTER_BYTES = 4;

/** Numbers of types: those that are shown as numbers, and those that can hold bytes. */
const NUMERIC: ReadonlySet<number> = new Set([0, 1, 2, 3, 4, 5, 6, 8, 9, 13, 246]);
const STRINGS: ReadonlySet<number> = new Set([15, 16, 249, 250, 251, 252, 253, 254, 255]);

export function readColumn(reader: PayloadReader): ResultColumn {
  const [, db = '', table = '', orgTable = '', name = '', orgName = ''] = Array.from({ length: 6 }, () =>
    decodeBytes(reader.lengthEncoded()),
  );
  reader.integer(1);
  const collation = reader.integer(2);
  const length = reader.integer(4);
  const type = reader.integer(1);
  const flags = reader.integer(2);
  return {
    name,
    type: typeOf(type, length, collation),
    nullable: (flags & NOT_NULL) === 0,
    db,
    table,
    orgTable,
    orgName,
  };
}

/** A client sees only three kinds of values: numbers, bytes and texts. */
function typeOf(type: number, length: number, collation: number): SqlType {
  if (NUMERIC.has(type)) return { name: 'BIGINT', width: length, unsigned: false, zerofill: false };
  if (collation === BINARY_COLLATION && STRINGS.has(type)) return { name: 'VARBINARY', length };
  return { name: 'VARCHAR', length: length / CHARACTER_BYTES, collation: 'utf8mb4_general_ci' };
}
