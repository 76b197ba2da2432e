/**
 * One statement, and those that run inside of it: the bodies of functions and triggers write through the statement
 * that has called them, and may not write to tables that it uses itself.
 */
import { sqlError } from '../../base/errors.js';
import type { StatementWrites } from '../../engine/store/statement-writes.js';
import type { Table } from '../../engine/table.js';
import type { Context } from '../define.js';
import { commitOpen, transactionOf } from '../transactions.js';

export class StatementUnit {
  /** The tables that the statement itself names. */
  readonly own = new Set<Table>();
  /** What it writes through, while it does. */
  writes: StatementWrites<Table> | undefined;
  /** The statement that has called this one; undefined: a client has. */
  readonly around: StatementUnit | undefined;
  /** A function has written something: what it belongs to is committed when the statement has ended. */
  isToCommit = false;

  constructor(around?: StatementUnit) {
    this.around = around;
  }

  /** Does it run inside of another one, and may not wait? */
  get isInside(): boolean {
    return this.around !== undefined;
  }

  get openWrites(): StatementWrites<Table> | undefined {
    return this.writes ?? this.around?.openWrites;
  }

  /** Error: 1442. */
  checkUnused(table: Table): void {
    for (let unit = this.around; unit; unit = unit.around)
      if (unit.own.has(table)) throw sqlError('ER_CANT_UPDATE_USED_TABLE_IN_SF_OR_TRG', table.definition.name);
  }

  /** Runs `work` while statements inside write through `writes`. */
  through<T>(writes: StatementWrites<Table>, work: () => T): T {
    const before = this.writes;
    this.writes = writes;
    try {
      return work();
    } finally {
      this.writes = before;
    }
  }
}

/** Runs a statement that writes nothing itself, but whose functions do. */
export function withWrites<T>(tables: ReadonlySet<Table>, context: Context, work: () => T): T {
  const { unit, session, engine } = context;
  if (unit.openWrites) return work();
  if (!session.transaction && context.autocommit()) unit.isToCommit = true;
  const transaction = transactionOf(context);
  session.transaction = transaction;
  return engine.write(transaction, tables, (writes) => unit.through(writes, work));
}

/** What a statement inside another one writes: all of it, or nothing when it fails. */
export function writeInside<T>(table: Table, context: Context, work: (writes: StatementWrites<Table>) => T): T {
  const { unit } = context;
  unit.checkUnused(table);
  const outer = unit.openWrites;
  if (!outer) throw new Error('Invariant broken: the statement around writes');
  const inner = outer.nested();
  try {
    const result = unit.through(inner, () => work(inner));
    outer.take(inner);
    return result;
  } catch (error) {
    inner.undo();
    throw error;
  }
}

/** Commits, or undoes, what functions of a statement have written that writes nothing itself. */
export async function endUnit(context: Context, hasFailed: boolean): Promise<void> {
  const { unit, session, engine } = context;
  const { transaction } = session;
  if (!unit.isToCommit || !transaction) return;
  if (hasFailed) {
    session.transaction = undefined;
    engine.rollback(transaction);
  } else await commitOpen(context);
}
