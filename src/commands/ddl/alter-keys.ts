/**
 * Keys after an ALTER TABLE. The server defines all keys of the new table anew: those that stay are written down as
 * they would have to be written, and the new ones come behind them.
 */
import { sqlError } from '../../base/errors.js';
import type { CheckConstraint, Column, Index, IndexPart, TableDefinition } from '../../engine/definition.js';
import type { AlterAction, KeyDefinition, KeyPart } from '../../parser/ast.js';
import type { Context } from '../define.js';
import { dropsForeignKey } from '../foreign-keys/alter.js';
import { inlineKey } from './build-definition.js';
import { buildIndexes, checkKeyName } from './build-keys.js';
import { sameName } from './column-names.js';

/** The columns after the ALTER, and the old position of each. */
export interface NewColumns {
  readonly columns: readonly Column[];
  readonly sources: readonly (number | undefined)[];
}

/** The indexes after all actions. Errors: 1061, 1072, 1091, 1176, and those of new keys. */
export function alteredIndexes(
  definition: TableDefinition,
  { columns, sources }: NewColumns,
  actions: readonly AlterAction[],
  context: Context,
): readonly Index[] {
  const { checks = [], foreignKeys = [] } = definition;
  const meant = actions.filter(
    (action) =>
      !checks.some((check) => dropsCheck(action, check)) && !foreignKeys.some((key) => dropsForeignKey(action, key)),
  );
  const left = meant.reduce((indexes, action) => withoutDropped(indexes, action, context), definition.indexes);
  const named = renamed(left, definition.name, actions, context);
  const kept = named.flatMap((index) => keptKey(index, definition, { columns, sources }));
  const added = actions.flatMap((action) => addedKeys(action, named, context));
  return buildIndexes([...kept, ...added], { columns, old: kept.length, warn: context.warn });
}

/** DROP CONSTRAINT of a CHECK. */
export const dropsCheck = (action: AlterAction, { name }: CheckConstraint): boolean =>
  action.kind === 'DropKey' && action.what === 'CONSTRAINT' && sameName(action.name, name);

function withoutDropped(indexes: readonly Index[], action: AlterAction, { warn }: Context): readonly Index[] {
  if (action.kind === 'AddKey' && action.orReplace) {
    return indexes.filter(({ name }) => !sameName(name, action.key.name ?? ''));
  }
  if (action.kind !== 'DropPrimaryKey' && action.kind !== 'DropKey') return indexes;
  const drop = action.kind === 'DropKey' ? action : { what: 'INDEX', name: 'PRIMARY', ifExists: false };
  const fits = (index: Index) => sameName(index.name, drop.name) && (drop.what === 'INDEX' || index.unique);
  if (drop.what !== 'FOREIGN KEY' && indexes.some(fits)) return indexes.filter((index) => !fits(index));
  const missing = sqlError('ER_CANT_DROP_FIELD_OR_KEY', drop.what, drop.name);
  if (!drop.ifExists) throw missing;
  warn('Note', missing);
  return indexes;
}

/** RENAME KEY: all at once, so that two keys may change names. Errors: 1061, 1176, 1280. */
function renamed(
  indexes: readonly Index[],
  table: string,
  actions: readonly AlterAction[],
  { warn }: Context,
): readonly Index[] {
  const names = new Map<Index, string>();
  for (const action of actions) {
    if (action.kind !== 'RenameKey') continue;
    checkKeyName(action.name);
    checkKeyName(action.to);
    const index = indexes.find(({ name }) => sameName(name, action.name));
    if (index) {
      names.set(index, action.to);
      continue;
    }
    const missing = sqlError('ER_KEY_DOES_NOT_EXISTS', action.name, table);
    if (!action.ifExists) throw missing;
    warn('Note', missing);
  }
  return indexes.map((index) => ({ ...index, name: names.get(index) ?? index.name }));
}

/** Key parts follow their columns; a key goes with its last column. A unique key must keep all. Error: 1072. */
function keptKey(index: Index, { columns: before }: TableDefinition, now: NewColumns): KeyDefinition[] {
  const parts = index.parts.flatMap((part) => keptPart(part, before, now) ?? []);
  if (parts.length === 0) return [];
  if (parts.length < index.parts.length && index.unique) {
    const lost = index.parts.find((part) => !keptPart(part, before, now));
    throw sqlError('ER_KEY_COLUMN_DOES_NOT_EXITS', before[lost?.column ?? 0]?.name ?? '');
  }
  const { name, unique, parts: _, ...options } = index;
  return [{ ...options, type: name === 'PRIMARY' ? 'PRIMARY' : unique ? 'UNIQUE' : 'KEY', name, parts }];
}

function keptPart(part: IndexPart, before: readonly Column[], { columns, sources }: NewColumns): KeyPart | undefined {
  const column = columns[sources.indexOf(part.column)];
  const type = before[part.column]?.type;
  if (!column || !type) return undefined;
  const length = keptLength(part.length, type, column.type);
  return { column: column.name, descending: part.descending === true, ...(length !== undefined && { length }) };
}

/** What is cut stays cut where the column still is longer; a column that becomes a TEXT is cut at its old length. */
function keptLength(length: number | undefined, from: Column['type'], to: Column['type']): number | undefined {
  if (!('length' in to)) return undefined;
  const isBlob = /TEXT|BLOB/.test(to.name);
  if (length === undefined) return isBlob && 'length' in from ? from.length : undefined;
  return isBlob || length < to.length ? length : undefined;
}

function addedKeys(action: AlterAction, kept: readonly Index[], { warn }: Context): KeyDefinition[] {
  if (action.kind === 'AddColumn' || action.kind === 'ChangeColumn') return inlineKey(action.column);
  if (action.kind !== 'AddKey') return [];
  const { key, ifNotExists } = action;
  if (!ifNotExists || !kept.some(({ name }) => sameName(name, key.name ?? ''))) return [key];
  warn('Note', sqlError('ER_DUP_KEYNAME', key.name ?? ''));
  return [];
}
