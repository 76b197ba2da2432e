/** The typed tree: what binding makes of an AST, and what is printed for SQLite or computed in JavaScript. */
import type { SqlType } from '../base/types.js';
import type { Sequence, TableIndex } from './catalog.js';
import type { AggregateFunction, SqlFunction } from './functions/define.js';
import type { Value } from './value.js';

/** A typed expression. */
export type Node =
  | ConstantNode
  | ColumnNode
  | ApplyNode
  | AggregateNode
  | ScalarNode
  | ExistsNode
  | InQueryNode
  | ParameterNode;

interface Typed {
  readonly type: SqlType;
  readonly nullable: boolean;
}

/** The values that an integer expression can have. */
export interface Range {
  readonly min: bigint;
  readonly max: bigint;
}

export interface ConstantNode extends Typed {
  readonly kind: 'Constant';
  readonly value: Value;
  /** As it was typed, for error messages. */
  readonly text: string;
  /** The value of a system variable. */
  readonly isVariable?: boolean;
}

/** A column of a table in FROM. */
export interface ColumnNode extends Typed {
  readonly kind: 'Column';
  readonly name: string;
  readonly source: Source;
  /** Position among the source's columns. */
  readonly index: number;
}

/** A function or operator applied to arguments. */
export interface ApplyNode extends Typed {
  readonly kind: 'Apply';
  readonly function: SqlFunction;
  readonly args: readonly Node[];
  /** True when every execution in one statement gives the same: no column, no chance. */
  readonly constant: boolean;
}

export interface OrderTerm {
  readonly node: Node;
  readonly descending: boolean;
}

export interface AggregateNode extends Typed {
  readonly kind: 'Aggregate';
  readonly function: AggregateFunction;
  readonly args: readonly Node[];
  readonly distinct: boolean;
  readonly orderBy: readonly OrderTerm[];
  readonly separator: string;
}

/** A subquery as one value. */
export interface ScalarNode extends Typed {
  readonly kind: 'Scalar';
  readonly query: BoundQuery;
}

export interface ExistsNode extends Typed {
  readonly kind: 'Exists';
  readonly query: BoundQuery;
}

/** `(a, b) IN (SELECT …)`: both sides are already sort keys of one domain. */
export interface InQueryNode extends Typed {
  readonly kind: 'InQuery';
  readonly operands: readonly Node[];
  readonly query: BoundQuery;
  readonly keys: readonly Node[];
}

/** A value that is known when the statement runs: a row under way, the values of VALUES(). */
export interface ParameterNode extends Typed {
  readonly kind: 'Parameter';
  readonly slot: number;
  readonly name: string;
}

/** A table, derived table or sequence in FROM. `id` is its alias in the printed SQL, unique in the statement. */
export interface Source {
  readonly id: string;
  /** How the query calls it. */
  readonly alias: string;
  readonly db: string;
  readonly name: string;
  readonly columns: readonly SourceColumn[];
  readonly content:
    | {
        readonly kind: 'Table';
        readonly from: string;
        readonly rowKeySql?: string;
        readonly indexes?: () => readonly TableIndex[];
      }
    | { readonly kind: 'Sequence'; readonly sequence: Sequence }
    | { readonly kind: 'Query'; readonly query: BoundQuery }
    | { readonly kind: 'Recursive'; readonly recursion: Recursion };
}

/** A table of WITH RECURSIVE: the rows of `anchor`, and those that `step` makes of rows that are there. */
export interface Recursion {
  /** Its quoted name in SQLite, by which `step` reads it. */
  readonly name: string;
  /** What `step` calls it. */
  readonly self: string;
  readonly all: boolean;
  readonly anchor: BoundQuery;
  readonly step: BoundQuery;
  /** The types of its columns: those of `anchor`. */
  readonly types: readonly SqlType[];
  /** max_recursive_iterations. */
  readonly limit: number;
}

export interface SourceColumn {
  readonly name: string;
  readonly type: SqlType;
  readonly nullable: boolean;
  /** Its quoted name in SQLite. */
  readonly sql: string;
  /** `*` passes over it. */
  readonly invisible?: boolean;
  /** The column of a base table that it is, for metadata. */
  readonly origin?: { readonly db: string; readonly table: string; readonly column: string };
}

export type FromNode =
  | { readonly kind: 'Source'; readonly source: Source }
  | {
      readonly kind: 'Join';
      readonly type: 'INNER' | 'LEFT' | 'RIGHT';
      readonly left: FromNode;
      readonly right: FromNode;
      readonly on?: Node;
    };

export interface ResultItem {
  readonly name: string;
  readonly node: Node;
}

export interface BoundLimit {
  readonly count: bigint;
  readonly offset: bigint;
}

export interface BoundSelect {
  readonly kind: 'Select';
  readonly distinct: boolean;
  readonly items: readonly ResultItem[];
  readonly from: readonly FromNode[];
  readonly where?: Node;
  readonly groupBy: readonly Node[];
  /** WITH ROLLUP: the groups as they are, not as sort keys. */
  readonly rollup?: readonly Node[];
  readonly having?: Node;
  readonly orderBy: readonly OrderTerm[];
  readonly limit?: BoundLimit;
  /** Does it reduce rows: GROUP BY or an aggregate function? */
  readonly aggregated: boolean;
}

export interface BoundSetOperation {
  readonly kind: 'SetOperation';
  readonly op: 'UNION' | 'EXCEPT' | 'INTERSECT';
  readonly all: boolean;
  readonly left: BoundQuery;
  readonly right: BoundQuery;
  /** The items as the result shows them; their nodes are columns of `source`. */
  readonly items: readonly ResultItem[];
  /** The united rows under a name, for ORDER BY. */
  readonly source: Source;
  readonly orderBy: readonly OrderTerm[];
  readonly limit?: BoundLimit;
}

export type BoundQuery = BoundSelect | BoundSetOperation;

/** Direct parts of an expression, subqueries not included. */
export function childrenOf(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'Apply':
      return node.args;
    case 'Aggregate':
      return [...node.args, ...node.orderBy.map((term) => term.node)];
    case 'InQuery':
      return node.operands;
    default:
      return [];
  }
}

/** Are these two the same expression of the same columns? */
export function sameNode(left: Node, right: Node): boolean {
  if (left === right) return true;
  if (left.kind === 'Column' && right.kind === 'Column')
    return left.source === right.source && left.index === right.index;
  if (left.kind !== 'Apply' || right.kind !== 'Apply' || left.function.name !== right.function.name) return false;
  return (
    left.args.length === right.args.length && left.args.every((arg, index) => sameNode(arg, right.args[index] ?? left))
  );
}

/** Does any part of the expression satisfy the test? */
export function contains(node: Node, test: (part: Node) => boolean): boolean {
  return test(node) || childrenOf(node).some((child) => contains(child, test));
}

export const isConstant = (node: Node): boolean => node.kind === 'Constant' || (node.kind === 'Apply' && node.constant);

const hasQuery = (node: Node): boolean => node.kind === 'Scalar' || node.kind === 'Exists' || node.kind === 'InQuery';

/** Does the expression need SQLite: a subquery somewhere in it? */
export const needsQuery = (node: Node): boolean => contains(node, hasQuery);

/** Does the expression reduce rows? */
export const isAggregated = (node: Node): boolean => contains(node, (part) => part.kind === 'Aggregate');
