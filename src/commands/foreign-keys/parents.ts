/** Tables that others refer to are not dropped, emptied or taken elsewhere. */
import { sqlError } from '../../base/errors.js';
import { canBeParent, type Reference } from '../../engine/foreign-keys/registry.js';
import type { Table } from '../../engine/table.js';
import { plainForeignKeyText } from '../../infoschema/foreign-key-text.js';
import { quoteName } from '../../infoschema/quoting.js';
import type { Context } from '../define.js';
import { checksForeignKeys } from './checks.js';

type Environment = Pick<Context, 'engine' | 'value'>;

/** The first foreign key of another table that refers to this one, where the session asks for such things. */
function referenceTo(table: Table, context: Environment): Reference | undefined {
  if (!canBeParent(table) || !checksForeignKeys(context)) return undefined;
  return context.engine.foreignKeys.referencing(table.definition).find(({ child }) => child !== table);
}

export const isReferenced = (table: Table, context: Environment): boolean => referenceTo(table, context) !== undefined;

/** Error: 1451. */
export function refuseReferenced(table: Table, context: Environment): void {
  if (isReferenced(table, context)) throw sqlError('ER_PARENT_IS_REFERENCED');
}

/** Error: 1701. */
export function refuseTruncate(table: Table, context: Environment): void {
  const reference = referenceTo(table, context);
  if (!reference) return;
  const { db, name } = reference.child.definition;
  const text = `${quoteName(db)}.${quoteName(name)}, ${plainForeignKeyText(reference.key)}`;
  throw sqlError('ER_TRUNCATE_ILLEGAL_FK', text);
}

/** With foreign keys, on whichever side, a table stays in InnoDB and in one piece. Error: 1217. */
export function refuseOtherEngine(table: Table, { engine }: Environment): void {
  const { foreignKeys } = engine;
  if (!canBeParent(table)) return;
  if (foreignKeys.of(table).length + foreignKeys.referencing(table.definition).length === 0) return;
  throw sqlError('ER_ROW_IS_REFERENCED');
}

/** Does a foreign key of another database refer to the table? */
export const isReferencedFromElsewhere = (table: Table, context: Environment): boolean =>
  canBeParent(table) &&
  checksForeignKeys(context) &&
  context.engine.foreignKeys
    .referencing(table.definition)
    .some(({ child }) => child.definition.db !== table.definition.db);
