/** The functions that name columns of the table that a statement changes. */
import { sqlError } from '../base/errors.js';
import { NULL_NODE } from './bind-literal.js';
import type { SpecialNames } from './binder.js';
import type { TableSource } from './catalog.js';
import { columnIndex, defaultValue, hasDefault } from './dml-columns.js';
import type { Environment } from './environment.js';
import { StatementReporter } from './reporter.js';
import { columnNode } from './scope.js';
import type { Source } from './tree.js';
import { decodeValue } from './value.js';

/** DEFAULT(x) is the column's constant default; VALUES(x) the new row's value, which stands behind the old row's. */
export function specialNames(table: TableSource, self: Source, env: Environment): SpecialNames {
  const indexOf = (name: string): number => {
    const index = columnIndex(table.columns, name);
    if (index < 0) throw sqlError('ER_BAD_FIELD_ERROR', name, 'SELECT');
    return index;
  };
  return {
    defaultOf(name) {
      if (name === undefined) return NULL_NODE;
      const column = table.columns[indexOf(name)];
      if (!column || !hasDefault(column)) throw sqlError('ER_NO_DEFAULT_FOR_FIELD', name);
      const stored = column.autoIncrement ? 0 : defaultValue(column, new StatementReporter(env, table, true));
      return {
        kind: 'Constant',
        type: column.type,
        nullable: stored === null,
        value: decodeValue(stored, column.type),
        text: `default(${name})`,
      };
    },
    valueOf(name) {
      const index = indexOf(name);
      const { type } = columnNode(self, index);
      return { kind: 'Parameter', slot: table.columns.length + index, name, type, nullable: true };
    },
  };
}
