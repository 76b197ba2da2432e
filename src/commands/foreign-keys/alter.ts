/**
 * Foreign keys in ALTER TABLE: those that stay follow their columns, and forbid what would break them; those of other
 * tables that refer to this one do the same.
 */
import { type SqlError, sqlError } from '../../base/errors.js';
import type { Column, ForeignKey, TableDefinition } from '../../engine/definition.js';
import { rebuildName } from '../../engine/file-names.js';
import { columnAt, indexFor } from '../../engine/foreign-keys/indexes.js';
import type { Reference } from '../../engine/foreign-keys/registry.js';
import type { Table } from '../../engine/table.js';
import type { Redefinitions } from '../../engine/table-moves.js';
import { quoteName } from '../../infoschema/quoting.js';
import type { AlterAction } from '../../parser/ast.js';
import { sameName } from '../ddl/column-names.js';
import type { Context } from '../define.js';
import { CANNOT_ADD, INCORRECTLY_FORMED } from './check-declared.js';
import { checksForeignKeys } from './checks.js';
import { byName, declaredForeignKeys } from './declare.js';

/** DROP FOREIGN KEY, or DROP CONSTRAINT of one. */
export const dropsForeignKey = (action: AlterAction, { name }: ForeignKey): boolean =>
  action.kind === 'DropKey' && action.what !== 'INDEX' && sameName(action.name, name);

/** What becomes of foreign keys. */
export interface AlteredForeignKeys {
  /** All that the table has then. */
  readonly all: readonly ForeignKey[];
  readonly added: readonly ForeignKey[];
  /** Those of other tables, where columns get new names. */
  readonly others: Redefinitions;
}

/** The foreign keys after an ALTER that leads to this definition. Errors: 1239, 1905. */
export function alteredForeignKeys(
  table: Table,
  after: TableDefinition,
  sources: readonly (number | undefined)[],
  actions: readonly AlterAction[],
  { engine }: Context,
): AlteredForeignKeys {
  const before = table.definition;
  const { foreignKeys = [] } = before;
  const renamed = (name: string) => after.columns[sources.indexOf(columnAt(before, name))]?.name ?? name;
  const refersHere = ({ references }: ForeignKey) => references.db === before.db && references.name === before.name;
  const follow = (key: ForeignKey): ForeignKey =>
    refersHere(key) ? { ...key, references: { ...key.references, columns: key.references.columns.map(renamed) } } : key;
  const kept = foreignKeys
    .filter((key) => !actions.some((action) => dropsForeignKey(action, key)))
    .map((key) => ({ ...follow(key), columns: key.columns.map(renamed) }));
  const { db, name, columns } = after;
  const place = { db, name, engine: after.engine, columns, before: foreignKeys };
  const written = actions.flatMap((action) => {
    if (action.kind === 'AddColumn' || action.kind === 'ChangeColumn') {
      const { references, name: column } = action.column;
      return references ? [{ type: 'FOREIGN' as const, parts: [{ column, descending: false }], references }] : [];
    }
    const isThere = (key: ForeignKey) =>
      action.kind === 'AddKey' && action.ifNotExists && sameName(key.name, action.key.name ?? '');
    return action.kind === 'AddKey' && !foreignKeys.some(isThere) ? [action.key] : [];
  });
  const added = declaredForeignKeys(written, place);
  const others = new Map<Table, TableDefinition>();
  if (!table.temporary) {
    for (const { child } of engine.foreignKeys.referencing(before)) {
      const followed = (child.definition.foreignKeys ?? []).map(follow);
      if (child !== table && JSON.stringify(followed) !== JSON.stringify(child.definition.foreignKeys)) {
        others.set(child, { ...child.definition, foreignKeys: followed });
      }
    }
  }
  return { all: [...kept, ...added].sort(byName), added, others };
}

/** Both definitions, the old position of each new column, and whether rows are copied. */
interface Alteration {
  readonly before: TableDefinition;
  readonly after: TableDefinition;
  readonly sources: readonly (number | undefined)[];
  readonly copies: boolean;
}

/** What the foreign keys that stay forbid. Errors: 1025, 1553, 1828, 1829, 1830, 1832, 1833. */
export function checkKeptForeignKeys(
  table: Table,
  alteration: Alteration,
  actions: readonly AlterAction[],
  context: Context,
): void {
  const { foreignKeys } = context.engine;
  if (table.temporary) return;
  const own = foreignKeys.of(table).filter(({ key }) => !actions.some((action) => dropsForeignKey(action, key)));
  const children = foreignKeys.referencing(table.definition).filter((one) => one.child !== table || own.includes(one));
  if (own.length + children.length === 0) return;
  if (!alteration.copies) refuseDroppedIndexes(alteration, own, children, context);
  for (const { key } of own) for (const name of key.columns) checkOwnColumn(name, key, alteration);
  for (const reference of children) {
    for (const name of reference.key.references.columns) checkReferencedColumn(name, reference, alteration);
  }
  if (alteration.copies && checksForeignKeys(context) && lostIndex(alteration, own, children)) {
    const { db, name } = table.definition;
    const from = `./${db}/${rebuildName(table.entry.id)}`;
    throw sqlError('ER_ERROR_ON_RENAME', from, `./${db}/${name}`, CANNOT_ADD, INCORRECTLY_FORMED);
  }
}

function refuseDroppedIndexes(
  alteration: Alteration,
  own: readonly Reference[],
  children: readonly Reference[],
  context: Context,
): void {
  const lost = checksForeignKeys(context) ? lostIndex(alteration, own, children) : undefined;
  if (lost !== undefined && lost !== 'PRIMARY') throw sqlError('ER_DROP_INDEX_FK', lost);
}

/** The index that a foreign key has had and has no longer. */
function lostIndex(
  alteration: Alteration,
  own: readonly Reference[],
  children: readonly Reference[],
): string | undefined {
  const { before, after, sources } = alteration;
  const renamed = (name: string) => after.columns[sources.indexOf(columnAt(before, name))]?.name;
  const lost = (columns: readonly string[]): string | undefined => {
    const found = indexFor(before, columns);
    const names = columns.map(renamed);
    const stays = names.every((name) => name !== undefined) && indexFor(after, names as string[]) !== undefined;
    return found && !stays ? found.index.name : undefined;
  };
  for (const { key } of own) {
    const name = lost(key.columns);
    if (name !== undefined) return name;
  }
  for (const { key } of children) {
    const name = lost(key.references.columns);
    if (name !== undefined) return name;
  }
  return undefined;
}

/** Before and after; `after` is undefined for a column that goes. */
function changeOf(
  name: string,
  { before, after, sources }: Alteration,
): { from: Column; to: Column | undefined } | undefined {
  const at = columnAt(before, name);
  const from = before.columns[at];
  return from && { from, to: after.columns[sources.indexOf(at)] };
}

function checkOwnColumn(name: string, key: ForeignKey, alteration: Alteration): void {
  const change = changeOf(name, alteration);
  if (!change) return;
  const { from, to } = change;
  const shown = alteration.copies ? key.name : `${alteration.before.db}/${key.name}`;
  if (!to) throw sqlError('ER_FK_COLUMN_CANNOT_DROP', from.name, shown);
  if (changesType(from, to)) throw sqlError('ER_FK_COLUMN_CANNOT_CHANGE', from.name, shown);
  const setsNull = key.onDelete === 'SET NULL' || key.onUpdate === 'SET NULL';
  if (setsNull && from.nullable && !to.nullable) throw sqlError('ER_FK_COLUMN_NOT_NULL', from.name, key.name);
}

function checkReferencedColumn(name: string, { child, key }: Reference, alteration: Alteration): void {
  const change = changeOf(name, alteration);
  if (!change) return;
  const { from, to } = change;
  const { db, name: table } = child.definition;
  const { copies } = alteration;
  const shown = copies ? key.name : `${db}/${key.name}`;
  if (!to) throw cannotDropReferenced(from.name, shown, `${quoteName(db)}.${quoteName(table)}`);
  if (changesType(from, to)) {
    throw sqlError('ER_FK_COLUMN_CANNOT_CHANGE_CHILD', from.name, shown, copies ? `${db}.${table}` : `${db}/${table}`);
  }
}

const cannotDropReferenced = (column: string, key: string, table: string): SqlError =>
  sqlError('ER_FK_COLUMN_CANNOT_DROP_CHILD', column, key, table);

/** Another width to print does not count. */
function changesType(from: Column, to: Column): boolean {
  const type = ({ type: one }: Column) =>
    JSON.stringify({ ...one, ...('width' in one && { width: 0, zerofill: false }) });
  return type(from) !== type(to);
}
