/** Statements about sessions and the server itself: DO, SIGNAL, GET DIAGNOSTICS, KILL, SHUTDOWN. */
import { SqlError, sqlError } from '../base/errors.js';
import { ok } from '../base/result.js';
import { integer, type SqlType, varchar } from '../base/types.js';
import { StatementCatalog } from './catalog.js';
import type { Commands, Context, TypedValue } from './define.js';
import { evaluateExpr, evaluateSlowly, textOf } from './evaluate.js';

const DEFAULT_ERRNO = { warning: 1642, notFound: 1643, exception: 1644 } as const;

export const sessionCommands = {
  async Do({ items }, context) {
    const catalog = await StatementCatalog.open(items, context);
    for (const item of items) await evaluateSlowly(item, context, catalog, 'DO');
    return ok();
  },

  async Signal({ sqlstate, items }, context) {
    const catalog = await StatementCatalog.open(items, context);
    const given = new Map(
      items.map(({ name, value }) => [name.toUpperCase(), textOf(evaluateExpr(value, context, catalog, 'SET'))]),
    );
    const message = given.get('MESSAGE_TEXT') ?? '';
    const condition = new SqlError(Number(given.get('MYSQL_ERRNO') ?? errnoOf(sqlstate)), sqlstate, message);
    if (!sqlstate.startsWith('01')) throw condition;
    context.warn('Warning', condition);
    return ok();
  },

  async GetDiagnostics({ condition, items }, context) {
    const catalog = await StatementCatalog.open(condition, context);
    const number =
      condition === undefined ? undefined : Number(textOf(evaluateExpr(condition, context, catalog, 'SET')));
    if (number !== undefined && !context.diagnostics.conditions[number - 1]) {
      // The statement succeeds, and its complaint joins the list that it has read.
      const limit = Number(context.value('max_error_count'));
      context.diagnostics.append('Error', sqlError('ER_DA_INVALID_CONDITION_NUMBER'), limit);
      return ok();
    }
    for (const { variable, name } of items) {
      const value = number === undefined ? statementItem(name, context) : conditionItem(name, number, context);
      context.session.userVariables.set(variable, value);
    }
    return ok();
  },

  async Kill({ query, id }, context) {
    const catalog = await StatementCatalog.open(id, context);
    const target = Number(textOf(evaluateExpr(id, context, catalog, 'SET')));
    if (!context.kill(target, query)) throw sqlError('ER_NO_SUCH_THREAD', target);
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
} satisfies Pick<Commands, 'Do' | 'Signal' | 'GetDiagnostics' | 'Kill' | 'Shutdown' | 'Explain' | 'Unsupported'>;

function errnoOf(sqlstate: string): number {
  if (sqlstate.startsWith('01')) return DEFAULT_ERRNO.warning;
  return sqlstate.startsWith('02') ? DEFAULT_ERRNO.notFound : DEFAULT_ERRNO.exception;
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
