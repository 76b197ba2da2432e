/** `search_pattern_in_file.inc`: looks for a regular expression in a file, usually the error log. */
import { basename, dirname, join } from 'node:path';
import { decodeBytes } from '../render/text.js';
import { ScriptFailure } from './failure.js';
import type { ScriptRun } from './run.js';

const POLL_MS = 100;
const DEFAULT_WAIT_S = 60;

/** Driven by the variables SEARCH_FILE, SEARCH_PATTERN, SEARCH_RANGE, SEARCH_OUTPUT, SEARCH_ABORT and SEARCH_WAIT. */
export async function searchPatternInFile(run: ScriptRun): Promise<void> {
  const setting = (name: string): string => run.variables.get(`SEARCH_${name}`);
  const [path, pattern] = [setting('FILE'), setting('PATTERN')];
  if (path === '' || pattern === '') throw new ScriptFailure('SEARCH_FILE and SEARCH_PATTERN must be set');
  const matches = await waitForMatches(run, path, pattern);
  const output = setting('OUTPUT');
  const fails = fits(setting('ABORT'), matches) && output !== 'matches' && output !== 'count';
  if (fails) throw new ScriptFailure(`${resultOf(matches)} /${pattern}/ in ${basename(path)}`);
  run.write(reportLine(matches, pattern, basename(path), output));
}

const resultOf = (matches: readonly string[]): string => (matches.length > 0 ? `FOUND ${matches.length}` : 'NOT FOUND');

/** Whether the result begins with what SEARCH_WAIT or SEARCH_ABORT describe, such as `FOUND 2`. */
const fits = (description: string, matches: readonly string[]): boolean =>
  description !== '' && new RegExp(`^(?:${description})`).test(resultOf(matches));

async function waitForMatches(run: ScriptRun, path: string, pattern: string): Promise<readonly string[]> {
  const wanted = run.variables.get('SEARCH_WAIT');
  const seconds = Number(run.variables.get('SEARCH_TIMEOUT')) || DEFAULT_WAIT_S;
  for (let waited = 0; ; waited += POLL_MS) {
    const matches = findMatches(run, path, pattern);
    if (wanted === '' || fits(wanted, matches)) return matches;
    if (waited >= seconds * 1000) throw new ScriptFailure(`Timeout waiting for ${wanted} for /${pattern}/ in ${path}`);
    await run.host.server.clock.sleep(POLL_MS);
  }
}

function findMatches(run: ScriptRun, path: string, pattern: string): readonly string[] {
  const text = filesMatching(run, path)
    .map((file) => {
      if (!run.host.files.exists(file)) throw new ScriptFailure(`Can't open file ${file}: No such file or directory`);
      return inRange(run.host.files.readFile(file), run.variables.get('SEARCH_RANGE'));
    })
    .join('');
  return text.match(new RegExp(pattern, 'gs')) ?? [];
}

function filesMatching(run: ScriptRun, path: string): string[] {
  if (!/[*?]/.test(path)) return [path];
  const name = basename(path)
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const regex = new RegExp(`^${name}$`);
  const directory = dirname(path);
  return run.host.files
    .list(directory)
    .filter((file) => regex.test(file))
    .map((file) => join(directory, file));
}

/** The first or (negative) last bytes; without a range, what was written since the test began. */
function inRange(bytes: Uint8Array, range: string): string {
  const length = Number(range);
  if (length > 0) return decodeBytes(bytes.subarray(0, length));
  if (length < 0) return decodeBytes(bytes.subarray(length));
  const text = decodeBytes(bytes);
  return text.slice(Math.max(0, text.lastIndexOf('\nCURRENT_TEST:')));
}

function reportLine(matches: readonly string[], pattern: string, file: string, output: string): string {
  if (output === 'matches') return matches.map((match) => `${match}\n`).join('');
  if (output === 'count') return `${resultOf(matches)} matches in ${file}\n`;
  return `${resultOf(matches)} /${pattern}/ in ${file}\n`;
}
