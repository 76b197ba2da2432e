/** SET: names first, then all values, then all assignments (the phases are those of `sysvars/assignment.ts`). */
import { charsetOf, resolveCollation } from '../base/charsets.js';
import { SqlError, sqlError } from '../base/errors.js';
import { ok } from '../base/result.js';
import { isInteger } from '../base/types.js';
import type { Isolation } from '../engine/store/transaction.js';
import type { SetItem, SetValue } from '../parser/ast.js';
import { isBinary } from '../query/value.js';
import { type Assignment, assignAll, type SetInput } from '../sysvars/assignment.js';
import type { SqlInput } from '../sysvars/sysvar-type.js';
import { passwordAssignment } from './accounts.js';
import { StatementCatalog } from './catalog.js';
import type { Commands, Context, TypedValue } from './define.js';
import { evaluateExpr, textOf } from './evaluate.js';
import { strictly } from './routines/strict.js';
import { commitOpen } from './transactions.js';

export const setCommands = {
  async Set({ items }, context) {
    const catalog = await StatementCatalog.open(items, context);
    const autocommit = context.autocommit();
    await assignAll(items.flatMap((item) => assignments(item, context, catalog)));
    if (context.autocommit() && !autocommit) await commitOpen(context);
    return ok();
  },

  async SetStatement({ items, statement }, context) {
    const { session } = context;
    const before = session.values.snapshot();
    for (const item of items) refuseInStatement(item);
    const catalog = await StatementCatalog.open(items, context);
    await assignAll(items.flatMap((item) => assignments(item, context, catalog))).catch(listTwice(context));
    try {
      return await context.run(statement);
    } finally {
      session.values.restore(before);
    }
  },
} satisfies Pick<Commands, 'Set' | 'SetStatement'>;

/** Variables that a statement can not have for itself. */
const NOT_IN_SET_STATEMENT: ReadonlySet<string> = new Set([
  ...['autocommit', 'character_set_client', 'character_set_connection', 'character_set_filesystem'],
  ...['collation_connection', 'interactive_timeout', 'profiling', 'query_cache_type', 'skip_replication'],
  ...['sql_log_off', 'tx_isolation', 'wait_timeout'],
]);

function refuseInStatement(item: SetItem): void {
  if (item.kind !== 'SystemVariable') return;
  const name = item.name.toLowerCase();
  if (NOT_IN_SET_STATEMENT.has(name)) throw sqlError('ER_SET_STATEMENT_NOT_SUPPORTED', name);
}

/** Error numbers of what may not be set for a session at all. */
const NEVER_IN_SESSION: ReadonlySet<number> = new Set([1229, 1238, 1621]);

/** The server asks twice whether a variable may be set for a statement, and lists both answers. */
function listTwice({ warn }: Context): (error: unknown) => never {
  return (error) => {
    if (error instanceof SqlError && NEVER_IN_SESSION.has(error.errno)) {
      warn('Error', error);
      warn('Error', error);
    }
    throw error;
  };
}

export function assignments(item: SetItem, context: Context, catalog: StatementCatalog): Assignment[] {
  switch (item.kind) {
    case 'UserVariable':
      return [userVariable(item.name, () => evaluateExpr(item.value, context, catalog, 'SET'), context)];
    case 'Local':
      return [localVariable(item, context, catalog)];
    case 'SystemVariable':
      return [systemVariable(item, () => inputOf(item, context, catalog), context)];
    case 'Names':
      return names(item.charset, item.collate, context);
    case 'CharacterSet':
      return names(item.charset, undefined, context);
    case 'Transaction':
      return transaction(item, context);
    case 'Password':
      return [passwordAssignment(item, context, catalog)];
  }
}

/** All right sides see the values from before the statement. */
function userVariable(name: string, value: () => TypedValue, { session }: Context): Assignment {
  let checked: TypedValue | undefined;
  return {
    check: () => {
      checked = value();
      session.userVariables.name(name);
    },
    apply: () => {
      if (checked) session.userVariables.set(name, checked);
    },
  };
}

/** Unlike others, these are assigned one after the other: each right side sees what was assigned before. */
function localVariable(
  { name, row, value }: Extract<SetItem, { kind: 'Local' }>,
  context: Context,
  catalog: StatementCatalog,
): Assignment {
  const { environment } = context;
  return {
    check: () => {},
    apply: () =>
      environment.locals?.assign(
        name,
        value && evaluateExpr(value, strictly(context), catalog, 'SET'),
        environment,
        row,
      ),
  };
}

interface Target {
  readonly name: string;
  readonly component?: string;
  readonly scope: 'GLOBAL' | 'SESSION';
}

function systemVariable({ name, component, scope }: Target, value: () => SetInput, context: Context): Assignment {
  const { variables, session, warn, has } = context;
  const request = { name, scope, value, ...(component === undefined ? {} : { component }) };
  return variables.assignment(request, { session: session.values, warn, has });
}

const fixed = (name: string, word: string, context: Context, scope: 'GLOBAL' | 'SESSION' = 'SESSION'): Assignment =>
  systemVariable({ name, scope }, () => ({ kind: 'word', word }), context);

function names(charset: string, collate: string | undefined, context: Context): Assignment[] {
  const isDefault = charset.toUpperCase() === 'DEFAULT' && collate === undefined;
  const collation = isDefault ? context.defaults.collation : resolveCollation(charset, collate);
  return [
    ...['character_set_client', 'character_set_connection', 'character_set_results'].map((name) =>
      fixed(name, charsetOf(collation), context),
    ),
    fixed('collation_connection', collation, context),
  ];
}

function transaction(item: Extract<SetItem, { kind: 'Transaction' }>, context: Context): Assignment[] {
  if (item.scope === undefined) return [nextTransaction(item, context)];
  const { scope } = item;
  const isolation =
    item.isolation === undefined ? [] : [fixed('tx_isolation', isolationOf(item.isolation), context, scope)];
  const access =
    item.readOnly === undefined ? [] : [fixed('tx_read_only', item.readOnly ? 'ON' : 'OFF', context, scope)];
  return [...isolation, ...access];
}

/** READ COMMITTED as the variable spells it. */
const isolationOf = (words: string): Isolation => words.replaceAll(' ', '-').toUpperCase() as Isolation;

/** Without a scope, for the next transaction only. Error: 1568. */
function nextTransaction(item: Extract<SetItem, { kind: 'Transaction' }>, { session }: Context): Assignment {
  return {
    check() {
      if (session.transaction) throw sqlError('ER_CANT_CHANGE_TX_CHARACTERISTICS');
    },
    apply() {
      session.nextTransaction = {
        ...session.nextTransaction,
        ...(item.readOnly !== undefined && { readOnly: item.readOnly }),
        ...(item.isolation !== undefined && { isolation: isolationOf(item.isolation) }),
      };
    },
  };
}

function inputOf(
  { name, value }: { readonly name: string; readonly value: SetValue },
  context: Context,
  catalog: StatementCatalog,
): SetInput {
  if (value.kind === 'Default') return { kind: 'default' };
  if (value.kind === 'Word') return { kind: 'word', word: value.word };
  // A text needs no collation here, so it may be given when that of the session's texts is not simulated.
  if (value.expr.kind === 'Literal' && value.expr.value.type === 'string')
    return { kind: 'value', type: 'STRING', value: value.expr.value.value };
  if (value.expr.kind === 'RowExpr') throw sqlError('ER_OPERAND_COLUMNS', 1);
  if (value.expr.kind === 'ColumnRef' && value.expr.table !== undefined) throw sqlError('ER_WRONG_TYPE_FOR_VAR', name);
  return { kind: 'value', ...sqlInput(evaluateExpr(value.expr, context, catalog, 'SET')) };
}

function sqlInput(typed: TypedValue): SqlInput {
  const { type } = typed;
  const text = textOf(typed);
  if (isInteger(type)) return { type: 'INT', value: text === null ? null : BigInt(text) };
  if (type.name === 'DECIMAL') return { type: 'DECIMAL', value: text };
  if (type.name === 'FLOAT' || type.name === 'DOUBLE')
    return { type: 'DOUBLE', value: text === null ? null : Number(text) };
  return { type: 'STRING', value: text, binary: isBinary(type) };
}
