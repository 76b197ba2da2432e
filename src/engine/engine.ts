/**
 * The storage engine: databases and tables of one data directory, from the dictionary down to pages.
 *
 * Everything durable goes through `Dictionary.commit`: definitions, page images and pending file operations become
 * durable together. File operations are done after the commit and replayed by the next start if need be.
 */
import type { Database } from 'better-sqlite3';
import type { KeyId } from '../services/encryption.js';
import type { Datadir } from './datadir.js';
import type { TableDefinition } from './definition.js';
import { ARIA_KEY, EncryptedRowStorage, newRowEncryption } from './encrypted-row-storage.js';
import { EncryptionWork } from './encryption-work.js';
import { CHECKPOINT_PAGES, type EngineOptions, encryptionOptions, type NewTable } from './engine-options.js';
import type { ForeignKeys } from './foreign-keys/registry.js';
import { NameIndex } from './name-index.js';
import type { Weights } from './page/key.js';
import { PagedStorage } from './paged-storage.js';
import { partitionDefinitions, withPartitions } from './partitioned-table.js';
import { recover } from './recovery.js';
import type { LogCiphers } from './redo-log.js';
import type { PageCounts, SpaceContext } from './space-context.js';
import { rowsOfEngine } from './storage-engines.js';
import type { DatabaseEntry, Dictionary, TableEntry } from './store/dictionary.js';
import { type FileOperation, Journal } from './store/journal.js';
import { openRowDatabase, statementSavepoint } from './store/row-database.js';
import type { StatementWrites } from './store/statement-writes.js';
import { TableLocks } from './store/table-locks.js';
import { type Characteristics, type Transaction, Transactions } from './store/transaction.js';
import type { Table } from './table.js';
import { commitTables } from './table-commit.js';
import { TableFactory } from './table-factory.js';
import { movesOf, NO_OTHERS, type Redefinitions, renamesOf, type TableName } from './table-moves.js';
import { Views } from './views.js';

export class Engine {
  readonly datadir: Datadir;
  /** The in-memory database that answers queries. */
  readonly rowDatabase: Database;
  readonly transactions: Transactions<Table>;
  readonly tableLocks = new TableLocks();
  readonly views: Views;
  /** For the encryption threads. */
  readonly encryption: EncryptionWork;
  readonly foreignKeys: ForeignKeys;
  readonly weights: Weights;
  readonly lastLsn: () => number;
  private readonly options: EngineOptions;
  private readonly dictionary: Dictionary;
  private readonly journal: Journal;
  private readonly names = new NameIndex();
  private readonly spaces = new Map<number, PagedStorage>();
  private readonly context: SpaceContext;
  private readonly made: TableFactory;

  private constructor(options: EngineOptions, dictionary: Dictionary) {
    this.options = options;
    this.datadir = options.datadir;
    this.dictionary = dictionary;
    this.lastLsn = () => dictionary.lastLsn();
    this.journal = new Journal(dictionary.database);
    this.views = new Views(dictionary.database);
    this.rowDatabase = openRowDatabase();
    this.foreignKeys = this.names.foreignKeys;
    this.weights = options.weights;
    this.transactions = new Transactions<Table>(statementSavepoint(this.rowDatabase));
    this.context = {
      ports: options.ports,
      keys: options.keys,
      encryptTables: options.encryptTables,
      weights: options.weights,
      resolve: (path) => this.datadir.resolve(path),
      counts: { encrypted: 0, decrypted: 0, compressed: 0, decompressed: 0 },
      addPages: (space, images) => this.journal.addPages(space, images),
    };
    this.made = new TableFactory({
      database: this.rowDatabase,
      dictionary,
      space: this.context,
      names: this.names,
      pathOf: ({ db, name }) => this.datadir.tablespacePath(db, name),
    });
    this.encryption = new EncryptionWork({
      dictionary,
      journal: this.journal,
      doublewrite: this.datadir.doublewrite(),
      ...encryptionOptions(options),
      spaces: () => this.tablespaces(),
    });
  }

  /** Takes the datadir, finishes what a crash has interrupted, and reads the dictionary. Throws DatadirError. */
  static open(options: EngineOptions, dictionary = options.datadir.openDictionary(), log?: LogCiphers): Engine {
    const engine = new Engine(options, dictionary);
    engine.journal.cipher = log?.cipher;
    for (const entry of engine.dictionary.databases()) engine.names.addDatabase(entry);
    const replayed = recover(engine.dictionary, engine.journal, engine.datadir, options);
    if (replayed > 0) engine.trace('replay', replayed);
    engine.journal.cipher = log?.rebuild();
    for (const entry of engine.dictionary.tables()) engine.register(entry);
    return engine;
  }

  /** By name; information_schema is not among them. */
  databases(): DatabaseEntry[] {
    return this.names.databases();
  }

  database(name: string): DatabaseEntry | undefined {
    return this.names.database(name);
  }

  /** By database and name. */
  tables(db?: string): Table[] {
    return this.names.tables(db);
  }

  /** In the order in which tablespaces were made. */
  tablespaces(): PagedStorage[] {
    return [...this.spaces.values()].sort((a, b) => a.space - b.space);
  }

  find(db: string, name: string): Table | undefined {
    return this.names.find(db, name);
  }

  createDatabase(entry: DatabaseEntry): void {
    this.durably([{ kind: 'make-directory', path: this.datadir.databasePath(entry.name) }], () =>
      this.dictionary.addDatabase(entry),
    );
    this.names.addDatabase(entry);
    this.datadir.writeDatabaseOptions(entry);
  }

  dropDatabase(name: string): void {
    const tables = this.tables(name).flatMap(withPartitions);
    const operations: FileOperation[] = [
      ...tables.flatMap((table) => this.dropOperations(table)),
      { kind: 'remove-directory', path: this.datadir.databasePath(name) },
    ];
    this.durably(operations, () => {
      for (const table of tables) this.removeEntry(table);
      this.dictionary.removeDatabase(name);
    });
    for (const table of tables) this.forget(table);
    this.names.removeDatabase(name);
  }

  createTable(made: NewTable): Table {
    const { definition, nextAutoIncrement = 1n } = made;
    // The partitions first: what a crash leaves of them alone is removed at the next start.
    for (const partition of partitionDefinitions(definition)) this.createTable({ ...made, definition: partition });
    const hasRows = definition.partitioning === undefined && made.inSystemTablespace !== true;
    const entry = this.newEntry(definition, hasRows && rowsOfEngine(definition.engine) === 'tablespace');
    if (entry.space === 0) this.putRowTable(entry, made);
    const table = this.made.table(entry, nextAutoIncrement);
    // The ids of secondary indexes follow that of the clustered one.
    for (const _ of table.secondary) this.dictionary.next('index');
    if (table.storage instanceof PagedStorage) {
      const images = table.storage.create(made.crypt, nextAutoIncrement, this.dictionary.next('lsn'));
      this.durably([{ kind: 'create', path: this.pathOf(definition) }], () => {
        this.dictionary.putTable(entry);
        this.journal.addPages(entry.space, images);
      });
      table.storage.accept(images);
    }
    this.enter(table);
    if (table.storage instanceof PagedStorage) this.encryption.opened(table.storage);
    this.checkpointIfDue();
    return table;
  }

  /** A table that is known to whoever asked for it, and to nobody else. */
  temporaryTable({ definition, nextAutoIncrement }: NewTable): Table {
    return this.made.temporaryTable(this.newEntry(definition, false), nextAutoIncrement);
  }

  dropTables(listed: readonly Table[]): void {
    const tables = listed.flatMap(withPartitions);
    this.durably(
      tables.flatMap((table) => this.dropOperations(table)),
      () => {
        for (const table of tables) this.removeEntry(table);
      },
    );
    for (const table of tables) this.forget(table);
  }

  /** `others`: definitions that change with the name, its own among them. */
  renameTable(table: Table, to: TableName, others: Redefinitions = NO_OTHERS): void {
    this.move(table, to, [], others);
  }

  /** Another definition of the same rows: comments, options that need no rebuild. */
  redefine(table: Table, definition: TableDefinition, others: Redefinitions = NO_OTHERS): void {
    const { partitioning: _, ...plain } = definition;
    const redefined = withPartitions(table).map((one) => {
      const own = one === table ? definition : { ...plain, name: one.definition.name };
      return [one, own] as const;
    });
    const all = new Map([...others, ...redefined]);
    this.dictionary.commit(() => this.putDefinitions(all));
    this.take(all);
  }

  /** One table takes the name of another, which is gone afterwards: the end of a rebuild. */
  replaceTable(old: Table, rebuilt: Table, others: Redefinitions = NO_OTHERS): void {
    this.move(rebuilt, old.definition, withPartitions(old), others);
  }

  /** ALTER TABLE … DISCARD TABLESPACE: the file goes, the definition stays. */
  discardTablespace(table: Table): void {
    const entry = { ...table.entry, discarded: true };
    this.durably(this.dropOperations(table), () => {
      this.journal.forgetPages(entry.space);
      this.dictionary.putTable(entry);
      this.dictionary.putRowCount(entry.id, 0);
    });
    this.forget(table);
    this.register(entry);
  }

  /** The keys that a commit of these tables encrypts with. */
  keysToWrite(tables: Iterable<Table>): KeyId[] {
    return [...tables].flatMap(({ storage }) => {
      if (storage instanceof EncryptedRowStorage) return [ARIA_KEY];
      return storage instanceof PagedStorage && storage.crypt ? [storage.crypt.keyId] : [];
    });
  }

  /** Pages written encrypted or compressed, and read decrypted, since the start. */
  pageCounts(): Readonly<PageCounts> {
    return this.context.counts;
  }

  begin(characteristics?: Characteristics): Transaction<Table> {
    return this.transactions.begin(this.options.ports.clock.now(), characteristics);
  }

  /** Runs a statement that writes rows; its changes belong to the transaction. Throws RowLocked. */
  write<T>(transaction: Transaction<Table>, tables: Iterable<Table>, work: (writes: StatementWrites<Table>) => T): T {
    return this.transactions.write(transaction, tables, work);
  }

  /** Makes a transaction durable. The keys of all tables that it has changed must have been resolved. */
  commit(transaction: Transaction<Table>): void {
    const tables = transaction.changedTables;
    if (tables.length > 0) this.transactions.isolate(transaction, tables, () => this.commitTables(transaction, tables));
    this.transactions.committed(transaction);
    this.checkpointIfDue();
  }

  rollback(transaction: Transaction<Table>): void {
    this.transactions.rollback(transaction);
  }

  /** Copies all page images to their files and forgets them. */
  checkpoint(): void {
    let pages = 0;
    for (const storage of this.spaces.values()) pages += storage.checkpoint();
    if (pages === 0) return;
    this.dictionary.commit(() => this.journal.forgetPages());
    this.trace('checkpoint', pages);
  }

  /** A clean end: nothing is left for the next start to do. */
  close(): void {
    this.checkpoint();
    this.encryption.finish();
    // Done again at the next start, they would undo what an administrator does to the files meanwhile.
    if (this.journal.operations().length > 0) this.dictionary.commit(() => this.journal.forgetOperations());
    this.abandon();
  }

  /** Lets go of everything without tidying up, as a crash would. */
  abandon(): void {
    for (const storage of this.spaces.values()) storage.close();
    this.encryption.close();
    this.rowDatabase.close();
    this.dictionary.close();
  }

  private commitTables(transaction: Transaction<Table>, tables: readonly Table[]): void {
    const lsn = this.dictionary.next('lsn');
    commitTables(transaction, tables, lsn, this.dictionary);
    for (const { storage } of tables) if (storage instanceof PagedStorage) this.encryption.noticed(storage);
    this.trace('commit', tables.length, lsn);
  }

  /** Gives a table and its partitions another name, and drops those whose place it takes: all or nothing. */
  private move(renamed: Table, to: TableName, gone: readonly Table[], redefined: Redefinitions): void {
    const others = new Map([...redefined].filter(([table]) => table !== renamed));
    const moves = movesOf(renamed, redefined.get(renamed) ?? renamed.definition, to, (one) => this.pathOf(one));
    for (const { table } of moves) this.checkpointTable(table);
    const renames = renamesOf(moves);
    // A rename that replaces, and no drop before it: replaying a drop would take the new file.
    const drops = gone
      .flatMap((table) => this.dropOperations(table))
      .filter(({ path }) => !renames.some(({ to: target }) => target === path));
    this.durably([...renames, ...drops], () => {
      for (const table of gone) this.removeEntry(table);
      for (const { entry } of moves) this.dictionary.putTable(entry);
      this.putDefinitions(others);
    });
    for (const { table } of moves) this.names.remove(table);
    for (const table of gone) this.forget(table);
    for (const { table, entry, path } of moves) {
      table.entry = entry;
      if (table.storage instanceof PagedStorage) table.storage.moved(path, entry);
      this.enter(table);
    }
    this.take(others);
  }

  /** Inside the dictionary's transaction. */
  private putDefinitions(redefined: Redefinitions): void {
    for (const [{ entry }, definition] of redefined) this.dictionary.putTable({ ...entry, definition });
  }

  private take(redefined: Redefinitions): void {
    for (const [table, definition] of redefined) {
      this.names.remove(table);
      table.entry = { ...table.entry, definition };
      this.names.add(table);
    }
  }

  /**
   * Commits the work together with the file operations that belong to it, and does them. The operations stay in
   * the journal until the next such commit or the clean end: forgetting them is not worth a commit of its own.
   */
  private durably(operations: readonly FileOperation[], work: () => void): void {
    this.dictionary.commit(() => {
      work();
      this.journal.forgetOperations();
      for (const operation of operations) this.journal.addOperation(operation);
    });
    for (const operation of operations) this.datadir.perform(operation);
  }

  private removeEntry({ entry }: Table): void {
    this.dictionary.removeTable(entry.id);
    if (entry.space !== 0) this.journal.forgetPages(entry.space);
  }

  private dropOperations({ storage, definition }: Table): FileOperation[] {
    return storage instanceof PagedStorage ? [{ kind: 'drop', path: this.pathOf(definition) }] : [];
  }

  private register(entry: TableEntry): void {
    this.enter(this.made.table(entry));
  }

  private newEntry(definition: TableDefinition, hasTablespace: boolean): TableEntry {
    return this.dictionary.newEntry(definition, hasTablespace, this.options.ports.clock.now());
  }

  private putRowTable(entry: TableEntry, { encryptsRows, nextAutoIncrement = 1n }: NewTable): void {
    this.dictionary.commit(() => {
      this.dictionary.putTable(entry);
      this.dictionary.putAutoIncrement(entry.id, nextAutoIncrement);
      if (encryptsRows) this.dictionary.putRowEncryption(entry.id, newRowEncryption(this.options.ports.random));
    });
  }

  private enter(table: Table): void {
    this.names.add(table);
    const { storage, entry } = table;
    if (storage instanceof PagedStorage && !entry.discarded) this.spaces.set(entry.space, storage);
  }

  private forget(table: Table): void {
    this.names.remove(table);
    table.unload();
    if (table.storage instanceof PagedStorage) {
      this.encryption.forget(table.storage);
      table.storage.close();
      this.spaces.delete(table.entry.space);
    }
  }

  private pathOf({ db, name }: TableDefinition): string {
    return this.datadir.tablespacePath(db, name);
  }

  private checkpointTable({ storage, entry }: Table): void {
    if (storage instanceof PagedStorage && storage.checkpoint() > 0) this.journal.forgetPages(entry.space);
  }

  private checkpointIfDue(): void {
    let pending = 0;
    for (const storage of this.spaces.values()) pending += storage.pendingPages;
    if (pending >= CHECKPOINT_PAGES) this.checkpoint();
  }

  private trace(action: 'commit' | 'checkpoint' | 'replay', pages: number, lsn = 0): void {
    const { trace } = this.options.ports;
    if (trace.enabled) trace.emit({ type: 'journal', action, lsn, pages });
  }
}
