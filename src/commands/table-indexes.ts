/** The indexes of a table as queries use them: from values of columns to a range of keys in the row store. */
import { bytesKey } from '../engine/page/key.js';
import { type Field, rowShape, type StoredRow } from '../engine/page/shape.js';
import { behindPrefix, narrowed } from '../engine/store/index-keys.js';
import type { RowTable } from '../engine/store/row-table.js';
import type { Table } from '../engine/table.js';
import type { TableIndex } from '../query/catalog.js';
import { weights } from '../query/collations.js';

const known = new WeakMap<RowTable, readonly TableIndex[]>();

/** The clustered index, unless SQLite knows it as its own, and the secondary ones. */
export function tableIndexes({ definition, rows }: Table): readonly TableIndex[] {
  const present = known.get(rows);
  if (present) return present;
  const { sqliteName, layout } = rows;
  const clustered = rowShape(definition);
  const indexes: TableIndex[] = rows.indexes.map((index) => {
    const parts = definition.indexes[index.layout.position]?.parts.length ?? 0;
    const fields = index.layout.shape.fields.slice(0, parts);
    const from = `${sqliteName} INDEXED BY ${index.name}`;
    return tableIndex(fields, { from, keySql: index.keySql, unique: index.layout.unique });
  });
  if (layout.kind === 'bytes' && !clustered.hiddenRowId)
    indexes.unshift(tableIndex(clustered.keyFields, { from: sqliteName, keySql: '_k', unique: true }));
  known.set(rows, indexes);
  return indexes;
}

function tableIndex(fields: readonly Field[], place: Pick<TableIndex, 'from' | 'keySql' | 'unique'>): TableIndex {
  // The beginning of a value says nothing in collations where one character can be equal to two.
  const cut = fields.findIndex(({ prefix }) => prefix !== undefined);
  const whole = cut < 0 ? fields : fields.slice(0, cut);
  const starts = whole.map((_, at) => bytesKey(whole.slice(0, at + 1), weights));
  const startOf = (values: StoredRow): Uint8Array => {
    const row: StoredRow[number][] = [];
    for (const [at, value] of values.entries()) row[whole[at]?.position ?? 0] = narrowed(value);
    return starts[values.length - 1]?.(row) ?? new Uint8Array();
  };
  return {
    ...place,
    unique: place.unique && whole === fields,
    columns: whole.map(({ position }) => position),
    range(low, high) {
      const at = Math.max(low.length, high.length) - 1;
      const [first, last] = whole[at]?.descending ? [high, low] : [low, high];
      return { from: startOf(first), to: last.length === 0 ? undefined : behindPrefix(startOf(last)) };
    },
  };
}
