/**
 * What a session may do. As on the server, what was granted on `*.*` counts from the next login on, what was granted
 * on the current database from the next USE on, and everything else at once.
 */
import type { Account } from './account.js';
import { type AccountName, PUBLIC } from './names.js';
import { type Access, accessOf, DATABASE_ACCESS, GLOBAL_ACCESS, NO_ACCESS, TABLE_ACCESS } from './privileges.js';
import type { AccountRegistry } from './registry.js';

const SHOW_DATABASES = accessOf('SHOW DATABASES');

export class SessionAccess {
  /** The account that was found, as CURRENT_USER() names it. */
  readonly account: AccountName;
  /** What is allowed everywhere. */
  readonly global: Access;
  /** Whether the login was with a password, for error 1045. */
  readonly usedPassword: boolean;
  private readonly registry: AccountRegistry;
  private readonly host: string;
  private current: { readonly db: string; readonly access: Access } | undefined;

  constructor(registry: AccountRegistry, account: Account, host: string, usedPassword: boolean) {
    this.registry = registry;
    this.account = { user: account.user, host: account.host };
    this.global = account.access | (registry.find(PUBLIC)?.access ?? NO_ACCESS);
    this.host = host;
    this.usedPassword = usedPassword;
  }

  /** For --skip-grant-tables: everything is allowed. */
  static unlimited(registry: AccountRegistry): SessionAccess {
    const account = { user: '', host: '', access: GLOBAL_ACCESS, auth: [], locked: false, isRole: false, other: {} };
    return new SessionAccess(registry, account, '', false);
  }

  /** Nothing has to be looked up: the session may do everything with every table. */
  get isUnlimited(): boolean {
    return (this.global & DATABASE_ACCESS) === DATABASE_ACCESS;
  }

  hasAll(access: Access): boolean {
    return (this.global & access) === access;
  }

  /** What is allowed in a database, by grants on it or everywhere. */
  onDatabase(db: string): Access {
    return this.global | (this.current?.db === db ? this.current.access : this.granted(db));
  }

  /** What is allowed with a table, by whatever grant. */
  onTable(db: string, table: string): Access {
    const granted = this.registry.tableAccess(this.account.user, this.host, db, table);
    return (this.onDatabase(db) | granted) & TABLE_ACCESS;
  }

  /** USE: from now on this is the current database. */
  enter(db: string): void {
    this.current = { db, access: this.granted(db) };
  }

  /** Whether the session may use the database at all: something in it is allowed. */
  mayEnter(db: string): boolean {
    if (((this.global | this.granted(db)) & DATABASE_ACCESS) !== NO_ACCESS) return true;
    return this.registry.tablesIn(this.account.user, this.host, db).length > 0;
  }

  /** Whether lists of databases show this one. */
  seesDatabase(db: string): boolean {
    return this.hasAll(SHOW_DATABASES) || this.mayEnter(db);
  }

  /** Whether lists of tables show this one. */
  seesTable(db: string, table: string): boolean {
    return this.isUnlimited || this.onTable(db, table) !== NO_ACCESS;
  }

  private granted(db: string): Access {
    return this.registry.databaseAccess(this.account.user, this.host, db);
  }
}
