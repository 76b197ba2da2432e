/** The character sets and collations that are simulated: those whose order equals the server's. */
import { defaultCollationName, isCollationName, isUca1400, isUnicode } from './collation-names.js';
import { sqlError } from './errors.js';

const SIMULATED: ReadonlySet<string> = new Set([
  'ascii_bin',
  'ascii_general_ci',
  'binary',
  'latin1_bin',
  'latin1_swedish_ci',
  ...['utf8mb3', 'utf8mb4'].flatMap((charset) =>
    ['bin', 'general_ci', 'unicode_ci', 'uca1400_ai_ci'].map((name) => `${charset}_${name}`),
  ),
]);

/** `utf8` is utf8mb3 while the default old_mode is in force. */
const canonical = (name: string): string => name.toLowerCase().replace(/^utf8(?=$|_)/, 'utf8mb3');

/** `latin1_swedish_ci` belongs to `latin1`; the collation `binary` is its own charset. */
export const charsetOf = (collation: string): string => collation.split('_', 1)[0] ?? collation;

/** Bytes that one character of a charset takes at most. */
export function maxBytesPerCharacter(charset: string): number {
  if (charset === 'utf8mb4') return 4;
  return charset === 'utf8mb3' || charset === 'utf8' ? 3 : 1;
}

/** Does the collation compare codes? */
export const isBinaryCollation = (collation: string): boolean => collation === 'binary' || collation.endsWith('_bin');

/** The collation that CHARACTER SET and COLLATE mean together; at least one is given. Errors: as below, 1235. */
export const resolveCollation = (charset: string | undefined, collate: string | undefined): string =>
  simulated(knownCollation(charset, collate));

/** The collation, unless it is not simulated. Error: 1235. */
export function simulated(collation: string): string {
  if (SIMULATED.has(collation)) return collation;
  const charset = charsetOf(collation);
  const isDefault = defaultCollationName(charset) === collation;
  throw sqlError('ER_NOT_SUPPORTED_YET', isDefault ? `character set ${charset}` : `collation ${collation}`);
}

/** The same of all that the server knows. Errors: 1115, 1273, 1253. */
export function knownCollation(charset: string | undefined, collate: string | undefined): string {
  const standard = charset === undefined ? 'binary' : defaultCollation(charset);
  if (collate === undefined) return standard;
  const collation = fullName(charset, collate);
  if (charset !== undefined && charsetOf(collation) !== canonical(charset)) {
    throw sqlError('ER_COLLATION_CHARSET_MISMATCH', collation, canonical(charset));
  }
  return collation;
}

function defaultCollation(charset: string): string {
  const collation = defaultCollationName(canonical(charset));
  if (collation === undefined) throw sqlError('ER_UNKNOWN_CHARACTER_SET', charset);
  return collation;
}

/** The collation's whole name: `uca1400_ai_ci` is completed by the character set. */
function fullName(charset: string | undefined, collate: string): string {
  const name = canonical(collate);
  if (isCollationName(name)) return name;
  if (charset === undefined || !isUca1400(name)) throw sqlError('ER_UNKNOWN_COLLATION', collate);
  return isUnicode(canonical(charset)) ? `${canonical(charset)}_${name}` : name;
}
