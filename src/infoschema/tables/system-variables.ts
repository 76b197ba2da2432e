import type { Scope, Sysvar } from '../../sysvars/define.js';
import { defineTable, longtext, nullable, type ServerView, varchar } from '../define.js';
import { shownValue } from './variables.js';

const SCOPE_NAMES: Readonly<Record<Scope, string>> = { GLOBAL: 'GLOBAL', BOTH: 'SESSION', SESSION: 'SESSION ONLY' };

function infoRow(variable: Sysvar, { variables, session }: ServerView) {
  const { name, scope, type, comment, dynamic, commandLine } = variable;
  const source = variables.originOf(variable);
  const preset = variables.defaultOf(variable);
  return {
    VARIABLE_NAME: name.toUpperCase(),
    SESSION_VALUE: scope === 'GLOBAL' ? null : shownValue(variable, session.get(variable)),
    GLOBAL_VALUE: scope === 'SESSION' ? null : shownValue(variable, variables.get(variable)),
    GLOBAL_VALUE_ORIGIN: source?.origin ?? 'COMPILE-TIME',
    DEFAULT_VALUE: preset === undefined ? null : type.format(preset),
    VARIABLE_SCOPE: SCOPE_NAMES[scope],
    VARIABLE_TYPE: type.name,
    VARIABLE_COMMENT: comment,
    NUMERIC_MIN_VALUE: type.range?.min ?? null,
    NUMERIC_MAX_VALUE: type.range?.max ?? null,
    NUMERIC_BLOCK_SIZE: type.range?.block ?? null,
    ENUM_VALUE_LIST: type.members?.join(',') ?? null,
    READ_ONLY: dynamic ? 'NO' : 'YES',
    COMMAND_LINE_ARGUMENT: commandLine,
    GLOBAL_VALUE_PATH: source?.path ?? null,
  };
}

export const systemVariables = defineTable({
  name: 'SYSTEM_VARIABLES',
  columns: {
    VARIABLE_NAME: varchar(64),
    SESSION_VALUE: nullable(varchar(2048)),
    GLOBAL_VALUE: nullable(varchar(2048)),
    GLOBAL_VALUE_ORIGIN: varchar(64),
    DEFAULT_VALUE: nullable(varchar(2048)),
    VARIABLE_SCOPE: varchar(64),
    VARIABLE_TYPE: varchar(64),
    VARIABLE_COMMENT: varchar(2048),
    NUMERIC_MIN_VALUE: nullable(varchar(21)),
    NUMERIC_MAX_VALUE: nullable(varchar(21)),
    NUMERIC_BLOCK_SIZE: nullable(varchar(21)),
    ENUM_VALUE_LIST: nullable(longtext()),
    READ_ONLY: varchar(3),
    COMMAND_LINE_ARGUMENT: nullable(varchar(64)),
    GLOBAL_VALUE_PATH: nullable(varchar(2048)),
  },
  rows: (view) => view.variables.all().map((variable) => infoRow(variable, view)),
});
