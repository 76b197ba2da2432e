/**
 * ADD, DROP, CHANGE, MODIFY and RENAME of columns: the new list, and where each column takes its values from.
 *
 * Actions name the columns as they were before the statement: the old columns are gone through first, then the new
 * and the moved ones are put in, in the order in which they were written.
 */
import { resolveCollation } from '../../base/charsets.js';
import { sqlError } from '../../base/errors.js';
import type { Column, TableDefinition } from '../../engine/definition.js';
import { primaryKey } from '../../engine/definition.js';
import type { AlterAction, ColumnPosition } from '../../parser/ast.js';
import type { Context } from '../define.js';
import { buildColumn, checkColumnName, columnDefault } from './build-definition.js';
import { checkDuplicates, sameName as same } from './column-names.js';

interface Slot {
  readonly column: Column;
  /** Position in the old definition; undefined for a new column. */
  readonly source: number | undefined;
}

/** Which columns stay, change and come. */
export interface AlteredColumns {
  readonly columns: readonly Column[];
  readonly sources: readonly (number | undefined)[];
}

type Action<Kind extends AlterAction['kind']> = Extract<AlterAction, { kind: Kind }>;
type ColumnAction = Action<'DropColumn' | 'ChangeColumn' | 'AlterDefault' | 'RenameColumn'>;

/** The columns after all actions, in order. */
export function applyColumnActions(
  definition: TableDefinition,
  written: readonly AlterAction[],
  context: Context,
): AlteredColumns {
  const collation = conversion(written);
  const actions = written.filter((action) => !isSkipped(action, definition, context));
  const change = new ColumnChange(definition, actions, collation, context);
  const slots = change.placed(change.kept());
  change.checkLeftOver();
  if (slots.length === 0) throw sqlError('ER_CANT_REMOVE_ALL_FIELDS');
  const columns = slots.map(({ column }) => column);
  checkDuplicates(columns.map(({ name }) => name));
  return { columns, sources: slots.map(({ source }) => source) };
}

/** CONVERT TO: the collation of every text column. */
export const conversion = (actions: readonly AlterAction[]): string | undefined =>
  actions
    .flatMap((action) => (action.kind === 'Convert' ? [resolveCollation(action.charset, action.collate)] : []))
    .at(-1);

/** IF EXISTS and IF NOT EXISTS: an action that finds nothing to do leaves a note. */
function isSkipped(action: AlterAction, { columns, name: table }: TableDefinition, { warn }: Context): boolean {
  const exists = (name: string) => columns.some((column) => same(column.name, name));
  if (action.kind === 'AddColumn') {
    if (!action.ifNotExists || !exists(action.column.name)) return false;
    warn('Note', sqlError('ER_DUP_FIELDNAME', action.column.name));
    return true;
  }
  if (!isColumnAction(action) || !action.ifExists || exists(action.name)) return false;
  const isDrop = action.kind === 'DropColumn';
  const missing = isDrop
    ? sqlError('ER_CANT_DROP_FIELD_OR_KEY', 'COLUMN', action.name)
    : sqlError('ER_BAD_FIELD_ERROR', action.name, table);
  warn('Note', missing);
  return true;
}

const isColumnAction = (action: AlterAction): action is ColumnAction =>
  /^(DropColumn|ChangeColumn|AlterDefault|RenameColumn)$/.test(action.kind);

/** One pass over the columns. */
class ColumnChange {
  private readonly definition: TableDefinition;
  private readonly collation: string | undefined;
  private readonly context: Context;
  private readonly primary: readonly string[];
  private readonly actions: readonly AlterAction[];
  private readonly done = new Set<AlterAction>();

  constructor(
    definition: TableDefinition,
    actions: readonly AlterAction[],
    collation: string | undefined,
    context: Context,
  ) {
    this.definition = definition;
    this.collation = collation;
    this.context = context;
    this.actions = actions;
    const drops = actions.some(({ kind }) => kind === 'DropPrimaryKey');
    const kept = drops ? [] : (primaryKey(definition) ?? []).map((at) => definition.columns[at]?.name ?? '');
    this.primary = [...kept, ...addedPrimary(actions)];
  }

  /** The old columns that stay; those that move are placed later. */
  kept(): Slot[] {
    return this.definition.columns.flatMap((column, source): Slot[] => {
      if (this.take('DropColumn', column.name)) return [];
      const change = this.take('ChangeColumn', column.name);
      if (!change) return [{ column: this.altered(column), source }];
      return change.position ? [] : [{ column: this.build(change, column.name), source }];
    });
  }

  /** Puts in what is new and what moves. Error: 1054. */
  placed(slots: Slot[]): Slot[] {
    const { columns, name: table } = this.definition;
    return this.actions.reduce((list, action) => {
      if (action.kind === 'AddColumn') {
        return insertAt(list, { column: this.build(action), source: undefined }, action.position, table);
      }
      if (action.kind !== 'ChangeColumn') return list;
      if (!this.done.has(action)) throw sqlError('ER_BAD_FIELD_ERROR', action.name, table);
      if (!action.position) return list;
      const source = columns.findIndex(({ name }) => same(name, action.name));
      return insertAt(list, { column: this.build(action, action.name), source }, action.position, table);
    }, slots);
  }

  /** What named no column. Errors: 1091, 1054. */
  checkLeftOver(): void {
    for (const action of this.actions) {
      if (!isColumnAction(action) || this.done.has(action)) continue;
      if (action.kind === 'DropColumn') throw sqlError('ER_CANT_DROP_FIELD_OR_KEY', 'COLUMN', action.name);
      throw sqlError('ER_BAD_FIELD_ERROR', action.name, this.definition.name);
    }
  }

  private take<Kind extends ColumnAction['kind']>(kind: Kind, name: string): Action<Kind> | undefined {
    const found = this.actions.find(
      (action): action is Action<Kind> =>
        action.kind === kind && isColumnAction(action) && same(action.name, name) && !this.done.has(action),
    );
    if (found) this.done.add(found);
    return found;
  }

  /** A column that no CHANGE names: a new default, a new name, another character set. */
  private altered(column: Column): Column {
    const rename = this.take('RenameColumn', column.name);
    const alteration = this.take('AlterDefault', column.name);
    const inKey = this.primary.some((name) => same(name, column.name));
    const renamed: Column = {
      ...column,
      name: rename ? checkColumnName(rename.to) : column.name,
      type: converted(column.type, this.collation),
      nullable: column.nullable && !inKey,
    };
    if (!alteration) return renamed;
    const { default: _, ...bare } = renamed;
    if (alteration.default === undefined) return bare;
    const value = columnDefault(alteration.default, bare, this.context);
    return value === undefined ? bare : { ...bare, default: value };
  }

  private build({ column }: Action<'AddColumn' | 'ChangeColumn'>, oldName?: string): Column {
    const inKey = oldName !== undefined && this.primary.some((name) => same(name, oldName));
    const primary = inKey ? [...this.primary, column.name] : this.primary;
    const collation = this.collation ?? this.definition.collation;
    return buildColumn(column, collation, column.key === 'PRIMARY' ? [...primary, column.name] : primary, this.context);
  }
}

const addedPrimary = (actions: readonly AlterAction[]): string[] =>
  actions.flatMap((action) =>
    action.kind === 'AddKey' && action.key.type === 'PRIMARY' ? action.key.parts.map(({ column }) => column) : [],
  );

const converted = (type: Column['type'], collation: string | undefined): Column['type'] =>
  collation !== undefined && 'collation' in type ? { ...type, collation } : type;

function insertAt(slots: Slot[], slot: Slot, position: ColumnPosition | undefined, table: string): Slot[] {
  if (!position) return [...slots, slot];
  if ('first' in position) return [slot, ...slots];
  const at = slots.findIndex(({ column }) => same(column.name, position.after));
  if (at < 0) throw sqlError('ER_BAD_FIELD_ERROR', position.after, table);
  return slots.toSpliced(at + 1, 0, slot);
}
