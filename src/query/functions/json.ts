/** The JSON functions that texts are asked and built with. */
import type { SqlType } from '../../base/types.js';
import { type JsonNode, jsonAt, parseJson, quotedJson, unescaped } from '../json.js';
import type { Node } from '../tree.js';
import { BOOLEAN, int, textOfLength } from '../types.js';
import { isText, type Value, valueToText } from '../value.js';
import { type CallContext, declare, declareRaw, type SqlFunction } from './define.js';
import { characters } from './parameters.js';
import { plainText } from './strings.js';

const LONG: SqlType = textOfLength(0xffff, 'utf8mb4_general_ci');

/** A function of a text and a path; what it makes of the value there. */
function atPath(name: string, shown: (node: JsonNode) => string | null): SqlFunction {
  return declare(name, {
    parameters: [characters, characters],
    type: LONG,
    nullable: true,
    call(_context, text, path) {
      const root = parseJson(text);
      const found = root && jsonAt(root, path);
      return found ? shown(found) : null;
    },
  });
}

const isScalar = ({ kind }: JsonNode): boolean => kind !== 'OBJECT' && kind !== 'ARRAY';

function scalarText(node: JsonNode): string | null {
  if (!isScalar(node) || node.kind === 'NULL') return null;
  if (node.kind === 'BOOLEAN') return node.text === 'true' ? '1' : '0';
  return node.kind === 'STRING' ? unescaped(node.text) : node.text;
}

/** JSON_EXTRACT with several paths gives an array of what is there. */
const extract = declare('json_extract', {
  parameters: [characters, characters],
  rest: characters,
  type: LONG,
  nullable: true,
  call(_context, text, ...paths) {
    const root = parseJson(text);
    const found = paths.map((path) => root && jsonAt(root, path)).filter((node) => node !== null && node !== undefined);
    if (found.length === 0) return null;
    return paths.length === 1 ? (found[0]?.text ?? null) : `[${found.map((node) => node.text).join(', ')}]`;
  },
});

/** A SQL value as JSON: numbers as they are, texts in quotes; what a JSON function made is JSON already. */
function jsonOf(value: Value, node: Node | undefined): string {
  if (value === null || !node) return 'null';
  const text = valueToText(value, node.type);
  const made = node.kind === 'Apply' && /^json_(object|array|extract|query|keys)$/.test(node.function.name);
  if (
    made ||
    typeof value === 'bigint' ||
    typeof value === 'number' ||
    !(isText(node.type) || value instanceof Uint8Array)
  )
    return isText(node.type) || made ? text : numberOrText(text);
  return quotedJson(text);
}

const numberOrText = (text: string): string => (/^-?[\d.]+(e[-+]?\d+)?$/i.test(text) ? text : quotedJson(text));

const array = declareRaw('json_array', 0, Number.POSITIVE_INFINITY, {
  type: () => LONG,
  nullable: () => false,
  call: ({ args }, values) => `[${values.map((value, at) => jsonOf(value, args[at])).join(', ')}]`,
});

const object = declareRaw('json_object', 0, Number.POSITIVE_INFINITY, {
  type: () => LONG,
  nullable: () => false,
  call({ args }, values) {
    const members: string[] = [];
    for (let at = 0; at + 1 < values.length; at += 2)
      members.push(`${keyOf(values[at] ?? null, args[at])}: ${jsonOf(values[at + 1] ?? null, args[at + 1])}`);
    return `{${members.join(', ')}}`;
  },
});

const keyOf = (value: Value, node: Node | undefined): string =>
  quotedJson(value === null || !node ? 'NULL' : valueToText(value, node.type));

function lengthOf({ kind, items }: JsonNode): bigint {
  return kind === 'OBJECT' || kind === 'ARRAY' ? BigInt(items.length) : 1n;
}

/** The value that an optional path names. */
function target(text: string, path: string | undefined): JsonNode | undefined {
  const root = parseJson(text);
  return path === undefined ? root : ((root && jsonAt(root, path)) ?? undefined);
}

export const jsonFunctions: readonly SqlFunction[] = [
  declare('json_valid', {
    parameters: [characters],
    type: BOOLEAN,
    call: (_context, text) => (parseJson(text) ? 1n : 0n),
  }),
  extract,
  atPath('json_value', scalarText),
  atPath('json_query', (node) => (isScalar(node) ? null : node.text)),
  declare('json_exists', {
    parameters: [characters, characters],
    type: BOOLEAN,
    nullable: true,
    call: (_context, text, path) => (target(text, path) ? 1n : 0n),
  }),
  declare('json_unquote', {
    parameters: [characters],
    type: LONG,
    nullable: true,
    call: (_context: CallContext, text) => (parseJson(text)?.kind === 'STRING' ? unescaped(text.trim()) : text),
  }),
  declare('json_quote', { parameters: [characters], type: LONG, call: (_context, text) => quotedJson(text) }),
  declare('json_type', {
    parameters: [characters],
    type: plainText(() => 12),
    nullable: true,
    call: (_context, text) => parseJson(text)?.kind ?? null,
  }),
  declare('json_length', {
    parameters: [characters],
    optional: [characters],
    type: int(10),
    nullable: true,
    call(_context, text, path) {
      const node = target(text, path);
      return node ? lengthOf(node) : null;
    },
  }),
  declare('json_keys', {
    parameters: [characters],
    optional: [characters],
    type: LONG,
    nullable: true,
    call(_context, text, path) {
      const node = target(text, path);
      return node?.kind === 'OBJECT' ? `[${node.keys.map(quotedJson).join(', ')}]` : null;
    },
  }),
  array,
  object,
];
