/**
 * How a value looks inside SQLite, and which values it can have.
 *
 * An integer is a SQLite integer while its range fits in 64 bits, even where its type's stored form is bytes
 * (BIGINT UNSIGNED, sums as DECIMAL): so arithmetic and comparison stay SQLite's own.
 */
import { isInteger, type SqlType } from '../base/types.js';
import type { Node, Range } from './tree.js';
import { isWideUnsigned } from './value.js';

const BITS = { TINYINT: 8n, SMALLINT: 16n, MEDIUMINT: 24n, INT: 32n, BIGINT: 64n } as const;
const LAST_YEAR = 2155n;

export const SIGNED_64: Range = { min: -(2n ** 63n), max: 2n ** 63n - 1n };
export const UNSIGNED_64: Range = { min: 0n, max: 2n ** 64n - 1n };

/** The values of an integer type. */
export function rangeOfType(type: SqlType): Range | undefined {
  if (!isInteger(type)) return undefined;
  if (type.name === 'YEAR') return { min: 0n, max: LAST_YEAR };
  const bits = type.name === 'BIT' ? BigInt(type.width) : BITS[type.name];
  return type.unsigned ? { min: 0n, max: 2n ** bits - 1n } : { min: -(2n ** (bits - 1n)), max: 2n ** (bits - 1n) - 1n };
}

/** The values that an integer expression can have; undefined for all others. */
export function rangeOf(node: Node): Range | undefined {
  if (node.kind === 'Constant' && typeof node.value === 'bigint') return { min: node.value, max: node.value };
  if (node.kind === 'Column' && node.source.content.kind === 'Sequence')
    return sequenceRange(node.source.content.sequence);
  return (node.kind === 'Apply' ? node.function.range?.(node.args) : undefined) ?? rangeOfType(node.type);
}

function sequenceRange({ first, last }: { first: bigint; last: bigint }): Range {
  return first < last ? { min: first, max: last } : { min: last, max: first };
}

export const within = (inner: Range | undefined, outer: Range): boolean =>
  inner !== undefined && inner.min >= outer.min && inner.max <= outer.max;

/** Is the value a SQLite integer? */
export function hasIntegerForm(node: Node): boolean {
  const { type } = node;
  if (node.kind === 'Apply' && node.function.integerForm && node.function.native?.(node.args)) return true;
  if (node.kind === 'Aggregate' && node.function.native?.(node.args, node.distinct)) return true;
  if (node.kind === 'Column' && node.source.content.kind === 'Sequence') return true;
  return isInteger(type) && !isWideUnsigned(type);
}

/** Does SQLite see a number that is true when it is not zero? */
export function hasTruth(node: Node): boolean {
  return (isInteger(node.type) && hasIntegerForm(node)) || node.type.name === 'DOUBLE' || node.type.name === 'FLOAT';
}
