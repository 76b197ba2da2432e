/**
 * Statements as plain, readonly data. The parser builds them; only `commands` and `query` give them a meaning.
 *
 * Names keep the spelling that was typed; nothing is looked up and nothing is folded here. `text` fields hold
 * the source as it was typed, for column labels and error messages.
 */

import type { SqlType, StoredValue } from '../base/types.js';

// ---------------------------------------------------------------- expressions

export type Expr =
  | Literal
  | ColumnRef
  | UserVariable
  | SystemVariable
  | Assignment
  | Unary
  | Binary
  | IsTest
  | InTest
  | BetweenTest
  | LikeTest
  | CaseExpr
  | CastExpr
  | Call
  | IntervalExpr
  | SubqueryExpr
  | ExistsTest
  | QuantifiedTest
  | RowExpr
  | CollateExpr
  | DefaultExpr
  | GivenValue;

export type LiteralValue =
  | { readonly type: 'null' }
  | { readonly type: 'boolean'; readonly value: boolean }
  /** Digits as typed; may exceed 64 bits. */
  | { readonly type: 'integer'; readonly digits: string }
  | { readonly type: 'decimal'; readonly text: string }
  | { readonly type: 'double'; readonly text: string }
  /** Escapes already resolved; `charset` is an introducer such as _utf8mb4 (without the underscore). */
  | { readonly type: 'string'; readonly value: string; readonly charset?: string }
  /** X'4D79', 0x4D79, b'101', 0b101. */
  | { readonly type: 'hex' | 'bit'; readonly bytes: Uint8Array; readonly charset?: string }
  | { readonly type: 'temporal'; readonly of: 'DATE' | 'TIME' | 'TIMESTAMP'; readonly value: string };

export interface Literal {
  readonly kind: 'Literal';
  readonly value: LiteralValue;
}

/** `[db.][table.]column`. */
export interface ColumnRef {
  readonly kind: 'ColumnRef';
  readonly name: string;
  readonly table?: string;
  readonly db?: string;
}

/** `@name`. */
export interface UserVariable {
  readonly kind: 'UserVariable';
  readonly name: string;
}

export type VariableScope = 'GLOBAL' | 'SESSION' | 'LOCAL';

/** `@@[scope.][component.]name`. */
export interface SystemVariable {
  readonly kind: 'SystemVariable';
  readonly scope?: VariableScope;
  /** What stands before the dot when it is not a scope: `@@foo.x`. */
  readonly component?: string;
  readonly name: string;
}

/** `@name := value` inside an expression. */
export interface Assignment {
  readonly kind: 'Assignment';
  readonly name: string;
  readonly value: Expr;
}

export interface Unary {
  readonly kind: 'Unary';
  readonly op: '-' | '+' | '~' | 'NOT' | 'BINARY';
  readonly operand: Expr;
}

export type BinaryOp =
  | '+'
  | '-'
  | '*'
  | '/'
  | 'DIV'
  | '%'
  | '|'
  | '&'
  | '^'
  | '<<'
  | '>>'
  | '='
  | '<=>'
  | '<>'
  | '<'
  | '<='
  | '>'
  | '>='
  | 'AND'
  | 'OR'
  | 'XOR';

export interface Binary {
  readonly kind: 'Binary';
  readonly op: BinaryOp;
  readonly left: Expr;
  readonly right: Expr;
}

/** `x IS [NOT] NULL|TRUE|FALSE|UNKNOWN`. */
export interface IsTest {
  readonly kind: 'IsTest';
  readonly operand: Expr;
  readonly not: boolean;
  readonly what: 'NULL' | 'TRUE' | 'FALSE' | 'UNKNOWN';
}

export interface InTest {
  readonly kind: 'InTest';
  readonly operand: Expr;
  readonly not: boolean;
  readonly among: readonly Expr[] | Query;
}

export interface BetweenTest {
  readonly kind: 'BetweenTest';
  readonly operand: Expr;
  readonly not: boolean;
  readonly low: Expr;
  readonly high: Expr;
}

export interface LikeTest {
  readonly kind: 'LikeTest';
  readonly operand: Expr;
  readonly not: boolean;
  readonly op: 'LIKE' | 'REGEXP';
  readonly pattern: Expr;
  readonly escape?: Expr;
}

export interface CaseExpr {
  readonly kind: 'CaseExpr';
  readonly operand?: Expr;
  readonly whens: readonly { readonly when: Expr; readonly then: Expr }[];
  readonly otherwise?: Expr;
}

/** CAST(x AS type), CONVERT(x, type); CONVERT(x USING charset) has only `charset`. */
export interface CastExpr {
  readonly kind: 'CastExpr';
  readonly operand: Expr;
  readonly type?: DataType;
  readonly charset?: string;
}

/** A function call, aggregate or not. `COUNT(*)` has no arguments and `star`. */
export interface Call {
  readonly kind: 'Call';
  /** As typed; compare without case. */
  readonly name: string;
  readonly args: readonly Expr[];
  readonly star?: boolean;
  readonly distinct?: boolean;
  /** GROUP_CONCAT only. */
  readonly orderBy?: readonly OrderItem[];
  readonly separator?: string;
}

/** `INTERVAL 3 DAY` as an argument or beside + and -. */
export interface IntervalExpr {
  readonly kind: 'IntervalExpr';
  readonly amount: Expr;
  readonly unit: string;
}

export interface SubqueryExpr {
  readonly kind: 'SubqueryExpr';
  readonly query: Query;
}

export interface ExistsTest {
  readonly kind: 'ExistsTest';
  readonly query: Query;
}

export type Comparison = Extract<BinaryOp, '=' | '<>' | '<' | '<=' | '>' | '>='>;

/** `x > ANY (SELECT …)`, `x > ALL (SELECT …)`; `= ANY` and `<> ALL` are IN and NOT IN. */
export interface QuantifiedTest {
  readonly kind: 'QuantifiedTest';
  readonly operand: Expr;
  readonly op: Comparison;
  readonly all: boolean;
  readonly query: Query;
}

export interface RowExpr {
  readonly kind: 'RowExpr';
  readonly items: readonly Expr[];
}

export interface CollateExpr {
  readonly kind: 'CollateExpr';
  readonly operand: Expr;
  readonly collation: string;
}

/** DEFAULT as a value (no column) or DEFAULT(column). */
export interface DefaultExpr {
  readonly kind: 'DefaultExpr';
  readonly column?: string;
}

/** The value that EXECUTE gives for a `?`. */
export interface GivenValue {
  readonly kind: 'GivenValue';
  readonly value: StoredValue;
  readonly type: SqlType;
}

// ---------------------------------------------------------------- queries

/** SELECT, VALUES in parentheses, UNION and friends. */
export type Query = Select | SetOperation;

/** `name [(columns)] AS (query)` behind WITH. */
export interface CommonTable {
  readonly name: string;
  readonly columns?: readonly string[];
  readonly query: Query;
}

export interface With {
  readonly recursive: boolean;
  readonly tables: readonly CommonTable[];
}

export interface Select {
  readonly kind: 'Select';
  readonly with?: With;
  readonly distinct: boolean;
  /** SQL_CALC_FOUND_ROWS: FOUND_ROWS() counts as if there were no LIMIT. */
  readonly calcFoundRows?: true;
  readonly items: readonly SelectItem[];
  readonly from: readonly TableReference[];
  readonly where?: Expr;
  readonly groupBy: readonly OrderItem[];
  /** WITH ROLLUP. */
  readonly rollup?: true;
  readonly having?: Expr;
  readonly orderBy: readonly OrderItem[];
  readonly limit?: Limit;
  readonly lock?: 'FOR UPDATE' | 'LOCK IN SHARE MODE';
}

export interface SetOperation {
  readonly kind: 'SetOperation';
  readonly with?: With;
  readonly op: 'UNION' | 'EXCEPT' | 'INTERSECT';
  readonly all: boolean;
  readonly left: Query;
  readonly right: Query;
  readonly orderBy: readonly OrderItem[];
  readonly limit?: Limit;
}

export type SelectItem =
  /** `*`, `t.*`, `db.t.*`. */
  | { readonly kind: 'Star'; readonly table?: string; readonly db?: string }
  /** `text` is the label where no alias is: the source, but a string's value, and a number without its parentheses. */
  | { readonly kind: 'Item'; readonly expr: Expr; readonly alias?: string; readonly text: string };

export interface OrderItem {
  readonly expr: Expr;
  readonly descending: boolean;
}

export interface Limit {
  readonly count: Expr;
  readonly offset?: Expr;
}

export type TableReference = NamedTable | DerivedTable | Join;

export interface TableName {
  readonly db?: string;
  readonly name: string;
  /** PARTITION (a, b): only these are looked at. */
  readonly partitions?: readonly string[];
}

export interface NamedTable {
  readonly kind: 'NamedTable';
  readonly table: TableName;
  readonly alias?: string;
}

export interface DerivedTable {
  readonly kind: 'DerivedTable';
  readonly query: Query;
  readonly alias: string;
}

export interface Join {
  readonly kind: 'Join';
  readonly type: 'INNER' | 'LEFT' | 'RIGHT' | 'CROSS';
  readonly natural: boolean;
  readonly left: TableReference;
  readonly right: TableReference;
  readonly on?: Expr;
  readonly using?: readonly string[];
}

// ---------------------------------------------------------------- data definition

/** A data type as written; its meaning (default lengths, charsets) is decided when the statement runs. */
export interface DataType {
  /** Upper case, synonyms resolved: INTEGER is INT, NUMERIC is DECIMAL, BOOL is TINYINT with args ['1']. */
  readonly name: string;
  /** What stands in the parentheses: numbers, or the members of ENUM and SET. */
  readonly args: readonly string[];
  readonly unsigned: boolean;
  readonly zerofill: boolean;
  readonly charset?: string;
  /** BINARY: the binary collation of the character set. */
  readonly binary?: boolean;
  readonly collate?: string;
}

export interface ColumnDefinition {
  readonly name: string;
  readonly type: DataType;
  /** undefined: neither NULL nor NOT NULL was written. */
  readonly nullable?: boolean;
  readonly default?: Expr;
  readonly onUpdate?: Expr;
  readonly autoIncrement: boolean;
  readonly key?: 'PRIMARY' | 'UNIQUE' | 'KEY';
  /** REFERENCES makes the column a foreign key. */
  readonly references?: References;
  readonly comment?: string;
  readonly generated?: { readonly expr: Expr; readonly text: string; readonly stored: boolean };
  readonly check?: { readonly expr: Expr; readonly text: string };
  readonly invisible?: boolean;
}

export interface KeyPart {
  readonly column: string;
  /** Prefix length in characters. */
  readonly length?: number;
  readonly descending: boolean;
}

export interface KeyDefinition {
  readonly type: 'PRIMARY' | 'UNIQUE' | 'KEY' | 'FULLTEXT' | 'SPATIAL' | 'FOREIGN';
  /** Of a foreign key: that of the constraint and of its index. */
  readonly name?: string;
  readonly parts: readonly KeyPart[];
  readonly using?: string;
  readonly blockSize?: number;
  readonly comment?: string;
  readonly ignored?: true;
  /** Of a foreign key. */
  readonly references?: References;
  /** Nobody has written it: a foreign key needs it. */
  readonly generated?: true;
}

/** RESTRICT and SET DEFAULT mean what nothing means. */
export type ReferentialAction = 'RESTRICT' | 'CASCADE' | 'SET NULL' | 'NO ACTION' | 'SET DEFAULT';

/** REFERENCES t (a, b) ON DELETE … ON UPDATE … */
export interface References {
  readonly table: TableName;
  /** undefined: columns of the same names. */
  readonly columns?: readonly string[];
  readonly onDelete?: ReferentialAction;
  readonly onUpdate?: ReferentialAction;
}

/** `NAME=value` behind the closing parenthesis. */
export interface TableOption {
  /** As typed. */
  readonly name: string;
  /** undefined for DEFAULT. */
  readonly value?: string;
  /** Was it an identifier, a string or a number? `1.5` and `-1` never get here. */
  readonly form: 'word' | 'string' | 'number' | 'default';
}

export interface CreateTable {
  readonly kind: 'CreateTable';
  readonly table: TableName;
  readonly temporary: boolean;
  readonly orReplace: boolean;
  readonly ifNotExists: boolean;
  readonly columns: readonly ColumnDefinition[];
  readonly keys: readonly KeyDefinition[];
  readonly checks: readonly { readonly name?: string; readonly expr: Expr; readonly text: string }[];
  readonly options: readonly TableOption[];
  readonly like?: TableName;
  readonly select?: Query;
  /** What happens to rows of `select` whose key is there already. */
  readonly duplicates?: 'IGNORE' | 'REPLACE';
  readonly partition?: PartitionClause;
}

/** PARTITION BY …, ADD PARTITION … and all behind it, unread: `partitioning.ts` reads it. */
export interface PartitionClause {
  /** Where it begins in the statement. */
  readonly offset: number;
}

/** PARTITION BY. */
export interface PartitionBy {
  readonly method: 'HASH' | 'KEY' | 'RANGE' | 'LIST';
  readonly linear: boolean;
  /** HASH, RANGE and LIST of one number. */
  readonly expr?: Expr;
  /** KEY, RANGE COLUMNS and LIST COLUMNS. */
  readonly columns?: readonly string[];
  /** PARTITIONS n. */
  readonly count?: number;
  readonly partitions?: readonly PartitionDefinition[];
}

export interface PartitionDefinition {
  readonly name: string;
  /** VALUES LESS THAN (a, b). */
  readonly lessThan?: readonly PartitionValue[];
  /** VALUES IN (a, b): each may be a row. */
  readonly values?: readonly (readonly PartitionValue[])[];
  readonly comment?: string;
}

export type PartitionValue = Expr | 'MAXVALUE';

/** What ALTER TABLE does with partitions. */
export type PartitionAction =
  | { readonly action: 'BY'; readonly by: PartitionBy }
  | { readonly action: 'REMOVE' }
  | { readonly action: 'ADD'; readonly partitions: readonly PartitionDefinition[]; readonly count?: number }
  | { readonly action: 'DROP' | 'TRUNCATE'; readonly names: readonly string[] | 'ALL'; readonly ifExists: boolean }
  | { readonly action: 'COALESCE'; readonly count: number }
  | {
      readonly action: 'REORGANIZE';
      readonly names: readonly string[];
      readonly partitions: readonly PartitionDefinition[];
    };

export type AlterAction =
  | { readonly kind: 'AddCheck'; readonly check: CreateTable['checks'][number] }
  | {
      readonly kind: 'AddColumn';
      readonly column: ColumnDefinition;
      readonly position?: ColumnPosition;
      readonly ifNotExists: boolean;
    }
  | { readonly kind: 'DropColumn'; readonly name: string; readonly ifExists: boolean }
  | {
      readonly kind: 'ChangeColumn';
      readonly name: string;
      readonly column: ColumnDefinition;
      readonly position?: ColumnPosition;
      readonly ifExists: boolean;
    }
  | { readonly kind: 'AlterDefault'; readonly name: string; readonly default?: Expr; readonly ifExists: boolean }
  | { readonly kind: 'RenameColumn'; readonly name: string; readonly to: string; readonly ifExists: boolean }
  | {
      readonly kind: 'AddKey';
      readonly key: KeyDefinition;
      readonly ifNotExists: boolean;
      /** CREATE OR REPLACE INDEX. */
      readonly orReplace?: true;
    }
  | {
      readonly kind: 'DropKey';
      /** What DROP was followed by; error 1091 names it. */
      readonly what: 'INDEX' | 'CONSTRAINT' | 'FOREIGN KEY';
      readonly name: string;
      readonly ifExists: boolean;
    }
  | { readonly kind: 'RenameKey'; readonly name: string; readonly to: string; readonly ifExists: boolean }
  | { readonly kind: 'DropPrimaryKey' }
  | { readonly kind: 'Rename'; readonly to: TableName }
  | { readonly kind: 'Tablespace'; readonly action: 'DISCARD' | 'IMPORT' }
  | { readonly kind: 'Force' }
  /** Rows are copied in that order. */
  | { readonly kind: 'OrderBy'; readonly items: readonly OrderItem[] }
  | { readonly kind: 'Convert'; readonly charset: string; readonly collate?: string }
  | { readonly kind: 'Options'; readonly options: readonly TableOption[] }
  | { readonly kind: 'Partitions'; readonly clause: PartitionClause }
  | { readonly kind: 'Algorithm'; readonly value: string }
  | { readonly kind: 'Lock'; readonly value: string };

export type ColumnPosition = { readonly first: true } | { readonly after: string };

export interface AlterTable {
  readonly kind: 'AlterTable';
  readonly table: TableName;
  readonly ifExists: boolean;
  readonly actions: readonly AlterAction[];
  /** What it was written as; undefined: ALTER TABLE. */
  readonly as?: 'CREATE INDEX' | 'DROP INDEX';
}

/** CREATE VIEW, or with `alter` ALTER VIEW. */
export interface CreateView {
  readonly kind: 'CreateView';
  readonly alter: boolean;
  readonly orReplace: boolean;
  readonly ifNotExists: boolean;
  readonly view: TableName;
  readonly columns?: readonly string[];
  readonly algorithm?: 'UNDEFINED' | 'MERGE' | 'TEMPTABLE';
  readonly definer?: AccountName;
  readonly security?: 'DEFINER' | 'INVOKER';
  readonly query: Query;
  readonly check?: 'LOCAL' | 'CASCADED';
}

export interface DropView {
  readonly kind: 'DropView';
  readonly views: readonly TableName[];
  readonly ifExists: boolean;
}

export interface DropTable {
  readonly kind: 'DropTable';
  readonly tables: readonly TableName[];
  readonly ifExists: boolean;
  readonly temporary: boolean;
}

export interface TruncateTable {
  readonly kind: 'TruncateTable';
  readonly table: TableName;
}

export interface RenameTable {
  readonly kind: 'RenameTable';
  readonly ifExists: boolean;
  readonly pairs: readonly { readonly from: TableName; readonly to: TableName }[];
}

export interface CreateDatabase {
  readonly kind: 'CreateDatabase';
  readonly name: string;
  readonly orReplace: boolean;
  readonly ifNotExists: boolean;
  readonly charset?: string;
  readonly collate?: string;
}

export interface DropDatabase {
  readonly kind: 'DropDatabase';
  readonly name: string;
  readonly ifExists: boolean;
}

export interface UseDatabase {
  readonly kind: 'UseDatabase';
  readonly name: string;
}

// ---------------------------------------------------------------- data manipulation

export interface Insert {
  readonly kind: 'Insert';
  readonly replace: boolean;
  readonly ignore: boolean;
  readonly table: TableName;
  /** undefined: no column list. */
  readonly columns?: readonly string[];
  readonly source:
    | { readonly kind: 'Values'; readonly rows: readonly (readonly Expr[])[] }
    | { readonly kind: 'Query'; readonly query: Query };
  readonly onDuplicate: readonly SetColumn[];
  readonly returning?: readonly SelectItem[];
}

/** How a file for LOAD DATA is divided; the defaults are those of files that mariadb-dump --tab writes. */
export interface FileFormat {
  readonly fieldEnd: string;
  /** Empty: fields stand as they are. OPTIONALLY makes a difference only to who writes such files. */
  readonly enclosure: string;
  readonly escape: string;
  readonly lineStart: string;
  readonly lineEnd: string;
}

/** What a field of the file goes into. */
export type FieldTarget =
  | { readonly kind: 'ColumnRef'; readonly name: string }
  | { readonly kind: 'UserVariable'; readonly name: string };

/** LOAD DATA INFILE. */
export interface LoadData {
  readonly kind: 'LoadData';
  readonly local: boolean;
  readonly file: string;
  readonly replace: boolean;
  readonly ignore: boolean;
  readonly table: TableName;
  readonly charset?: string;
  readonly format: FileFormat;
  readonly ignoredLines: number;
  /** undefined: all columns. */
  readonly targets?: readonly FieldTarget[];
  readonly set: readonly SetColumn[];
}

export interface SetColumn {
  readonly column: ColumnRef;
  readonly value: Expr;
}

export interface Update {
  readonly kind: 'Update';
  readonly ignore: boolean;
  readonly tables: readonly TableReference[];
  readonly set: readonly SetColumn[];
  readonly where?: Expr;
  readonly orderBy: readonly OrderItem[];
  readonly limit?: Limit;
}

export interface Delete {
  readonly kind: 'Delete';
  readonly ignore: boolean;
  /** Single-table form: one NamedTable. Multi-table form: what to delete from, with `using`. */
  readonly targets: readonly NamedTable[];
  readonly using: readonly TableReference[];
  readonly where?: Expr;
  readonly orderBy: readonly OrderItem[];
  readonly limit?: Limit;
  readonly returning?: readonly SelectItem[];
}

export interface SelectStatement {
  readonly kind: 'SelectStatement';
  readonly query: Query;
  /** SELECT … INTO @a, b. */
  readonly into?: readonly Destination[];
  /** INTO stands behind FROM, where it is deprecated. */
  readonly intoTrails?: boolean;
}

/** Where a value goes: `@a`, or a variable of the routine that the statement stands in. */
export type Destination =
  | { readonly kind: 'UserVariable'; readonly name: string }
  | { readonly kind: 'Local'; readonly name: string };

/** DO expr, expr. */
export interface Do {
  readonly kind: 'Do';
  readonly items: readonly Expr[];
}

// ---------------------------------------------------------------- transactions and sessions

export interface Begin {
  readonly kind: 'Begin';
  readonly readOnly: boolean;
  readonly readWrite: boolean;
  readonly consistentSnapshot: boolean;
}

export interface Commit {
  readonly kind: 'Commit';
  readonly chain: boolean;
}

export interface Rollback {
  readonly kind: 'Rollback';
  readonly chain: boolean;
  /** ROLLBACK TO [SAVEPOINT] name. */
  readonly savepoint?: string;
}

export interface Savepoint {
  readonly kind: 'Savepoint';
  readonly name: string;
  readonly release: boolean;
}

/** One item of SET. A bare word that is not a simple variable stays an expression (ColumnRef). */
export type SetItem =
  | { readonly kind: 'UserVariable'; readonly name: string; readonly value: Expr }
  | {
      readonly kind: 'SystemVariable';
      readonly name: string;
      /** As in `@@foo.x` or `foo.x`. */
      readonly component?: string;
      /** The effective scope: GLOBAL/SESSION before a bare name stays in force for the bare names behind it. */
      readonly scope: 'GLOBAL' | 'SESSION';
      readonly value: SetValue;
    }
  /** A variable of the routine around the statement; `row`: a column of the row that a trigger sees. */
  | { readonly kind: 'Local'; readonly name: string; readonly row?: string; readonly value: Expr | undefined }
  | { readonly kind: 'Names'; readonly charset: string; readonly collate?: string }
  | { readonly kind: 'CharacterSet'; readonly charset: string }
  | {
      readonly kind: 'Transaction';
      readonly scope?: 'GLOBAL' | 'SESSION';
      readonly isolation?: string;
      readonly readOnly?: boolean;
    }
  | { readonly kind: 'Password'; readonly user?: AccountName; readonly password: Expr };

/** DEFAULT, a bare word (ON, OFF, ALL, BINARY, any identifier), or an expression. */
export type SetValue =
  | { readonly kind: 'Default' }
  | { readonly kind: 'Word'; readonly word: string }
  | { readonly kind: 'Expr'; readonly expr: Expr; readonly text: string };

export interface Set {
  readonly kind: 'Set';
  readonly items: readonly SetItem[];
}

/** SET STATEMENT x=1, y=2 FOR statement. */
export interface SetStatement {
  readonly kind: 'SetStatement';
  readonly items: readonly SetItem[];
  readonly statement: Statement;
}

/** PUBLIC has no host; CURRENT_USER is a user without one. */
export interface AccountName {
  readonly user: string;
  readonly host: string;
}

/** PREPARE name FROM text. */
export interface Prepare {
  readonly kind: 'Prepare';
  readonly name: string;
  readonly source: Expr;
}

/** EXECUTE name USING a, b. */
export interface Execute {
  readonly kind: 'Execute';
  readonly name: string;
  readonly values: readonly Expr[];
}

/** EXECUTE IMMEDIATE text USING a, b. */
export interface ExecuteImmediate {
  readonly kind: 'ExecuteImmediate';
  readonly source: Expr;
  readonly values: readonly Expr[];
}

/** DEALLOCATE PREPARE name, DROP PREPARE name. */
export interface Deallocate {
  readonly kind: 'Deallocate';
  readonly name: string;
}

export interface Signal {
  readonly kind: 'Signal';
  readonly sqlstate: string;
  readonly items: readonly { readonly name: string; readonly value: Expr }[];
}

/** The condition that a handler deals with, once more; what is named here takes the place of what it was. */
export interface Resignal {
  readonly kind: 'Resignal';
  readonly sqlstate?: string;
  readonly items: readonly { readonly name: string; readonly value: Expr }[];
}

export interface GetDiagnostics {
  readonly kind: 'GetDiagnostics';
  /** undefined: the statement's own items (NUMBER, ROW_COUNT). */
  readonly condition?: Expr;
  readonly items: readonly { readonly variable: Destination; readonly name: string }[];
}

// ---------------------------------------------------------------- plugins

/** INSTALL PLUGIN [IF NOT EXISTS] name SONAME 'library' */
export interface InstallPlugin {
  readonly kind: 'InstallPlugin';
  readonly ifNotExists: boolean;
  readonly name: string;
  readonly soname: string;
}

/** INSTALL SONAME 'library': every plugin that the library holds. */
export interface InstallSoname {
  readonly kind: 'InstallSoname';
  readonly soname: string;
}

export interface UninstallPlugin {
  readonly kind: 'UninstallPlugin';
  readonly ifExists: boolean;
  readonly name: string;
}

export interface UninstallSoname {
  readonly kind: 'UninstallSoname';
  readonly ifExists: boolean;
  readonly soname: string;
}

// ---------------------------------------------------------------- administration

/** LIKE 'pattern' or WHERE expr behind a SHOW. */
export interface ShowFilter {
  readonly like?: string;
  readonly where?: Expr;
}

export type ShowTopic =
  | { readonly topic: 'PLUGINS' }
  | { readonly topic: 'PLUGINS SONAME'; readonly soname?: string }
  | { readonly topic: 'VARIABLES' | 'STATUS'; readonly scope?: VariableScope }
  | { readonly topic: 'DATABASES' }
  | { readonly topic: 'TABLES'; readonly full: boolean; readonly db?: string }
  | { readonly topic: 'TABLE STATUS'; readonly db?: string }
  | { readonly topic: 'COLUMNS'; readonly full: boolean; readonly table: TableName }
  | { readonly topic: 'INDEX'; readonly table: TableName }
  | { readonly topic: 'CREATE TABLE' | 'CREATE VIEW'; readonly table: TableName }
  | { readonly topic: 'CREATE DATABASE'; readonly db: string; readonly ifNotExists: boolean }
  | { readonly topic: 'WARNINGS' | 'ERRORS'; readonly limit?: Limit }
  | { readonly topic: 'COUNT WARNINGS' | 'COUNT ERRORS' }
  | { readonly topic: 'ENGINES' }
  | { readonly topic: 'ENGINE STATUS'; readonly engine: string; readonly what: 'STATUS' | 'MUTEX' | 'LOGS' }
  | { readonly topic: 'PROCESSLIST'; readonly full: boolean }
  | { readonly topic: 'GRANTS' | 'CREATE USER'; readonly user?: AccountName }
  | { readonly topic: 'CHARACTER SET' | 'COLLATION' }
  | { readonly topic: 'CREATE ROUTINE'; readonly type: RoutineType | PackageType; readonly name: TableName }
  | { readonly topic: 'ROUTINE STATUS'; readonly type: RoutineType | PackageType }
  | { readonly topic: 'CREATE TRIGGER'; readonly name: TableName }
  | { readonly topic: 'CREATE EVENT'; readonly name: TableName }
  | { readonly topic: 'TRIGGERS' | 'EVENTS'; readonly db?: string }
  /** SHOW ident: a plugin's information_schema table with a SHOW form. `offset` points at the ident, for 1064. */
  | { readonly topic: 'IDENT'; readonly name: string; readonly offset: number; readonly filterOffset: number };

export interface Show {
  readonly kind: 'Show';
  readonly show: ShowTopic;
  readonly filter: ShowFilter;
}

/** DESCRIBE table [column] is SHOW COLUMNS; this is EXPLAIN of a statement. */
export interface Explain {
  readonly kind: 'Explain';
  readonly statement: Statement;
}

export type FlushItem =
  | { readonly kind: 'Option'; readonly name: string }
  | {
      readonly kind: 'Tables';
      readonly tables: readonly TableName[];
      readonly withReadLock: boolean;
      readonly forExport: boolean;
    }
  /** A plugin's information_schema table with a reset. */
  | { readonly kind: 'Ident'; readonly name: string; readonly offset: number };

export interface Flush {
  readonly kind: 'Flush';
  readonly items: readonly FlushItem[];
}

export interface LockTables {
  readonly kind: 'LockTables';
  readonly locks: readonly { readonly table: TableName; readonly alias?: string; readonly type: 'READ' | 'WRITE' }[];
}

export interface UnlockTables {
  readonly kind: 'UnlockTables';
}

/** CHECK, ANALYZE, OPTIMIZE, REPAIR, CHECKSUM TABLE. */
export interface TableMaintenance {
  readonly kind: 'TableMaintenance';
  readonly action: 'CHECK' | 'ANALYZE' | 'OPTIMIZE' | 'REPAIR' | 'CHECKSUM';
  readonly tables: readonly TableName[];
  readonly options: readonly string[];
}

export interface Kill {
  readonly kind: 'Kill';
  readonly query: boolean;
  readonly id: Expr;
}

export interface Shutdown {
  readonly kind: 'Shutdown';
}

// ---------------------------------------------------------------- accounts

/** One way to log in: IDENTIFIED BY has no plugin. `hash` as it is kept, `password` in clear. */
export interface AuthMethod {
  readonly plugin?: string;
  readonly hash?: string;
  readonly password?: string;
}

export interface UserSpecification {
  readonly account: AccountName;
  /** Any of these will do; undefined: nothing was written. */
  readonly auth?: readonly AuthMethod[];
}

/** REQUIRE: what an account's connections must have. */
export interface Requirement {
  readonly type: 'NONE' | 'SSL' | 'X509' | 'SPECIFIED';
  readonly cipher?: string;
  readonly issuer?: string;
  readonly subject?: string;
}

/** CREATE [OR REPLACE] USER [IF NOT EXISTS] a, b [REQUIRE …] [ACCOUNT LOCK] */
export interface CreateUser {
  readonly kind: 'CreateUser';
  readonly orReplace: boolean;
  readonly ifNotExists: boolean;
  readonly users: readonly UserSpecification[];
  readonly locked?: boolean;
  readonly requirement?: Requirement;
}

export interface AlterUser {
  readonly kind: 'AlterUser';
  readonly ifExists: boolean;
  readonly users: readonly UserSpecification[];
  readonly locked?: boolean;
  readonly requirement?: Requirement;
}

export interface DropUser {
  readonly kind: 'DropUser';
  readonly ifExists: boolean;
  readonly users: readonly AccountName[];
}

export interface RenameUser {
  readonly kind: 'RenameUser';
  readonly pairs: readonly { readonly from: AccountName; readonly to: AccountName }[];
}

/** What is behind ON: a database without a name is the current one. */
export type GrantLevel =
  | { readonly kind: 'Global' }
  | { readonly kind: 'Database'; readonly db?: string }
  | { readonly kind: 'Table'; readonly table: TableName };

/** Privileges by their names in SHOW GRANTS; ALL, USAGE and GRANT OPTION are among them. */
export interface Grant {
  readonly kind: 'Grant';
  readonly privileges: readonly string[];
  readonly level: GrantLevel;
  readonly users: readonly UserSpecification[];
  readonly grantOption: boolean;
  readonly requirement?: Requirement;
}

export interface Revoke {
  readonly kind: 'Revoke';
  readonly privileges: readonly string[];
  readonly level: GrantLevel;
  readonly users: readonly AccountName[];
}

/** REVOKE ALL PRIVILEGES, GRANT OPTION FROM a, b */
export interface RevokeAll {
  readonly kind: 'RevokeAll';
  readonly users: readonly AccountName[];
}

// ---------------------------------------------------------------- routines and triggers

export type RoutineType = 'PROCEDURE' | 'FUNCTION';

/** What can be asked for, though none can be made. */
export type PackageType = 'PACKAGE' | 'PACKAGE BODY';

export interface Parameter {
  readonly mode: 'IN' | 'OUT' | 'INOUT';
  readonly name: string;
  readonly type: DataType;
}

/** What CREATE and ALTER say about a routine; ALTER only what changes. */
export interface RoutineCharacteristics {
  readonly comment?: string;
  readonly deterministic?: boolean;
  readonly dataAccess?: 'CONTAINS SQL' | 'NO SQL' | 'READS SQL DATA' | 'MODIFIES SQL DATA';
  readonly security?: 'DEFINER' | 'INVOKER';
}

/** What is kept of a routine besides its name. */
export interface RoutineDefinition {
  readonly type: RoutineType;
  readonly parameters: readonly Parameter[];
  /** What stood between the parentheses. */
  readonly parameterText: string;
  readonly returns?: DataType;
  readonly characteristics: RoutineCharacteristics;
  readonly body: RoutineStatement;
  readonly bodyText: string;
}

export interface CreateRoutine {
  readonly kind: 'CreateRoutine';
  readonly orReplace: boolean;
  readonly ifNotExists: boolean;
  readonly definer?: AccountName;
  readonly name: TableName;
  readonly routine: RoutineDefinition;
}

export interface AlterRoutine {
  readonly kind: 'AlterRoutine';
  readonly type: RoutineType;
  readonly name: TableName;
  readonly characteristics: RoutineCharacteristics;
}

export interface DropRoutine {
  readonly kind: 'DropRoutine';
  readonly type: RoutineType;
  readonly ifExists: boolean;
  readonly name: TableName;
}

/** CALL p(…) */
export interface CallProcedure {
  readonly kind: 'CallProcedure';
  readonly name: TableName;
  readonly args: readonly Expr[];
}

/** A compound statement that stands in no routine: BEGIN NOT ATOMIC … END, IF … END IF. */
export interface Compound {
  readonly kind: 'Compound';
  readonly body: RoutineStatement;
}

export type TriggerTime = 'BEFORE' | 'AFTER';
export type TriggerEvent = 'INSERT' | 'UPDATE' | 'DELETE';

export interface CreateTrigger {
  readonly kind: 'CreateTrigger';
  readonly orReplace: boolean;
  readonly ifNotExists: boolean;
  readonly definer?: AccountName;
  readonly name: TableName;
  readonly time: TriggerTime;
  readonly event: TriggerEvent;
  readonly table: TableName;
  /** FOLLOWS or PRECEDES another trigger. */
  readonly place?: { readonly order: 'FOLLOWS' | 'PRECEDES'; readonly trigger: string };
  readonly body: RoutineStatement;
  /** From the word TRIGGER on, as it was typed. */
  readonly text: string;
  readonly bodyText: string;
}

export interface DropTrigger {
  readonly kind: 'DropTrigger';
  readonly ifExists: boolean;
  readonly name: TableName;
}

/** A statement of a routine's body, and the line of the text that it begins in. */
export type RoutineStatement = RoutineStep & { readonly line: number };

export type RoutineStep =
  | Block
  | { readonly kind: 'Plain'; readonly statement: Statement; readonly text: string }
  | {
      readonly kind: 'If';
      readonly branches: readonly { readonly when: Expr; readonly body: readonly RoutineStatement[] }[];
      readonly otherwise: readonly RoutineStatement[];
    }
  | {
      readonly kind: 'Case';
      readonly operand?: Expr;
      readonly branches: readonly { readonly when: Expr; readonly body: readonly RoutineStatement[] }[];
      readonly otherwise: readonly RoutineStatement[] | undefined;
    }
  /** LOOP, WHILE and REPEAT. */
  | {
      readonly kind: 'Loop';
      readonly label?: string;
      readonly while?: Expr;
      readonly until?: Expr;
      readonly body: readonly RoutineStatement[];
    }
  /** FOR i IN [REVERSE] a .. b DO … END FOR */
  | {
      readonly kind: 'ForRange';
      readonly label?: string;
      readonly variable: string;
      readonly from: Expr;
      readonly to: Expr;
      readonly reverse: boolean;
      readonly body: readonly RoutineStatement[];
    }
  | { readonly kind: 'Leave' | 'Iterate'; readonly label: string }
  | { readonly kind: 'Return'; readonly value: Expr }
  | { readonly kind: 'Open' | 'Close'; readonly cursor: string }
  | { readonly kind: 'Fetch'; readonly cursor: string; readonly into: readonly Destination[] };

export interface Block {
  readonly kind: 'Block';
  readonly label?: string;
  readonly declarations: readonly Declaration[];
  readonly body: readonly RoutineStatement[];
}

export type Declaration =
  | {
      readonly kind: 'Variables';
      readonly names: readonly string[];
      readonly type: DataType;
      readonly value: Expr | undefined;
    }
  | { readonly kind: 'Cursor'; readonly name: string; readonly query: Query }
  | {
      readonly kind: 'Handler';
      readonly action: 'CONTINUE' | 'EXIT';
      readonly conditions: readonly HandledCondition[];
      readonly body: RoutineStatement;
    };

/** What a handler is for. */
export type HandledCondition =
  | { readonly kind: 'Errno'; readonly errno: number }
  | { readonly kind: 'State'; readonly sqlstate: string }
  | { readonly kind: 'SQLWARNING' | 'NOT FOUND' | 'SQLEXCEPTION' };

/** Parsed where MariaDB parses it, answered with 1235: `what` is the feature's name. */
export interface Unsupported {
  readonly kind: 'Unsupported';
  readonly what: string;
}

export type Statement =
  | SelectStatement
  | Insert
  | Update
  | Delete
  | Do
  | CreateTable
  | AlterTable
  | DropTable
  | CreateView
  | DropView
  | TruncateTable
  | RenameTable
  | CreateDatabase
  | DropDatabase
  | UseDatabase
  | Begin
  | Commit
  | Rollback
  | Savepoint
  | Set
  | SetStatement
  | Prepare
  | Execute
  | ExecuteImmediate
  | Deallocate
  | Signal
  | Resignal
  | GetDiagnostics
  | InstallPlugin
  | InstallSoname
  | UninstallPlugin
  | UninstallSoname
  | Show
  | Explain
  | Flush
  | LockTables
  | UnlockTables
  | TableMaintenance
  | LoadData
  | Kill
  | Shutdown
  | CreateUser
  | AlterUser
  | DropUser
  | RenameUser
  | Grant
  | Revoke
  | RevokeAll
  | CreateRoutine
  | AlterRoutine
  | DropRoutine
  | CallProcedure
  | Compound
  | CreateTrigger
  | DropTrigger
  | Unsupported;

export type StatementOf<Kind extends Statement['kind']> = Extract<Statement, { kind: Kind }>;
