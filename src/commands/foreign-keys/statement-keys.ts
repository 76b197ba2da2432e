/** The foreign keys of one statement that writes rows. */
import { sqlError } from '../../base/errors.js';
import type { StatementWrites } from '../../engine/store/statement-writes.js';
import type { Table } from '../../engine/table.js';
import { violatedText } from '../../infoschema/foreign-key-text.js';
import type { Context } from '../define.js';
import { entryOf } from '../table-writer.js';
import { checksForeignKeys } from './checks.js';
import type { RelatedTables } from './related-tables.js';
import { RowKeys, type Wording } from './row-keys.js';

export const rowKeysOf = (links: RelatedTables, writes: StatementWrites<Table>, context: Context): RowKeys =>
  new RowKeys(links, writes, checksForeignKeys(context), wording(context));

const wording = ({ hasMode }: Context): Wording => ({
  violated: (key, table) => violatedText(key, table, hasMode('ANSI_QUOTES') ? '"' : undefined),

  duplicate({ definition }, position, { table, to }) {
    const [first] = table.definition.indexes;
    const record = entryOf(table, to?.row ?? [], first?.parts ?? []);
    const key = definition.indexes[position]?.name ?? '';
    const parent = table.definition.name;
    return sqlError('ER_FOREIGN_DUPLICATE_KEY_WITH_CHILD_INFO', parent, record, definition.name, key);
  },
});
