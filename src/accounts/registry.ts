/**
 * Accounts and grants as the server uses them: in memory, and written through to the tables of the mysql database.
 * What is written to those tables directly counts from FLUSH PRIVILEGES on.
 */
import type { StoredValue } from '../base/types.js';
import { type Account, formatAccount, parseAccount, publicRole } from './account.js';
import {
  type DatabaseGrant,
  databaseRow,
  type Grant,
  readDatabaseGrant,
  readTableGrant,
  type TableGrant,
  tableRow,
} from './grants.js';
import { type AccountName, exactness, hostMatches, isPublic, sameAccount, wildcardMatches } from './names.js';
import { type Access, NO_ACCESS } from './privileges.js';

type Row = readonly StoredValue[];

/** One table of the mysql database. */
export interface GrantTable {
  rows(): Iterable<Row>;
  /** Adds the row or replaces the one with its key. */
  put(row: Row): void;
  /** Removes the row with the key of this one. */
  remove(row: Row): void;
}

export interface RegistryOptions {
  /** The table of that name. Throws 1146 when there is none. */
  readonly table: (name: string) => GrantTable;
  /** The server's version as accounts record it: 101119. */
  readonly version: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Who may act for whom, as mysql.proxies_priv says. */
export interface ProxyGrant {
  readonly account: AccountName;
  readonly proxied: AccountName;
  readonly withGrant: boolean;
}

export class AccountRegistry {
  /** Whether anybody is asked for anything: not under --skip-grant-tables, until FLUSH PRIVILEGES. */
  inForce = false;
  private readonly options: RegistryOptions;
  private accounts: readonly Account[] = [];
  private databaseGrants: readonly DatabaseGrant[] = [];
  private tableGrants: readonly TableGrant[] = [];
  private proxies: readonly ProxyGrant[] = [];

  constructor(options: RegistryOptions) {
    this.options = options;
  }

  /** FLUSH PRIVILEGES: reads everything anew. */
  reload(): void {
    this.inForce = true;
    const { table } = this.options;
    const accounts = [...table('global_priv').rows()].flatMap(
      ([host, user, json]) => parseAccount({ user: String(user), host: String(host) }, String(json)) ?? [],
    );
    this.accounts = sortedByHost(accounts);
    this.databaseGrants = sortedGrants([...table('db').rows()].map(readDatabaseGrant));
    this.tableGrants = [...table('tables_priv').rows()].map(readTableGrant);
    this.proxies = [...table('proxies_priv').rows()].map(readProxy);
  }

  /** Everything that was granted, by level. */
  all(): { accounts: readonly Account[]; databases: readonly DatabaseGrant[]; tables: readonly TableGrant[] } {
    return { accounts: this.accounts, databases: this.databaseGrants, tables: this.tableGrants };
  }

  /** Seconds since 1970, as accounts record when their password was set. */
  get seconds(): number {
    return Math.floor(this.options.now() / 1000);
  }

  /** The account of exactly that name; PUBLIC always exists. */
  find(name: AccountName): Account | undefined {
    return this.accounts.find((account) => sameAccount(account, name)) ?? (isPublic(name) ? publicRole : undefined);
  }

  /** The account that somebody logs in to: the one whose host says most about where he is. */
  forLogin(user: string, host: string): Account | undefined {
    const fits = (account: Account) =>
      !account.isRole && (account.user === user || account.user === '') && hostMatches(account.host, host);
    return this.accounts.find(fits);
  }

  put(account: Account): void {
    this.options.table('global_priv').put(accountRow(account, this.options.version));
    this.accounts = sortedByHost([...this.accounts.filter((each) => !sameAccount(each, account)), account]);
  }

  /** Makes the account new, whatever it was before: its grants are gone. */
  create(account: Account): void {
    this.drop(account);
    this.put(account);
  }

  /** Removes the account with all its grants. False when there is none. */
  drop(name: AccountName): boolean {
    const account = this.accounts.find((each) => sameAccount(each, name));
    if (!account) return false;
    this.options.table('global_priv').remove(accountRow(account, this.options.version));
    this.accounts = this.accounts.filter((each) => each !== account);
    this.revokeAll(name);
    return true;
  }

  /** Gives the account and its grants another name. */
  rename(account: Account, to: AccountName): void {
    const databases = this.databaseGrantsOf(account);
    const tables = this.tableGrantsOf(account);
    this.drop(account);
    this.put({ ...account, ...to });
    for (const grant of databases) this.putDatabaseGrant({ ...grant, account: to });
    for (const grant of tables) this.putTableGrant({ ...grant, account: to });
  }

  /** Removes all that was granted in databases and on tables. */
  revokeAll(name: AccountName): void {
    for (const grant of this.databaseGrantsOf(name)) this.putDatabaseGrant({ ...grant, access: NO_ACCESS });
    for (const grant of this.tableGrantsOf(name)) this.putTableGrant({ ...grant, access: NO_ACCESS });
  }

  databaseGrantsOf(name: AccountName): DatabaseGrant[] {
    return this.databaseGrants.filter(({ account }) => sameAccount(account, name));
  }

  tableGrantsOf(name: AccountName): TableGrant[] {
    return this.tableGrants.filter(({ account }) => sameAccount(account, name));
  }

  proxyGrantsOf(name: AccountName): ProxyGrant[] {
    return this.proxies.filter(({ account }) => sameAccount(account, name));
  }

  /** Keeps the grant; one of nothing is removed. */
  putDatabaseGrant(grant: DatabaseGrant): void {
    write(this.options.table('db'), databaseRow(grant), grant);
    this.databaseGrants = sortedGrants(replaced(this.databaseGrants, grant, (each) => each.db === grant.db));
  }

  /** Keeps the grant; one of nothing is removed. */
  putTableGrant(grant: TableGrant): void {
    write(this.options.table('tables_priv'), tableRow(grant, this.options.now()), grant);
    const isSame = (each: TableGrant) => each.db === grant.db && each.table === grant.table;
    this.tableGrants = replaced(this.tableGrants, grant, isSame);
  }

  /** What the grants on databases allow in this one: the most exact one of the user's own, and those of PUBLIC. */
  databaseAccess(user: string, host: string, db: string): Access {
    const isFor = (grant: DatabaseGrant) => wildcardMatches(grant.db, db, false);
    const own = this.databaseGrants.find((grant) => isGrantedTo(grant, user, host) && isFor(grant));
    const everybody = this.databaseGrants.find((grant) => isPublic(grant.account) && isFor(grant));
    return (own?.access ?? NO_ACCESS) | (everybody?.access ?? NO_ACCESS);
  }

  /** What the grants on tables allow with this one. */
  tableAccess(user: string, host: string, db: string, table: string): Access {
    return this.tablesIn(user, host, db)
      .filter((grant) => grant.table === table)
      .reduce((access, grant) => access | grant.access, NO_ACCESS);
  }

  /** The grants on tables of the database. */
  tablesIn(user: string, host: string, db: string): TableGrant[] {
    const isFor = (grant: TableGrant) => isGrantedTo(grant, user, host) || isPublic(grant.account);
    return this.tableGrants.filter((grant) => grant.db === db && isFor(grant));
  }
}

/** A grant to `u`@`%` also counts for who logged in as `u`@`localhost`. */
const isGrantedTo = ({ account }: Grant, user: string, host: string): boolean =>
  account.user === user && !isPublic(account) && hostMatches(account.host, host);

const accountRow = (account: Account, version: number): Row => [
  account.host,
  account.user,
  formatAccount(account, version),
];

const readProxy = ([host, user, proxiedHost, proxiedUser, withGrant]: Row): ProxyGrant => ({
  account: { user: String(user), host: String(host) },
  proxied: { user: String(proxiedUser), host: String(proxiedHost) },
  withGrant: withGrant === 1,
});

const write = (table: GrantTable, row: Row, { access }: Grant): void =>
  access === NO_ACCESS ? table.remove(row) : table.put(row);

/** In its old place, behind all others, or gone. */
function replaced<G extends Grant>(list: readonly G[], grant: G, isSame: (each: G) => boolean): G[] {
  const isOld = (each: G) => sameAccount(each.account, grant.account) && isSame(each);
  const gone = grant.access === NO_ACCESS;
  if (!gone && list.some(isOld)) return list.map((each) => (isOld(each) ? grant : each));
  const others = list.filter((each) => !isOld(each));
  return gone ? others : [...others, grant];
}

const sortedByHost = (accounts: readonly Account[]): Account[] =>
  [...accounts].sort((a, b) => exactness(b.host) - exactness(a.host) || named(b) - named(a));

/** Among accounts of one host those with a name come before that of everybody. */
const named = ({ user }: AccountName): number => (user === '' ? 0 : 1);

const sortedGrants = (grants: readonly DatabaseGrant[]): DatabaseGrant[] =>
  [...grants].sort(
    (a, b) =>
      Number(isPublic(b.account)) - Number(isPublic(a.account)) ||
      exactness(b.account.host) - exactness(a.account.host) ||
      exactness(b.db) - exactness(a.db),
  );
