/** Conditions of `if` and `while`. */
import { ScriptFailure } from './failure.js';

/** How a condition gets at values: variables, and the first value that a query gives. */
export interface ConditionValues {
  variable(name: string): string;
  query(sql: string): Promise<string>;
}

const OPERATORS = ['==', '!=', '<=', '>=', '<', '>'] as const;
type Operator = (typeof OPERATORS)[number];

interface Operand {
  readonly value: string;
  readonly rest: string;
}

/** Evaluates the text between the parentheses. */
export async function evaluateCondition(text: string, values: ConditionValues): Promise<boolean> {
  const negated = text.trimStart().startsWith('!');
  const source = negated ? text.trimStart().slice(1) : text;
  const left = await leftOperand(source.trim(), values);
  const operator = OPERATORS.find((candidate) => left.rest.startsWith(candidate));
  if (!operator) {
    if (left.rest !== '') throw new ScriptFailure(`Found junk '${left.rest}' after $variable in condition`);
    return isTrue(left.value) !== negated;
  }
  if (negated) throw new ScriptFailure('Negation and comparison should not be combined, please rewrite');
  return compare(left.value, operator, await rightOperand(left.rest.slice(operator.length).trim(), values));
}

/** An integer is true when it is not 0; other text is false when it is empty or begins with 0. */
export function isTrue(text: string): boolean {
  if (/^\s*[+-]?\d+$/.test(text)) return Number(text) !== 0;
  return text !== '' && !/^\s*[+-]?0/.test(text);
}

async function leftOperand(text: string, values: ConditionValues): Promise<Operand> {
  const variable = /^\$(\w+)\s*/.exec(text);
  if (variable) return { value: values.variable(variable[1] ?? ''), rest: text.slice(variable[0].length) };
  const query = /^`((?:[^`])*)`\s*/.exec(text);
  if (query) return { value: await values.query(query[1] ?? ''), rest: text.slice(query[0].length) };
  const number = /^[+-]?\d+\s*/.exec(text);
  if (number) return { value: number[0].trim(), rest: text.slice(number[0].length) };
  throw new ScriptFailure('Expression in if/while must begin with $, ` or a number');
}

async function rightOperand(text: string, values: ConditionValues): Promise<string> {
  const variable = /^\$(\w+)$/.exec(text);
  if (variable) return values.variable(variable[1] ?? '');
  if (text.startsWith('`')) return values.query(text.slice(1, text.lastIndexOf('`')));
  const quoted = /^(['"])(.*)\1$/s.exec(text);
  return quoted ? (quoted[2] ?? '') : text;
}

function compare(left: string, operator: Operator, right: string): boolean {
  const numbers = isInteger(left) && isInteger(right);
  switch (operator) {
    case '==':
      return numbers ? Number(left) === Number(right) : left === right;
    case '!=':
      return numbers ? Number(left) !== Number(right) : left !== right;
    default:
      if (!numbers) throw new ScriptFailure('Only == and != are supported for string values');
      return order(Number(left), operator, Number(right));
  }
}

const isInteger = (text: string): boolean => /^[+-]?\d+$/.test(text);

function order(left: number, operator: Exclude<Operator, '==' | '!='>, right: number): boolean {
  switch (operator) {
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
  }
}
