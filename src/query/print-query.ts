/** Queries as SQLite text. */
import { sqlError } from '../base/errors.js';
import type { StoredValue } from '../base/types.js';
import type { FunctionHost } from './function-host.js';
import { convertTo } from './functions/cast.js';
import { ownKey } from './functions/comparison.js';
import { indexAccess } from './index-access.js';
import { ExpressionPrinter } from './print-expression.js';
import { columnNode } from './scope.js';
import type {
  BoundLimit,
  BoundQuery,
  BoundSelect,
  BoundSetOperation,
  FromNode,
  InQueryNode,
  Node,
  OrderTerm,
  Recursion,
  ScalarNode,
  Source,
} from './tree.js';
import { isAggregated, sameNode } from './tree.js';

export interface PrintedQuery {
  readonly sql: string;
  readonly params: Readonly<Record<string, StoredValue>>;
}

/** When there are more, all rows of a table are read hardly slower. */
const ROWS_THROUGH_INDEX = 10_000;

const column = (index: number): string => `"r${index}"`;

/** All values in stored form, as tables have them. */
const stored = (node: Node): Node => convertTo(node, node.type);

class Printer {
  readonly expressions: ExpressionPrinter;
  private readonly host: FunctionHost;
  private aliases = 0;

  constructor(host: FunctionHost) {
    this.host = host;
    this.expressions = new ExpressionPrinter(host, this);
  }

  /** A query whose rows are read by another. */
  query(query: BoundQuery): string {
    return this.any(
      query,
      query.items.map(({ node }) => stored(node)),
    );
  }

  any(query: BoundQuery, items: readonly Node[]): string {
    return query.kind === 'Select' ? this.select(query, items) : this.setOperation(query, items);
  }

  private select(query: BoundSelect, items: readonly Node[]): string {
    if (query.rollup) return this.rollup(query, query.rollup, items);
    if (query.distinct && items.some((item) => ownKey(item) !== item)) return this.distinctSelect(query, items);
    const { keys, clauses } = this.core(query, items);
    return `SELECT ${query.distinct ? 'DISTINCT ' : ''}${keys}${clauses}${this.order(query.orderBy)}${limitClause(query.limit)}`;
  }

  /** What stands between SELECT and ORDER BY. Everything is printed in this order, as parameters are numbered by it. */
  private core(query: BoundSelect, items: readonly Node[], condition?: string): { keys: string; clauses: string } {
    const list = items.map((item, index) => `${this.expressions.print(item)} AS ${column(index)}`);
    // HAVING alone does not make SQLite reduce rows.
    const reduces = query.groupBy.length > 0 || items.some(isAggregated);
    const keys = [...list, ...(query.aggregated && !reduces ? ['count(*) AS "rows"'] : [])].join(', ');
    const from = query.from.length === 0 ? '' : ` FROM ${query.from.map((one) => this.from(one)).join(' JOIN ')}`;
    // Without groups, HAVING is another WHERE.
    const filters = [query.where, query.aggregated ? undefined : query.having].filter((node) => node !== undefined);
    const conditions = [
      ...filters.map((node) => this.expressions.print(node)),
      ...this.throughIndex(query),
      ...(condition ? [condition] : []),
    ];
    const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
    const groups =
      query.groupBy.length === 0
        ? ''
        : ` GROUP BY ${query.groupBy.map((node) => this.expressions.print(node)).join(', ')}`;
    const having = query.having && query.aggregated ? ` HAVING ${this.expressions.print(query.having)}` : '';
    return { keys, clauses: from + where + groups + having };
  }

  /** A query of one table goes to its rows through an index, if that is much shorter than through all of them. */
  private throughIndex({ from, where }: BoundSelect): string[] {
    const [only, ...others] = from;
    if (!where || only?.kind !== 'Source' || others.length > 0 || only.source.content.kind !== 'Table') return [];
    const { id, content } = only.source;
    const access = indexAccess(where, only.source, this.host.current);
    if (!access) return [];
    const { index, from: first, to, isOne } = access;
    const rows = (low: string, high: string) =>
      `${index.from} WHERE ${index.keySql} >= ${low}${to ? ` AND ${index.keySql} < ${high}` : ''}`;
    if (!isOne) {
      const probe = `SELECT count(*) FROM (SELECT 1 FROM ${rows('?', '?')} LIMIT ${ROWS_THROUGH_INDEX + 1})`;
      const found = this.host
        .prepare(probe)
        .pluck()
        .get(first, ...(to ? [to] : []));
      if (Number(found) > ROWS_THROUGH_INDEX) return [];
    }
    const range = rows(this.expressions.param(first), to ? this.expressions.param(to) : '');
    return [`${id}.${content.rowKeySql} IN (SELECT ${content.rowKeySql} FROM ${range})`];
  }

  private order(terms: readonly OrderTerm[]): string {
    if (terms.length === 0) return '';
    return ` ORDER BY ${terms.map(({ node, descending }) => `${this.expressions.print(node)}${descending ? ' DESC' : ''}`).join(', ')}`;
  }

  /** WITH ROLLUP: the groups, and each time a later group ends, the rows of all of it; `"f"` tells them apart. */
  private rollup(query: BoundSelect, groups: readonly Node[], items: readonly Node[]): string {
    const { rollup, limit, having, ...plain } = query;
    const levels = query.groupBy.map((_, index) => query.groupBy.length - index);
    const selects = [...levels, 0].map((kept) => {
      const gone = groups.slice(kept);
      const shown = items.map((item) => withoutGroups(item, gone));
      const keys = query.groupBy.map((key, index) => {
        return `${index < kept ? 0 : 1} AS "f${index}", ${index < kept ? this.expressions.print(key) : 'NULL'} AS "g${index}"`;
      });
      const level: BoundSelect = {
        ...plain,
        aggregated: true,
        groupBy: query.groupBy.slice(0, kept),
        ...(having && { having: withoutGroups(having, gone) }),
      };
      const { keys: list, clauses } = this.core(level, shown);
      const some = kept > 0 ? '' : `${level.having ? ' AND' : ' HAVING'} count(*) > 0`;
      return `SELECT ${list.replace(', count(*) AS "rows"', '')}, ${keys.join(', ')}, count(*) AS "n"${clauses}${some}`;
    });
    const order = query.groupBy.map((_, index) => `"f${index}", "g${index}"`).join(', ');
    const list = items.map((_, index) => column(index)).join(', ');
    return `SELECT ${list} FROM (${selects.join(' UNION ALL ')}) ORDER BY ${order}${limitClause(limit)}`;
  }

  /** DISTINCT by weights: of the rows with equal keys the first one stays. */
  private distinctSelect(query: BoundSelect, items: readonly Node[]): string {
    const keyColumns = items.map((item, index) => `${this.expressions.print(ownKey(item))} AS "k${index}"`).join(', ');
    const { keys, clauses } = this.core(query, items);
    const inner = `SELECT ${keys}, ${keyColumns}, row_number() OVER (${this.order(query.orderBy)}) AS "n"${clauses}`;
    return firstRows(inner, items.length, query.limit);
  }

  private from(node: FromNode): string {
    if (node.kind === 'Source') return this.source(node.source);
    const left = this.from(node.left);
    const right = node.right.kind === 'Join' ? `(${this.from(node.right)})` : this.from(node.right);
    const on = node.on ? ` ON ${this.expressions.print(node.on)}` : '';
    // An outer join needs a condition.
    return `${left} ${node.type === 'INNER' ? '' : `${node.type} `}JOIN ${right}${on || (node.type === 'INNER' ? '' : ' ON 1')}`;
  }

  private source({ id, content }: Source): string {
    switch (content.kind) {
      case 'Table':
        return `${content.from} AS ${id}`;
      case 'Query':
        return `(${this.query(content.query)}) AS ${id}`;
      case 'Recursive':
        return `(${this.recursive(content.recursion)}) AS ${id}`;
      case 'Sequence': {
        const { first, last, step } = content.sequence;
        const more = `SELECT "seq" + ${step} FROM "numbers" WHERE "seq" ${step > 0n ? '<' : '>'} ${last}`;
        return `(WITH RECURSIVE "numbers"("seq") AS (SELECT ${first} UNION ALL ${more}) SELECT "seq" FROM "numbers") AS ${id}`;
      }
    }
  }

  /** Rows know how often the step was done for them, so that it ends; where equal rows are one, it ends by itself. */
  private recursive({ name, self, all, anchor, step, types, limit }: Recursion): string {
    const columns = types.map((_, index) => column(index)).join(', ');
    const first = `SELECT ${columns}${all ? ', 0' : ''} FROM (${this.query(anchor)})`;
    if (step.kind !== 'Select') throw sqlError('ER_NOT_SUPPORTED_YET', 'several recursive parts');
    const items = step.items.map(({ node }, index) => {
      const sql = this.expressions.print(convertTo(node, types[index] ?? node.type));
      return `${sql} AS ${column(index)}`;
    });
    const level = `${self}."level"`;
    const { clauses } = this.core(step, [], all ? `(${level} < ${limit} OR ${this.incomplete(limit)}())` : undefined);
    const next = `SELECT ${items.join(', ')}${all ? `, ${level} + 1` : ''}${clauses}`;
    const head = `WITH RECURSIVE ${name}(${columns}${all ? ', "level"' : ''})`;
    return `${head} AS (${first} UNION ${all ? 'ALL ' : ''}${next}) SELECT ${columns} FROM ${name}`;
  }

  /** The function that ends a recursion which goes on too long: it is false, and warns once. */
  private incomplete(limit: number): string {
    let warned = false;
    return this.host.scalar(() => {
      if (!warned)
        this.host.current.warn('Warning', sqlError('ER_QUERY_RESULT_INCOMPLETE', 'max_recursive_iterations =', limit));
      warned = true;
      return 0;
    }, false);
  }

  private setOperation(query: BoundSetOperation, items: readonly Node[]): string {
    const left = this.side(query.left, query);
    const right = this.side(query.right, query);
    const rows = this.combined(query, left, right);
    if (query.orderBy.length === 0) return rows + limitClause(query.limit);
    const list = items.map((item, index) => `${this.expressions.print(item)} AS ${column(index)}`).join(', ');
    return `SELECT ${list} FROM (${rows}) AS ${query.source.id}${this.order(query.orderBy)}${limitClause(query.limit)}`;
  }

  private combined({ op, all, items }: BoundSetOperation, left: string, right: string): string {
    const nodes = items.map(({ node }) => node);
    if (op === 'UNION') {
      const both = `${left} UNION ALL ${right}`;
      return all ? both : this.distinctRows(both, nodes);
    }
    const [first, second] = [left, right].map((rows) => numberedCopies(this.withKeys(rows, nodes), nodes.length));
    return commonOrOther(op, all, first ?? '', second ?? '', nodes.length);
  }

  /** One side of a set operation, its columns in the types of the result. */
  private side(query: BoundQuery, whole: BoundSetOperation): string {
    const id = `u${this.aliases++}`;
    const columns = query.items.map(({ name, node }, index) => ({
      name,
      type: node.type,
      nullable: true,
      sql: column(index),
    }));
    const source: Source = { id, alias: '', db: '', name: '', columns, content: { kind: 'Query', query } };
    const list = whole.items.map(({ node }, index) => {
      const sql = this.expressions.print(convertTo(columnNode(source, index), node.type));
      return `${sql} AS ${column(index)}`;
    });
    return `SELECT ${list.join(', ')} FROM (${this.query(query)}) AS ${id}`;
  }

  private distinctRows(rows: string, items: readonly Node[]): string {
    const inner = this.withKeys(rows, items);
    return `SELECT ${items.map((_item, index) => column(index)).join(', ')} FROM (${firstRows(inner, items.length, undefined)})`;
  }

  /** Rows with what they are compared by (`"k0"`, `"k1"`, …), and numbered (`"n"`). */
  private withKeys(rows: string, items: readonly Node[]): string {
    const id = `u${this.aliases++}`;
    const columns = items.map(({ type }, index) => ({ name: '', type, nullable: true, sql: column(index) }));
    const source: Source = { id, alias: '', db: '', name: '', columns, content: { kind: 'Table', from: '' } };
    const keys = items.map(
      (_item, index) => `${this.expressions.print(ownKey(columnNode(source, index)))} AS "k${index}"`,
    );
    return `SELECT ${id}.*, ${keys.join(', ')}, row_number() OVER () AS "n" FROM (${rows}) AS ${id}`;
  }

  /** A subquery as a value: 1242 when it has a second row. */
  scalar(node: ScalarNode): string {
    const inner = this.query(node.query);
    if (hasOneRow(node.query)) return `(${inner})`;
    const fail = this.host.scalar(() => {
      throw sqlError('ER_SUBQUERY_NO_1_ROW');
    }, false);
    return `(SELECT CASE WHEN count(*) > 1 THEN ${fail}() ELSE "r0" END FROM (${inner} ) LIMIT 1)`;
  }

  inQuery(node: InQueryNode): string {
    const operands = node.operands.map((operand) => this.expressions.print(operand)).join(', ');
    const rows = this.any(node.query, node.keys.map(stored));
    return `((${operands}) IN (${rows}))`;
  }
}

/** An expression of a row that stands for all values of some groups: they are NULL, but not for aggregate functions. */
function withoutGroups(node: Node, gone: readonly Node[]): Node {
  if (gone.some((group) => sameNode(group, node)))
    return { kind: 'Constant', value: null, type: node.type, nullable: true, text: 'NULL' };
  if (node.kind !== 'Apply') return node;
  return { ...node, args: node.args.map((arg) => withoutGroups(arg, gone)), nullable: true };
}

const keyList = (width: number): readonly string[] => Array.from({ length: width }, (_, index) => `"k${index}"`);

/** The first, second … of rows with equal keys (`"m"`). */
const numberedCopies = (rows: string, width: number): string =>
  `SELECT *, row_number() OVER (PARTITION BY ${keyList(width).join(', ')} ORDER BY "n") AS "m" FROM (${rows})`;

/** EXCEPT and INTERSECT: rows of the left side, by their keys; with ALL, equal rows are told apart by their number. */
function commonOrOther(
  operator: 'EXCEPT' | 'INTERSECT',
  all: boolean,
  left: string,
  right: string,
  width: number,
): string {
  const keys = [...keyList(width), '"m"'];
  const list = Array.from({ length: width }, (_, index) => column(index)).join(', ');
  const sides = ['"left"', `(${right})`].map(
    (rows) => `SELECT ${keys.join(', ')} FROM ${rows}${all ? '' : ' WHERE "m" = 1'}`,
  );
  const equal = keys.map((key) => `"left".${key} IS "kept".${key}`).join(' AND ');
  const kept = `(${sides.join(` ${operator} `)}) AS "kept"`;
  return `SELECT ${list} FROM (WITH "left" AS MATERIALIZED (${left}) SELECT "left".* FROM "left" JOIN ${kept} ON ${equal} ORDER BY "left"."n")`;
}

/** Of the rows with equal keys, the one with the least number, in order of that number. */
function firstRows(inner: string, width: number, limit: BoundLimit | undefined): string {
  const numbers = Array.from({ length: width }, (_, index) => index);
  const list = numbers.map(column).join(', ');
  const keys = numbers.map((index) => `"k${index}"`).join(', ');
  return `SELECT ${list}, min("n") AS "n" FROM (${inner}) GROUP BY ${keys} ORDER BY min("n")${limitClause(limit)}`;
}

const MAX_COUNT = 2n ** 63n - 1n;

function limitClause(limit: BoundLimit | undefined): string {
  if (!limit) return '';
  const count = limit.count > MAX_COUNT ? -1n : limit.count;
  return ` LIMIT ${count}${limit.offset > 0n ? ` OFFSET ${limit.offset > MAX_COUNT ? MAX_COUNT : limit.offset}` : ''}`;
}

/** Can the query have no more than one row? */
function hasOneRow(query: BoundQuery): boolean {
  if (query.limit && query.limit.count <= 1n) return true;
  if (query.kind !== 'Select') return false;
  return query.from.length === 0 || (query.groupBy.length === 0 && query.items.some(({ node }) => isAggregated(node)));
}

/** The text of a query, and its parameters; `beside`: what it selects behind its own items. */
export function printQuery(query: BoundQuery, host: FunctionHost, beside: readonly Node[] = []): PrintedQuery {
  const printer = new Printer(host);
  const sql = printer.any(query, [...query.items.map(({ node }) => node), ...beside]);
  return { sql, params: printer.expressions.params };
}
