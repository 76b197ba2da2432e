/** The character sets and collations that are simulated: those whose order equals the server's. */
import { sqlError } from './errors.js';
import { charsetOf } from './type-text.js';

/** Charset → its default collation. */
const DEFAULTS: Readonly<Record<string, string>> = {
  latin1: 'latin1_swedish_ci',
  utf8mb3: 'utf8mb3_general_ci',
  utf8mb4: 'utf8mb4_general_ci',
  binary: 'binary',
};

const COLLATIONS: ReadonlySet<string> = new Set([
  'binary',
  'latin1_swedish_ci',
  'latin1_bin',
  'utf8mb3_general_ci',
  'utf8mb3_bin',
  'utf8mb4_general_ci',
  'utf8mb4_bin',
  'utf8mb4_uca1400_ai_ci',
]);

/** `utf8` is utf8mb3 while the default old_mode is in force. */
const canonical = (name: string): string => name.toLowerCase().replace(/^utf8(?=$|_)/, 'utf8mb3');

/** The collation that CHARACTER SET and COLLATE mean together; at least one is given. Errors: 1115, 1273, 1253. */
export function resolveCollation(charset: string | undefined, collate: string | undefined): string {
  const byCharset = charset === undefined ? undefined : DEFAULTS[canonical(charset)];
  if (charset !== undefined && byCharset === undefined) throw sqlError('ER_UNKNOWN_CHARACTER_SET', charset);
  if (collate === undefined) return byCharset ?? 'binary';
  const collation = canonical(collate);
  if (!COLLATIONS.has(collation)) throw sqlError('ER_UNKNOWN_COLLATION', collate);
  if (charset !== undefined && charsetOf(collation) !== canonical(charset)) {
    throw sqlError('ER_COLLATION_CHARSET_MISMATCH', collation, canonical(charset));
  }
  return collation;
}

export const isBinaryCollation = (collation: string): boolean => collation === 'binary' || collation.endsWith('_bin');
