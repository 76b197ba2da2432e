/**
 * Members of JSON objects, as the server's reader finds them: it looks no further than it must, so what follows the
 * wanted member may be anything, and texts keep their escapes.
 */

export interface JsonValue {
  readonly type: 'object' | 'array' | 'string' | 'number' | 'literal';
  /** As it stands there; a string without its quotes. */
  readonly text: string;
}

type Found = JsonValue & { readonly end: number };

const DEPTH_MAX = 32;
const SCALARS = [
  ['string', /"((?:[^"\\]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*)"/y],
  ['number', /(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?=[\s,}\]]|$)/y],
  ['literal', /(true|false|null)/y],
] as const;

/** The first member of that name; undefined when there is none, or when the text is no object up to there. */
export function member(object: string, name: string): JsonValue | undefined {
  let found: JsonValue | undefined;
  readMembers(object, skipBlanks(object, 0), 0, (key, value) => {
    if (unescaped(key) !== name) return true;
    found = value;
    return false;
  });
  return found;
}

/** Reads members as long as `wanted` says so; where the object ends, if all of it was read. */
function readMembers(
  text: string,
  start: number,
  depth: number,
  wanted: (key: string, value: JsonValue) => boolean,
): number | undefined {
  return readList(text, start, '{}', depth, (at) => {
    const key = readScalar(text, at);
    if (key?.type !== 'string') return undefined;
    const colon = skipBlanks(text, key.end);
    const value = text[colon] === ':' ? readValue(text, skipBlanks(text, colon + 1), depth) : undefined;
    return value && wanted(key.text, value) ? value.end : undefined;
  });
}

/** What stands between two brackets, item by item; where it ends. */
function readList(
  text: string,
  start: number,
  brackets: '{}' | '[]',
  depth: number,
  item: (at: number) => number | undefined,
): number | undefined {
  if (text[start] !== brackets[0] || depth > DEPTH_MAX) return undefined;
  let at = skipBlanks(text, start + 1);
  if (text[at] === brackets[1]) return at + 1;
  for (;;) {
    const end = item(at);
    if (end === undefined) return undefined;
    at = skipBlanks(text, end);
    if (text[at] === brackets[1]) return at + 1;
    if (text[at] !== ',') return undefined;
    at = skipBlanks(text, at + 1);
  }
}

function readValue(text: string, at: number, depth: number): Found | undefined {
  const type = text[at] === '{' ? 'object' : text[at] === '[' ? 'array' : undefined;
  if (type === undefined) return readScalar(text, at);
  const end =
    type === 'object'
      ? readMembers(text, at, depth + 1, () => true)
      : readList(text, at, '[]', depth + 1, (item) => readValue(text, item, depth + 1)?.end);
  return end === undefined ? undefined : { type, text: text.slice(at, end), end };
}

function readScalar(text: string, at: number): Found | undefined {
  for (const [type, pattern] of SCALARS) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match) return { type, text: match[1] ?? '', end: pattern.lastIndex };
  }
  return undefined;
}

function skipBlanks(text: string, at: number): number {
  let end = at;
  while (/[ \t\r\n]/.test(text[end] ?? '')) end++;
  return end;
}

/** A name may be written in escapes; those that a wanted name can have are enough. */
const unescaped = (name: string) =>
  name.replace(/\\u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
