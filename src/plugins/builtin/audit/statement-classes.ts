/** The classes of statements that server_audit can tell apart, by their first words. */

/** What `server_audit_events` can name. */
export const EVENTS = [
  'CONNECT',
  'QUERY',
  'TABLE',
  'QUERY_DDL',
  'QUERY_DML',
  'QUERY_DCL',
  'QUERY_DML_NO_SELECT',
] as const;

export type EventClass = (typeof EVENTS)[number];

const LEADING =
  /^(?:\s+|\/\*!\d*|\/\*.*?\*\/|--\s[^\n]*(?:\n|$)|#[^\n]*(?:\n|$)|set\s+statement\s.*?\sfor\s|explain\s+(?:extended\s+|partitions\s+)?|\()/is;
const DCL = /^(?:grant|revoke|(?:create\s+(?:or\s+replace\s+)?|drop\s+)(?:user|role)|rename\s+user)\b/i;
const NO_DDL = /^(?:alter\s+user|(?:create|alter|drop)\s+server)\b/i;
const DDL = /^(?:create|alter|drop|rename|truncate)\b/i;
const SELECT = /^(?:select|with|values)\b/i;
const CHANGE = /^(?:insert|update|delete|replace|load|do|call|handler)\b/i;

/** The classes that a statement belongs to, besides QUERY. */
export function classesOf(statement: string): readonly EventClass[] {
  const text = withoutLead(statement);
  if (DCL.test(text)) return ['QUERY_DCL'];
  if (DDL.test(text) && !NO_DDL.test(text)) return ['QUERY_DDL'];
  if (SELECT.test(text)) return ['QUERY_DML'];
  return CHANGE.test(text) ? ['QUERY_DML', 'QUERY_DML_NO_SELECT'] : [];
}

/** Without comments, parentheses and what only says how the statement is to be run. */
function withoutLead(statement: string): string {
  let text = statement;
  for (let lead = LEADING.exec(text); lead; lead = LEADING.exec(text)) text = text.slice(lead[0].length);
  return text;
}
