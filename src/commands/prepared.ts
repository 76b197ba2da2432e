/** PREPARE, EXECUTE, DEALLOCATE PREPARE: a statement that is read once, and run with the values of each EXECUTE. */
import { sqlError } from '../base/errors.js';
import { ok, type Result, type ResultColumn } from '../base/result.js';
import type { Expr, Statement } from '../parser/ast.js';
import { parse } from '../parser/parse.js';
import { bindQuery } from '../query/bind.js';
import { bindInsert } from '../query/dml-insert.js';
import { describeColumn } from '../query/run.js';
import { StatementCatalog } from './catalog.js';
import type { Commands, Context, TypedValue } from './define.js';
import { evaluateExpr, textOf } from './evaluate.js';

/** What stands for a `?`: it has the value of the execution that goes on. */
interface Mark {
  readonly kind: 'GivenValue';
  value: TypedValue['value'];
  type: TypedValue['type'];
}

export interface PreparedStatement {
  readonly text: string;
  /** The marks are parts of it, so that its tree stays the same. */
  readonly statement: Statement;
  readonly marks: readonly Mark[];
  /** Of the result of a SELECT. */
  readonly columns: readonly ResultColumn[];
  isRunning: boolean;
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
    const { statement, marks } = read(text, context);
    const columns = await checkNames(statement, context);
    prepared.set(keyOf(name), { text, statement, marks, columns, isRunning: false });
    return ok(0, 'Statement prepared');
  },

  async Execute({ name, values }, context) {
    const found = context.session.prepared.get(keyOf(name));
    if (!found) throw sqlError('ER_UNKNOWN_STMT_HANDLER', name, 'EXECUTE');
    if (found.isRunning) throw sqlError('ER_PS_NO_RECURSION');
    found.isRunning = true;
    try {
      return await execute(found, values, context);
    } finally {
      found.isRunning = false;
    }
  },

  async ExecuteImmediate({ source, values }, context) {
    const text = await textToPrepare(source, context);
    return execute({ text, ...read(text, context) }, values, context);
  },

  Deallocate({ name }, { session }) {
    if (!session.prepared.delete(keyOf(name))) throw sqlError('ER_UNKNOWN_STMT_HANDLER', name, 'DEALLOCATE PREPARE');
    return ok();
  },
} satisfies Pick<Commands, 'Prepare' | 'Execute' | 'ExecuteImmediate' | 'Deallocate'>;

const keyOf = (name: string): string => name.toLowerCase();

/** NULL is a text like any other, and no statement. */
async function textToPrepare(source: Expr, context: Context): Promise<string> {
  const catalog = await StatementCatalog.open(source, context);
  return textOf(evaluateExpr(source, context, catalog, 'SELECT')) ?? 'NULL';
}

/** The statement, and its marks in the order of the text. */
function read(text: string, { variables, hasMode }: Context): Pick<PreparedStatement, 'statement' | 'marks'> {
  const marks: Mark[] = [];
  const next = (): Mark => {
    const mark: Mark = { kind: 'GivenValue', ...UNKNOWN };
    marks.push(mark);
    return mark;
  };
  const statement = parse(text, {
    ansiQuotes: hasMode('ANSI_QUOTES'),
    noBackslashEscapes: hasMode('NO_BACKSLASH_ESCAPES'),
    parameters: { next },
    variables: {
      read: (variable) => void variables.readable(variable),
      assigned: (variable) => void variables.assignable(variable),
    },
  });
  if (NOT_PREPARABLE.has(statement.kind)) throw sqlError('ER_UNSUPPORTED_PS');
  return { statement, marks };
}

async function execute(
  { text, statement, marks }: Pick<PreparedStatement, 'text' | 'statement' | 'marks'>,
  values: readonly Expr[],
  context: Context,
): Promise<Result> {
  const catalog = await StatementCatalog.open(values, context);
  const given = values.map((value) => evaluateExpr(value, context, catalog, 'SELECT'));
  if (given.length !== marks.length) throw sqlError('ER_WRONG_ARGUMENTS', 'EXECUTE');
  for (const [at, mark] of marks.entries()) Object.assign(mark, given[at]);
  return context.run(statement, text);
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
