/**
 * Values that another sql_mode would change: CHAR has its trailing spaces with PAD_CHAR_TO_FULL_LENGTH only, a
 * difference of unsigned numbers can be negative with NO_UNSIGNED_SUBTRACTION only, and TIME_ROUND_FRACTIONAL says what
 * becomes of fractional digits that have no place. What is stored or indexed must not depend on any of them.
 */
import { isInteger, isList, type SqlType } from '../base/types.js';
import type { Binary, Call, Expr } from '../parser/ast.js';
import { keyedText } from './functions/comparison.js';
import type { Node } from './tree.js';
import { isBinary, isFloat, isTemporal, isText } from './value.js';

/** 'pads': a CHAR as it is, whose spaces may not matter where it goes. 'fixed': whatever becomes of it. */
type Dependency = 'none' | 'pads' | 'fixed';

/** An expression as it is bound. */
type Bind = (expr: Expr) => Node;

/** Does what a column of that type gets from the expression depend on the sql_mode? */
export function dependsOnMode(expr: Expr, column: SqlType, bind: Bind): boolean {
  const dependency = dependencyOf(expr, bind);
  if (dependency === 'fixed' || (dependency === 'pads' && keepsSpaces(column))) return true;
  return losesDigits(bind(expr).type, column);
}

const keepsSpaces = (type: SqlType): boolean =>
  isBinary(type) || (isText(type) && !isList(type) && type.name !== 'CHAR');

const losesDigits = (from: SqlType, to: SqlType): boolean =>
  isTemporal(to) && to.name !== 'DATE' && fractionalDigits(from) > to.fsp;

/** Of a time that is read from such a value. */
function fractionalDigits(type: SqlType): number {
  if (isTemporal(type)) return type.fsp;
  if (isText(type) || isBinary(type) || isFloat(type)) return 6;
  return type.name === 'DECIMAL' ? type.scale : 0;
}

function dependencyOf(expr: Expr, bind: Bind): Dependency {
  if (expr.kind === 'ColumnRef') return bind(expr).type.name === 'CHAR' ? 'pads' : 'none';
  const parts = dependencyOfParts(Object.values(expr), bind);
  if (parts === 'fixed') return 'fixed';
  if (expr.kind === 'Binary') return dependencyOfOperation(expr, parts, bind);
  if (expr.kind === 'Call' && takesSpacesAway(expr, bind)) return 'none';
  if (expr.kind === 'CastExpr' && losesDigits(bind(expr.operand).type, bind(expr).type)) return 'fixed';
  return parts === 'none' ? 'none' : 'fixed';
}

function dependencyOfParts(node: unknown, bind: Bind): Dependency {
  if (typeof node !== 'object' || node === null || node instanceof Uint8Array) return 'none';
  if ('kind' in node) return dependencyOf(node as Expr, bind);
  const found = Object.values(node).map((part) => dependencyOfParts(part, bind));
  return found.find((one) => one === 'fixed') ?? found.find((one) => one === 'pads') ?? 'none';
}

function dependencyOfOperation(operation: Binary, operands: Dependency, bind: Bind): Dependency {
  const node = bind(operation);
  if (operation.op === '-' && isInteger(node.type)) {
    const isUnsigned = [operation.left, operation.right].some((side) => isUnsignedInteger(bind(side).type));
    if (isUnsigned) return 'fixed';
  }
  return operands === 'none' || comparesTexts(node) ? 'none' : 'fixed';
}

const isUnsignedInteger = (type: SqlType): boolean =>
  isInteger(type) && (type.unsigned || type.name === 'YEAR' || type.name === 'BIT');

/** Texts are compared: in all collations that there are spaces at their ends do not count. */
const comparesTexts = (node: Node): boolean =>
  node.kind === 'Apply' && node.args.length === 2 && node.args.every((side) => keyedText(side) !== undefined);

function takesSpacesAway({ name, args: [text, given, filling] }: Call, bind: Bind): boolean {
  switch (name.toLowerCase()) {
    case 'trim':
    case 'rtrim':
      return isSpace(given);
    case 'rpad':
      return text !== undefined && isSpace(filling) && reaches(given, bind(text).type);
    default:
      return false;
  }
}

const isSpace = (expr: Expr | undefined): boolean =>
  expr === undefined || (expr.kind === 'Literal' && expr.value.type === 'string' && expr.value.value === ' ');

const reaches = (length: Expr | undefined, type: SqlType): boolean =>
  isText(type) &&
  length?.kind === 'Literal' &&
  length.value.type === 'integer' &&
  Number(length.value.digits) >= type.length;
