/**
 * The grammar of a key file, in clear text: one key on each line, `id;hexkey`, and comments. An enterprise server
 * knows versions, too: `id;version;hexkey`, where `id;hexkey` is version 1.
 *
 * The server reads bytes and stops at the first thing that it can not accept, so a column is the place where
 * reading ended. Where it can be lenient it is: whatever follows a complete key on its line is ignored.
 */
import type { KeyId, KeyVersion } from 'sealion/plugin';

/** What is wrong with a file, and where: the line and the column of a byte, both counted from 1. */
export interface KeyFileError {
  readonly problem:
    | 'Syntax error'
    | 'Invalid key id'
    | 'Invalid key version'
    | 'Invalid key'
    | 'System key id 1 is missing';
  readonly line: number;
  readonly column: number;
}

/** Every version of every key. */
export type Keys = ReadonlyMap<KeyId, ReadonlyMap<KeyVersion, Uint8Array>>;

const KEY_ID_MAX = 0xffffffff;
const KEY_VERSION_MAX = 0xfffffffe;
const DEFAULT_VERSION = 1;

/** The keys of a file, or its first error. `versioned`: lines may name a version. */
export function parseKeyFile(content: Uint8Array, versioned = false): Keys | KeyFileError {
  const keys = new Map<KeyId, Map<KeyVersion, Uint8Array>>();
  const lines = linesOf(content);
  for (const [index, { text, ended }] of lines.entries()) {
    const entry = parseLine(text, ended, versioned);
    if (entry === 'nothing') continue;
    if ('problem' in entry) return { ...entry, line: index + 1 };
    keys.set(entry.id, (keys.get(entry.id) ?? new Map<KeyVersion, Uint8Array>()).set(entry.version, entry.key));
  }
  return keys.has(1) ? keys : { problem: 'System key id 1 is missing', line: lines.length, column: 1 };
}

/** True for the error that `parseKeyFile` may answer with. */
export const isKeyFileError = (answer: Keys | KeyFileError): answer is KeyFileError => 'problem' in answer;

/** The text ends at its first NUL. Only the last line can lack its line feed. */
function linesOf(content: Uint8Array): { text: string; ended: boolean }[] {
  const nul = content.indexOf(0);
  const text = Buffer.from(nul < 0 ? content : content.subarray(0, nul)).toString('latin1');
  const lines = text.split('\n').map((line) => ({ text: line, ended: true }));
  const last = lines.pop()?.text ?? '';
  return last === '' ? lines : [...lines, { text: last, ended: false }];
}

type Entry = { readonly id: KeyId; readonly version: KeyVersion; readonly key: Uint8Array };
type Problem = Omit<KeyFileError, 'line'>;

function parseLine(line: string, ended: boolean, versioned: boolean): Entry | Problem | 'nothing' {
  const start = lengthOf(/^[ \t\v\f\r]*/, line);
  if (line[start] === '#') return 'nothing';
  // A line of blanks needs its line feed: without it, the end of the text stands where a digit should be.
  if (start === line.length && ended) return 'nothing';

  const digits = lengthOf(/^\d*/, line.slice(start));
  if (digits === 0) return { problem: 'Syntax error', column: start + 1 };
  const id = parseNumber(line.slice(start, start + digits), KEY_ID_MAX);
  if ('tooBigAt' in id) return { problem: 'Invalid key id', column: start + id.tooBigAt + 1 };
  const separator = start + digits;
  if (id.value === 0) return { problem: 'Invalid key id', column: separator + 1 };
  if (line[separator] !== ';') return { problem: 'Syntax error', column: separator + 1 };

  const version = versioned ? parseVersion(line, separator + 1) : undefined;
  if (version && 'problem' in version) return version;
  const key = parseKey(line, version?.end ?? separator + 1);
  return 'problem' in key ? key : { id: id.value, version: version?.value ?? DEFAULT_VERSION, key };
}

/** Digits with a semicolon behind them; undefined where there is no version. */
function parseVersion(line: string, start: number): { value: KeyVersion; end: number } | Problem | undefined {
  const digits = /^(\d+);/.exec(line.slice(start))?.[1];
  if (digits === undefined) return undefined;
  const version = parseNumber(digits, KEY_VERSION_MAX);
  if ('tooBigAt' in version) return { problem: 'Invalid key version', column: start + version.tooBigAt + 1 };
  const separator = start + digits.length;
  if (version.value === 0) return { problem: 'Invalid key version', column: separator + 1 };
  return { value: version.value, end: separator + 1 };
}

function parseKey(line: string, start: number): Uint8Array | Problem {
  const hex = /^(?:[0-9a-f]{2}){0,32}/i.exec(line.slice(start))?.[0] ?? '';
  const end = start + hex.length;
  const complete = [32, 48, 64].includes(hex.length) && !/[0-9a-f]/i.test(line[end] ?? '');
  return complete ? Buffer.from(hex, 'hex') : { problem: 'Invalid key', column: end + 1 };
}

/** A number too big is found at the digit that makes it so. */
function parseNumber(digits: string, max: number): { value: number } | { tooBigAt: number } {
  let value = 0;
  for (const [index, digit] of [...digits].entries()) {
    value = value * 10 + Number(digit);
    if (value > max) return { tooBigAt: index };
  }
  return { value };
}

const lengthOf = (pattern: RegExp, text: string) => pattern.exec(text)?.[0].length ?? 0;
