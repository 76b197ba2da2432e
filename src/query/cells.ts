/** Stored values as the text protocol prints them. */

import type { Cell } from '../base/result.js';
import { isInteger, isList, type SqlType, type StoredValue } from '../base/types.js';
import type { Node } from './tree.js';
import { bitBytes, decodeValue, isBinary, isFloat, isTemporal, isText, type Value, valueToText } from './value.js';

/** The decimals that a DOUBLE expression is shown with; undefined: as many as it has. */
export function shownDecimals(node: Node): number | undefined {
  if (!isFloat(node.type)) return undefined;
  if (node.kind === 'Constant' && node.isVariable) return VARIABLE_DECIMALS;
  if (node.kind !== 'Apply' && node.kind !== 'Aggregate') return undefined;
  const decimals = node.function.decimals?.(node.args);
  return decimals !== undefined && decimals < MAX_DECIMALS ? decimals : undefined;
}

const MAX_DECIMALS = 31;
const VARIABLE_DECIMALS = 6;

/** Prints the stored values of one column of a result. */
export function cellFormatter(node: Node): (stored: StoredValue) => Cell {
  const { type } = node;
  const decimals = shownDecimals(node);
  if (decimals !== undefined) return (stored) => (stored === null ? null : Number(stored).toFixed(decimals));
  if ((isText(type) && !isList(type)) || isBinary(type) || isTemporal(type) || type.name === 'NULL') return plainCell;
  if (isInteger(type) && !type.zerofill && type.name !== 'BIT') {
    return (stored) =>
      typeof stored === 'number' || typeof stored === 'bigint' ? String(stored) : storedCell(stored, type);
  }
  return (stored) => storedCell(stored, type);
}

function plainCell(stored: StoredValue): Cell {
  return typeof stored === 'number' || typeof stored === 'bigint' ? String(stored) : stored;
}

function storedCell(stored: StoredValue, type: SqlType): Cell {
  return valueCell(decodeValue(stored, type), type);
}

/** A computed value as the text protocol prints it. */
export function valueCell(value: Value, type: SqlType): Cell {
  if (type.name === 'BIT' && typeof value === 'bigint') return bitBytes(value, type.width);
  return value === null || value instanceof Uint8Array ? value : valueToText(value, type);
}

/** Prints the computed values of one column of a result. */
export function valueFormatter(node: Node): (value: Value) => Cell {
  const decimals = shownDecimals(node);
  if (decimals !== undefined) return (value) => (typeof value === 'number' ? value.toFixed(decimals) : null);
  return (value) => valueCell(value, node.type);
}
