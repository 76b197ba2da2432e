/** SET: names first, then all values, then all assignments (the phases are those of `sysvars/assignment.ts`). */
import { resolveCollation } from '../base/charsets.js';
import { sqlError } from '../base/errors.js';
import { ok } from '../base/result.js';
import { charsetOf } from '../base/type-text.js';
import { isInteger } from '../base/types.js';
import type { SetItem, SetValue } from '../parser/ast.js';
import { type Assignment, assignAll, type SetInput } from '../sysvars/assignment.js';
import type { SqlInput } from '../sysvars/sysvar-type.js';
import { StatementCatalog } from './catalog.js';
import type { Commands, Context, TypedValue } from './define.js';
import { evaluateExpr, textOf } from './evaluate.js';
import { commitOpen } from './transactions.js';

export const setCommands = {
  async Set({ items }, context) {
    const catalog = await StatementCatalog.open(items, context);
    await assignAll(items.flatMap((item) => assignments(item, context, catalog)));
    if (context.autocommit) await commitOpen(context);
    return ok();
  },

  async SetStatement({ items, statement }, context) {
    const { session } = context;
    const before = session.values.snapshot();
    const catalog = await StatementCatalog.open(items, context);
    await assignAll(items.flatMap((item) => assignments(item, context, catalog)));
    try {
      return await context.run(statement);
    } finally {
      session.values.restore(before);
    }
  },
} satisfies Pick<Commands, 'Set' | 'SetStatement'>;

function assignments(item: SetItem, context: Context, catalog: StatementCatalog): Assignment[] {
  switch (item.kind) {
    case 'UserVariable':
      return [userVariable(item.name, () => evaluateExpr(item.value, context, catalog, 'SET'), context)];
    case 'SystemVariable':
      return [systemVariable(item, () => inputOf(item.value, context, catalog), context)];
    case 'Names':
      return names(item.charset, item.collate, context);
    case 'CharacterSet':
      return names(item.charset, undefined, context);
    case 'Transaction':
      return transaction(item, context);
    case 'Password':
      throw sqlError('ER_NOT_SUPPORTED_YET', 'SET PASSWORD');
  }
}

/** All right sides see the values from before the statement. */
function userVariable(name: string, value: () => TypedValue, { session }: Context): Assignment {
  let checked: TypedValue | undefined;
  return {
    check: () => {
      checked = value();
    },
    apply: () => {
      if (checked) session.userVariables.set(name.toLowerCase(), checked);
    },
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
  const collation = resolveCollation(charset, collate);
  return [
    ...['character_set_client', 'character_set_connection', 'character_set_results'].map((name) =>
      fixed(name, charsetOf(collation), context),
    ),
    fixed('collation_connection', collation, context),
  ];
}

function transaction(item: Extract<SetItem, { kind: 'Transaction' }>, context: Context): Assignment[] {
  const scope = item.scope ?? 'SESSION';
  const isolation =
    item.isolation === undefined ? [] : [fixed('tx_isolation', item.isolation.replaceAll(' ', '-'), context, scope)];
  const access =
    item.readOnly === undefined ? [] : [fixed('tx_read_only', item.readOnly ? 'ON' : 'OFF', context, scope)];
  return [...isolation, ...access];
}

function inputOf(value: SetValue, context: Context, catalog: StatementCatalog): SetInput {
  if (value.kind === 'Default') return { kind: 'default' };
  if (value.kind === 'Word') return { kind: 'word', word: value.word };
  if (value.expr.kind === 'RowExpr') throw sqlError('ER_OPERAND_COLUMNS', 1);
  return { kind: 'value', ...sqlInput(evaluateExpr(value.expr, context, catalog, 'SET')) };
}

function sqlInput(typed: TypedValue): SqlInput {
  const { type } = typed;
  const text = textOf(typed);
  if (isInteger(type)) return { type: 'INT', value: text === null ? null : BigInt(text) };
  if (type.name === 'DECIMAL') return { type: 'DECIMAL', value: text };
  if (type.name === 'FLOAT' || type.name === 'DOUBLE')
    return { type: 'DOUBLE', value: text === null ? null : Number(text) };
  return { type: 'STRING', value: text };
}
