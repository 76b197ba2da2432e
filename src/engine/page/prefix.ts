/** Key parts that have only the beginning of a value: `KEY (b(10))`. */
import type { SqlType, StoredValue } from '../../base/types.js';
import { textCodec } from './text.js';
import type { ValueCodec } from './value-codec.js';
import { valueCodec } from './values.js';

/** The first characters of a text, or bytes of a byte string. */
export function cutValue(value: StoredValue, length: number): StoredValue {
  if (value instanceof Uint8Array) return value.subarray(0, length);
  if (typeof value !== 'string' || value.length <= length) return value;
  return [...value].slice(0, length).join('');
}

/** The codec of a column's first `length` characters or bytes; `whole` is that of all of it. */
export function prefixCodec(type: SqlType, length: number, whole: ValueCodec): ValueCodec {
  if (valueCodec(type).fixed !== undefined) {
    return cutting(valueCodec({ ...type, length } as SqlType), (value) => cutValue(value, length));
  }
  if (type.name !== 'CHAR') return cutting(whole, (value) => cutValue(value, length));
  // Where characters take different numbers of bytes, the blanks that fill up the column's bytes are cut, too.
  const unfilled = textCodec({ ...type, name: 'VARCHAR' });
  const filled = cutting(unfilled, (value) => {
    const blanks = Math.max(0, (whole.fixed ?? type.length) - unfilled.size(value));
    return cutValue(`${value as string}${' '.repeat(blanks)}`, length);
  });
  return { ...filled, read: whole.read };
}

const cutting = (codec: ValueCodec, cut: (value: StoredValue) => StoredValue): ValueCodec => ({
  ...codec,
  size: (value) => codec.size(cut(value)),
  write: (into, at, value) => codec.write(into, at, cut(value)),
});
