/** The stored routines of a server: in memory, and written through to mysql.proc. */
import type { GrantTable } from '../accounts/registry.js';
import { assert } from '../base/assert.js';
import type { RoutineDefinition, RoutineType } from '../parser/ast.js';
import { parse } from '../parser/parse.js';
import { createText } from './create-text.js';
import { type Routine, routineOf, rowOf } from './proc-table.js';

/** Names are compared without case, databases are directories. */
const keyOf = (type: RoutineType, db: string, name: string): string => `${type}.${db}.${name.toLowerCase()}`;

interface AccountName {
  readonly user: string;
  readonly host: string;
}

interface Named {
  readonly type: RoutineType;
  readonly db: string;
  readonly name: string;
}

const grantKey = ({ user, host }: AccountName, { type, db, name }: Named): string =>
  `${user}@${host} ${keyOf(type, db, name)}`;

export class RoutineRegistry {
  private readonly table: () => GrantTable;
  private readonly routines = new Map<string, Routine>();
  private readonly grants = new Set<string>();
  private readonly definitions = new WeakMap<Routine, RoutineDefinition>();

  /** Reads what is there. `table` gives mysql.proc. */
  constructor(table: () => GrantTable) {
    this.table = table;
    for (const row of table().rows()) {
      const routine = routineOf(row);
      if (routine) this.routines.set(keyOf(routine.type, routine.db, routine.name), routine);
    }
  }

  find(type: RoutineType, db: string, name: string): Routine | undefined {
    return this.routines.get(keyOf(type, db, name));
  }

  /** By database and name, functions before procedures. */
  all(): Routine[] {
    const order = ({ db, name, type }: Routine): string => `${db}\0${name.toLowerCase()}\0${type}`;
    return [...this.routines.values()].sort((a, b) => (order(a) < order(b) ? -1 : 1));
  }

  put(routine: Routine): void {
    this.table().put(rowOf(routine));
    this.routines.set(keyOf(routine.type, routine.db, routine.name), routine);
  }

  drop(routine: Routine): void {
    this.table().remove(rowOf(routine));
    const key = keyOf(routine.type, routine.db, routine.name);
    this.routines.delete(key);
    for (const grant of this.grants) if (grant.endsWith(` ${key}`)) this.grants.delete(grant);
  }

  /** The routines of a database go with it. */
  dropDatabase(db: string): void {
    for (const routine of this.all()) if (routine.db === db) this.drop(routine);
  }

  /** Who has made a routine while automatic_sp_privileges was on may run, change and drop it. */
  grant(account: AccountName, routine: Named): void {
    this.grants.add(grantKey(account, routine));
  }

  isGrantedTo(account: AccountName, routine: Named): boolean {
    return this.grants.has(grantKey(account, routine));
  }

  /** What its texts say, parsed under the sql_mode that it was made with. */
  definition(routine: Routine): RoutineDefinition {
    const known = this.definitions.get(routine) ?? parsed(routine);
    this.definitions.set(routine, known);
    return known;
  }
}

function parsed(routine: Routine): RoutineDefinition {
  const { sqlMode, db } = routine;
  const statement = parse(createText(routine), {
    ansiQuotes: sqlMode.includes('ANSI_QUOTES'),
    noBackslashEscapes: sqlMode.includes('NO_BACKSLASH_ESCAPES'),
    database: db,
  });
  assert(statement.kind === 'CreateRoutine', 'the texts of a routine are one');
  return statement.routine;
}
