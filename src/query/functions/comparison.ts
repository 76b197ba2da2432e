/**
 * Comparisons. Both sides become sort keys of one domain, and sort keys compare as SQLite compares integers, reals,
 * texts and blobs: so an index on a column can be used wherever the column is its own sort key.
 */

import { isBinaryCollation } from '../../base/charsets.js';
import { isAddress, isInteger, isList, type SqlType } from '../../base/types.js';
import { commonCollation } from '../coercibility.js';
import { sortKeyText } from '../collations.js';
import { compareValues } from '../compare-values.js';
import { toBoolean } from '../convert-value.js';
import { Decimal, decimalToNumber } from '../decimal.js';
import { hasIntegerForm, hasTruth, rangeOf } from '../forms.js';
import type { ConstantNode, Node } from '../tree.js';
import { BIGINT, BIGINT_UNSIGNED, BOOLEAN, commonArithmetic, DOUBLE, decimal, decimalShape } from '../types.js';
import { isBinary, isFloat, isTemporal, isText, isWideUnsigned, type Value } from '../value.js';
import { apply, convertTo } from './cast.js';
import { type BindContext, declare, declareRaw, type Printer, type SqlFunction } from './define.js';
import { any, text, time } from './parameters.js';

/** In what values are compared. */
export type Domain =
  | { readonly kind: 'integer' }
  | { readonly kind: 'as'; readonly type: SqlType }
  | { readonly kind: 'text'; readonly collation: string };

const VARBINARY: SqlType = { name: 'VARBINARY', length: 255 };

/** Sort keys of texts are texts themselves, which SQLite compares byte by byte. */
const KEY: SqlType = { name: 'VARCHAR', length: 255, collation: 'utf8mb4_bin' };

const keyFunctions = new Map<string, SqlFunction>();

const binaryKey: Printer = ([operand]) => `(rtrim(${operand}, ' ') || ' ')`;

/** The function that gives a text's sort key in one collation. */
function keyFunction(collation: string): SqlFunction {
  const known = keyFunctions.get(collation);
  if (known) return known;
  const created = declare(`sort_key_${collation}`, {
    parameters: [
      { name: 'text', coerce: (value, type, context) => text.coerce(value, type, { ...context, bytes: false }) },
    ],
    type: KEY,
    native: ([operand]) =>
      isBinaryCollation(collation) && operand && isText(operand.type) && !isList(operand.type) ? binaryKey : undefined,
    call: (_context, value) => sortKeyText(value, collation),
  });
  keyFunctions.set(collation, created);
  return created;
}

/** The text and the collation of a node that `sortKey` has made of a text. */
export function keyedText(node: Node): { readonly text: Node; readonly collation: string } | undefined {
  if (node.kind !== 'Apply') return undefined;
  const [text] = node.args;
  for (const [collation, key] of keyFunctions) if (key === node.function && text) return { text, collation };
  return undefined;
}

/** Times are texts that do not sort: they have a sign, and two digits of hours or three. */
const timeKey: SqlFunction = declare('time_key', {
  parameters: [time],
  type: BIGINT,
  call: (_context, micros) => BigInt(micros),
});

/** The expression whose SQLite value sorts as the node does in the domain. */
export function sortKey(node: Node, domain: Domain): Node {
  if (node.type.name === 'NULL') return node;
  if (domain.kind === 'integer') return node;
  if (domain.kind === 'as' && domain.type.name === 'TIME')
    return apply(timeKey, [convertTo(node, domain.type)], BIGINT);
  if (domain.kind === 'as') return convertTo(node, domain.type);
  return domain.collation === 'binary' ? convertTo(node, VARBINARY) : apply(keyFunction(domain.collation), [node], KEY);
}

const isString = (type: SqlType): boolean => isText(type) || isBinary(type);

function exactDomain(nodes: readonly Node[]): Domain {
  const integers = nodes.filter(({ type }) => isInteger(type));
  if (integers.length === nodes.length) {
    if (nodes.every(hasIntegerForm)) return { kind: 'integer' };
    const fits = nodes.every((node) => isWideUnsigned(node.type) || (rangeOf(node)?.min ?? -1n) >= 0n);
    return { kind: 'as', type: fits ? BIGINT_UNSIGNED : decimal(20, 0) };
  }
  const shapes = nodes.map(({ type }) => decimalShape(type));
  const scale = Math.max(...shapes.map((shape) => shape.scale));
  const whole = Math.max(...shapes.map((shape) => shape.precision - shape.scale));
  return { kind: 'as', type: decimal(whole + scale, scale) };
}

/** Text beside a whole number is read as DECIMAL, beside other numbers as DOUBLE. */
const TEXT_AS_DECIMAL: SqlType = decimal(65, 30);

function mixedDomain(nodes: readonly Node[]): Domain {
  const numbers = nodes.filter(({ type }) => !isString(type));
  const exact =
    !nodes.some(isTextVariable) &&
    (numbers.every(({ type }) => isInteger(type)) ||
      (numbers.every(({ type }) => !isFloat(type)) && nodes.some(isTextConstant)));
  return { kind: 'as', type: exact ? TEXT_AS_DECIMAL : DOUBLE };
}

const isTextVariable = (node: Node): boolean => isTextConstant(node) && 'isVariable' in node;
const isTextConstant = (node: Node): boolean => node.kind === 'Constant' && isString(node.type);

function temporalDomain(nodes: readonly Node[]): Domain {
  const temporals = nodes.map(({ type }) => type).filter(isTemporal);
  const constantsOnly = nodes.every((node) => isTemporal(node.type) || !isFloat(node.type));
  if (!constantsOnly) return { kind: 'as', type: DOUBLE };
  const fsp = Math.max(...temporals.map((type) => type.fsp), ...nodes.map(({ type }) => (isTemporal(type) ? 0 : 6)));
  const names = new Set(temporals.map((type) => type.name));
  if (names.size === 1 && names.has('TIME')) return { kind: 'as', type: { name: 'TIME', fsp } };
  const dates = names.size === 1 && names.has('DATE') && nodes.every(({ type }) => isTemporal(type));
  return { kind: 'as', type: dates ? { name: 'DATE', fsp: 0 } : { name: 'DATETIME', fsp } };
}

/** In what the server compares values of these types. */
export function domainOf(all: readonly Node[], context: BindContext): Domain {
  const nodes = all.filter(({ type }) => type.name !== 'NULL');
  if (nodes.length === 0) return { kind: 'integer' };
  if (nodes.some(({ type }) => isTemporal(type))) return temporalDomain(nodes);
  const address = nodes.find(({ type }) => isAddress(type));
  if (address) return { kind: 'as', type: address.type };
  if (nodes.every(({ type }) => isString(type))) {
    return { kind: 'text', collation: commonCollation(nodes, context) };
  }
  if (nodes.some(({ type }) => isString(type))) return mixedDomain(nodes);
  return commonArithmetic(nodes.map(({ type }) => type)) === 'double'
    ? { kind: 'as', type: DOUBLE }
    : exactDomain(nodes);
}

const NO_CONNECTION: BindContext = { collation: 'utf8mb4_general_ci', divisionDecimals: 4 };

/** The expression that sorts, and groups, as the node's own values do: members of a list by their number. */
export const ownKey = (node: Node): Node =>
  isList(node.type) ? convertTo(node, node.type.name === 'ENUM' ? BIGINT : BIGINT_UNSIGNED) : valueKey(node);

/** The expression that compares as the values do: members of a list as texts. */
export const valueKey = (node: Node): Node => sortKey(node, domainOf([node], NO_CONNECTION));

/** GREATEST, LEAST and BETWEEN read text beside numbers as DOUBLE. */
export function looseDomain(nodes: readonly Node[], context: BindContext): Domain {
  const domain = domainOf(nodes, context);
  return domain.kind === 'as' && domain.type === TEXT_AS_DECIMAL ? { kind: 'as', type: DOUBLE } : domain;
}

const MAX_EXACT = 2 ** 49;

/** A constant beside an integer column as a SQLite number, so that the column stays its own sort key. */
function plainNumber(node: Node): ConstantNode | undefined {
  if (node.kind !== 'Constant') return undefined;
  const number = constantNumber(node);
  if (number === undefined) return undefined;
  if (typeof number === 'bigint')
    return { ...node, value: number, type: { name: 'BIGINT', unsigned: false, zerofill: false, width: 20 } };
  return { ...node, value: number, type: DOUBLE };
}

const WHOLE = /^-?\d{1,18}$/;

function constantNumber({ value, type }: ConstantNode): bigint | number | undefined {
  if (typeof value === 'string' && isText(type) && WHOLE.test(value)) return BigInt(value);
  if (!(value instanceof Decimal)) return undefined;
  const number = decimalToNumber(value);
  if (Math.abs(number) >= MAX_EXACT) return undefined;
  const whole = value.unscaled % 10n ** BigInt(value.scale) === 0n;
  if (whole) return value.unscaled / 10n ** BigInt(value.scale);
  return Number.isInteger(number) ? undefined : number;
}

/** Both sides as sort keys. */
export function comparable(left: Node, right: Node, context: BindContext): [Node, Node] {
  const integerColumn = (node: Node): boolean =>
    node.kind !== 'Constant' && isInteger(node.type) && hasIntegerForm(node);
  const number = integerColumn(left) ? plainNumber(right) : integerColumn(right) ? plainNumber(left) : undefined;
  if (number) return integerColumn(left) ? [left, number] : [number, right];
  const domain = domainOf([left, right], context);
  return [sortKey(left, domain), sortKey(right, domain)];
}

function comparison(sign: string, test: (order: number) => boolean): SqlFunction {
  const printer: Printer = ([left, right]) => `(${left} ${sign} ${right})`;
  return declare(sign, {
    parameters: [any, any],
    type: BOOLEAN,
    range: () => ({ min: 0n, max: 1n }),
    operator: sign,
    native: () => printer,
    call: (_context, left, right) => (test(compareValues(left, right)) ? 1n : 0n),
  });
}

const nullSafePrinter: Printer = ([left, right]) => `(${left} IS ${right})`;

const nullSafeEqual = declareRaw('<=>', 2, 2, {
  type: () => BOOLEAN,
  nullable: () => false,
  operator: '<=>',
  native: () => nullSafePrinter,
  call(_context, [left = null, right = null]) {
    if (left === null || right === null) return left === right ? 1n : 0n;
    return compareValues(left, right) === 0 ? 1n : 0n;
  },
});

/** Comparison operators by their sign in the AST; their arguments are sort keys. */
export const COMPARISONS: Readonly<Record<'=' | '<=>' | '<>' | '<' | '<=' | '>' | '>=', SqlFunction>> = {
  '=': comparison('=', (order) => order === 0),
  '<=>': nullSafeEqual,
  '<>': comparison('<>', (order) => order !== 0),
  '<': comparison('<', (order) => order < 0),
  '<=': comparison('<=', (order) => order <= 0),
  '>': comparison('>', (order) => order > 0),
  '>=': comparison('>=', (order) => order >= 0),
};

/** The call of a comparison operator on two expressions. */
export function compare(sign: keyof typeof COMPARISONS, left: Node, right: Node, context: BindContext): Node {
  return apply(COMPARISONS[sign], comparable(left, right, context), BOOLEAN);
}

const inPrinter: Printer = ([operand, ...among]) => `(${operand} IN (${among.join(', ')}))`;

/** IN for sort keys of one domain. */
export const inList: SqlFunction = declareRaw('in', 2, Number.POSITIVE_INFINITY, {
  type: () => BOOLEAN,
  nullable: (args) => args.some((arg) => arg.nullable),
  native: () => inPrinter,
  call(_context, [operand = null, ...among]) {
    if (operand === null) return null;
    if (among.some((one) => one !== null && compareValues(operand, one) === 0)) return 1n;
    return among.includes(null) ? null : 0n;
  },
});

const truthFunction = declareRaw('truth', 1, 1, {
  type: () => BOOLEAN,
  nullable: ([operand]) => operand?.nullable ?? true,
  call(context, [value = null]) {
    const type = context.args[0]?.type;
    return value === null || !type ? null : toBoolean(value, type, context.env) ? 1n : 0n;
  },
});

/** The node as something that SQLite takes for true or false. */
export function truthOf(node: Node): Node {
  return hasTruth(node) || node.type.name === 'NULL' ? node : apply(truthFunction, [node], BOOLEAN);
}

/** GREATEST and LEAST: the arguments come twice, as sort keys and as values of the result's type. */
export function extreme(name: string, sign: 1 | -1): SqlFunction {
  return declareRaw(name, 2, Number.POSITIVE_INFINITY, {
    type: ([first]) => first?.type ?? DOUBLE,
    nullable: (args) => args.some((arg) => arg.nullable),
    call(_context, args) {
      const keys = args.slice(0, args.length / 2);
      let best: Value = keys[0] ?? null;
      let at = 0;
      for (const [index, key] of keys.entries()) {
        if (key === null || best === null) return null;
        if (sign * compareValues(key, best) > 0) [best, at] = [key, index];
      }
      return args[args.length / 2 + at] ?? null;
    },
  });
}
