/** The expression of PARTITION BY as definitions print it: names in quotes, functions in small letters. */
import { sqlError } from '../../base/errors.js';
import { quoteName } from '../../infoschema/quoting.js';
import type { BinaryOp, Expr } from '../../parser/ast.js';

/** Stronger operators have greater numbers. */
const STRENGTH: Partial<Readonly<Record<BinaryOp, number>>> = {
  '+': 1,
  '-': 1,
  '*': 2,
  '/': 2,
  DIV: 2,
  '%': 2,
  '^': 3,
};
const PRINTED: Partial<Readonly<Record<BinaryOp, string>>> = { '%': 'MOD' };

export function expressionText(expr: Expr): string {
  switch (expr.kind) {
    case 'ColumnRef':
      return quoteName(expr.name);
    case 'Literal':
      if (expr.value.type === 'integer') return expr.value.digits;
      break;
    case 'Unary':
      if (expr.op === '-') return `-${operand(expr.operand, 3)}`;
      break;
    case 'Call':
      return `${expr.name.toLowerCase()}(${expr.args.map(expressionText).join(',')})`;
    case 'Binary': {
      const strength = STRENGTH[expr.op];
      if (strength === undefined) break;
      const [left, right] = [operand(expr.left, strength), operand(expr.right, strength + 1)];
      return `${left} ${PRINTED[expr.op] ?? expr.op} ${right}`;
    }
  }
  throw sqlError('ER_NOT_SUPPORTED_YET', 'PARTITION BY of that expression');
}

function operand(expr: Expr, strength: number): string {
  const text = expressionText(expr);
  return expr.kind === 'Binary' && (STRENGTH[expr.op] ?? 0) < strength ? `(${text})` : text;
}

/** The columns that an expression names. */
export function* columnsOf(node: unknown): Generator<string> {
  if (Array.isArray(node)) for (const item of node) yield* columnsOf(item);
  else if (typeof node === 'object' && node !== null && !(node instanceof Uint8Array)) {
    if ('kind' in node && node.kind === 'ColumnRef' && 'name' in node) yield String(node.name);
    else for (const value of Object.values(node)) yield* columnsOf(value);
  }
}
