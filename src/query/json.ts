/** JSON texts as trees of values that know where they stand in the text: what is extracted is shown as it was written. */

export type JsonKind = 'OBJECT' | 'ARRAY' | 'STRING' | 'INTEGER' | 'DOUBLE' | 'BOOLEAN' | 'NULL';

export interface JsonNode {
  readonly kind: JsonKind;
  /** Of the value, as it was written. */
  readonly text: string;
  /** Of an object: unescaped. */
  readonly keys: readonly string[];
  /** Of an object or an array. */
  readonly items: readonly JsonNode[];
}

class JsonReader {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** The whole text; undefined when it is no JSON. */
  read(): JsonNode | undefined {
    const node = this.value();
    this.blanks();
    return node && this.at === this.text.length ? node : undefined;
  }

  private value(): JsonNode | undefined {
    this.blanks();
    const start = this.at;
    const rest = this.text.slice(start, start + 1);
    if (rest === '{' || rest === '[') return this.container(rest);
    if (rest === '"') return this.string() === undefined ? undefined : this.leaf('STRING', start);
    const number = this.match(/-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?/y);
    if (number) return this.leaf((number[1] ?? number[2]) ? 'DOUBLE' : 'INTEGER', start);
    if (this.match(/true|false/y)) return this.leaf('BOOLEAN', start);
    return this.match(/null/y) ? this.leaf('NULL', start) : undefined;
  }

  private container(open: '{' | '['): JsonNode | undefined {
    const start = this.at++;
    const close = open === '{' ? '}' : ']';
    const keys: string[] = [];
    const items: JsonNode[] = [];
    this.blanks();
    while (this.text[this.at] !== close) {
      if (items.length > 0 && !this.takes(',')) return undefined;
      if (open === '{') {
        this.blanks();
        const key = this.string();
        if (key === undefined || !this.takes(':')) return undefined;
        keys.push(key);
      }
      const item = this.value();
      if (!item) return undefined;
      items.push(item);
      this.blanks();
    }
    this.at++;
    return { ...this.leaf(open === '{' ? 'OBJECT' : 'ARRAY', start), keys, items };
  }

  private string(): string | undefined {
    const found = this.match(/"(?:[^"\\]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y);
    return found && unescaped(found[0]);
  }

  private takes(sign: string): boolean {
    this.blanks();
    if (this.text[this.at] !== sign) return false;
    this.at++;
    return true;
  }

  private blanks(): void {
    this.match(/[ \t\r\n]*/y);
  }

  private match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text) ?? undefined;
    if (found) this.at += found[0].length;
    return found;
  }

  private leaf(kind: JsonKind, start: number): JsonNode {
    return { kind, text: this.text.slice(start, this.at), keys: [], items: [] };
  }
}

/** The tree of a JSON text; undefined when it is none. */
export const parseJson = (text: string): JsonNode | undefined => new JsonReader(text).read();

/** The characters of a string in quotes. */
export function unescaped(quoted: string): string {
  // Control characters may stand in the server's strings as they are.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  const escaped = quoted.replace(/[\u0000-\u001f]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return JSON.parse(escaped) as string;
}

/** A text as a JSON string. */
export const quotedJson = (text: string): string => JSON.stringify(text);

const STEP = /\.\s*("(?:[^"\\]|\\.)*"|[\w$]+)|\[\s*(\d+)\s*\]/y;

/** The value at a path like $.a[1].b; `null` for none, undefined for a path that is none. */
export function jsonAt(root: JsonNode, path: string): JsonNode | null | undefined {
  const trimmed = path.trim();
  if (!trimmed.startsWith('$')) return undefined;
  let node: JsonNode | null = root;
  STEP.lastIndex = 1;
  let end = 1;
  while (end < trimmed.length) {
    const step = STEP.exec(trimmed);
    if (!step) return undefined;
    end = STEP.lastIndex;
    node = node && stepInto(node, step[1], step[2]);
  }
  return node;
}

function stepInto(node: JsonNode, key: string | undefined, index: string | undefined): JsonNode | null {
  if (key !== undefined) {
    const name = key.startsWith('"') ? unescaped(key) : key;
    return node.kind === 'OBJECT' ? (node.items[node.keys.indexOf(name)] ?? null) : null;
  }
  if (node.kind === 'ARRAY') return node.items[Number(index)] ?? null;
  return Number(index) === 0 ? node : null;
}
