/** A table's definition: what the dictionary stores and what query, commands and the page codec work from. */
import type { SqlType, StoredValue } from '../base/types.js';

export interface Column {
  readonly name: string;
  readonly type: SqlType;
  readonly nullable: boolean;
  /** undefined: no DEFAULT clause. `expr` is computed for each row: current_timestamp(), or any expression. */
  /** Not even NULL, although it may be NULL. */
  readonly lacksDefault?: boolean;
  readonly default?: { readonly value: StoredValue } | { readonly expr: string };
  readonly onUpdateNow: boolean;
  readonly autoIncrement: boolean;
  readonly comment: string;
  /** The column is computed from the others: when it is written, or (`stored` is false) when it is read. */
  readonly generated?: { readonly expr: string; readonly stored: boolean };
  /** CHECK behind the column. */
  readonly check?: string;
  /** `*` passes over it. */
  readonly invisible?: boolean;
}

/** A CHECK of the whole row; expressions are kept as the server writes them. */
export interface CheckConstraint {
  readonly name: string;
  readonly expr: string;
}

export interface IndexPart {
  /** Position in `columns`. */
  readonly column: number;
  /** How many characters or bytes of a value count; undefined: all. */
  readonly length?: number;
  readonly descending?: true;
}

export interface Index {
  /** `PRIMARY` for the primary key. */
  readonly name: string;
  readonly unique: boolean;
  readonly parts: readonly IndexPart[];
  /** BTREE or HASH, when it was written. */
  readonly using?: string;
  readonly blockSize?: number;
  readonly comment?: string;
  readonly ignored?: true;
  /** A foreign key has made it: it goes when another index does its work. */
  readonly generated?: true;
}

/** What happens to rows whose parent goes or changes; undefined where it may not. */
export type CascadedAction = 'CASCADE' | 'SET NULL' | 'NO ACTION';

export interface ForeignKey {
  /** Once in a database. */
  readonly name: string;
  readonly columns: readonly string[];
  /** The parent need not be there. */
  readonly references: { readonly db: string; readonly name: string; readonly columns: readonly string[] };
  readonly onDelete?: CascadedAction;
  readonly onUpdate?: CascadedAction;
}

export type EncryptionMode = 'DEFAULT' | 'YES' | 'NO';

/** An engine-defined option, as typed: `ENCRYPTED`='YES'. */
export interface EngineOption {
  readonly name: string;
  readonly value: string;
}

/** A limit or a member of a partition: as it is printed, and as it is stored. */
export interface PartitionBound {
  readonly text: string;
  /** In the form of the column, for COLUMNS; else a number. undefined: MAXVALUE. */
  readonly value?: StoredValue;
}

export interface Partition {
  readonly name: string;
  readonly lessThan?: readonly PartitionBound[];
  readonly values?: readonly (readonly PartitionBound[])[];
  readonly comment: string;
}

export interface Partitioning {
  readonly method: 'HASH' | 'KEY' | 'RANGE' | 'LIST';
  readonly linear: boolean;
  /** As SHOW CREATE TABLE prints it; undefined where columns are listed. */
  readonly expression?: string;
  /** Of KEY, RANGE COLUMNS and LIST COLUMNS; empty: those of the primary key. */
  readonly columns?: readonly string[];
  /** What SHOW CREATE TABLE prints of the partitions: what was written of them. */
  readonly shown: 'list' | 'count' | 'nothing';
  readonly partitions: readonly Partition[];
}

/** A trigger, as SHOW CREATE TRIGGER and information_schema show it. */
export interface TriggerDefinition {
  readonly name: string;
  readonly time: 'BEFORE' | 'AFTER';
  readonly event: 'INSERT' | 'UPDATE' | 'DELETE';
  /** The statement that has made it, from the word TRIGGER on. */
  readonly text: string;
  readonly body: string;
  /** `user@host` */
  readonly definer: string;
  readonly sqlMode: string;
  /** Milliseconds since 1970. */
  readonly created: number;
  readonly charsetClient: string;
  readonly collationConnection: string;
  readonly databaseCollation: string;
}

export interface TableDefinition {
  readonly db: string;
  readonly name: string;
  readonly engine: string;
  readonly columns: readonly Column[];
  readonly indexes: readonly Index[];
  readonly checks?: readonly CheckConstraint[];
  /** By name. */
  readonly foreignKeys?: readonly ForeignKey[];
  readonly collation: string;
  readonly comment: string;
  /** Shown by SHOW CREATE TABLE only when it was written. */
  readonly rowFormat?: string;
  readonly engineOptions: readonly EngineOption[];
  /** Of pages with PAGE_COMPRESSED, 1 to 9: decided when the tablespace is made. */
  readonly compressionLevel?: number;
  /** Options that change nothing, as SHOW CREATE TABLE prints them: `MAX_ROWS=10`, `PAGE_CHECKSUM=1`. */
  readonly systemOptions?: readonly string[];
  readonly partitioning?: Partitioning;
  /** In the order in which they run. */
  readonly triggers?: readonly TriggerDefinition[];
  /** Rows stay where they were put, in no order of a key: every engine but InnoDB. */
  readonly heap?: boolean;
  /** Aria: pages have checksums. SHOW CREATE TABLE says so even where nothing was written. */
  readonly pageChecksum?: boolean;
}

/** The columns of the primary key as positions in `columns`; undefined: rows are kept in order of DB_ROW_ID. */
export function primaryKey(definition: Pick<TableDefinition, 'indexes'>): readonly number[] | undefined {
  return definition.indexes.find((index) => index.name === 'PRIMARY')?.parts.map((part) => part.column);
}
