/** Account names: how they are compared, matched with who connects, and written. */

/** `user`@`host`, as an account or a grant names it. */
export interface AccountName {
  readonly user: string;
  readonly host: string;
}

/** The role that everybody has; it has no host. */
export const PUBLIC: AccountName = { user: 'PUBLIC', host: '' };

export const isPublic = ({ user, host }: AccountName): boolean => user === PUBLIC.user && host === PUBLIC.host;

export const sameAccount = (a: AccountName, b: AccountName): boolean => a.user === b.user && a.host === b.host;

/** `'u'@'localhost'`, as error messages write it. */
export const accountText = ({ user, host }: AccountName): string => `'${user}'@'${host}'`;

const WILDCARD = /\\.|[%_]/g;

/** Whether a text fits a pattern in which `%` stands for any text, `_` for any character, `\` for what follows. */
export function wildcardMatches(pattern: string, text: string, ignoreCase: boolean): boolean {
  const source = pattern.replace(/\\(.)|[%_]|[^%_\\]+|\\/gs, (part, escaped?: string) => {
    if (part === '%') return '.*';
    if (part === '_') return '.';
    return (escaped ?? part).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${source}$`, ignoreCase ? 'is' : 's').test(text);
}

/** Whether an account with that host is for clients from there. */
export const hostMatches = (pattern: string, host: string): boolean =>
  pattern === '' || wildcardMatches(pattern, host, true);

const NO_WILDCARD = 256;

/**
 * How exact a pattern is: what has no wildcard comes first, then the later the first wildcard stands the better; one
 * that stands for a single character is better than one for any text.
 */
export function exactness(pattern: string): number {
  if (pattern === '') return 0;
  for (const { 0: part, index } of pattern.matchAll(WILDCARD)) {
    if (!part.startsWith('\\')) return Math.min(2 * (index + 1) + (part === '_' ? 1 : 0), NO_WILDCARD - 1);
  }
  return NO_WILDCARD;
}

/** Names between backticks, as SHOW GRANTS writes them. */
export const quoted = (name: string): string => `\`${name.replaceAll('`', '``')}\``;

/** `` `u`@`localhost` ``, or PUBLIC. */
export const quotedAccount = (name: AccountName): string =>
  isPublic(name) ? PUBLIC.user : `${quoted(name.user)}@${quoted(name.host || '%')}`;
