/** Functions between text and its codes: lengths, hexadecimal digits, character codes. */

import { maxBytesPerCharacter } from '../../base/charsets.js';
import { isAddress, isList, type SqlType } from '../../base/types.js';
import { naturalBytes } from '../address.js';
import { characterCount, charsetOfType } from '../charsets.js';
import { Decimal, decimalToInteger } from '../decimal.js';
import type { Node } from '../tree.js';
import { displayWidth, int, integerOfWidth } from '../types.js';
import { isBinary, isText, type Value } from '../value.js';
import { type CallContext, declare, declareRaw, type SqlFunction } from './define.js';
import { any, bytes, characters, integer, text } from './parameters.js';
import { plainText } from './strings.js';

/** The bytes of a value as HEX shows them. */
function hexOf(value: Exclude<Value, null>, type: SqlType): string {
  if (typeof value === 'bigint') return BigInt.asUintN(64, value).toString(16).toUpperCase();
  if (value instanceof Decimal) return BigInt.asUintN(64, decimalToInteger(value)).toString(16).toUpperCase();
  if (typeof value === 'number')
    return BigInt.asUintN(64, BigInt(Math.round(value)))
      .toString(16)
      .toUpperCase();
  const all = isAddress(type) ? naturalBytes(String(value), type) : bytes.coerce(value, type, NO_CONTEXT);
  return Buffer.from(all ?? [])
    .toString('hex')
    .toUpperCase();
}

/** Conversion to bytes asks for nothing. */
const NO_CONTEXT = {} as CallContext;

const byteWidth = (node: Node | undefined): number =>
  node ? displayWidth(node.type) * (isText(node.type) ? maxBytesPerCharacter(charsetOfType(node.type)) : 1) : 0;

const hex = declare('hex', {
  parameters: [any],
  type: plainText(([value]) => (value && (isText(value.type) || isBinary(value.type)) ? byteWidth(value) * 2 : 16)),
  call: (context, value) => hexOf(value, context.args[0]?.type ?? context.type),
});

const unhex = declare('unhex', {
  parameters: [characters],
  type: ([digits]) => ({ name: 'VARBINARY', length: digits ? Math.ceil(displayWidth(digits.type) / 2) : 0 }),
  nullable: true,
  call(_context, digits) {
    if (!/^[0-9a-f]*$/i.test(digits)) return null;
    return Buffer.from(digits.length % 2 === 1 ? `0${digits}` : digits, 'hex');
  },
});

/** Characters are bytes in these character sets, so that SQLite's character count is the length. */
const SINGLE_BYTE = new Set(['latin1', 'ascii']);

function octetLength(name: string): SqlFunction {
  return declare(name, {
    parameters: [bytes],
    type: int(10),
    range: ([value]) => (value ? { min: 0n, max: 2n ** 32n - 1n } : undefined),
    native([value]) {
      if (!value || isList(value.type) || (!isText(value.type) && !isBinary(value.type))) return undefined;
      const single = isText(value.type) && SINGLE_BYTE.has(charsetOfType(value.type));
      return ([sql]) => (single ? `length(${sql})` : `octet_length(${sql})`);
    },
    call: (_context, value) => BigInt(value.length),
  });
}

function charLength(name: string): SqlFunction {
  return declare(name, {
    parameters: [text],
    type: int(10),
    range: () => ({ min: 0n, max: 2n ** 32n - 1n }),
    call: (_context, value) => BigInt(characterCount(value)),
  });
}

const char = declareRaw('char', 1, Number.POSITIVE_INFINITY, {
  type: (args) => ({ name: 'VARBINARY', length: 4 * args.length }),
  nullable: () => true,
  call(context, values) {
    const parts = values.map((value, index) => {
      const type = context.args[index]?.type;
      const code =
        value === null || !type
          ? null
          : value instanceof Uint8Array
            ? BigInt(`0x0${Buffer.from(value).toString('hex')}`)
            : integer.coerce(value, type, context);
      if (code === null) return '';
      const digits = BigInt.asUintN(32, code).toString(16);
      return digits.length % 2 === 1 ? `0${digits}` : digits;
    });
    return Buffer.from(parts.join(''), 'hex');
  },
});

export const textCodeFunctions: readonly SqlFunction[] = [
  hex,
  unhex,
  ...['length', 'octet_length'].map(octetLength),
  ...['char_length', 'character_length'].map(charLength),
  declare('bit_length', { parameters: [bytes], type: int(11), call: (_context, value) => BigInt(value.length * 8) }),
  declare('ascii', { parameters: [bytes], type: int(3), call: (_context, value) => BigInt(value[0] ?? 0) }),
  declare('ord', {
    parameters: [bytes],
    type: integerOfWidth(21, false),
    call: (_context, value) => {
      const character = Buffer.from(value).toString('utf8').slice(0, 1);
      return Buffer.from(character).reduce((code, byte) => code * 256n + BigInt(byte), 0n);
    },
  }),
  char,
];
