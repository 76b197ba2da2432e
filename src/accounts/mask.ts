/** Statements without the passwords in them: what others may see of them. */

const GAP = String.raw`(?:\s|/\*.*?\*/|--\s[^\n]*\n|#[^\n]*\n)*`;
const TEXT = String.raw`(?:'(?:[^'\\]|\\.|'')*'?|"(?:[^"\\]|\\.|"")*"?)`;
/** From VIA to USING: names only. Bounded, so that a long statement costs no more than its length. */
const NAMES = '[^\'"]{0,300}?';

/** What stands before a password or a hash, wherever that is. */
const CALL = String.raw`\bpassword${GAP}\(`;
const SETTING = String.raw`^${GAP}set${GAP}(?:statement\b.*?\bfor\b${GAP}set${GAP})?password\b(?:${GAP}for\b.*?)?${GAP}=`;
/** The same in IDENTIFIED. */
const IDENTIFIED = [
  String.raw`\bidentified${GAP}by${GAP}(?:password\b)?`,
  String.raw`\b(?:via|with|or)\b${NAMES}\b(?:using|as)${GAP}(?:password${GAP}\()?`,
];

const secret = (...before: readonly string[]): RegExp => new RegExp(`(${before.join('|')})(${GAP})${TEXT}`, 'gis');
const ANYWHERE = secret(CALL, SETTING);
const IN_ACCOUNTS = secret(...IDENTIFIED, CALL, SETTING);

/** The statement with stars in the place of each password and hash. */
export function maskPasswords(sql: string): string {
  const pattern = /\bidentified\b/i.test(sql) ? IN_ACCOUNTS : ANYWHERE;
  if (pattern === ANYWHERE && !/password/i.test(sql)) return sql;
  return sql.replace(pattern, (_, before: string, gap: string) => `${before}${gap}*****`);
}
