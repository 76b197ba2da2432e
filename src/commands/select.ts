/** SELECT: open what it names, bind, run. */
import { SqlError, sqlError } from '../base/errors.js';
import { ok, type Result, type Rows } from '../base/result.js';
import type { InfoTable } from '../infoschema/define.js';
import type { Destination, Query } from '../parser/ast.js';
import { firstSelect } from '../parser/first-select.js';
import { bindQuery } from '../query/bind.js';
import { queryValues, runQuery, sleepSeconds } from '../query/run.js';
import type { BoundQuery } from '../query/tree.js';
import { encodeValue } from '../query/value.js';
import { StatementCatalog } from './catalog.js';
import type { Command, Context } from './define.js';
import { assignTo } from './destinations.js';
import { isLockingRead, lockRows } from './locking-read.js';
import { readInside } from './reads.js';
import { strictly } from './routines/strict.js';

export const select: Command<'SelectStatement'> = async ({ query, into, intoTrails }, context) => {
  if (intoTrails) context.warn('Warning', trailingInto());
  const { catalog, bound } = await prepare(query, context);
  if (isLockingRead(query)) lockRows(query, catalog, context);
  if (into) return selectInto(into, bound, catalog, context);
  const result = run(bound, catalog, context, isLockingRead(query));
  if (!bound.limit || !firstSelect(query).calcFoundRows) return result;
  const { limit, ...whole } = bound;
  return { ...result, foundRows: run(whole, catalog, context, isLockingRead(query)).rows.length };
};

/** A query on an information_schema table that need not be listed: what SHOW reads. */
export async function selectFrom(table: InfoTable, query: Query, context: Context): Promise<Rows> {
  const { catalog, bound } = await prepare(query, context, table);
  return run(bound, catalog, context);
}

/** sql_select_limit holds where the query has no LIMIT of its own. */
function limited(bound: BoundQuery, { value }: Context): BoundQuery {
  const count = BigInt(String(value('sql_select_limit')));
  return bound.limit || count >= UNLIMITED ? bound : { ...bound, limit: { count, offset: 0n } };
}

const UNLIMITED = 2n ** 64n - 1n;

/** 1287. */
function trailingInto(): SqlError {
  const { errno, sqlstate, message } = sqlError('ER_WARN_DEPRECATED_SYNTAX', '<select expression> INTO <destination>;');
  const advice = "Please use 'SELECT <select list> INTO <destination> FROM...' instead";
  return new SqlError(errno, sqlstate, `${message}. ${advice}`);
}

interface Prepared {
  readonly catalog: StatementCatalog;
  readonly bound: BoundQuery;
}

async function prepare(query: Query, context: Context, shown?: InfoTable): Promise<Prepared> {
  const catalog = await StatementCatalog.open(query, context, shown);
  const bound = limited(bindQuery(query, catalog, context.environment), context);
  const seconds = sleepSeconds(bound, context.environment);
  if (seconds > 0) await context.ports.clock.sleep(seconds * 1000, context.interruption);
  return { catalog, bound };
}

function run(bound: BoundQuery, catalog: StatementCatalog, context: Context, isLocking = false): Rows {
  const { engine, environment, session } = context;
  const work = () => runQuery(engine.rowDatabase, bound, environment);
  return isLocking
    ? engine.transactions.isolate(session.transaction, catalog.tables, work)
    : readInside(catalog, context, work);
}

/** SELECT … INTO @a, @b: one row at most. Errors: 1222, 1172; warning 1329 without a row. */
export function selectInto(
  names: readonly Destination[],
  bound: BoundQuery,
  catalog: StatementCatalog,
  context: Context,
): Result {
  const { engine, warn } = context;
  const { environment } = names.some(({ kind }) => kind === 'Local') ? strictly(context) : context;
  if (names.length !== bound.items.length) throw sqlError('ER_WRONG_NUMBER_OF_COLUMNS_IN_SELECT');
  const rows = readInside(catalog, context, () => [...queryValues(engine.rowDatabase, bound, environment)]);
  if (rows.length > 1) throw sqlError('ER_TOO_MANY_ROWS');
  const [row] = rows;
  if (!row) {
    warn('Warning', sqlError('ER_SP_FETCH_NO_DATA'));
    return ok();
  }
  names.forEach((name, at) => {
    const type = bound.items[at]?.node.type ?? { name: 'NULL' };
    assignTo(name, { value: encodeValue(row[at] ?? null, type), type }, context);
  });
  return ok(1);
}
