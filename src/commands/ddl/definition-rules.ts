/** Generated columns, defaults that are expressions, and CHECK constraints, from what was written to a definition. */
import { sqlError } from '../../base/errors.js';
import type { CheckConstraint, Column, ForeignKey, TableDefinition } from '../../engine/definition.js';
import type { ColumnDefinition, CreateTable } from '../../parser/ast.js';
import { createBinder } from '../../query/bind.js';
import { sourceOf } from '../../query/bind-from.js';
import type { Catalog } from '../../query/catalog.js';
import { validateRules } from '../../query/row-rules.js';
import type { Context } from '../define.js';
import { rulesOf } from '../table-rules.js';
import { sameName } from './column-names.js';
import { expressionText } from './expression-text.js';

const JSON_TYPE = 'JSON';

/** What a column's own clauses say beside its type and its default. */
export function columnRules(written: ColumnDefinition): Pick<Column, 'generated' | 'check' | 'invisible'> {
  const { generated, check, invisible } = written;
  // JSON is a text that is asked to be JSON.
  const isJson = written.type.name === JSON_TYPE && check === undefined;
  const valid = `json_valid(\`${written.name.replaceAll('`', '``')}\`)`;
  return {
    ...(generated && { generated: { expr: expressionText(generated.expr), stored: generated.stored } }),
    ...(check && { check: expressionText(check.expr) }),
    ...(isJson && { check: valid }),
    ...(invisible && { invisible }),
  };
}

/** The CHECKs of a table behind those that it has; one without a name gets the first free one. Error: 1826. */
export function addedChecks(
  written: CreateTable['checks'],
  before: readonly CheckConstraint[] = [],
  foreignKeys: readonly ForeignKey[] = [],
): readonly CheckConstraint[] {
  const checks = [...before];
  const isTaken = (name: string) => [...checks, ...foreignKeys].some((one) => sameName(one.name, name));
  for (const { name: given, expr } of written) {
    if (given !== undefined && isTaken(given)) throw sqlError('ER_DUP_CONSTRAINT_NAME', 'CHECK', given);
    let number = 1;
    while (isTaken(`CONSTRAINT_${number}`)) number++;
    checks.push({ name: given ?? `CONSTRAINT_${number}`, expr: expressionText(expr) });
  }
  return checks;
}

const NO_TABLES: Catalog = {
  table: ({ name }) => {
    throw sqlError('ER_NO_SUCH_TABLE', '', name);
  },
};

/** Names must be columns, values of stored columns must not change by themselves. Errors: 1054, 1901, 4108, 1113. */
export function checkRules(definition: TableDefinition, { environment }: Context): void {
  const { db, name, columns, indexes } = definition;
  if (columns.every(({ invisible }) => invisible)) throw sqlError('ER_TABLE_MUST_HAVE_COLUMNS');
  const hidden = columns.find((one) => one.invisible && !one.nullable && !one.default && !one.autoIncrement);
  if (hidden) throw sqlError('ER_INVISIBLE_NOT_NULL_WITHOUT_DEFAULT', hidden.name);
  const rules = rulesOf(definition);
  if (!rules) return;
  const table = { db, name, columns, columnSql: [], from: '', rules };
  const indexed = new Set(indexes.flatMap(({ parts }) => parts.map(({ column }) => column)));
  const binder = createBinder(NO_TABLES, environment);
  validateRules(table, indexed, sourceOf(table, name, binder.nextId()), binder);
}
