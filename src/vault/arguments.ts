/** The arguments of the `vault` program: flags as Go reads them, and `key=value`. */
import { VaultMistake } from './request.js';

export interface Arguments {
  readonly flags: ReadonlyMap<string, string>;
  readonly rest: readonly string[];
}

/** Flags that need no value. */
const SWITCHES = new Set(['orphan', 'no-default-policy', 'local', 'seal-wrap', 'detailed', 'reset', 'migrate', 'self']);
const VALUES = new Set([
  ...['address', 'ca-cert', 'namespace', 'format', 'field', 'mount'],
  ...['path', 'version', 'versions', 'description', 'options', 'default-lease-ttl', 'max-lease-ttl'],
  ...['cas', 'max-versions', 'cas-required', 'delete-version-after', 'custom-metadata'],
  ...['policy', 'ttl', 'explicit-max-ttl', 'period', 'use-limit', 'display-name', 'id', 'renewable', 'accessor'],
]);

/** Flags stand before everything else, with one dash or two, their value behind `=` or as the next word. */
export function readArguments(words: readonly string[]): Arguments {
  const flags = new Map<string, string>();
  let at = 0;
  for (; at < words.length; at++) {
    const word = words[at] ?? '';
    const [, name = '', , value] = /^--?([\w-]+)(=([\s\S]*))?$/.exec(word) ?? [];
    if (name === '' || word === '-') break;
    if (!SWITCHES.has(name) && !VALUES.has(name)) throw new VaultMistake(`flag provided but not defined: -${name}`, 1);
    const given = value ?? (SWITCHES.has(name) ? 'true' : words[++at]);
    if (given === undefined) throw new VaultMistake(`flag needs an argument: -${name}`, 1);
    // Policies may be several.
    flags.set(name, name === 'policy' && flags.has(name) ? `${flags.get(name)},${given}` : given);
  }
  return { flags, rest: words.slice(at) };
}

/** What the outside gives to values. */
export interface ValueSource {
  readFile(path: string): string;
  readInput(): string;
}

/** `key=value`, `key=@file`, `key=-` for standard input. */
export function readPairs(words: readonly string[], source: ValueSource): Record<string, string> {
  if (words.length === 0) throw new VaultMistake('Must supply data', 1);
  const pairs = words.map((word) => {
    const [, key, value = ''] = /^([^=]+)=([\s\S]*)$/.exec(word) ?? [];
    if (key === undefined)
      throw new VaultMistake('Failed to parse K=V data: invalid key/value pair: format must be key=value', 1);
    if (value === '-') return [key, source.readInput()];
    return [key, value.startsWith('@') ? source.readFile(value.slice(1)) : value];
  });
  return Object.fromEntries(pairs);
}

/** Slashes around a path say nothing. */
export const cleanPath = (path: string): string =>
  path
    .trim()
    .replace(/^\/+|\/+$/g, '')
    .replace(/\/{2,}/g, '/');
