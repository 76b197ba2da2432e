/** Result files: which one belongs to a test in some combination, and what it says. */
import { join } from 'node:path';
import type { Files } from '../base/ports.js';
import { decodeBytes } from '../render/text.js';
import { applyPatch } from './patch.js';

/** Where the expected output of a test stands. */
export interface ResultFile {
  readonly path: string;
  /** The result that `path` patches, when it is an `.rdiff`. */
  readonly base?: string;
}

interface Candidate {
  readonly name: string;
  readonly combinations: readonly string[];
  readonly isPatch: boolean;
}

/** The most special file wins: `x,a,b.result`, `x,a,b.rdiff`, `x,a.result` … `x.result`. */
export function resultFile(directory: string, test: string, combinations: readonly string[], files: Files): ResultFile {
  const fallback = { path: join(directory, `${test}.result`) };
  if (combinations.length === 0 || !files.exists(directory)) return fallback;
  const candidates = files
    .list(directory)
    .flatMap((name) => candidate(name, test, combinations))
    .sort(bySpeciality);
  const [chosen, ...others] = candidates;
  if (!chosen) return fallback;
  const path = join(directory, chosen.name);
  const base = chosen.isPatch ? others.find(({ isPatch }) => !isPatch) : undefined;
  return base ? { path, base: join(directory, base.name) } : { path };
}

function candidate(name: string, test: string, combinations: readonly string[]): Candidate[] {
  const ending = /\.(result|rdiff)$/.exec(name)?.[0];
  if (ending === undefined || !name.startsWith(test)) return [];
  const rest = name.slice(test.length, -ending.length);
  const named = rest === '' ? [] : rest.split(',');
  // The part before the first comma is the end of another test's name.
  if (named.length > 0 && named.shift() !== '') return [];
  if (!named.every((combination) => combinations.includes(combination))) return [];
  return [{ name, combinations: named.sort(), isPatch: ending === '.rdiff' }];
}

function bySpeciality(a: Candidate, b: Candidate): number {
  if (a.combinations.length !== b.combinations.length) return b.combinations.length - a.combinations.length;
  const [left, right] = [a.combinations.join(), b.combinations.join()];
  if (left !== right) return left < right ? -1 : 1;
  return Number(a.isPatch) - Number(b.isPatch);
}

/** The expected output; undefined without a result file, or when a patch does not fit. */
export function recordedResult({ path, base }: ResultFile, files: Files): string | undefined {
  if (!files.exists(path)) return undefined;
  const text = decodeBytes(files.readFile(path));
  return base === undefined ? text : applyPatch(decodeBytes(files.readFile(base)), text);
}
