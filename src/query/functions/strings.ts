/** Functions that build and cut text. They work on characters, and on bytes where an argument is binary. */
import { sqlError } from '../../base/errors.js';
import { isInteger, type SqlType } from '../../base/types.js';
import { characterCount, stringToBytes } from '../charsets.js';
import { commonCollation } from '../coercibility.js';
import { formatDecimal, rescale } from '../decimal.js';
import { search } from '../search.js';
import { changeCase, sliceText } from '../text.js';
import type { Node } from '../tree.js';
import { displayWidth, int, textOfLength } from '../types.js';
import { isBinary, isText, type Value, valueToText } from '../value.js';
import { type BindContext, type CallContext, declare, declareRaw, type SqlFunction } from './define.js';
import { characters, integer, number, text } from './parameters.js';

/** The text, or its bytes where the function works on bytes. */
export function textResult(value: string, context: CallContext): Value {
  return context.bytes && isBinary(context.type) ? stringToBytes(value) : value;
}

type Length = (args: readonly Node[]) => number;

/** A text type in the common collation of the arguments. */
export function textType(length: Length, pick: (args: readonly Node[]) => readonly Node[] = (args) => args) {
  return (args: readonly Node[], context: BindContext): SqlType =>
    textOfLength(length(args), commonCollation(pick(args), context));
}

/** Text in the connection's collation, whatever the arguments are. */
export const plainText =
  (length: Length) =>
  (args: readonly Node[], context: BindContext): SqlType =>
    textOfLength(length(args), context.collation);

const first = (args: readonly Node[]): readonly Node[] => args.slice(0, 1);
const widthOf = (node: Node | undefined): number => (node ? displayWidth(node.type) : 0);
const firstWidth: Length = (args) => widthOf(args[0]);
const totalWidth: Length = (args) => args.reduce((total, arg) => total + widthOf(arg), 0);
const UNKNOWN_LENGTH = 0x55555555;

/** A constant count, as far as it is known before running. */
function constantCount(node: Node | undefined): number | undefined {
  return node?.kind === 'Constant' && typeof node.value === 'bigint' ? Math.max(0, Number(node.value)) : undefined;
}

function tooLong(name: string, context: CallContext): null {
  context.env.warn('Warning', sqlError('ER_WARN_ALLOWED_PACKET_OVERFLOWED', name, context.env.allowedPacket));
  return null;
}

const concat = declare('concat', {
  parameters: [text],
  rest: text,
  type: textType(totalWidth),
  call: (context, ...parts) => textResult(parts.join(''), context),
});

const concatWs = declareRaw('concat_ws', 2, Number.POSITIVE_INFINITY, {
  type: textType((args) => totalWidth(args.slice(1)) + widthOf(args[0]) * (args.length - 2)),
  nullable: ([separator]) => separator?.nullable ?? true,
  call(context, [separator, ...parts]) {
    if (separator === null || separator === undefined) return null;
    const texts = [separator, ...parts].map((value, index) => {
      const type = context.args[index]?.type;
      return value === null || !type ? null : text.coerce(value, type, context);
    });
    const [glue, ...rest] = texts;
    return textResult(rest.filter((part) => part !== null).join(glue ?? ''), context);
  },
});

const repeat = declare('repeat', {
  parameters: [text, integer],
  type: textType((args) => {
    const count = constantCount(args[1]);
    return count === undefined ? UNKNOWN_LENGTH : widthOf(args[0]) * count;
  }, first),
  nullable: true,
  call(context, value, count) {
    if (count <= 0n || value === '') return textResult('', context);
    if (BigInt(value.length) * count > context.env.allowedPacket) return tooLong('repeat', context);
    return textResult(value.repeat(Number(count)), context);
  },
});

const space = declare('space', {
  parameters: [integer],
  type: plainText((args) => constantCount(args[0]) ?? UNKNOWN_LENGTH),
  nullable: true,
  call: (context, count) =>
    count > context.env.allowedPacket ? tooLong('space', context) : ' '.repeat(Math.max(0, Number(count))),
});

/** SUBSTRING: positions count from 1, negative ones from the end. */
function substring(value: string, position: bigint, count: bigint | undefined): string {
  const length = characterCount(value);
  const start = position > 0n ? Number(position) - 1 : length + Number(position);
  if (position === 0n || start < 0 || start >= length || (count !== undefined && count <= 0n)) return '';
  return sliceText(value, start, count === undefined ? undefined : Number(count));
}

function substringFunction(name: string): SqlFunction {
  return declare(name, {
    parameters: [text, integer],
    optional: [integer],
    type: textType((args) => {
      const width = widthOf(args[0]);
      const from = constantCount(args[1]);
      const rest = from === undefined ? width : Math.max(0, width - Math.max(0, from - 1));
      return Math.min(rest, constantCount(args[2]) ?? rest);
    }, first),
    call: (context, value, position, count) => textResult(substring(value, position, count), context),
  });
}

const partWidth: Length = (args) => Math.min(widthOf(args[0]), constantCount(args[1]) ?? widthOf(args[0]));

const left = declare('left', {
  parameters: [text, integer],
  type: textType(partWidth, first),
  call: (context, value, count) => textResult(count <= 0n ? '' : sliceText(value, 0, Number(count)), context),
});

const right = declare('right', {
  parameters: [text, integer],
  type: textType(partWidth, first),
  call(context, value, count) {
    const skipped = Math.max(0, characterCount(value) - Number(count));
    return textResult(count <= 0n ? '' : sliceText(value, skipped), context);
  },
});

function caseFunction(name: string, change: (value: string) => string): SqlFunction {
  return declare(name, {
    parameters: [text],
    type: textType(firstWidth),
    call: (context, value) => textResult(context.bytes ? value : changeCase(value, change), context),
  });
}

const upper = (value: string): string => value.toUpperCase();
const lower = (value: string): string => value.toLowerCase();

function trimStart(value: string, part: string): string {
  let rest = value;
  while (part !== '' && rest.startsWith(part)) rest = rest.slice(part.length);
  return rest;
}

function trimEnd(value: string, part: string): string {
  let rest = value;
  while (part !== '' && rest.endsWith(part)) rest = rest.slice(0, -part.length);
  return rest;
}

/** TRIM, and its forms with LEADING and TRAILING, as `ltrim` and `rtrim` with two arguments. */
function trimFunction(name: string, start: boolean, end: boolean): SqlFunction {
  return declare(name, {
    parameters: [text],
    optional: [text],
    type: textType(firstWidth, first),
    call(context, value, part = ' ') {
      const front = start ? trimStart(value, part) : value;
      return textResult(end ? trimEnd(front, part) : front, context);
    },
  });
}

const replace = declare('replace', {
  parameters: [text, text, text],
  type: textType((args) => {
    const [width, from, to] = args.map(widthOf);
    return (width ?? 0) * Math.max(1, Math.floor((to ?? 0) / Math.max(1, from ?? 1)));
  }),
  call: (context, value, from, to) => textResult(from === '' ? value : value.replaceAll(from, () => to), context),
});

const reverse = declare('reverse', {
  parameters: [text],
  type: textType(firstWidth),
  call: (context, value) => textResult([...value].toReversed().join(''), context),
});

function padFunction(name: string, place: (value: string, filling: string) => string): SqlFunction {
  return declare(name, {
    parameters: [text, integer],
    optional: [text],
    type: textType(
      (args) => constantCount(args[1]) ?? UNKNOWN_LENGTH,
      (args) => args.filter((_, index) => index !== 1),
    ),
    nullable: true,
    call(context, value, count, part = ' ') {
      const length = characterCount(value);
      if (count < 0n) return null;
      if (count > context.env.allowedPacket) return tooLong(name, context);
      const missing = Number(count) - length;
      if (missing <= 0) return textResult(sliceText(value, 0, Number(count)), context);
      if (part === '') return null;
      const filling = sliceText(part.repeat(Math.ceil(missing / characterCount(part))), 0, missing);
      return textResult(place(value, filling), context);
    },
  });
}

/** Position of one text in another, from 1; 0 when it is not there. */
function locate(context: CallContext, part: string, value: string, from: bigint): bigint {
  if (from < 1n || from > BigInt(characterCount(value) + 1)) return 0n;
  const collation = context.bytes
    ? 'binary'
    : commonCollation(
        context.args.filter(({ type }) => isText(type)),
        { collation: 'utf8mb4_general_ci' },
      );
  return BigInt(search(value, part, collation, Number(from) - 1) + 1);
}

const substringIndex = declare('substring_index', {
  parameters: [text, text, integer],
  type: textType(firstWidth, (args) => args.slice(0, 2)),
  call(context, value, delimiter, count) {
    if (delimiter === '' || count === 0n) return textResult('', context);
    const parts = value.split(delimiter);
    const kept = count > 0n ? parts.slice(0, Number(count)) : parts.slice(Number(count));
    return textResult(kept.join(delimiter), context);
  },
});

const elt = declareRaw('elt', 2, Number.POSITIVE_INFINITY, {
  type: textType(
    (args) => Math.max(...args.slice(1).map(widthOf)),
    (args) => args.slice(1),
  ),
  nullable: () => true,
  call(context, [index = null, ...choices]) {
    const type = context.args[0]?.type;
    if (index === null || !type) return null;
    const position = Number(integer.coerce(index, type, context) ?? 0n);
    const chosen = choices[position - 1] ?? null;
    const chosenType = context.args[position]?.type;
    return chosen === null || !chosenType ? null : textResult(text.coerce(chosen, chosenType, context) ?? '', context);
  },
});

const format = declare('format', {
  parameters: [number, integer],
  optional: [characters],
  type: plainText(([value, decimals]) => {
    const count = constantCount(decimals) ?? 30;
    const whole = value && isInteger(value.type) ? displayWidth(value.type) : 9;
    return whole + Math.floor(whole / 3) + (count > 0 ? count + 1 : 0);
  }),
  call(_context, value, decimals) {
    const scale = Math.max(0, Math.min(38, Number(decimals)));
    const [whole = '', fraction] = formatDecimal(rescale(value, scale)).split('.');
    const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
    return fraction === undefined ? grouped : `${grouped}.${fraction}`;
  },
});

const quote = declareRaw('quote', 1, 1, {
  type: textType((args) => firstWidth(args) * 2 + 2),
  nullable: () => false,
  call(context, [value = null]) {
    const type = context.args[0]?.type;
    if (value === null || !type) return 'NULL';
    return `'${valueToText(value, type).replace(/['\\]/g, '\\$&').replaceAll('\0', '\\0').replaceAll('\x1a', '\\Z')}'`;
  },
});

export const stringFunctions: readonly SqlFunction[] = [
  concat,
  concatWs,
  repeat,
  space,
  ...['substring', 'substr', 'mid'].map(substringFunction),
  left,
  right,
  ...['upper', 'ucase'].map((name) => caseFunction(name, upper)),
  ...['lower', 'lcase'].map((name) => caseFunction(name, lower)),
  trimFunction('trim', true, true),
  trimFunction('ltrim', true, false),
  trimFunction('rtrim', false, true),
  replace,
  reverse,
  padFunction('lpad', (value, filling) => filling + value),
  padFunction('rpad', (value, filling) => value + filling),
  declare('locate', {
    parameters: [text, text],
    optional: [integer],
    type: int(11),
    call: (context, part, value, from = 1n) => locate(context, part, value, from),
  }),
  declare('position', {
    parameters: [text, text],
    type: int(11),
    call: (context, part, value) => locate(context, part, value, 1n),
  }),
  declare('instr', {
    parameters: [text, text],
    type: int(11),
    call: (context, value, part) => locate(context, part, value, 1n),
  }),
  substringIndex,
  elt,
  format,
  quote,
  declare('insert', {
    parameters: [text, integer, integer, text],
    type: textType(
      (args) => widthOf(args[0]) + widthOf(args[3]),
      (args) => args.filter((_, at) => at % 3 === 0),
    ),
    call(context, value, position, count, part) {
      const length = characterCount(value);
      const start = Number(position) - 1;
      if (start < 0 || start >= length) return textResult(value, context);
      const removed = count < 0n ? length : Number(count);
      return textResult(sliceText(value, 0, start) + part + sliceText(value, start + removed), context);
    },
  }),
];
