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
export const TEST = 5;
const UNARY = 12;
export const ATOM = 13;

const OPPOSITE: Readonly<Partial<Record<ast.BinaryOp, ast.BinaryOp>>> = {
  '=': '<>',
  '<>': '=',
  '<': '>=',
  '>=': '<',
  '>': '<=',
  '<=': '>',
};

/** Where the functions take a part away that is named behind the text. */
const TRIMMED_SIDES: Readonly<Record<string, string>> = { trim: 'both', ltrim: 'leading', rtrim: 'trailing' };

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

export interface Printed {
  readonly text: string;
  readonly binding: number;
}

/** Prints expressions; what a name or a subquery is written as depends on where the expression stands. */
export class ExpressionText {
  text(expr: ast.Expr): string {
    return this.print(expr).text;
  }

  protected column(reference: ast.ColumnRef): string {
    return quoteName(reference.name);
  }

  /** A subquery in parentheses. */
  protected query(_query: ast.Query, _exists: boolean): string {
    throw refused('a subquery');
  }

  protected within(expr: ast.Expr, binding: number): string {
    const printed = this.print(expr);
    return printed.binding < binding ? `(${printed.text})` : printed.text;
  }

  protected list(exprs: readonly ast.Expr[]): string {
    return exprs.map((expr) => this.text(expr)).join(',');
  }

  print(expr: ast.Expr): Printed {
    switch (expr.kind) {
      case 'Literal':
        return atom(this.literal(expr.value));
      case 'ColumnRef':
        return atom(this.column(expr));
      case 'Unary':
        return this.unary(expr);
      case 'Binary':
        return this.binary(expr);
      case 'Call':
        return atom(this.call(expr));
      case 'CaseExpr':
        return atom(this.choice(expr));
      case 'CastExpr':
        return atom(this.cast(expr));
      default:
        return this.test(expr);
    }
  }

  protected literal(value: ast.LiteralValue): string {
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
        return `${value.charset ? `_${value.charset}` : ''}${quoteText(value.value)}`;
      case 'hex':
      case 'bit':
        return `${value.charset ? `_${value.charset} ` : ''}x'${Buffer.from(value.bytes).toString('hex')}'`;
      case 'temporal':
        return `${value.of}'${value.value}'`;
    }
  }

  protected negation(operand: ast.Expr): Printed {
    return { text: `!${this.within(operand, UNARY)}`, binding: NOT };
  }

  private unary({ op, operand }: ast.Unary): Printed {
    if (op === '+') return this.print(operand);
    if (op === 'BINARY') return atom(`cast(${this.text(operand)} as char charset binary)`);
    if (op !== 'NOT') return { text: `${op}${this.within(operand, UNARY)}`, binding: UNARY };
    const opposite = operand.kind === 'Binary' ? OPPOSITE[operand.op] : undefined;
    if (operand.kind === 'Binary' && opposite) return this.binary({ ...operand, op: opposite });
    if ('not' in operand) return this.print({ ...operand, not: !operand.not });
    return this.negation(operand);
  }

  private binary({ op, left, right }: ast.Binary): Printed {
    const binding = BINDING[op];
    const word = /^(?:AND|OR|XOR)$/.test(op) ? op.toLowerCase() : op === '%' ? 'MOD' : op;
    return { text: `${this.within(left, binding)} ${word} ${this.within(right, binding + 1)}`, binding };
  }

  protected call({ name, args, star }: ast.Call): string {
    const small = name.toLowerCase();
    const side = TRIMMED_SIDES[small];
    const [text, part] = args;
    if (side && text && part) return `trim(${side} ${this.list([part])} from ${this.list([text])})`;
    return `${NAMES[small] ?? small}(${star ? '0' : this.list(args)})`;
  }

  private choice({ operand, whens, otherwise }: ast.CaseExpr): string {
    const subject = operand ? ` ${this.text(operand)}` : '';
    const parts = whens.map(({ when, then }) => ` when ${this.text(when)} then ${this.text(then)}`);
    const last = otherwise ? ` else ${this.text(otherwise)}` : '';
    return `case${subject}${parts.join('')}${last} end`;
  }

  private cast({ operand, type, charset }: ast.CastExpr): string {
    if (!type) return `convert(${this.text(operand)} using ${charset ?? 'binary'})`;
    const name = type.name === 'BIGINT' ? (type.unsigned ? 'unsigned' : 'signed') : type.name.toLowerCase();
    const args = type.args.length > 0 ? `(${type.args.join(',')})` : '';
    return `cast(${this.text(operand)} as ${name}${args}${type.charset ? ` charset ${type.charset}` : ''})`;
  }

  private test(expr: ast.Expr): Printed {
    const not = 'not' in expr && expr.not ? 'not ' : '';
    switch (expr.kind) {
      case 'IsTest':
        return { text: `${this.within(expr.operand, TEST)} is ${not}${expr.what.toLowerCase()}`, binding: TEST };
      case 'BetweenTest': {
        const [low, high] = [this.within(expr.low, TEST + 1), this.within(expr.high, TEST + 1)];
        return { text: `${this.within(expr.operand, TEST + 1)} ${not}between ${low} and ${high}`, binding: TEST };
      }
      case 'LikeTest': {
        const escape = expr.escape ? ` escape ${this.text(expr.escape)}` : '';
        const operator = `${not}${expr.op.toLowerCase()}`;
        const text = `${this.within(expr.operand, TEST + 1)} ${operator} ${this.within(expr.pattern, TEST + 1)}${escape}`;
        return { text, binding: TEST };
      }
      case 'InTest':
        return this.membership(expr, not);
      case 'CollateExpr':
        return { text: `${this.within(expr.operand, UNARY)} collate ${expr.collation}`, binding: UNARY };
      default:
        return this.compound(expr);
    }
  }

  protected membership({ operand, among }: ast.InTest, not: string): Printed {
    const list = 'kind' in among ? this.query(among, false) : `(${this.list(among)})`;
    return { text: `${this.within(operand, TEST + 1)} ${not}in ${list}`, binding: TEST };
  }

  private compound(expr: ast.Expr): Printed {
    switch (expr.kind) {
      case 'RowExpr':
        return atom(`(${this.list(expr.items)})`);
      case 'SubqueryExpr':
        return atom(this.query(expr.query, false));
      case 'ExistsTest':
        return atom(`exists${this.query(expr.query, true)}`);
      case 'QuantifiedTest': {
        const { op, all, query } = expr;
        const text = `${this.within(expr.operand, TEST + 1)} ${op} ${all ? 'all' : 'any'} ${this.query(query, false)}`;
        return { text, binding: TEST };
      }
      case 'IntervalExpr':
        return atom(`interval ${this.text(expr.amount)} ${expr.unit.toLowerCase()}`);
      default:
        throw refused(expr.kind);
    }
  }
}

const PLAIN = new ExpressionText();

/** The text of an expression. */
export const expressionText = (expr: ast.Expr): string => PLAIN.text(expr);

/** The text of a DEFAULT: an operator stands in parentheses. */
export function defaultText(expr: ast.Expr): string {
  const { text, binding } = PLAIN.print(expr);
  return binding < ATOM ? `(${text})` : text;
}

export const atom = (text: string): Printed => ({ text, binding: ATOM });

export const refused = (what: string): Error =>
  sqlError('ER_NOT_SUPPORTED_YET', `${what} in an expression of a definition`);
