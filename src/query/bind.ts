/** Binding: AST → typed tree. Names get their meaning, expressions their types; nothing is read yet. */
import { sqlError } from '../base/errors.js';
import type { Query, SetOperation } from '../parser/ast.js';
import { bindExpression } from './bind-expression.js';
import { bindLimit, bindOrder, bindSelect } from './bind-select.js';
import { type CommonTables, commonTables } from './bind-with.js';
import type { Binder, Observer, Place } from './binder.js';
import type { Catalog } from './catalog.js';
import { commonCollation } from './coercibility.js';
import type { Environment } from './environment.js';
import { columnNode, type Scope, visibleColumns } from './scope.js';
import type { BoundQuery, BoundSetOperation, Source } from './tree.js';
import { commonType } from './types.js';

/** A binder for one statement. */
export function createBinder(catalog: Catalog, env: Environment, observer?: Observer): Binder {
  let ids = 0;
  const binder: Binder & { common: CommonTables | undefined } = {
    observer,
    common: undefined,
    within(known, work) {
      const before = binder.common;
      binder.common = known;
      try {
        return work();
      } finally {
        binder.common = before;
      }
    },
    catalog,
    env,
    get collation() {
      return env.collation();
    },
    divisionDecimals: env.divisionDecimals,
    nextId: () => `s${ids++}`,
    query: (query, outer) => bindAny(query, outer, binder),
    expression: (expr, place) => bindExpression(expr, place, binder),
  };
  return binder;
}

function bindAny(query: Query, outer: Scope | undefined, binder: Binder): BoundQuery {
  if (!query.with) return bindBody(query, outer, binder);
  return binder.within(commonTables(query.with, binder.common), () => bindBody(query, outer, binder));
}

function bindBody(query: Query, outer: Scope | undefined, binder: Binder): BoundQuery {
  return query.kind === 'Select' ? bindSelect(query, outer, binder) : bindSetOperation(query, outer, binder);
}

function bindSetOperation(query: SetOperation, outer: Scope | undefined, binder: Binder): BoundSetOperation {
  const left = bindAny(query.left, outer, binder);
  const right = bindAny(query.right, outer, binder);
  if (left.items.length !== right.items.length) throw sqlError('ER_WRONG_NUMBER_OF_COLUMNS_IN_SELECT');
  const columns = left.items.map(({ name, node }, index) => {
    const nodes = [node, right.items[index]?.node ?? node];
    const type = commonType(
      nodes.map((one) => one.type),
      commonCollation(nodes, binder),
    );
    return { name, type, nullable: nodes.some((one) => one.nullable), sql: `"r${index}"` };
  });
  // The source stands for the united rows; its content is not printed through it.
  const source: Source = {
    id: binder.nextId(),
    alias: '',
    db: '',
    name: '',
    columns,
    content: { kind: 'Query', query: left },
  };
  const items = columns.map(({ name }, index) => ({ name, node: columnNode(source, index) }));
  const scope: Scope = {
    visible: visibleColumns(source, false),
    sources: [source],
    aliases: [],
    database: binder.env.database,
    ...(outer && { outer }),
  };
  const place: Place = { scope, clause: 'ORDER BY', aggregates: false };
  return {
    kind: 'SetOperation',
    op: query.op,
    all: query.all,
    left,
    right,
    items,
    source,
    orderBy: bindOrder(query.orderBy, items, place, binder),
    ...bindLimit(query.limit, scope, binder),
  };
}

/** The typed tree of a query. */
export function bindQuery(query: Query, catalog: Catalog, env: Environment, observer?: Observer): BoundQuery {
  return createBinder(catalog, env, observer).query(query, undefined);
}
