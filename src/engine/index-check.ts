/** CHECK TABLE holds each secondary index against the rows: the same records in the same order, and none besides. */
import { PageCorruption } from './page/corruption.js';
import type { RecordWriter } from './page/record-format.js';
import { recordWriter } from './page/record-writer.js';
import type { SecondaryLayout } from './page/secondary.js';
import type { StoredRow } from './page/shape.js';
import type { StoredIndex } from './store/index-keys.js';
import type { RowTable } from './store/row-table.js';
import type { IndexTree } from './tablespace/index-tree.js';
import type { Tablespace } from './tablespace/tablespace.js';

/** What is wrong with an index. */
export interface IndexFinding {
  /** Position among the table's indexes. */
  readonly position: number;
  /** Its records and those that it should have, where the numbers differ; undefined: it is damaged otherwise. */
  readonly entries: { readonly found: number; readonly expected: number } | undefined;
}

/** The indexes that do not agree with the rows. */
export function checkIndexes(tablespace: Tablespace, rows: RowTable): IndexFinding[] {
  return tablespace.secondary.flatMap((index, at) => {
    const stored = rows.indexes[at];
    return stored ? (findingOf(index, stored, rows) ?? []) : [];
  });
}

function findingOf(index: IndexTree<SecondaryLayout>, stored: StoredIndex, rows: RowTable): IndexFinding | undefined {
  const { position, shape } = index.layout;
  const writer = recordWriter(shape);
  const expected = rows.indexRange(stored, undefined, undefined);
  const damaged = { position, entries: undefined };
  let found = 0;
  let isSame = true;
  try {
    for (const records of index.loadRows()) {
      for (const record of records) {
        const row = expected.next();
        isSame &&= !row.done && bytesOf(writer, record).equals(bytesOf(writer, row.value));
        found++;
      }
    }
  } catch (error) {
    if (!(error instanceof PageCorruption)) throw error;
    return damaged;
  }
  const all = rows.count();
  if (found !== all) return { position, entries: { found, expected: all } };
  return isSame ? undefined : damaged;
}

function bytesOf(writer: RecordWriter, row: StoredRow): Buffer {
  const bytes = Buffer.alloc(writer.measure(row));
  writer.write(row, bytes, 0);
  return bytes;
}
