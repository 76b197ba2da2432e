/** The lines of server_audit: fields between commas, the statement in quotes. */
import type { AuditEvent } from 'sealion/plugin';
import { maskPasswords } from './passwords.js';

const ESCAPES: Readonly<Record<string, string>> = {
  "'": "\\'",
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\0': '\\0',
  '\x1a': '\\Z',
};

/** One event. `limit` is how many characters of a statement are shown, 0 for all of them. */
export function auditLine(event: AuditEvent, serverHost: string, limit: number): string {
  const { user, host, connectionId, queryId, database, table, text, errno } = event;
  const head = [serverHost, user, host, connectionId, queryId];
  if (table !== undefined) {
    const name = table.newName === undefined ? table.name : `${table.name}|${table.newName}`;
    return [...head, table.operation, table.database, name, ''].join();
  }
  const object = event.event === 'QUERY' ? `'${quoted(maskPasswords(text.trim()), limit)}'` : '';
  return [...head, event.event, database, object, errno].join();
}

/** An escape that would only be there in part is left out. */
function quoted(text: string, limit: number): string {
  let shown = '';
  for (const character of text) {
    const next = ESCAPES[character] ?? character;
    if (limit > 0 && shown.length + next.length > limit) break;
    shown += next;
  }
  return shown;
}

/** `20260131 05:09:07` */
export function auditTime(at: Date): string {
  const [month, day, hours, minutes, seconds] = [
    at.getMonth() + 1,
    at.getDate(),
    at.getHours(),
    at.getMinutes(),
    at.getSeconds(),
  ].map((part) => String(part).padStart(2, '0'));
  return `${at.getFullYear()}${month}${day} ${hours}:${minutes}:${seconds}`;
}
