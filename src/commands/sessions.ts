/** Statements about sessions and the server itself: DO, SIGNAL, GET DIAGNOSTICS, KILL, SHUTDOWN. */
import { SqlError, sqlError } from '../base/errors.js';
import { type Ok, ok } from '../base/result.js';
import { integer, type SqlType, varchar } from '../base/types.js';
import type { GetDiagnostics, Resignal, Signal } from '../parser/ast.js';
import { StatementCatalog } from './catalog.js';
import type { Commands, Context, TypedValue } from './define.js';
import { assignTo } from './destinations.js';
import { evaluateExpr, evaluateSlowly, textOf } from './evaluate.js';

const DEFAULT_ERRNO = { warning: 1642, notFound: 1643, exception: 1644 } as const;

export const sessionCommands = {
  async Do({ items }, context) {
    const catalog = await StatementCatalog.open(items, context);
    for (const item of items) await evaluateSlowly(item, context, catalog, 'DO');
    return ok();
  },

  async Signal(statement, context) {
    return signal(statement, await StatementCatalog.open(statement.items, context), context);
  },

  /** The condition that a handler deals with, changed where the statement says so. Error: 1645. */
  async Resignal({ sqlstate, items }, context) {
    const catalog = await StatementCatalog.open(items, context);
    throw resignalled(sqlstate, items, catalog, context);
  },

  async GetDiagnostics({ condition, items }, context) {
    const catalog = await StatementCatalog.open(condition, context);
    return getDiagnostics({ ...(condition && { condition }), items }, catalog, context);
  },

  async Kill({ query, id }, context) {
    const catalog = await StatementCatalog.open(id, context);
    const target = Number(textOf(evaluateExpr(id, context, catalog, 'SET')));
    if (!context.kill(target, query)) throw sqlError('ER_NO_SUCH_THREAD', target);
    if (!query && target === context.session.id) throw sqlError('ER_CONNECTION_KILLED');
    return ok();
  },

  Shutdown(_, context) {
    context.require('SHUTDOWN');
    context.shutdown();
    return ok();
  },

  Explain() {
    throw sqlError('ER_NOT_SUPPORTED_YET', 'EXPLAIN');
  },

  Unsupported({ what }) {
    throw sqlError('ER_NOT_SUPPORTED_YET', what);
  },
} satisfies Pick<
  Commands,
  'Do' | 'Signal' | 'Resignal' | 'GetDiagnostics' | 'Kill' | 'Shutdown' | 'Explain' | 'Unsupported'
>;

export function getDiagnostics(
  { condition, items }: Pick<GetDiagnostics, 'condition' | 'items'>,
  catalog: StatementCatalog,
  context: Context,
): Ok {
  const number = condition === undefined ? undefined : Number(textOf(evaluateExpr(condition, context, catalog, 'SET')));
  if (number !== undefined && !context.diagnostics.conditions[number - 1]) {
    // The statement succeeds, and its complaint joins the list that it has read.
    const limit = Number(context.value('max_error_count'));
    context.diagnostics.append('Error', sqlError('ER_DA_INVALID_CONDITION_NUMBER'), limit);
    return ok();
  }
  for (const { variable, name } of items) {
    const value = number === undefined ? statementItem(name, context) : conditionItem(name, number, context);
    assignTo(variable, value, context);
  }
  return ok();
}

/** Throws what SIGNAL says, or warns of it. */
export function signal({ sqlstate, items }: Signal, catalog: StatementCatalog, context: Context): Ok {
  const given = signalItems(items, catalog, context);
  const message = given.get('MESSAGE_TEXT') ?? DEFAULT_MESSAGE[classOf(sqlstate)];
  const condition = new SqlError(Number(given.get('MYSQL_ERRNO') ?? errnoOf(sqlstate)), sqlstate, message);
  if (!sqlstate.startsWith('01')) throw condition;
  context.warn('Warning', condition);
  return ok();
}

/** What RESIGNAL throws. */
export function resignalled(
  sqlstate: string | undefined,
  items: Resignal['items'],
  catalog: StatementCatalog,
  context: Context,
): SqlError {
  const { handled } = context.environment.locals ?? {};
  if (!handled) return sqlError('ER_RESIGNAL_WITHOUT_ACTIVE_HANDLER');
  const given = signalItems(items, catalog, context);
  // What has another SQLSTATE is another condition: the list has both.
  if (sqlstate !== undefined) context.warn('Error', new SqlError(handled.errno, handled.sqlstate, handled.message));
  const errno = given.get('MYSQL_ERRNO') ?? (sqlstate === undefined ? handled.errno : errnoOf(sqlstate));
  return new SqlError(Number(errno), sqlstate ?? handled.sqlstate, given.get('MESSAGE_TEXT') ?? handled.message);
}

const signalItems = (items: Signal['items'], catalog: StatementCatalog, context: Context): Map<string, string | null> =>
  new Map(items.map(({ name, value }) => [name.toUpperCase(), textOf(evaluateExpr(value, context, catalog, 'SET'))]));

const DEFAULT_MESSAGE = {
  warning: 'Unhandled user-defined warning condition',
  notFound: 'Unhandled user-defined not found condition',
  exception: 'Unhandled user-defined exception condition',
} as const;

const classOf = (sqlstate: string): keyof typeof DEFAULT_ERRNO => {
  if (sqlstate.startsWith('01')) return 'warning';
  return sqlstate.startsWith('02') ? 'notFound' : 'exception';
};

function errnoOf(sqlstate: string): number {
  return DEFAULT_ERRNO[classOf(sqlstate)];
}

const number = (value: number): TypedValue => ({ value, type: integer('INT') as SqlType });
const text = (value: string): TypedValue => ({ value, type: varchar(value.length) });

function statementItem(name: string, { diagnostics, session }: Context): TypedValue {
  return number(name.toUpperCase() === 'NUMBER' ? diagnostics.conditions.length : session.rowCount);
}

function conditionItem(name: string, at: number, { diagnostics }: Context): TypedValue {
  const condition = diagnostics.conditions[at - 1];
  if (!condition) throw sqlError('ER_DA_INVALID_CONDITION_NUMBER');
  switch (name.toUpperCase()) {
    case 'RETURNED_SQLSTATE':
      return text(condition.sqlstate);
    case 'MYSQL_ERRNO':
      return number(condition.errno);
    case 'MESSAGE_TEXT':
      return text(condition.message);
    default:
      return text('');
  }
}
