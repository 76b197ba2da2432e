/**
 * Which index leads to the rows of a WHERE condition. What comes of it is one condition more, which follows from the
 * others: the row is among those with keys in a certain range. So it need not be exact, and the order of rows stays.
 */
import type { SqlType, StoredValue } from '../base/types.js';
import type { TableIndex } from './catalog.js';
import { type Environment, heardBy } from './environment.js';
import { evaluateNode } from './evaluate.js';
import { rangeOfType } from './forms.js';
import { COMPARISONS, keyedText } from './functions/comparison.js';
import { and } from './functions/logic.js';
import { type ApplyNode, type ColumnNode, isConstant, type Node, type Source } from './tree.js';
import { encodeValue, type Value } from './value.js';

/** A range of keys of an index. */
export interface IndexAccess {
  readonly index: TableIndex;
  readonly from: Uint8Array;
  /** Not included; undefined: up to the last one. */
  readonly to: Uint8Array | undefined;
  /** One row at most is there. */
  readonly isOne: boolean;
}

/** What a condition says of one column. */
interface Bound {
  readonly column: number;
  readonly sign: '=' | '<' | '>';
  readonly value: StoredValue;
}

/** `<=` and `<` are one here: a row more in the range does no harm. */
const SIGNS = { '=': '=', '<': '<', '<=': '<', '>': '>', '>=': '>' } as const;
const TURNED = { '=': '=', '<': '>', '>': '<' } as const;

/** The index that limits the rows of a source most, as far as its columns tell. */
export function indexAccess(where: Node, source: Source, env: Environment): IndexAccess | undefined {
  const { content } = source;
  if (content.kind !== 'Table' || !content.indexes || content.rowKeySql === undefined) return undefined;
  const comparisons = [...conjunctsOf(where)].filter((node) => signOf(node) !== undefined);
  if (comparisons.length === 0) return undefined;
  const indexes = content.indexes();
  if (indexes.length === 0) return undefined;
  const bounds = comparisons.flatMap((node) => boundOf(node, source, env) ?? []);
  const { rowKeySql } = content;
  // SQLite goes to that row itself.
  if (bounds.some(({ column, sign }) => sign === '=' && source.columns[column]?.sql === rowKeySql)) return undefined;
  return indexes
    .map((index) => accessBy(index, bounds))
    .reduce((best, next) => (next && next.score > (best?.score ?? 0) ? next : best), undefined)?.access;
}

/** The parts of a condition that must all hold. */
export function* conjunctsOf(node: Node): Generator<ApplyNode> {
  if (node.kind !== 'Apply') return;
  if (node.function !== and) yield node;
  else for (const arg of node.args) yield* conjunctsOf(arg);
}

function signOf(node: ApplyNode): Bound['sign'] | undefined {
  for (const [sign, simple] of Object.entries(SIGNS))
    if (COMPARISONS[sign as keyof typeof SIGNS] === node.function) return simple;
  return undefined;
}

interface Scored {
  readonly access: IndexAccess;
  readonly score: number;
}

function accessBy(index: TableIndex, bounds: readonly Bound[]): Scored | undefined {
  const equal: StoredValue[] = [];
  for (const column of index.columns) {
    const bound = bounds.find((one) => one.column === column && one.sign === '=');
    if (!bound) break;
    equal.push(bound.value);
  }
  const next = bounds.filter(({ column }) => column === index.columns[equal.length]);
  const limit = (sign: Bound['sign']) =>
    next
      .filter((one) => one.sign === sign)
      .map(({ value }) => value)
      .slice(0, 1);
  const [low, high] = [limit('>'), limit('<')];
  const score = 4 * equal.length + 2 * low.length + 2 * high.length + (index.unique ? 1 : 0);
  if (score < 2) return undefined;
  const isOne = index.unique && equal.length === index.columns.length;
  return { access: { index, isOne, ...index.range([...equal, ...low], [...equal, ...high]) }, score };
}

function boundOf(node: ApplyNode, source: Source, env: Environment): Bound | undefined {
  const sign = signOf(node);
  const [left, right] = node.args;
  if (!sign || !left || !right) return undefined;
  if (isConstant(right)) return valueBound(left, sign, right, source, env);
  return isConstant(left) ? valueBound(right, TURNED[sign], left, source, env) : undefined;
}

function valueBound(
  side: Node,
  sign: Bound['sign'],
  constant: Node,
  source: Source,
  env: Environment,
): Bound | undefined {
  const found = columnIn(side, source);
  if (!found || found.column.index >= source.columns.length) return undefined;
  try {
    const value = storedFor(
      found,
      constant,
      heardBy(env, () => {}),
    );
    return value === undefined || value === null ? undefined : { column: found.column.index, sign, value };
  } catch {
    // It fails when the rows are read, if there are any.
    return undefined;
  }
}

interface Found {
  readonly column: ColumnNode;
  /** How the column is compared: as it is, by the weights of its own collation, as a moment. */
  readonly as: 'value' | 'text' | 'moment';
}

function columnIn(node: Node, source: Source): Found | undefined {
  if (node.kind === 'Column') return node.source === source ? { column: node, as: 'value' } : undefined;
  const keyed = keyedText(node);
  if (keyed?.text.kind === 'Column' && keyed.text.source === source) {
    const { type } = keyed.text;
    return 'length' in type && 'collation' in type && type.collation === keyed.collation
      ? { column: keyed.text, as: 'text' }
      : undefined;
  }
  if (node.kind !== 'Apply' || node.function.name !== 'convert' || node.type.name !== 'DATETIME') return undefined;
  const [column] = node.args;
  if (column?.kind !== 'Column' || column.source !== source) return undefined;
  return column.type.name === 'DATE' || column.type.name === 'DATETIME' ? { column, as: 'moment' } : undefined;
}

const DATE_LENGTH = 10;
const SECONDS_LENGTH = 19;

/** The value that a column has to have, or to be on one side of; undefined where that can not be told. */
function storedFor({ column: { type }, as }: Found, constant: Node, env: Environment): StoredValue | undefined {
  if (as === 'text') {
    const text = evaluateNode(keyedText(constant)?.text ?? constant, env);
    return typeof text === 'string' ? text : undefined;
  }
  const value = evaluateNode(constant, env);
  if (as === 'moment') return constant.type.name === 'DATETIME' ? cutMoment(value, constant.type, type) : undefined;
  const range = rangeOfType(type);
  if (!range) return EXACT.has(type.name) && isSame(constant.type, type) ? encodeValue(value, type) : undefined;
  return typeof value === 'bigint' && value >= range.min && value <= range.max ? encodeValue(value, type) : undefined;
}

/** What a column of dates, or of moments with fewer digits, has of a moment. */
function cutMoment(value: Value, from: SqlType, to: SqlType): StoredValue | undefined {
  const moment = encodeValue(value, from);
  if (typeof moment !== 'string') return undefined;
  const fsp = 'fsp' in to ? to.fsp : 0;
  return moment.slice(0, to.name === 'DATE' ? DATE_LENGTH : SECONDS_LENGTH + (fsp > 0 ? 1 + fsp : 0));
}

const isSame = (one: SqlType, other: SqlType): boolean => JSON.stringify(one) === JSON.stringify(other);

const EXACT: ReadonlySet<string> = new Set(['DECIMAL', 'DATE', 'DATETIME', 'UUID', 'INET6', 'INET4']);
