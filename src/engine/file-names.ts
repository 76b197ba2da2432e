/**
 * How database and table names become file names: letters, digits and `_` stay, letters beyond ASCII have a short
 * form, and every other character is `@` and its UTF-16 code in four hex digits, so `a-b.ö` is `a@002db@002e@1i`.
 * The same form appears in information_schema as `db/table`.
 */
import { shortForm } from './file-name-letters.js';

export function encodeFileName(name: string): string {
  const parts = name.split(PARTITION);
  return parts
    .map((part) =>
      part.replace(/[^0-9A-Za-z_]/g, (character) => [...character].map((unit) => codeUnits(unit)).join('')),
    )
    .join('#P#');
}

/** No name that a user writes has it. */
const PARTITION = '\0';

/** The name of a partition's table: nobody sees it but in InnoDB's lists, as `t#P#p0`. */
export const partitionName = (table: string, partition: string): string => `${table}${PARTITION}${partition}`;
export const isPartitionName = (name: string): boolean => name.includes(PARTITION);

function codeUnits(text: string): string {
  let encoded = '';
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    encoded += `@${shortForm(code) ?? code.toString(16).padStart(4, '0')}`;
  }
  return encoded;
}

/** `db/table`, as tablespaces are named. */
export const tablespaceName = (db: string, table: string): string => `${encodeFileName(db)}/${encodeFileName(table)}`;

const REBUILD_PREFIX = '#sql-alter-';

/** The name under which a table is rebuilt. Nobody sees it; what a crash leaves of it is removed at the next start. */
export const rebuildName = (tableId: number): string => `${REBUILD_PREFIX}${tableId}`;
export const isRebuildName = (name: string): boolean => name.startsWith(REBUILD_PREFIX);
