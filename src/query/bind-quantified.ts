/** ANY, ALL, and comparisons of a row with the row of a subquery. */
import { sqlError } from '../base/errors.js';
import type * as ast from '../parser/ast.js';
import { integerConstant, NULL_NODE } from './bind-literal.js';
import { call, chooseByCase, onlyItem } from './bind-parts.js';
import type { Binder, Place } from './binder.js';
import { compare } from './functions/comparison.js';
import { not, TESTS } from './functions/logic.js';
import { columnNode } from './scope.js';
import type { BoundQuery, BoundSelect, ExistsNode, Node, Source } from './tree.js';
import { BOOLEAN } from './types.js';

/** The first row that decides makes it true (ANY) or false (ALL); without one, an unknown comparison makes it NULL. */
export function bindQuantified({ operand, op, all, query }: ast.QuantifiedTest, place: Place, binder: Binder): Node {
  const left = binder.expression(operand, place);
  const bound = binder.query(query, place.scope);
  const source = sourceOf(bound, binder);
  const test = compare(op, left, columnNode(source, 0), binder);
  const decides = all ? call(binder, not, [test]) : test;
  const conditions = [decides, call(binder, TESTS.NULL, [test])].map((where) => exists(source, where));
  const value = (truth: boolean): Node => integerConstant(truth ? 1n : 0n, truth ? '1' : '0');
  return chooseByCase(conditions, [value(!all), NULL_NODE], value(all), binder);
}

function sourceOf(query: BoundQuery, binder: Binder): Source {
  const { type, nullable } = onlyItem(query);
  const columns = [{ name: '', type, nullable, sql: '"r0"' }];
  return { id: binder.nextId(), alias: '', db: '', name: '', columns, content: { kind: 'Query', query } };
}

function exists(source: Source, where: Node): ExistsNode {
  const query: BoundSelect = {
    kind: 'Select',
    distinct: false,
    items: [{ name: '', node: integerConstant(1n, '1') }],
    from: [{ kind: 'Source', source }],
    where,
    groupBy: [],
    orderBy: [],
    aggregated: false,
  };
  return { kind: 'Exists', query, type: BOOLEAN, nullable: false };
}

/** The columns of a subquery's only row, one by one. */
export function rowOf({ query }: ast.SubqueryExpr, width: number, op: string, place: Place, binder: Binder): Node[] {
  const bound = binder.query(query, place.scope);
  const [first] = bound.items;
  if (bound.items.length === 1 && first)
    throw sqlError('ER_ILLEGAL_PARAMETER_DATA_TYPES2_FOR_OPERATION', 'row', first.node.type.name.toLowerCase(), op);
  if (bound.items.length !== width) throw sqlError('ER_OPERAND_COLUMNS', width);
  return bound.items.map((item, index): Node => {
    const columns = bound.items.map(({ name, node }, at) => ({
      name,
      type: node.type,
      nullable: true,
      sql: `"r${at}"`,
    }));
    const content = { kind: 'Query', query: bound } as const;
    const source: Source = { id: binder.nextId(), alias: '', db: '', name: '', columns, content };
    const only: BoundSelect = {
      kind: 'Select',
      distinct: false,
      items: [{ name: item.name, node: columnNode(source, index) }],
      from: [{ kind: 'Source', source }],
      groupBy: [],
      orderBy: [],
      aggregated: false,
    };
    return { kind: 'Scalar', query: only, type: item.node.type, nullable: true };
  });
}
