/**
 * Foreign keys while rows are written: children are asked for their parents, parents for their children, and changes
 * cascade.
 *
 * The server goes through the indexes of a table one by one: in each the old record goes, then whoever refers to it is
 * looked for, then parents, then the new record comes. Which of them a row sees that refers to itself depends on that.
 * Here rows are written as a whole, so the rows under way are kept with the step that they are at.
 */
import { assert } from '../../base/assert.js';
import { type SqlError, sqlError } from '../../base/errors.js';
import type { StoredValue } from '../../base/types.js';
import type { ForeignKey, TableDefinition } from '../../engine/definition.js';
import type { Link, Side } from '../../engine/foreign-keys/links.js';
import { compareKeys, type Key } from '../../engine/page/key.js';
import { clusteredIndex, type StoredRow } from '../../engine/page/shape.js';
import type { StatementWrites } from '../../engine/store/statement-writes.js';
import type { Table } from '../../engine/table.js';
import { equalStored } from '../../query/dml-columns.js';
import { narrowedTo } from './cascaded-values.js';
import { NO_LINKS, type RelatedTables } from './related-tables.js';

/** A row between its old and its new form. */
export interface RowChange {
  readonly table: Table;
  readonly from?: { readonly key: Key; readonly row: StoredRow };
  readonly to?: { readonly key: Key; readonly row: StoredRow };
  /** The index that the server has come to; -1 before the first. */
  step: number;
}

/** Throws when a unique index has the new row's entry already. */
export type CheckUnique = (change: RowChange, position: number) => void;

/** What errors say of rows and foreign keys. */
export interface Wording {
  /** The foreign key, its table first. */
  violated(key: ForeignKey, table: TableDefinition): string;
  /** A cascade has found a unique key in its way; `root`: where it began. Error: 1761. */
  duplicate(table: Table, position: number, root: RowChange): SqlError;
}

/** Deeper than that, nothing cascades. */
const MAX_DEPTH = 15;
/** HA_ERR_FK_DEPTH_EXCEEDED. */
const DEPTH_EXCEEDED = 193;

export class RowKeys {
  private readonly links: RelatedTables;
  private readonly writes: StatementWrites<Table>;
  private readonly checked: boolean;
  private readonly wording: Wording;
  /** The statement's own row first, then what has cascaded from it. */
  private readonly underWay: RowChange[] = [];

  /** `checked`: foreign_key_checks. */
  constructor(links: RelatedTables, writes: StatementWrites<Table>, checked: boolean, wording: Wording) {
    this.links = links;
    this.writes = writes;
    this.checked = checked;
    this.wording = wording;
  }

  /** Do foreign keys refer to the table? */
  isReferenced(table: Table): boolean {
    return (this.links.get(table)?.children.length ?? 0) > 0;
  }

  /** Writes what has become of a row, and what follows from it. Errors: 1451, 1452, 1761, 1296. */
  write(change: Omit<RowChange, 'step'>, checkUnique: CheckUnique): void {
    const write = () => this.apply({ ...change, step: -1 }, checkUnique, undefined);
    // IGNORE may pass over a row whose cascade has got stuck half-way.
    if (change.from && this.isReferenced(change.table)) this.writes.attempt(write);
    else write();
  }

  private apply(change: RowChange, checkUnique: CheckUnique, cause: Link | undefined): void {
    const { table } = change;
    const { own, children } = this.links.get(table) ?? NO_LINKS;
    this.underWay.push(change);
    try {
      for (; change.step < table.definition.indexes.length; change.step++) {
        if (this.checked) for (const link of children) this.checkChildren(change, link);
        if (!change.to || !this.entryChanges(change)) continue;
        if (this.checked) this.checkParents(change, own, cause);
        checkUnique(change, change.step);
      }
    } finally {
      this.underWay.pop();
    }
    for (const link of own) this.claim(table, 'child', link, link.childColumns, change);
    for (const link of children) this.claim(table, 'parent', link, link.parentSide?.columns ?? [], change);
    this.put(change);
  }

  private put({ table, from, to }: RowChange): void {
    if (from && to && compareKeys(from.key, to.key) === 0) {
      this.writes.replace(table, to.key, to.row);
      return;
    }
    if (from) this.writes.remove(table, from.key);
    if (to) this.writes.insert(table, to.key, to.row);
  }

  /** Does the index of this step get another record? */
  private entryChanges({ table, from, to, step }: RowChange): boolean {
    if (!from || !to) return true;
    if (compareKeys(from.key, to.key) !== 0) return true;
    const parts = table.definition.indexes[step]?.parts ?? [];
    return parts.some(({ column }) => differs(from.row, to.row, column));
  }

  /** What a cascade has put into a child is the parent's, who is only half-way there himself. */
  private checkParents(change: RowChange, own: readonly Link[], cause: Link | undefined): void {
    for (const link of own) if (link.key !== cause?.key) this.checkParent(change, link);
  }

  private checkParent(change: RowChange, link: Link): void {
    const { table, to, step } = change;
    const values = to && valuesOf(to.row, link.childColumns);
    if (link.childPosition !== step || !values) return;
    const { parentSide } = link;
    if (!parentSide) throw sqlError('ER_NO_REFERENCED_ROW_2', this.wording.violated(link.key, table.definition));
    this.writes.checkClaim(parentSide.table, claimOf('parent', link, values));
    for (const { row, isNew } of this.visible(link, parentSide, values, 'first')) {
      const parent = parentSide.table;
      if (parentSide.clustered && !isNew) this.writes.share(parent, parent.storage.keyOf(row));
      return;
    }
    throw sqlError('ER_NO_REFERENCED_ROW_2', this.wording.violated(link.key, table.definition));
  }

  private checkChildren(change: RowChange, link: Link): void {
    const { from, to, step } = change;
    const { parentSide, childSide, child } = link;
    if (!from || !childSide || parentSide?.position !== step) return;
    const { columns } = parentSide;
    const values = valuesOf(from.row, columns);
    if (!values || (to && !columns.some((column) => differs(from.row, to.row, column)))) return;
    this.writes.checkClaim(child, claimOf('child', link, values));
    const action = to ? link.key.onUpdate : link.key.onDelete;
    const cascades = action === 'CASCADE' || action === 'SET NULL';
    for (const { row } of this.visible(link, childSide, values, cascades ? 'all' : 'first')) {
      if (!cascades) throw this.referenced(link);
      this.cascade(change, link, child.storage.keyOf(row), values);
    }
  }

  /** A child follows its parent. */
  private cascade(parent: RowChange, link: Link, at: Key, values: readonly StoredValue[]): void {
    const { child, key, childColumns, nameOf } = link;
    const removes = !parent.to && key.onDelete === 'CASCADE';
    const isUpdated = this.underWay.some(({ table, to }) => table === child && to !== undefined);
    if (!removes && isUpdated) throw this.referenced(link);
    // What goes already need not go again, and what another cascade has changed refers to something else.
    if (this.underWay.some(({ table, from }) => table === child && from && compareKeys(from.key, at) === 0)) return;
    const row = child.rows.get(at);
    const refersTo = row && valuesOf(row, childColumns);
    if (!row || !refersTo || nameOf(refersTo) !== nameOf(values)) return;
    if (this.underWay.length >= MAX_DEPTH) {
      throw sqlError('ER_GET_ERRMSG', DEPTH_EXCEEDED, this.wording.violated(key, child.definition), 'InnoDB');
    }
    const after = removes ? undefined : followingRow(parent, link, row);
    if (!removes && !after) throw this.referenced(link);
    const to = after && { key: child.storage.keyOf(after), row: after };
    const change = { table: child, from: { key: at, row }, ...(to && { to }), step: -1 };
    this.apply(change, this.checkCascadedUnique, removes ? undefined : link);
  }

  private referenced({ key, child }: Link): SqlError {
    return sqlError('ER_ROW_IS_REFERENCED_2', this.wording.violated(key, child.definition));
  }

  private readonly checkCascadedUnique: CheckUnique = ({ table, from, to }, position) => {
    const [root] = this.underWay;
    assert(root && from && to, 'a cascade that changes a row has a cause');
    if (takenBy(this.writes, { table, from, to }, position) !== undefined)
      throw this.wording.duplicate(table, position, root);
  };

  /** Rows with these values that the server would find in the index by now. */
  private *visible(
    { nameOf }: Link,
    { table, columns, position, find }: Side,
    values: readonly StoredValue[],
    limit: 'all' | 'first',
  ): Generator<{ readonly row: StoredRow; readonly isNew?: boolean }> {
    const own = this.underWay.filter((change) => change.table === table);
    for (const { to, step } of own) {
      const found = to && valuesOf(to.row, columns);
      if (to && found && position < step && nameOf(found) === nameOf(values)) {
        yield { row: to.row, isNew: true };
      }
    }
    for (const row of find(values, own.length > 0 ? 'all' : limit)) {
      const hidden = own.some(({ from, step }) => {
        return from && position <= step && compareKeys(from.key, table.storage.keyOf(row)) === 0;
      });
      if (!hidden) yield { row };
    }
  }

  /** Who refers to these values, or is referred to by them, waits until the transaction ends. */
  private claim(
    table: Table,
    side: 'child' | 'parent',
    link: Link,
    columns: readonly number[],
    { from, to }: RowChange,
  ): void {
    if (from && to && !columns.some((column) => differs(from.row, to.row, column))) return;
    for (const image of [from, to]) {
      const values = image && valuesOf(image.row, columns);
      if (values) this.writes.claimName(table, claimOf(side, link, values));
    }
  }
}

/** The row that has the entry which this one wants in a unique index. */
export function takenBy(
  writes: StatementWrites<Table>,
  { table, from, to }: Pick<RowChange, 'table' | 'from' | 'to'>,
  position: number,
): Key | undefined {
  const { definition } = table;
  const index = definition.indexes[position];
  if (!index?.unique || !to) return undefined;
  if (index !== clusteredIndex(definition)) {
    const layout = table.uniqueIndexes.find((one) => one.position === position);
    return layout && writes.conflictIn(table, layout, to.row, from?.key);
  }
  const stays = from && compareKeys(from.key, to.key) === 0;
  return !stays && writes.has(table, to.key) ? to.key : undefined;
}

const claimOf = (side: 'child' | 'parent', { key, child, nameOf }: Link, values: readonly StoredValue[]): string =>
  `${side}:${child.entry.id}/${key.name}:${nameOf(values)}`;

/** undefined: one of them is NULL, so nothing is referred to. */
function valuesOf(row: StoredRow, columns: readonly number[]): readonly StoredValue[] | undefined {
  const values = columns.map((column) => row[column] ?? null);
  return values.includes(null) ? undefined : values;
}

const differs = (before: StoredRow, after: StoredRow, column: number): boolean =>
  !equalStored(before[column] ?? null, after[column] ?? null);

/** The child with what its parent has now, or with NULL; undefined: it cannot have that. */
function followingRow({ from, to }: RowChange, link: Link, row: StoredRow): StoredRow | undefined {
  const { key, child, childColumns, parentSide } = link;
  const after = [...row];
  const setsNull = (to ? key.onUpdate : key.onDelete) === 'SET NULL';
  for (const [at, column] of childColumns.entries()) {
    const source = parentSide?.columns[at] ?? -1;
    const definition = child.definition.columns[column];
    if (!setsNull && (!from || !to || !differs(from.row, to.row, source))) continue;
    const value = setsNull ? null : narrowedTo(to?.row[source] ?? null, definition);
    if (value === undefined || (value === null && definition?.nullable === false)) return undefined;
    after[column] = value;
  }
  return after;
}
