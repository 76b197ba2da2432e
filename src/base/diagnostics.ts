/**
 * The diagnostics area of a session: what SHOW WARNINGS lists.
 *
 * It outlives its statement: a later statement that names no table and raises nothing leaves it alone, the
 * first condition of a later statement replaces it.
 */
import type { SqlError } from './errors.js';
import type { Condition, ConditionLevel } from './result.js';

export class Diagnostics {
  private list: Condition[] = [];
  private counted = 0;
  private countedErrors = 0;
  private raised = 0;

  /** What SHOW WARNINGS lists. */
  get conditions(): readonly Condition[] {
    return this.list;
  }

  /** @@warning_count: conditions of all levels, listed or not. */
  get warningCount(): number {
    return this.counted;
  }

  /** @@error_count. */
  get errorCount(): number {
    return this.countedErrors;
  }

  /** How many conditions the running statement has raised. */
  get raisedNow(): number {
    return this.raised;
  }

  /** A new statement begins; one that names a table clears the list at once. */
  begin(clear: boolean): void {
    this.raised = 0;
    if (clear) this.clear();
  }

  /** `limit` is max_error_count: it bounds the list, not the counters. */
  push(level: ConditionLevel, error: SqlError, limit: number): void {
    if (this.raised === 0) this.clear();
    this.raised++;
    this.counted++;
    if (level === 'Error') this.countedErrors++;
    if (this.list.length < limit) {
      this.list.push({ level, errno: error.errno, sqlstate: error.sqlstate, message: error.message });
    }
  }

  /** Adds a condition to the list of an earlier statement, which stays. */
  append(level: ConditionLevel, error: SqlError, limit: number): void {
    this.raised = Math.max(this.raised, 1);
    this.push(level, error, limit);
    this.raised = 1;
  }

  /** Takes conditions from the list that somebody has dealt with. */
  forget(conditions: readonly Condition[]): void {
    const gone = new Set(conditions);
    const kept = this.list.filter((condition) => !gone.has(condition));
    this.counted -= this.list.length - kept.length;
    this.countedErrors = kept.filter(({ level }) => level === 'Error').length;
    this.raised = Math.min(this.raised, kept.length);
    this.list = kept;
  }

  /** What a statement inside the running one has left counts as raised by it. */
  adopt(): void {
    this.raised = this.counted;
  }

  private clear(): void {
    this.list = [];
    this.counted = 0;
    this.countedErrors = 0;
  }
}
