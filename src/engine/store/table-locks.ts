/**
 * Table locks: what LOCK TABLES and FLUSH TABLES … FOR EXPORT take, and what every other statement has to wait for.
 * A session holds one set of locks or none.
 */

export type LockMode = 'READ' | 'WRITE';

/** One table of a set. */
export interface TableLock {
  readonly database: string;
  readonly name: string;
  /** The only name under which the holder may use it. */
  readonly alias: string;
  readonly mode: LockMode;
}

/** Something that ends, and with it a wait. */
export interface Holder {
  ended(): Promise<void>;
}

/** The statement needs a table that another session has locked, or uses in a transaction. */
export class TableLocked extends Error {
  override readonly name = 'TableLocked';
  readonly holder: Holder;

  constructor(holder: Holder) {
    super('table is locked');
    this.holder = holder;
  }
}

export class LockSet implements Holder {
  readonly locks: readonly TableLock[];
  readonly #waiters: (() => void)[] = [];
  #over = false;

  constructor(locks: readonly TableLock[]) {
    this.locks = locks;
  }

  ended(): Promise<void> {
    return this.#over ? Promise.resolve() : new Promise((resolve) => this.#waiters.push(resolve));
  }

  end(): void {
    this.#over = true;
    for (const wake of this.#waiters.splice(0)) wake();
  }
}

type Place = Pick<TableLock, 'database' | 'name'>;

/** The locks of all sessions. */
export class TableLocks {
  readonly #sets = new Map<number, LockSet>();

  /** What a session has locked. */
  of(session: number): LockSet | undefined {
    return this.#sets.get(session);
  }

  /** Throws TableLocked while another session has a lock on the table that does not go together with `mode`. */
  check(session: number, table: Place, mode: LockMode): void {
    for (const [owner, set] of this.#sets) {
      if (owner === session) continue;
      if (set.locks.some((lock) => isSame(lock, table) && (mode === 'WRITE' || lock.mode === 'WRITE')))
        throw new TableLocked(set);
    }
  }

  /** Takes all locks at once; the session has none. Throws TableLocked. */
  take(session: number, locks: readonly TableLock[]): void {
    for (const lock of locks) this.check(session, lock, lock.mode);
    this.#sets.set(session, new LockSet(locks));
  }

  release(session: number): void {
    const set = this.#sets.get(session);
    this.#sets.delete(session);
    set?.end();
  }
}

const isSame = (a: Place, b: Place): boolean => a.database === b.database && a.name === b.name;
