import type { Sysvar } from '../../sysvars/define.js';
import { defineTable, type ServerView, varchar } from '../define.js';

const COLUMNS = { VARIABLE_NAME: varchar(64), VARIABLE_VALUE: varchar(4096) };

/** A value as SHOW prints it. */
export const shownValue = ({ type }: Sysvar, value: unknown): string => (value === undefined ? '' : type.format(value));

/** Names and values by name: global ones appear in both scopes, a session's own only there. */
export function variableValues({ variables, session }: ServerView, scope: 'GLOBAL' | 'SESSION') {
  const listed = variables.all().filter((variable) => scope === 'SESSION' || variable.scope !== 'SESSION');
  const source = scope === 'GLOBAL' ? variables : session;
  return listed.map((variable) => ({
    name: variable.name.toLowerCase(),
    value: shownValue(variable, source.get(variable)),
  }));
}

const rowsOf = (scope: 'GLOBAL' | 'SESSION') => (view: ServerView) =>
  variableValues(view, scope).map(({ name, value }) => ({ VARIABLE_NAME: name.toUpperCase(), VARIABLE_VALUE: value }));

export const globalVariables = defineTable({ name: 'GLOBAL_VARIABLES', columns: COLUMNS, rows: rowsOf('GLOBAL') });
export const sessionVariables = defineTable({ name: 'SESSION_VARIABLES', columns: COLUMNS, rows: rowsOf('SESSION') });
