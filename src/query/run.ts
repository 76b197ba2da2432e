/** Running a bound query: in JavaScript where no table is read, in SQLite everywhere else. */
import type { Database } from 'better-sqlite3';
import type { Cell, ResultColumn, Rows } from '../base/result.js';
import type { SqlType, StoredValue } from '../base/types.js';
import { withCalls } from './bind-stored.js';
import type { Sequence } from './catalog.js';
import { cellFormatter, valueCell, valueFormatter } from './cells.js';
import { type Environment, heardBy, type TypedValue } from './environment.js';
import { compile, type Evaluate, evaluateNode } from './evaluate.js';
import { hasIntegerForm, rangeOf, within } from './forms.js';
import { beginStatement } from './function-host.js';
import { printQuery } from './print-query.js';
import { isLargeSort, sortedRows } from './sort/sorted-query.js';
import {
  type BoundQuery,
  type BoundSelect,
  isAggregated,
  type Node,
  needsQuery,
  type ResultItem,
  type Source,
} from './tree.js';
import { decodeValue, encodeValue, type Value } from './value.js';

/** How often a running query looks whether it was asked to stop. */
const CHECK_ROWS = 1000;

/** Does the query read rows of nothing but one sequence, or no rows at all, one after the other? */
function streamedSource(query: BoundQuery): Source | 'none' | undefined {
  if (query.kind !== 'Select' || query.aggregated || query.groupBy.length > 0) return undefined;
  const nodes = [...query.items.map(({ node }) => node), query.where, query.having].filter(
    (node) => node !== undefined,
  );
  if (nodes.some((node) => needsQuery(node) || isAggregated(node))) return undefined;
  const [from, ...others] = query.from;
  if (!from) return 'none';
  if (others.length > 0 || query.distinct || query.orderBy.length > 0 || from.kind !== 'Source') return undefined;
  return from.source.content.kind === 'Sequence' ? from.source : undefined;
}

function* numbersOf({ first, last, step }: Sequence): Generator<bigint> {
  for (let number = first; step > 0n ? number <= last : number >= last; number += step) yield number;
}

const holds = (value: Value): boolean => value !== null && value !== 0n && value !== 0;

function* streamRows(query: BoundSelect, source: Source | 'none', env: Environment): Generator<readonly Value[]> {
  const holder = { current: env };
  const slotOf = (node: Node): number | undefined => (node.kind === 'Column' && node.source === source ? 0 : undefined);
  const compiled = (node: Node): Evaluate => compile(node, holder, slotOf);
  const filters = [query.where, query.having].filter((node) => node !== undefined).map(compiled);
  const items = query.items.map(({ node }) => constantOnce(node, env) ?? compiled(node));
  const numbers =
    source === 'none' ? [0n] : source.content.kind === 'Sequence' ? numbersOf(source.content.sequence) : [];
  const limit = query.limit ? Number(query.limit.offset + query.limit.count) : Number.POSITIVE_INFINITY;
  const offset = Number(query.limit?.offset ?? 0n);
  let seen = 0;
  const slots: Value[] = [null];
  for (const number of numbers) {
    if (seen >= limit) return;
    slots[0] = number;
    if (!filters.every((filter) => holds(filter(slots)))) continue;
    seen++;
    if (seen % CHECK_ROWS === 0) env.checkInterrupted();
    if (seen > offset) yield items.map((item) => item(slots));
  }
}

/** A constant is computed once, unless it warns: then it does so for each row. */
function constantOnce(node: Node, env: Environment): Evaluate | undefined {
  if (node.kind !== 'Apply' || !node.constant) return undefined;
  let warned = false;
  const listening = heardBy(env, () => {
    warned = true;
  });
  try {
    const value = evaluateNode(node, listening);
    return warned ? undefined : () => value;
  } catch {
    return undefined;
  }
}

/** Integers beyond 2^53 must be read as bigint. */
const SAFE = { min: BigInt(Number.MIN_SAFE_INTEGER), max: BigInt(Number.MAX_SAFE_INTEGER) };

function hasLargeIntegers(nodes: readonly Node[]): boolean {
  return nodes.some((node) => hasIntegerForm(node) && !within(rangeOf(node), SAFE));
}

function sqliteRows(database: Database, query: BoundQuery, env: Environment): Generator<readonly StoredValue[]> {
  return env.calls?.stored
    ? withCalls(env, (knowing) => rowsOf(database, query, knowing))
    : rowsOf(database, query, env);
}

function rowsOf(database: Database, query: BoundQuery, env: Environment): Generator<readonly StoredValue[]> {
  const rowsWith = (asked: BoundQuery, beside: readonly Node[] = []) => printedRows(database, asked, beside, env);
  const { sorting } = env;
  return sorting && isLargeSort(query, beginStatement(database, env), sorting)
    ? sortedRows(query, rowsWith, sorting)
    : rowsWith(query);
}

function* printedRows(
  database: Database,
  query: BoundQuery,
  beside: readonly Node[],
  env: Environment,
): Generator<StoredValue[]> {
  const host = beginStatement(database, env);
  const { sql, params } = printQuery(query, host, beside);
  const nodes = [...query.items.map(({ node }) => node), ...beside];
  const statement = host.prepare(sql).raw().safeIntegers(hasLargeIntegers(nodes));
  const rows = statement.iterate(params) as IterableIterator<StoredValue[]>;
  let count = 0;
  for (const row of rows) {
    if (++count % CHECK_ROWS === 0) env.checkInterrupted();
    yield row;
  }
}

/** The rows of a query in stored form, all of them, so that the next statement may begin. */
export function storedRows(database: Database, query: BoundQuery, env: Environment): (readonly StoredValue[])[] {
  return [...sqliteRows(database, query, env)].map((row) => row.map(smallNumber));
}

/** Integers that a number holds exactly are numbers in stored form. */
function smallNumber(stored: StoredValue): StoredValue {
  return typeof stored === 'bigint' && stored >= SAFE.min && stored <= SAFE.max ? Number(stored) : stored;
}

/** The rows of a query in computed form. They must be read to the end before the next statement begins. */
export function* queryValues(database: Database, query: BoundQuery, env: Environment): Generator<readonly Value[]> {
  const source = streamedSource(query);
  if (source && query.kind === 'Select') return yield* streamRows(query, source, env);
  const types = query.items.map(({ node }) => node.type);
  for (const row of sqliteRows(database, query, env)) {
    yield types.map((type, index) => decodeValue(row[index] ?? null, type));
  }
}

/** Is each row computed without SQLite, so that statements may run between two rows? */
export const isStreamed = (query: BoundQuery): boolean => streamedSource(query) !== undefined;

/** What a client is told about a column of the result. */
export function describeColumn({ name, node }: ResultItem): ResultColumn {
  const { type, nullable } = node;
  if (node.kind !== 'Column') return { name, type, nullable, db: '', table: '', orgTable: '', orgName: '' };
  const origin = node.source.columns[node.index]?.origin;
  return {
    name,
    type,
    nullable,
    db: origin?.db ?? '',
    table: node.source.alias,
    orgTable: origin?.table ?? '',
    orgName: origin?.column ?? '',
  };
}

/** Runs a query and formats its rows as the text protocol does. */
export function runQuery(database: Database, query: BoundQuery, env: Environment): Rows {
  const columns = query.items.map(describeColumn);
  const source = streamedSource(query);
  const rows: Cell[][] = [];
  if (source && query.kind === 'Select') {
    const formatters = query.items.map(({ node }) => valueFormatter(node));
    for (const row of streamRows(query, source, env)) {
      rows.push(formatters.map((format, index) => format(row[index] ?? null)));
    }
  } else {
    const formatters = query.items.map(({ node }) => cellFormatter(node));
    for (const row of sqliteRows(database, query, env)) {
      // The driver makes a fresh array for each row: it becomes the row of cells, without what was selected beside them.
      const cells = row as Cell[];
      for (let index = 0; index < formatters.length; index++)
        cells[index] = formatters[index]?.(row[index] ?? null) ?? null;
      cells.length = formatters.length;
      rows.push(cells);
    }
  }
  return { kind: 'rows', columns, rows };
}

/** The value of an expression that stands alone. */
export function evaluate(database: Database, node: Node, env: Environment): TypedValue {
  return { value: encodeValue(evaluateToValue(database, node, env), node.type), type: node.type };
}

/** The same in computed form. */
export function evaluateToValue(database: Database, node: Node, env: Environment): Value {
  if (!needsQuery(node)) return evaluateNode(node, env);
  const query: BoundSelect = {
    kind: 'Select',
    distinct: false,
    items: [{ name: '', node }],
    from: [],
    groupBy: [],
    orderBy: [],
    aggregated: false,
  };
  const [row] = [...queryValues(database, query, env)];
  return row?.[0] ?? null;
}

/**
 * Seconds that SLEEP asks for in a query without tables. The session waits that long before it runs the query,
 * since nothing can be waited for while it runs.
 */
export function sleepSeconds(query: BoundQuery, env: Environment): number {
  if (query.kind !== 'Select' || query.from.length > 0) return 0;
  return query.items.reduce((total, { node }) => total + sleepOf(node, env), 0);
}

/** Seconds that SLEEP asks for in an expression. */
export function sleepOf(node: Node, env: Environment): number {
  if (node.kind !== 'Apply') return 0;
  if (node.function.name !== 'sleep') return node.args.reduce((total, arg) => total + sleepOf(arg, env), 0);
  const [amount] = node.args;
  return amount && !needsQuery(amount) ? Math.max(0, secondsOf(evaluateNode(amount, env), amount.type)) : 0;
}

function secondsOf(value: Value, type: SqlType): number {
  return value === null || value instanceof Uint8Array ? 0 : Number(valueCell(value, type)) || 0;
}
