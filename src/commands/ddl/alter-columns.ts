/** ADD, DROP, CHANGE and MODIFY of columns: the new list, and where each column takes its values from. */
import { sqlError } from '../../base/errors.js';
import type { Column, TableDefinition } from '../../engine/definition.js';
import { primaryKey } from '../../engine/definition.js';
import type { AlterAction, ColumnDefinition, ColumnPosition, Expr } from '../../parser/ast.js';
import type { Context } from '../define.js';
import { convertDefault } from '../evaluate.js';
import { buildColumn } from './build-definition.js';

interface Slot {
  readonly column: Column;
  /** Position in the old definition; undefined for a new column. */
  readonly source: number | undefined;
}

/** The columns after all actions, in order. */
export function applyColumnActions(definition: TableDefinition, actions: readonly AlterAction[], context: Context) {
  const primary = (primaryKey(definition) ?? []).map((at) => definition.columns[at]?.name ?? '');
  const build = (written: ColumnDefinition) => buildColumn(written, definition.collation, primary, context);
  let slots: Slot[] = definition.columns.map((column, source) => ({ column, source }));
  const target: Target = { table: definition.name, build, context };
  for (const action of actions) slots = applyAction(slots, action, target);
  if (slots.length === 0) throw sqlError('ER_CANT_REMOVE_ALL_FIELDS');
  return { columns: slots.map(({ column }) => column), sources: slots.map(({ source }) => source) };
}

/** What the actions apply to. */
interface Target {
  readonly table: string;
  readonly context: Context;
  build(written: ColumnDefinition): Column;
}

function applyAction(slots: Slot[], action: AlterAction, target: Target): Slot[] {
  switch (action.kind) {
    case 'AddColumn':
      return addColumn(slots, action, target);
    case 'DropColumn':
      return dropColumn(slots, action.name, action.ifExists, target);
    case 'ChangeColumn':
      return changeColumn(slots, action, target);
    case 'AlterDefault':
      return alterDefault(slots, action.name, action.default, target);
    case 'DropKey':
    case 'Convert':
    case 'Tablespace':
      throw sqlError('ER_NOT_SUPPORTED_YET', UNSUPPORTED[action.kind]);
    default:
      return slots;
  }
}

const UNSUPPORTED = {
  DropKey: 'ALTER TABLE … DROP KEY',
  Convert: 'ALTER TABLE … CONVERT TO',
  Tablespace: 'ALTER TABLE … TABLESPACE',
} as const;

const positionOf = (slots: readonly Slot[], name: string): number =>
  slots.findIndex(({ column }) => column.name.toLowerCase() === name.toLowerCase());

function addColumn(
  slots: Slot[],
  { column: written, position, ifNotExists }: Extract<AlterAction, { kind: 'AddColumn' }>,
  { table, build, context: { warn } }: Target,
): Slot[] {
  if (positionOf(slots, written.name) >= 0) {
    const duplicate = sqlError('ER_DUP_FIELDNAME', written.name);
    if (!ifNotExists) throw duplicate;
    warn('Note', duplicate);
    return slots;
  }
  return insertAt(slots, { column: build(written), source: undefined }, position, table);
}

function dropColumn(slots: Slot[], name: string, ifExists: boolean, { context: { warn } }: Target): Slot[] {
  const at = positionOf(slots, name);
  if (at >= 0) return slots.toSpliced(at, 1);
  const missing = sqlError('ER_CANT_DROP_FIELD_OR_KEY', 'COLUMN', name);
  if (!ifExists) throw missing;
  warn('Note', missing);
  return slots;
}

function changeColumn(
  slots: Slot[],
  action: Extract<AlterAction, { kind: 'ChangeColumn' }>,
  { table, build, context: { warn } }: Target,
): Slot[] {
  const at = positionOf(slots, action.name);
  if (at < 0) {
    const missing = sqlError('ER_BAD_FIELD_ERROR', action.name, table);
    if (!action.ifExists) throw missing;
    warn('Note', missing);
    return slots;
  }
  const changed: Slot = { column: build(action.column), source: slots[at]?.source };
  return action.position ? insertAt(slots.toSpliced(at, 1), changed, action.position, table) : slots.with(at, changed);
}

function insertAt(slots: Slot[], slot: Slot, position: ColumnPosition | undefined, table: string): Slot[] {
  if (!position) return [...slots, slot];
  if ('first' in position) return [slot, ...slots];
  const at = positionOf(slots, position.after);
  if (at < 0) throw sqlError('ER_BAD_FIELD_ERROR', position.after, table);
  return slots.toSpliced(at + 1, 0, slot);
}

function alterDefault(slots: Slot[], name: string, expr: Expr | undefined, { table, context }: Target): Slot[] {
  const at = positionOf(slots, name);
  const slot = slots[at];
  if (!slot) throw sqlError('ER_BAD_FIELD_ERROR', name, table);
  const { default: _, ...bare } = slot.column;
  const column = expr === undefined ? bare : { ...bare, default: { value: convertDefault(expr, bare, context) } };
  return slots.with(at, { ...slot, column });
}
