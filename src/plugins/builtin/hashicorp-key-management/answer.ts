/** What the plugin reads in Vault's answers. Each failure names the first thing that is missing. */

import { type JsonValue, member } from './json.js';
import { decodeKey, type KeyProblem } from './key-text.js';

/** What is wrong with an answer. */
export type Problem = KeyProblem | { readonly error: string };

const VERSION_MAX = 0xffffffff;

export const isProblem = (answer: unknown): answer is Problem =>
  typeof answer === 'object' && answer !== null && ('error' in answer || 'note' in answer);

/** The version of the key-value storage that is mounted there. */
export function storageVersion(body: string): number | Problem {
  const options = member(body, 'options');
  if (options?.type !== 'object') return without('Unable to get storage options', body);
  const version = member(options.text, 'version');
  if (version?.type !== 'string' && version?.type !== 'number') return without('Unable to get storage version', body);
  return versionNumber(version, body);
}

/** The number of the version that an answer holds. */
export function keyVersion(body: string): number | Problem {
  const outer = member(body, 'data');
  if (outer?.type !== 'object') return without('Unable to get data object', body);
  const metadata = member(outer.text, 'metadata');
  if (metadata?.type !== 'object') return without('Unable to get metadata object', body);
  const version = member(metadata.text, 'version');
  if (version?.type !== 'number') return without('Unable to get version number', body);
  return versionNumber(version, body);
}

/** The key that an answer holds. */
export function keyBytes(body: string): Uint8Array | Problem {
  const outer = member(body, 'data');
  if (outer?.type !== 'object') return without('Unable to get data object', body);
  const inner = member(outer.text, 'data');
  if (inner?.type !== 'object') return without('Unable to get second-level data object', body);
  const text = member(inner.text, 'data');
  if (text?.type !== 'string') return without('Unable to get data string', body);
  return decodeKey(text.text);
}

/** The digits at the beginning; there may be none, which means 0. */
function versionNumber({ text }: JsonValue, body: string): number | Problem {
  const [, sign, digits = ''] = /^\s*([-+]?)(\d*)/.exec(text) ?? [];
  const value = Number(digits);
  if (value > VERSION_MAX || (sign === '-' && value > 0))
    return without('Integer conversion error (for version number)', body);
  return value;
}

/** A key is nothing for a message, however the rest of the answer looks. */
function without(what: string, body: string): Problem {
  const shown = body.replace(/"(?:[0-9a-f]{2}){16,32}"/gi, '"***"');
  return { error: `${what} (http response is: ${shown})` };
}
