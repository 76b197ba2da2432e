/** Expressions of definitions as the server writes them: names in quotes, small letters, no more parentheses than needed. */
import { sqlError } from '../../base/errors.js';
import { quoteName, quoteText } from '../../infoschema/quoting.js';
import type * as ast from '../../parser/ast.js';

/** How tightly operators bind. */
const BINDING: Readonly<Record<ast.BinaryOp, number>> = {
  OR: 1,
  XOR: 2,
  AND: 3,
  '=': 5,
  '<=>': 5,
  '<>': 5,
  '<': 5,
  '<=': 5,
  '>': 5,
  '>=': 5,
  '|': 6,
  '&': 7,
  '<<': 8,
  '>>': 8,
  '+': 9,
  '-': 9,
  '*': 10,
  '/': 10,
  DIV: 10,
  '%': 10,
  '^': 11,
};
const NOT = 4;
const TEST = 5;
const UNARY = 12;
const ATOM = 13;

const OPPOSITE: Readonly<Partial<Record<ast.BinaryOp, ast.BinaryOp>>> = {
  '=': '<>',
  '<>': '=',
  '<': '>=',
  '>=': '<',
  '>': '<=',
  '<=': '>',
};

/** Functions that the server calls by another name. */
const NAMES: Readonly<Record<string, string>> = {
  length: 'octet_length',
  upper: 'ucase',
  lower: 'lcase',
  substring: 'substr',
  mid: 'substr',
  character_length: 'char_length',
  power: 'pow',
  ceil: 'ceiling',
  now: 'current_timestamp',
  sysdate: 'sysdate',
};

interface Printed {
  readonly text: string;
  readonly binding: number;
}

/** The text of an expression. */
export const expressionText = (expr: ast.Expr): string => print(expr).text;

/** The text of a DEFAULT: an operator stands in parentheses. */
export function defaultText(expr: ast.Expr): string {
  const { text, binding } = print(expr);
  return binding < ATOM ? `(${text})` : text;
}

const atom = (text: string): Printed => ({ text, binding: ATOM });

function within(expr: ast.Expr, binding: number): string {
  const printed = print(expr);
  return printed.binding < binding ? `(${printed.text})` : printed.text;
}

function print(expr: ast.Expr): Printed {
  switch (expr.kind) {
    case 'Literal':
      return atom(literalText(expr.value));
    case 'ColumnRef':
      return atom(quoteName(expr.name));
    case 'Unary':
      return unaryText(expr);
    case 'Binary':
      return binaryText(expr);
    case 'Call':
      return atom(callText(expr));
    case 'CaseExpr':
      return atom(caseText(expr));
    case 'CastExpr':
      return atom(castText(expr));
    default:
      return testText(expr);
  }
}

function literalText(value: ast.LiteralValue): string {
  switch (value.type) {
    case 'null':
      return 'NULL';
    case 'boolean':
      return value.value ? '1' : '0';
    case 'integer':
      return value.digits;
    case 'decimal':
    case 'double':
      return value.text;
    case 'string':
      return quoteText(value.value);
    case 'hex':
    case 'bit':
      return `x'${Buffer.from(value.bytes).toString('hex')}'`;
    case 'temporal':
      return `${value.of}'${value.value}'`;
  }
}

function unaryText({ op, operand }: ast.Unary): Printed {
  if (op === '+') return print(operand);
  if (op === 'BINARY') return atom(`cast(${expressionText(operand)} as char charset binary)`);
  if (op !== 'NOT') return { text: `${op}${within(operand, UNARY)}`, binding: UNARY };
  const opposite = operand.kind === 'Binary' ? OPPOSITE[operand.op] : undefined;
  if (operand.kind === 'Binary' && opposite) return binaryText({ ...operand, op: opposite });
  return { text: `!${within(operand, UNARY)}`, binding: NOT };
}

function binaryText({ op, left, right }: ast.Binary): Printed {
  const binding = BINDING[op];
  const word = /^[A-Z]/.test(op) ? op.toLowerCase() : op === '%' ? 'MOD' : op;
  return { text: `${within(left, binding)} ${word} ${within(right, binding + 1)}`, binding };
}

function callText({ name, args, star }: ast.Call): string {
  const small = name.toLowerCase();
  return `${NAMES[small] ?? small}(${star ? '*' : args.map(expressionText).join(',')})`;
}

function caseText({ operand, whens, otherwise }: ast.CaseExpr): string {
  const subject = operand ? ` ${expressionText(operand)}` : '';
  const parts = whens.map(({ when, then }) => ` when ${expressionText(when)} then ${expressionText(then)}`);
  const last = otherwise ? ` else ${expressionText(otherwise)}` : '';
  return `case${subject}${parts.join('')}${last} end`;
}

function castText({ operand, type, charset }: ast.CastExpr): string {
  if (!type) return `convert(${expressionText(operand)} using ${charset ?? 'binary'})`;
  const name = type.name === 'BIGINT' ? (type.unsigned ? 'unsigned' : 'signed') : type.name.toLowerCase();
  const args = type.args.length > 0 ? `(${type.args.join(',')})` : '';
  return `cast(${expressionText(operand)} as ${name}${args})`;
}

function testText(expr: ast.Expr): Printed {
  const not = 'not' in expr && expr.not ? 'not ' : '';
  switch (expr.kind) {
    case 'IsTest':
      return { text: `${within(expr.operand, TEST)} is ${not}${expr.what.toLowerCase()}`, binding: TEST };
    case 'BetweenTest': {
      const [low, high] = [within(expr.low, TEST + 1), within(expr.high, TEST + 1)];
      return { text: `${within(expr.operand, TEST + 1)} ${not}between ${low} and ${high}`, binding: TEST };
    }
    case 'LikeTest': {
      const escape = expr.escape ? ` escape ${expressionText(expr.escape)}` : '';
      const operator = expr.op.toLowerCase();
      return {
        text: `${within(expr.operand, TEST + 1)} ${not}${operator} ${within(expr.pattern, TEST + 1)}${escape}`,
        binding: TEST,
      };
    }
    case 'InTest':
      if ('kind' in expr.among) throw refused('a subquery');
      return {
        text: `${within(expr.operand, TEST + 1)} ${not}in (${expr.among.map(expressionText).join(',')})`,
        binding: TEST,
      };
    case 'CollateExpr':
      return { text: `${within(expr.operand, UNARY)} collate ${expr.collation}`, binding: UNARY };
    default:
      throw refused(expr.kind);
  }
}

const refused = (what: string): Error => sqlError('ER_NOT_SUPPORTED_YET', `${what} in an expression of a definition`);
