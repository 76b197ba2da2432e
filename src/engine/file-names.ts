/**
 * How database and table names become file names: letters, digits and `_` stay, every other character is `@`
 * and its UTF-16 code in four hex digits, so `a-b.c` is `a@002db@002ec`. The same form appears in
 * information_schema as `db/table`.
 */
export function encodeFileName(name: string): string {
  return name.replace(/[^0-9A-Za-z_]/g, (character) => [...character].map((unit) => codeUnits(unit)).join(''));
}

function codeUnits(text: string): string {
  let encoded = '';
  for (let at = 0; at < text.length; at++) encoded += `@${text.charCodeAt(at).toString(16).padStart(4, '0')}`;
  return encoded;
}

/** `db/table`, as tablespaces are named. */
export const tablespaceName = (db: string, table: string): string => `${encodeFileName(db)}/${encodeFileName(table)}`;

const REBUILD_PREFIX = '#sql-alter-';

/** The name under which a table is rebuilt. Nobody sees it; what a crash leaves of it is removed at the next start. */
export const rebuildName = (tableId: number): string => `${REBUILD_PREFIX}${tableId}`;
export const isRebuildName = (name: string): boolean => name.startsWith(REBUILD_PREFIX);
