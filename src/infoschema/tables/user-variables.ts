import { charsetOf } from '../../base/charsets.js';
import { isInteger, type SqlType } from '../../base/types.js';
import type { TypedValue } from '../../query/environment.js';
import { decodeValue, valueToText } from '../../query/value.js';
import { defineTable, nullable, type PluginTable, showForm, varchar } from '../define.js';

const LENGTH_MAX = 2048;

/** The session's own variables. */
const table = defineTable({
  name: 'user_variables',
  columns: {
    VARIABLE_NAME: varchar(64),
    VARIABLE_VALUE: nullable(varchar(LENGTH_MAX)),
    VARIABLE_TYPE: varchar(64),
    CHARACTER_SET_NAME: nullable(varchar(32)),
  },

  *rows({ userVariables }) {
    for (const { name, value } of userVariables.all()) {
      yield {
        VARIABLE_NAME: name,
        VARIABLE_VALUE: textOf(value)?.slice(0, LENGTH_MAX) ?? null,
        VARIABLE_TYPE: typeName(value.type),
        CHARACTER_SET_NAME: charset(value),
      };
    }
  },
});

const HEADINGS: Readonly<Record<string, string>> = { VARIABLE_NAME: 'Variable_name', VARIABLE_VALUE: 'Value' };

/** FLUSH user_variables forgets them. */
export const userVariables: PluginTable = {
  ...(table as PluginTable),
  show: showForm(table as PluginTable, (column) => HEADINGS[column] ?? null),
  reset: (view) => view.userVariables.clear(),
};

function textOf({ value, type }: TypedValue): string | undefined {
  const decoded = decodeValue(value, type);
  return decoded === null ? undefined : valueToText(decoded, type);
}

function typeName(type: SqlType): string {
  if (isInteger(type)) return type.unsigned ? 'INT UNSIGNED' : 'INT';
  if (type.name === 'DECIMAL') return 'DECIMAL';
  return type.name === 'FLOAT' || type.name === 'DOUBLE' ? 'DOUBLE' : 'VARCHAR';
}

/** Numbers and times are latin1, whatever the session's character set. */
function charset({ value, type }: TypedValue): string {
  if (value === null || value instanceof Uint8Array)
    return isInteger(type) || type.name === 'DECIMAL' ? 'latin1' : 'binary';
  return 'collation' in type ? charsetOf(type.collation) : 'latin1';
}
