/** Foreign keys as SHOW CREATE TABLE and errors write them. */
import type { ForeignKey } from '../engine/definition.js';
import { type Quote, quoteName } from './quoting.js';

/** CONSTRAINT `k` FOREIGN KEY (`a`) REFERENCES `p` (`a`) ON DELETE …; `db`: the child's database. */
export function foreignKeyText(key: ForeignKey, db: string, quote?: Quote): string {
  const { references, onDelete, onUpdate } = key;
  const qualified = references.db === db ? '' : `${quoteName(references.db, quote)}.`;
  const actions = [...(onDelete ? [`ON DELETE ${onDelete}`] : []), ...(onUpdate ? [`ON UPDATE ${onUpdate}`] : [])];
  return [withoutActions(key, qualified, quote), ...actions].join(' ');
}

/** The same, with the parent's database and without the actions. */
export const plainForeignKeyText = (key: ForeignKey): string =>
  withoutActions(key, `${quoteName(key.references.db)}.`, undefined);

function withoutActions(
  { name, columns, references }: ForeignKey,
  qualified: string,
  quote: Quote | undefined,
): string {
  const names = (list: readonly string[]) => `(${list.map((column) => quoteName(column, quote)).join(', ')})`;
  const parent = `${qualified}${quoteName(references.name, quote)} ${names(references.columns)}`;
  return `CONSTRAINT ${quoteName(name, quote)} FOREIGN KEY ${names(columns)} REFERENCES ${parent}`;
}

/** What 1451 and 1452 show of a foreign key, its table first. */
export const violatedText = (
  key: ForeignKey,
  { db, name }: { readonly db: string; readonly name: string },
  quote?: Quote,
): string => `${quoteName(db, quote)}.${quoteName(name, quote)}, ${foreignKeyText(key, db, quote)}`;
