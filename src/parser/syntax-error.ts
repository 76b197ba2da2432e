/** Error 1064 as the server words it. */
import { type SqlError, sqlError } from '../base/errors.js';

const SYNTAX_ERROR =
  'You have an error in your SQL syntax; check the manual that corresponds to your MariaDB server version for the right syntax to use';

/** The server shows at most this many bytes of the rest of the statement. */
const NEAR_BYTES = 80;

/** The part of the text that the server parses: it drops leading blanks, trailing blanks and semicolons. */
export function statementBounds(sql: string): { readonly start: number; readonly end: number } {
  let start = 0;
  let end = sql.length;
  while (start < end && isBlank(sql.charCodeAt(start))) start++;
  while (end > start && (isBlank(sql.charCodeAt(end - 1)) || sql.charCodeAt(end - 1) === 0x3b)) end--;
  return { start, end };
}

function isBlank(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d);
}

/** Error 1064 at an offset into the statement; another message may take the place of the usual one. */
export function syntaxErrorAt(sql: string, offset: number, message: string = SYNTAX_ERROR): SqlError {
  const { start, end } = statementBounds(sql);
  let line = 1;
  for (let at = sql.indexOf('\n', start); at !== -1 && at < offset; at = sql.indexOf('\n', at + 1)) line++;
  return sqlError('ER_PARSE_ERROR', message, cut(sql.slice(offset, end)), line);
}

function cut(rest: string): string {
  // No character takes fewer bytes than UTF-16 units, so a longer text need not be encoded as a whole.
  const bytes = Buffer.from(rest.slice(0, NEAR_BYTES + 1), 'utf8');
  if (rest.length <= NEAR_BYTES && bytes.length <= NEAR_BYTES) return rest;
  let length = NEAR_BYTES - '...'.length;
  // Never in the middle of a character.
  while (((bytes[length] ?? 0) & 0xc0) === 0x80) length--;
  return `${bytes.toString('utf8', 0, length)}...`;
}
