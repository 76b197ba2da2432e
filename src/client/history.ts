/**
 * Statements typed before, newest first, in a file that only its owner can read.
 *
 * What may hold a password, a token or a key is never kept, neither in the file nor for the arrow keys.
 */
import type { Files } from '../base/ports.js';
import { decodeBytes } from '../render/text.js';

const MOST = 1000;
const OWNER_ONLY = 0o600;

const SECRETS = [
  /passw|pwd\b|secret|token|credential/i,
  /\bidentified\b/i,
  /filekey|file_key\b|(?:access|private|api|master)_?key/i,
  /\b(?:aes|des|en|de)_?(?:en|de)?(?:crypt|code)\s*\(/i,
  // Long hexadecimal or base64 words are keys more often than anything else.
  /[0-9a-f]{32}/i,
  /[0-9a-z+/]{40}/i,
];

/** True for a statement that had better not be written down. */
export function mayHoldSecret(statement: string): boolean {
  return SECRETS.some((pattern) => pattern.test(statement));
}

/** The statements that can be called back. */
export class History {
  readonly #files: Files;
  readonly #path: string | undefined;
  readonly #entries: string[] = [];

  /** Without a path nothing outlives the session. */
  constructor(files: Files, path: string | undefined) {
    this.#files = files;
    this.#path = path;
    if (path === undefined || !files.exists(path)) return;
    const lines = decodeBytes(files.readFile(path))
      .split('\n')
      .filter((line) => line !== '');
    this.#entries.push(...lines.slice(-MOST).reverse());
  }

  /** Newest first. */
  get entries(): readonly string[] {
    return this.#entries;
  }

  /** Adds a statement as one line; one that was there already moves up. */
  add(statement: string): void {
    const line = statement.replace(/\s*\n\s*/g, ' ').trim();
    if (line === '' || mayHoldSecret(line) || line === this.#entries[0]) return;
    const before = this.#entries.indexOf(line);
    if (before !== -1) this.#entries.splice(before, 1);
    this.#entries.unshift(line);
    this.#entries.length = Math.min(this.#entries.length, MOST);
    this.#save();
  }

  #save(): void {
    if (this.#path === undefined) return;
    this.#files.writeFile(this.#path, [...this.#entries].reverse().join('\n').concat('\n'), OWNER_ONLY);
  }
}
