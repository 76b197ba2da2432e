/**
 * Random expressions over the columns that can be seen. Most operands have the type that their operator wants; how
 * often a conversion is warned of depends on what the optimizer does with the rest.
 */
import type { Draw } from '../differential/draw.js';
import { type Family, literalOf, type RandomColumn } from './tables.js';

/** The columns that an expression may name, as they are written there. */
export interface Sight {
  readonly columns: readonly (RandomColumn & { readonly written: string })[];
}

/** What an operand is wanted to be. */
export type Wanted = 'number' | 'text' | 'temporal';

const FAMILIES: Readonly<Record<Wanted, readonly Family[]>> = {
  number: ['integer', 'integer', 'decimal', 'double'],
  text: ['text'],
  temporal: ['temporal'],
};

/** Out of a hundred operands, how many are of any type. */
const MIXED = 1;

export const anyWanted = (draw: Draw): Wanted => draw.one(['number', 'number', 'number', 'text', 'text', 'temporal']);

function leaf(draw: Draw, { columns }: Sight, wanted: Wanted): string {
  const families = FAMILIES[draw.percent(MIXED) ? anyWanted(draw) : wanted];
  const fitting = columns.filter(({ family }) => families.includes(family));
  if (fitting.length > 0 && draw.percent(75)) return draw.one(fitting).written;
  return draw.percent(4) ? 'NULL' : literalOf(draw, draw.one(families));
}

/** What a function gives, with operands that it makes itself. */
type Make = (of: (wanted: Wanted) => string, draw: Draw) => string;

const NUMBERS: readonly (readonly [weight: number, make: Make])[] = [
  [8, (of, draw) => `(${of('number')} ${draw.one(['+', '-', '*', '/', '%', 'DIV'])} ${of('number')})`],
  [2, (of) => `-${of('number')}`],
  [2, (of) => `LENGTH(${of('text')})`],
  [1, (of) => `CHAR_LENGTH(${of('text')})`],
  [1, (of) => `LOCATE(${of('text')}, ${of('text')})`],
  [2, (of) => `ABS(${of('number')})`],
  [2, (of, draw) => `ROUND(${of('number')}, ${draw.below(3)})`],
  [1, (of) => `FLOOR(${of('number')})`],
  [1, (of) => `CEILING(${of('number')})`],
  [1, (of) => `SIGN(${of('number')})`],
  [1, (of, draw) => `CAST(${of('number')} AS ${draw.one(['SIGNED', 'DECIMAL(12,3)', 'DOUBLE'])})`],
  [1, (of) => `YEAR(${of('temporal')})`],
  [1, (of) => `DAYOFWEEK(${of('temporal')})`],
  [1, (of) => `DATEDIFF(${of('temporal')}, ${of('temporal')})`],
  [1, (of) => `CRC32(${of('text')})`],
  [1, (of) => `ASCII(${of('text')})`],
];

const TEXTS: readonly (readonly [weight: number, make: Make])[] = [
  [4, (of) => `CONCAT(${of('text')}, ${of('text')})`],
  [1, (of) => `CONCAT(${of('text')}, ${of('number')})`],
  [2, (of) => `UPPER(${of('text')})`],
  [2, (of) => `LOWER(${of('text')})`],
  [2, (of, draw) => `SUBSTRING(${of('text')}, ${draw.below(4)}, ${draw.below(4)})`],
  [1, (of) => `TRIM(${of('text')})`],
  [1, (of) => `REPLACE(${of('text')}, 'a', ${of('text')})`],
  [1, (of) => `REVERSE(${of('text')})`],
  [1, (of, draw) => `LPAD(${of('text')}, ${draw.below(8)}, 'x')`],
  [1, (of) => `HEX(${of('text')})`],
  [1, (of) => `MD5(${of('text')})`],
  [1, (of) => `CAST(${of('number')} AS CHAR)`],
  [1, (of) => `DATE_FORMAT(${of('temporal')}, '%Y/%m-%d')`],
];

const TEMPORALS: readonly (readonly [weight: number, make: Make])[] = [
  [3, (of, draw) => `DATE_ADD(${of('temporal')}, INTERVAL ${draw.below(40)} ${draw.one(['DAY', 'MONTH', 'HOUR'])})`],
  [2, (of) => `CAST(${of('temporal')} AS DATE)`],
  [1, (of) => `LAST_DAY(${of('temporal')})`],
];

const OWN = { number: NUMBERS, text: TEXTS, temporal: TEMPORALS } as const;

/** Functions whose operands are all of the type that they give. */
const CHOICES: readonly (readonly [
  weight: number,
  make: (a: () => string, draw: Draw, test: () => string) => string,
])[] = [
  [3, (a) => `IFNULL(${a()}, ${a()})`],
  [2, (a) => `NULLIF(${a()}, ${a()})`],
  [2, (a) => `COALESCE(${a()}, ${a()})`],
  [2, (a) => `GREATEST(${a()}, ${a()})`],
  [2, (a) => `LEAST(${a()}, ${a()})`],
  [2, (a, _, test) => `IF(${test()}, ${a()}, ${a()})`],
  [2, (a) => `CASE ${a()} WHEN ${a()} THEN ${a()} ELSE ${a()} END`],
];

/** A value. */
export function expression(draw: Draw, sight: Sight, depth = 2, wanted = anyWanted(draw)): string {
  if (depth === 0 || draw.percent(35)) return leaf(draw, sight, wanted);
  if (wanted === 'number' && draw.percent(15)) return `(${condition(draw, sight, depth - 1)})`;
  const of = (operand: Wanted) => expression(draw, sight, depth - 1, operand);
  const test = () => condition(draw, sight, depth - 1);
  if (draw.percent(25)) return draw.weighted(CHOICES)(() => of(wanted), draw, test);
  return draw.weighted(OWN[wanted])(of, draw);
}

const CONDITIONS: readonly (readonly [weight: number, make: (a: () => string, draw: Draw) => string])[] = [
  [8, (a, draw) => `${a()} ${draw.one(['=', '<>', '<', '<=', '>', '>=', '<=>'])} ${a()}`],
  [2, (a, draw) => `${a()} IS ${draw.one(['NULL', 'NOT NULL'])}`],
  [2, (a) => `${a()} IN (${a()}, ${a()}, ${a()})`],
  [1, (a) => `${a()} NOT IN (${a()}, ${a()})`],
  [2, (a) => `${a()} BETWEEN ${a()} AND ${a()}`],
];

/** A condition. */
export function condition(draw: Draw, sight: Sight, depth = 2): string {
  if (depth > 0 && draw.percent(35)) {
    const [left, right] = [condition(draw, sight, depth - 1), condition(draw, sight, depth - 1)];
    return draw.percent(12) ? `NOT (${left})` : `(${left} ${draw.one(['AND', 'AND', 'OR', 'XOR'])} ${right})`;
  }
  const wanted = anyWanted(draw);
  const part = () => expression(draw, sight, Math.max(0, depth - 1), wanted);
  if (wanted === 'text' && draw.percent(20))
    return `${part()} LIKE ${draw.one(["'a%'", "'%b%'", "'_'", "'1%'", "'%'"])}`;
  return draw.weighted(CONDITIONS)(part, draw);
}

/** An aggregate. */
export function aggregate(draw: Draw, sight: Sight): string {
  const number = expression(draw, sight, 1, 'number');
  const value = expression(draw, sight, 1);
  return draw.weighted([
    [3, 'COUNT(*)'],
    [2, `COUNT(${value})`],
    [1, `COUNT(DISTINCT ${value})`],
    [3, `SUM(${number})`],
    [2, `AVG(${number})`],
    [2, `MIN(${value})`],
    [2, `MAX(${value})`],
    [1, `GROUP_CONCAT(HEX(${expression(draw, sight, 1, 'text')}) ORDER BY 1)`],
  ]);
}
