/** Secondary indexes of a table as pages, row store and transactions need them: records, order, what must be unique. */
import type { StoredValue } from '../../base/types.js';
import type { TableDefinition } from '../definition.js';
import { bytesKey, type Weights } from './key.js';
import { clusteredIndex, type IndexShape, type StoredRow, secondaryShape } from './shape.js';

export interface SecondaryLayout {
  /** Position among the table's indexes. */
  readonly position: number;
  readonly shape: IndexShape;
  readonly unique: boolean;
  /** The order of a row in the index. */
  readonly keyOf: (row: StoredRow) => Uint8Array;
  /** The bytes of the index's own columns, with which the key begins. */
  readonly entryOf: (row: StoredRow) => Uint8Array;
  /** False where other rows may have the same entry: the index is not unique, or a column is NULL. */
  readonly mustBeUnique: (row: StoredRow) => boolean;
  /** True when the index has the same record for both rows. */
  readonly sameRecord: (before: StoredRow, after: StoredRow) => boolean;
}

/** All indexes but the clustered one, in the order of the definition. */
export function secondaryLayouts(definition: TableDefinition, weights: Weights): SecondaryLayout[] {
  const clustered = clusteredIndex(definition);
  return definition.indexes.flatMap((index, position) => {
    if (index === clustered) return [];
    const shape = secondaryShape(definition, index);
    const positions = [...new Set(shape.fields.map((field) => field.position))];
    const own = shape.fields.slice(0, index.parts.length);
    return {
      position,
      shape,
      unique: index.unique,
      keyOf: bytesKey(shape.fields, weights),
      entryOf: bytesKey(own, weights),
      mustBeUnique: (row) => index.unique && index.parts.every(({ column }) => row[column] !== null),
      sameRecord: (before, after) => positions.every((at) => isSame(before[at] ?? null, after[at] ?? null)),
    };
  });
}

function isSame(a: StoredValue, b: StoredValue): boolean {
  return a instanceof Uint8Array && b instanceof Uint8Array ? Buffer.compare(a, b) === 0 : a === b;
}
