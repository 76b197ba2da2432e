/** The expressions of a table's definition as trees: they are kept as texts, and parsed when a statement needs them. */
import { assert } from '../base/assert.js';
import type { TableDefinition } from '../engine/definition.js';
import type { Expr } from '../parser/ast.js';
import { parse } from '../parser/parse.js';
import type { TableRules } from '../query/catalog.js';
import { isComputed } from '../query/dml-columns.js';

const known = new WeakMap<TableDefinition, TableRules>();

/** What the table computes and asks of its rows; undefined: nothing. */
export function rulesOf(definition: TableDefinition): TableRules | undefined {
  const { columns, checks = [] } = definition;
  const plain = columns.every((column) => !column.generated && column.check === undefined && !isComputed(column));
  if (plain && checks.length === 0) return undefined;
  const rules = known.get(definition) ?? parsed(definition);
  known.set(definition, rules);
  return rules;
}

function parsed({ name: table, columns, checks = [] }: TableDefinition): TableRules {
  return {
    generated: columns.flatMap(({ generated }, column) =>
      generated ? [{ column, expr: expressionOf(generated.expr), stored: generated.stored }] : [],
    ),
    defaults: columns.flatMap((one, column) =>
      isComputed(one) && one.default && 'expr' in one.default ? [{ column, expr: expressionOf(one.default.expr) }] : [],
    ),
    checks: [
      ...columns.flatMap(({ name, check }) =>
        check === undefined ? [] : [{ name: `${table}.${name}`, expr: expressionOf(check) }],
      ),
      ...checks.map(({ name, expr }) => ({ name, expr: expressionOf(expr) })),
    ],
  };
}

function expressionOf(text: string): Expr {
  const statement = parse(`SELECT ${text}`);
  const item =
    statement.kind === 'SelectStatement' && statement.query.kind === 'Select' ? statement.query.items[0] : undefined;
  assert(item?.kind === 'Item', 'the text of an expression is one');
  return item.expr;
}
