/**
 * Queries with ORDER BY whose rows may be more than sort_buffer_size: SQLite gives the rows with the values that they
 * are sorted by, and they are sorted here. SQLite itself would do it in memory only.
 */
import type { StoredValue } from '../../base/types.js';
import type { FunctionHost } from '../function-host.js';
import { printQuery } from '../print-query.js';
import type { BoundQuery, BoundSelect, FromNode, Node, OrderTerm } from '../tree.js';
import { mergeSorted, type SortPlace, type SortRow } from './merge-sort.js';

/** No row takes less: fewer than fit are SQLite's. */
const ROW_BYTES = 64;
/** How SQLite says that it is going to sort. */
const SORTS = /^USE TEMP B-TREE FOR .*ORDER BY/;

/** Whether the query is sorted here: it reads many rows, wants many, and does not find them in order. */
export function isLargeSort(query: BoundQuery, host: FunctionHost, { bufferBytes }: SortPlace): query is BoundSelect {
  if (query.kind !== 'Select' || query.orderBy.length === 0 || query.distinct || query.rollup) return false;
  const few = Math.ceil(bufferBytes / ROW_BYTES);
  if (query.limit && query.limit.offset + query.limit.count <= BigInt(few)) return false;
  return query.from.some((one) => readsMore(one, few, host)) && isSorted(query, host);
}

function readsMore(from: FromNode, rows: number, host: FunctionHost): boolean {
  if (from.kind !== 'Source') return [from.left, from.right].some((side) => readsMore(side, rows, host));
  const { content } = from.source;
  if (content.kind !== 'Table') return false;
  const probe = `SELECT count(*) FROM (SELECT 1 FROM ${content.from} LIMIT ${rows + 1})`;
  return Number(host.prepare(probe).pluck().get()) > rows;
}

function isSorted(query: BoundSelect, host: FunctionHost): boolean {
  const { sql, params } = printQuery(query, host);
  const steps = host.prepare(`EXPLAIN QUERY PLAN ${sql}`).raw().all(params) as unknown[][];
  return steps.some((step) => SORTS.test(String(step[3])));
}

/** Gives the rows of a query, with the values of more expressions behind those of its own. */
export type RowsWith = (query: BoundQuery, beside: readonly Node[]) => Iterable<StoredValue[]>;

export function* sortedRows(query: BoundSelect, rowsWith: RowsWith, place: SortPlace): Generator<StoredValue[]> {
  const { orderBy, limit, ...rest } = query;
  const unsorted = rowsWith(
    { ...rest, orderBy: [] },
    orderBy.map(({ node }) => node),
  );
  const first = limit?.offset ?? 0n;
  const end = limit && first + limit.count;
  const items = query.items.length;
  let at = 0n;
  for (const row of mergeSorted(unsorted, comparing(orderBy, items), place)) {
    if (end !== undefined && at >= end) return;
    row.length = items;
    if (at >= first) yield row;
    at++;
  }
}

/** The values that rows are sorted by begin at `start`. */
function comparing(terms: readonly OrderTerm[], start: number): (a: SortRow, b: SortRow) => number {
  const signs = terms.map(({ descending }) => (descending ? -1 : 1));
  return (a, b) => {
    for (let term = 0; term < signs.length; term++) {
      const order = compareStored(a[start + term] ?? null, b[start + term] ?? null);
      if (order !== 0) return order * (signs[term] ?? 1);
    }
    return 0;
  };
}

/** SQLite's order: NULL, numbers, texts, bytes. */
const rankOf = (value: StoredValue): number => {
  if (value === null) return 0;
  if (typeof value === 'string') return 2;
  return value instanceof Uint8Array ? 3 : 1;
};

/** Texts are ordered as their UTF-8 is: what takes two units in JavaScript comes last. */
function compareTexts(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const [one, other] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (one !== other) return placeOf(one) - placeOf(other);
  }
  return a.length - b.length;
}

function placeOf(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

export function compareStored(a: StoredValue, b: StoredValue): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return compareTexts(a, b);
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b);
  const rank = rankOf(a) - rankOf(b);
  if (rank !== 0 || a === null || b === null || a === b) return rank;
  return a < b ? -1 : Number(a > b);
}
