/** Views as statements find them: the tree of the query, and who may read what it reads. */
import { SessionAccess } from '../accounts/access.js';
import { accessOf, NO_ACCESS } from '../accounts/privileges.js';
import { assert } from '../base/assert.js';
import { sqlError } from '../base/errors.js';
import type { ViewDefinition } from '../engine/views.js';
import { INFORMATION_SCHEMA } from '../infoschema/catalog.js';
import type { Query } from '../parser/ast.js';
import { parse } from '../parser/parse.js';
import { tableReferences } from '../query/named-tables.js';
import type { Context } from './define.js';

const known = new WeakMap<ViewDefinition, Query>();

/** The tree of a view's query, in which every table has its database. */
export function queryOf(view: ViewDefinition): Query {
  const query = known.get(view) ?? parsed(view);
  known.set(view, query);
  return query;
}

function parsed({ query }: ViewDefinition): Query {
  const statement = parse(query);
  assert(statement.kind === 'SelectStatement', 'the text of a view is a query');
  return statement.query;
}

/** Who the view reads for must be allowed to: its definer, or who asks. Errors: 1356, 1449. */
export function checkViewAccess(view: ViewDefinition, context: Context): void {
  const { session } = context;
  const access = view.security === 'INVOKER' ? session.access : definerAccess(view, context);
  if (access.isUnlimited) return;
  for (const { table } of tableReferences(queryOf(view))) {
    const { db = view.db, name } = table;
    if (db.toLowerCase() === INFORMATION_SCHEMA) continue;
    if ((accessOf('SELECT') & ~access.onTable(db, name)) !== NO_ACCESS)
      throw sqlError('ER_VIEW_INVALID', view.db, view.name);
  }
}

function definerAccess({ definer }: ViewDefinition, { accounts, session }: Context): SessionAccess {
  const { account } = session.access;
  if (!accounts.inForce || (account.user === definer.user && account.host === definer.host)) return session.access;
  const found = accounts.find(definer);
  if (!found) throw sqlError('ER_NO_SUCH_USER', definer.user, definer.host);
  return new SessionAccess(accounts, found, definer.host, false);
}
