/** Policies: the part of their language that is about paths and capabilities, and which rule decides about a path. */
import { badRequest, isObject, type Json } from './message.js';

export type Capability = 'create' | 'read' | 'update' | 'patch' | 'delete' | 'list' | 'sudo' | 'deny';

/** One `path "…" { capabilities = […] }`. */
export interface PathRule {
  /** `*` at the end is anything, `+` is anything between two slashes. */
  readonly path: string;
  readonly capabilities: ReadonlySet<Capability>;
}

const CAPABILITIES = new Set(['create', 'read', 'update', 'patch', 'delete', 'list', 'sudo', 'deny']);

/** What a token may do that has no other policy. */
export const DEFAULT_POLICY = `path "auth/token/lookup-self" { capabilities = ["read"] }
path "auth/token/renew-self" { capabilities = ["update"] }
path "auth/token/revoke-self" { capabilities = ["update"] }
path "sys/capabilities-self" { capabilities = ["update"] }
path "sys/internal/ui/resultant-acl" { capabilities = ["read"] }
path "sys/renew" { capabilities = ["update"] }
path "sys/leases/renew" { capabilities = ["update"] }
`;

/** The rules of a policy, in Vault's language or in JSON. */
export function parsePolicy(text: string): PathRule[] {
  const blocks = text.trimStart().startsWith('{') ? blocksOfJson(text) : blocksOfHcl(text);
  return blocks.map(({ path, capabilities }) => {
    for (const name of capabilities)
      if (!CAPABILITIES.has(name)) throw unreadable(`path ${JSON.stringify(path)}: invalid capability "${name}"`);
    return { path: path.replace(/^\//, ''), capabilities: new Set(capabilities as Capability[]) };
  });
}

interface Block {
  readonly path: string;
  readonly capabilities: readonly string[];
}

function blocksOfJson(text: string): Block[] {
  let policy: Json;
  try {
    policy = JSON.parse(text) as Json;
  } catch {
    throw unreadable('invalid JSON');
  }
  const paths = isObject(policy) ? policy['path'] : undefined;
  if (paths === undefined) return [];
  if (!isObject(paths)) throw unreadable('"path" is no object');
  return Object.entries(paths).map(([path, rule]) => {
    const capabilities = isObject(rule) ? rule['capabilities'] : undefined;
    if (!Array.isArray(capabilities)) throw unreadable(`path ${JSON.stringify(path)}: no capabilities`);
    return { path, capabilities: capabilities.map(String) };
  });
}

const TOKENS = /\s+|#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/|"((?:[^"\\]|\\.)*)"|([A-Za-z_][\w-]*)|([{}[\],=])|(.)/gy;

function blocksOfHcl(text: string): Block[] {
  const words = wordsOf(text);
  const blocks: Block[] = [];
  let at = 0;
  const take = (wanted: string) => {
    if (words[at] !== wanted) throw unreadable(`expected ${wanted}, got ${words[at] ?? 'the end'}`);
    at++;
  };
  const string = () => {
    const word = words[at++];
    if (!word?.startsWith('"')) throw unreadable(`expected a string, got ${word ?? 'the end'}`);
    return word.slice(1);
  };
  while (at < words.length) {
    take('path');
    const path = string();
    const capabilities: string[] = [];
    take('{');
    while (words[at] !== '}') {
      take('capabilities');
      take('=');
      take('[');
      while (words[at] !== ']') {
        capabilities.push(string());
        if (words[at] !== ']') take(',');
      }
      take(']');
    }
    take('}');
    blocks.push({ path, capabilities });
  }
  return blocks;
}

/** Strings begin with a quote, which is all that remains of theirs. */
function wordsOf(text: string): string[] {
  return [...text.matchAll(TOKENS)].flatMap(([, string, name, sign, other]) => {
    if (other !== undefined) throw unreadable(`illegal character ${JSON.stringify(other)}`);
    if (string !== undefined) return [`"${string.replace(/\\(.)/g, '$1')}`];
    return name ?? sign ?? [];
  });
}

const unreadable = (why: string) => badRequest(`failed to parse policy: ${why}`);

/** What the rules allow for a path: those of the most specific rule that fits. */
export function capabilitiesFor(rules: readonly PathRule[], path: string): ReadonlySet<Capability> {
  const fitting = rules.filter((rule) => fits(rule.path, path)).sort((a, b) => moreSpecific(a.path, b.path));
  const [best] = fitting;
  const allowed = new Set<Capability>();
  for (const rule of fitting) {
    if (rule.path !== best?.path) break;
    for (const capability of rule.capabilities) allowed.add(capability);
  }
  return allowed.has('deny') ? new Set<Capability>(['deny']) : allowed;
}

function fits(pattern: string, path: string): boolean {
  const isPrefix = pattern.endsWith('*');
  const wanted = (isPrefix ? pattern.slice(0, -1) : pattern).split('/');
  const given = path.split('/');
  if (isPrefix ? given.length < wanted.length : given.length !== wanted.length) return false;
  return wanted.every((part, at) => {
    const there = given[at] ?? '';
    if (part === '+') return there !== '';
    return isPrefix && at === wanted.length - 1 ? there.startsWith(part) : there === part;
  });
}

/** Vault's order: without wildcards first, then by where the first one is, by kind, number and length. */
function moreSpecific(a: string, b: string): number {
  const rank = (path: string) => {
    const wild = path.search(/\+|\*$/);
    return [
      wild < 0 ? Number.POSITIVE_INFINITY : wild,
      path.endsWith('*') ? 0 : 1,
      -path.split('+').length,
      path.length,
    ];
  };
  const [ofA, ofB] = [rank(a), rank(b)];
  for (const [at, value] of ofA.entries()) {
    const other = ofB[at] ?? 0;
    if (value !== other) return value > other ? -1 : 1;
  }
  return a < b ? 1 : a > b ? -1 : 0;
}
