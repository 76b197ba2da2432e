/** PREPARE, EXECUTE, DEALLOCATE PREPARE: a text that is kept, and read anew with the values of each EXECUTE. */
import { sqlError } from '../base/errors.js';
import { ok, type Result, type ResultColumn } from '../base/result.js';
import type { Expr, GivenValue, Statement } from '../parser/ast.js';
import { parse } from '../parser/parse.js';
import { bindQuery } from '../query/bind.js';
import { bindInsert } from '../query/dml-insert.js';
import { describeColumn } from '../query/run.js';
import { StatementCatalog } from './catalog.js';
import type { Commands, Context, TypedValue } from './define.js';
import { evaluateExpr, textOf } from './evaluate.js';

/** How a text is read, which is settled when it is prepared. */
interface Reading {
  readonly ansiQuotes: boolean;
  readonly noBackslashEscapes: boolean;
}

export interface PreparedStatement {
  readonly text: string;
  readonly reading: Reading;
  /** How many `?` there are. */
  readonly parameters: number;
  /** Of the result of a SELECT. */
  readonly columns: readonly ResultColumn[];
}

const NOT_PREPARABLE: ReadonlySet<Statement['kind']> = new Set([
  ...(['Prepare', 'Execute', 'ExecuteImmediate', 'Deallocate'] as const),
]);

const UNKNOWN: TypedValue = { value: null, type: { name: 'NULL' } };

export const preparedCommands = {
  async Prepare({ name, source }, context) {
    const { prepared } = context.session;
    prepared.delete(keyOf(name));
    const text = await textToPrepare(source, context);
    if (prepared.size >= Number(context.value('max_prepared_stmt_count')))
      throw sqlError('ER_MAX_PREPARED_STMT_COUNT_REACHED', Number(context.value('max_prepared_stmt_count')));
    const reading = readingOf(context);
    const { statement, parameters } = read({ text, reading }, undefined, context);
    const columns = await checkNames(statement, context);
    prepared.set(keyOf(name), { text, reading, parameters, columns });
    return ok(0, 'Statement prepared');
  },

  async Execute({ name, values }, context) {
    const found = context.session.prepared.get(keyOf(name));
    if (!found) throw sqlError('ER_UNKNOWN_STMT_HANDLER', name, 'EXECUTE');
    return execute(found, values, context);
  },

  async ExecuteImmediate({ source, values }, context) {
    return execute({ text: await textToPrepare(source, context), reading: readingOf(context) }, values, context);
  },

  Deallocate({ name }, { session }) {
    if (!session.prepared.delete(keyOf(name))) throw sqlError('ER_UNKNOWN_STMT_HANDLER', name, 'DEALLOCATE PREPARE');
    return ok();
  },
} satisfies Pick<Commands, 'Prepare' | 'Execute' | 'ExecuteImmediate' | 'Deallocate'>;

const keyOf = (name: string): string => name.toLowerCase();

const readingOf = ({ hasMode }: Context): Reading => ({
  ansiQuotes: hasMode('ANSI_QUOTES'),
  noBackslashEscapes: hasMode('NO_BACKSLASH_ESCAPES'),
});

/** NULL is a text like any other, and no statement. */
async function textToPrepare(source: Expr, context: Context): Promise<string> {
  const catalog = await StatementCatalog.open(source, context);
  return textOf(evaluateExpr(source, context, catalog, 'SELECT')) ?? 'NULL';
}

/** The statement with the values in place of its marks; without values, and any number of marks, to look at only. */
function read(
  { text, reading }: Pick<PreparedStatement, 'text' | 'reading'>,
  values: readonly TypedValue[] | undefined,
  { variables }: Context,
): { readonly statement: Statement; readonly parameters: number } {
  let parameters = 0;
  const next = (): GivenValue => {
    const given = values ? values[parameters] : UNKNOWN;
    parameters++;
    if (!given) throw sqlError('ER_WRONG_ARGUMENTS', 'EXECUTE');
    return { kind: 'GivenValue', ...given };
  };
  const statement = parse(text, {
    ...reading,
    parameters: { next },
    variables: {
      read: (variable) => void variables.readable(variable),
      assigned: (variable) => void variables.assignable(variable),
    },
  });
  if (values && parameters < values.length) throw sqlError('ER_WRONG_ARGUMENTS', 'EXECUTE');
  if (NOT_PREPARABLE.has(statement.kind)) throw sqlError('ER_UNSUPPORTED_PS');
  return { statement, parameters };
}

async function execute(
  prepared: Pick<PreparedStatement, 'text' | 'reading'>,
  values: readonly Expr[],
  context: Context,
): Promise<Result> {
  const catalog = await StatementCatalog.open(values, context);
  const given = values.map((value) => evaluateExpr(value, context, catalog, 'SELECT'));
  return context.run(read(prepared, given, context).statement, prepared.text);
}

/** Tables and columns must be there when a statement is prepared; what its result has. Errors: 1146, 1054 and their like. */
async function checkNames(statement: Statement, context: Context): Promise<readonly ResultColumn[]> {
  if (statement.kind !== 'SelectStatement' && statement.kind !== 'Insert') return [];
  const target = statement.kind === 'Insert' ? [{ kind: 'NamedTable', table: statement.table }] : [];
  const catalog = await StatementCatalog.open([target, statement], context);
  if (statement.kind === 'SelectStatement') {
    const bound = bindQuery(statement.query, catalog, context.environment);
    return statement.into ? [] : bound.items.map(describeColumn);
  }
  bindInsert(statement, catalog, context.environment);
  return [];
}
