/** Statements as a log may show them: without the passwords that some of them carry. */

const STATEMENTS =
  /^\s*(?:(?:create|alter)\s+(?:or\s+replace\s+)?(?:user|server)|grant|set\s+password|change\s+master)\b/i;

/** A string behind words that announce a password. Hashes behind AS and USING are no secret to the server. */
const PASSWORDS =
  /(\bidentified\s+by(?:\s+password)?\s+|\bpassword\s*\(\s*|\bpassword\s+|\bmaster_password\s*=\s*)(?:'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*")/gis;

/** The statement with stars in the place of its passwords. */
export function maskPasswords(statement: string): string {
  return STATEMENTS.test(statement) ? statement.replace(PASSWORDS, '$1*****') : statement;
}
