/** Values of a parent on their way into a child. */
import type { StoredValue } from '../../base/types.js';
import type { Column } from '../../engine/definition.js';

/** The value as the child keeps it; undefined where it is too long. */
export function narrowedTo(value: StoredValue, column: Column | undefined): StoredValue | undefined {
  if (!column || value === null || !('length' in column.type)) return value;
  const { type } = column;
  if (typeof value === 'string') {
    const kept = type.name === 'CHAR' ? value.replace(/ +$/, '') : value;
    return [...kept].length > type.length ? undefined : kept;
  }
  return value instanceof Uint8Array && 'name' in type && /BINARY/.test(type.name) && value.length > type.length
    ? undefined
    : value;
}
