/** `--error`: which errors the next command may end with, and what becomes of the one it did. */
import type { Failure } from '../base/result.js';
import { errorName, errorNumber } from './error-names.js';
import { ScriptFailure } from './failure.js';

/** A number, or an SQLSTATE. */
type ExpectedError = { readonly errno: number } | { readonly sqlstate: string };

const MAX_ERRORS = 11;

/** Reads `ER_NAME,1064,S42000 # remark`. */
export function parseExpectedErrors(text: string): readonly ExpectedError[] {
  const list = /^\s*[^\s,#:]+(?:\s*,\s*[^\s,#:]+)*/.exec(text)?.[0];
  if (list === undefined) throw new ScriptFailure('Missing argument(s) to "error"');
  const errors = list.split(',').map((word) => parseExpectedError(word.trim()));
  if (errors.length > MAX_ERRORS) throw new ScriptFailure('Too many errorcodes specified');
  return errors;
}

function parseExpectedError(word: string): ExpectedError {
  if (/^\d+$/.test(word)) return { errno: Number(word) };
  if (/^S[0-9A-Z]{5}$/.test(word)) return { sqlstate: word.slice(1) };
  if (word.startsWith('S')) throw new ScriptFailure(`The sqlstate must be 5 characters long: '${word}'`);
  const errno = errorNumber(word);
  if (errno === undefined) throw new ScriptFailure(`Unknown SQL error name '${word}'`);
  return { errno };
}

/** Whether the list allows this error number and SQLSTATE. */
export function allows(expected: readonly ExpectedError[], errno: number, sqlstate: string): boolean {
  return expected.some((error) => ('errno' in error ? error.errno === errno : error.sqlstate === sqlstate));
}

/** True when the first entry of the list is success. */
const startsWithSuccess = ([first]: readonly ExpectedError[]): boolean =>
  first === undefined || ('errno' in first ? first.errno === 0 : first.sqlstate === '00000');

/** What an expected error leaves in the result: itself, that it was one of several, or nothing. */
export function expectedErrorLine(expected: readonly ExpectedError[], line: string): string {
  if (expected.length === 1) return line;
  return startsWithSuccess(expected) ? '' : 'Got one of the listed errors\n';
}

/** Fails the script when the list asked for an error and there was none. */
export function checkSuccess(expected: readonly ExpectedError[], what: string): void {
  const [first] = expected;
  if (first === undefined || startsWithSuccess(expected)) return;
  const wanted = 'errno' in first ? `error ${errorName(first.errno)} (${first.errno})` : `sqlstate ${first.sqlstate}`;
  throw new ScriptFailure(`${what} succeeded - should have failed with ${wanted}...`);
}

/** The message for an error that nobody expected. */
export function unexpectedError(what: string, { errno, message }: Failure): ScriptFailure {
  return new ScriptFailure(`${what} failed: ${errorName(errno)} (${errno}): ${message}`);
}

/** The message for an error other than the expected one. */
export function wrongError(what: string, expected: readonly ExpectedError[], failure: Failure): ScriptFailure {
  const [first] = expected;
  const { errno, sqlstate, message } = failure;
  if (first && 'sqlstate' in first) {
    return new ScriptFailure(
      `${what} failed with wrong sqlstate ${sqlstate}: '${message}', instead of ${first.sqlstate}...`,
    );
  }
  const wanted = first?.errno ?? 0;
  return new ScriptFailure(
    `${what} failed with wrong errno ${errorName(errno)} (${errno}): '${message}', ` +
      `instead of ${errorName(wanted)} (${wanted})...`,
  );
}

export type ExpectedErrors = ReturnType<typeof parseExpectedErrors>;
