/** What binding has at hand, and the order of the parts: expressions need queries, queries need expressions. */
import type { ColumnRef, Expr, Join, NamedTable, Query, SelectItem } from '../parser/ast.js';
import type { Opened } from './bind-changed.js';
import type { CommonTables } from './bind-with.js';
import type { Catalog } from './catalog.js';
import type { Environment } from './environment.js';
import type { BindContext } from './functions/define.js';
import type { Clause, Scope } from './scope.js';
import type { BoundQuery, Node, ResultItem, Source } from './tree.js';

/** Where an expression stands. */
export interface Place {
  readonly scope: Scope;
  readonly clause: Clause;
  /** undefined: aggregate functions are not allowed here (1111). */
  readonly aggregates: boolean;
  /** DEFAULT and VALUES() of a statement that writes. */
  readonly special?: SpecialNames;
}

/** What DEFAULT, DEFAULT(x) and VALUES(x) mean in the statement. */
export interface SpecialNames {
  defaultOf(column: string | undefined): Node;
  valueOf(column: string): Node;
}

/** Hears what names mean while a query is bound: a view's text is written with that. */
export interface Observer {
  column(reference: ColumnRef, node: Node): void;
  items(written: readonly SelectItem[], bound: readonly ResultItem[]): void;
  /** NATURAL and USING. */
  pairs(join: Join, pairs: readonly (readonly [Node, Node])[]): void;
  table(reference: NamedTable, source: Source): void;
}

export interface Binder extends BindContext {
  readonly observer: Observer | undefined;
  readonly catalog: Catalog;
  readonly env: Environment;
  /** The common tables that can be seen. */
  readonly common: CommonTables | undefined;
  /** Binds with other common tables in sight. */
  within<T>(common: CommonTables | undefined, work: () => T): T;
  /** Stands for a table in FROM in another way than queries have it; undefined: it does not. */
  opened?(reference: NamedTable): Opened | undefined;
  /** A new alias for the printed SQL, unique in the statement. */
  nextId(): string;
  /** Binds a query that may look at the scope around it. */
  query(query: Query, outer: Scope | undefined): BoundQuery;
  /** Binds an expression. */
  expression(expr: Expr, place: Place): Node;
}
