/**
 * What a statement wants of a list of tables in information_schema. A list opens the tables that it tells of, which
 * may fail and warn, so it matters which ones the statement means, and whether it asks for what only an open table
 * knows. As on the server, conditions on nothing but names choose the tables before any is opened, and a name that is
 * equal to something is looked up like a file: it minds the case.
 */
import { SqlError } from '../base/errors.js';
import { defineTable, EVERYTHING, type InfoTable, varchar, type Wanted } from '../infoschema/define.js';
import type { ColumnRef, Expr, NamedTable, Select, UserVariable } from '../parser/ast.js';
import { bindQuery } from '../query/bind.js';
import { heardBy } from '../query/environment.js';
import { isPure } from '../query/print-expression.js';
import { queryValues } from '../query/run.js';
import type { Context } from './define.js';

/** `statement` names the table, maybe more than once. */
export async function wantedOf(statement: unknown, table: InfoTable, context: Context): Promise<Wanted> {
  if (!table.names) return EVERYTHING;
  return { asks: askedColumns(statement), admits: await admittedNames(statement, table, context) };
}

function askedColumns(statement: unknown): Wanted['asks'] {
  const asked = new Set<string>();
  for (const node of nodesOf(statement)) {
    if (node.kind === 'Star' || (node.kind === 'Join' && node['natural'])) return EVERYTHING.asks;
    if (node.kind === 'ColumnRef') asked.add((node as unknown as ColumnRef).name.toUpperCase());
  }
  return (columns) => columns.some((column) => asked.has(column));
}

async function admittedNames(statement: unknown, table: InfoTable, context: Context): Promise<Wanted['admits']> {
  const nodes = [...nodesOf(statement)];
  const isHere = (node: unknown) => isKind<NamedTable>(node, 'NamedTable') && isSame(node.table.name, table.name);
  const [select, ...others] = nodes.filter(
    (node) => isKind<Select>(node, 'Select') && node.from.some((from) => [...nodesOf(from)].some(isHere)),
  );
  if (!isKind<Select>(select, 'Select') || others.length > 0) return EVERYTHING.admits;
  const references = [...nodesOf(select.from)].filter(isHere);
  const conditions = select.where ? [...conjuncts(select.where)] : [];
  const [reference] = references;
  if (!isKind<NamedTable>(reference, 'NamedTable') || references.length > 1) return EVERYTHING.admits;
  const own = conditions.filter((condition) => isOfNames(condition, reference, table));
  const where = own.map((condition) => exact(condition, table)).reduce(both, undefined);
  return where ? namesWhere(withVariables(where, context), reference, table, context) : EVERYTHING.admits;
}

/** User variables as they are now. */
function withVariables(expr: Expr, { environment }: Context): Expr {
  const copy = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(copy);
    if (typeof node !== 'object' || node === null || node instanceof Uint8Array) return node;
    if (isKind<UserVariable>(node, 'UserVariable')) {
      const { value = null, type = { name: 'NULL' } } = environment.userVariable(node.name) ?? {};
      return { kind: 'GivenValue', value, type };
    }
    return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, copy(value)]));
  };
  return copy(expr) as Expr;
}

const both = (left: Expr | undefined, right: Expr): Expr => (left ? { kind: 'Binary', op: 'AND', left, right } : right);

/** The names for which the condition holds. One that cannot be computed here is left to the statement. */
async function namesWhere(
  where: Expr,
  reference: NamedTable,
  { names = {} }: InfoTable,
  context: Context,
): Promise<Wanted['admits']> {
  const { engine, infoschema, view } = context;
  const columns = [names.schema, names.table].filter((name) => name !== undefined);
  const list = defineTable({
    name: reference.table.name,
    columns: Object.fromEntries(
      columns.flatMap((name) => [
        [name, varchar(64)],
        [exactName(name), exactly()],
      ]),
    ),
    *rows() {
      for (const [schema, table] of allNames(context)) {
        const given = { [names.schema ?? '']: schema, [names.table ?? '']: table };
        yield Object.fromEntries(
          columns.flatMap((name) => [
            [name, given[name]],
            [exactName(name), given[name]],
          ]),
        );
      }
    },
  });
  const source = await infoschema.materialize(list as unknown as InfoTable, view);
  const items = columns.map((name) => ({ kind: 'Item', expr: { kind: 'ColumnRef', name }, text: name }) as const);
  const query: Select = { kind: 'Select', distinct: false, items, from: [reference], where, groupBy: [], orderBy: [] };
  const environment = heardBy(context.environment, () => {});
  try {
    const bound = bindQuery(query, { table: () => source, view: () => undefined }, environment);
    const isSteady = bound.kind === 'Select' && bound.where && isPure(bound.where);
    if (!isSteady) return EVERYTHING.admits;
    const admitted = new Set([...queryValues(engine.rowDatabase, bound, environment)].map((row) => row.join('\0')));
    return (schema, table) => admitted.has(columns.map((name) => (name === names.schema ? schema : table)).join('\0'));
  } catch (error) {
    if (error instanceof SqlError) return EVERYTHING.admits;
    throw error;
  }
}

/** Databases stand without a table, too: SCHEMATA is a list like the others. */
function* allNames({ engine, infoschema }: Context): Generator<readonly [schema: string, table: string]> {
  for (const { name } of [{ name: 'information_schema' }, ...engine.databases()]) yield [name, ''];
  for (const { name } of infoschema.tables()) yield ['information_schema', name];
  for (const { definition } of engine.tables()) yield [definition.db, definition.name];
  for (const { db, name } of engine.views.list()) yield [db, name];
}

const exactName = (column: string): string => `exact ${column}`;

function exactly() {
  const { type, nullable } = varchar(64);
  return { type: { ...type, collation: 'utf8mb3_bin' } as typeof type, nullable };
}

/** An equation of a name minds the case of it; so does an IN with one member, which is one. */
function exact(condition: Expr, table: InfoTable): Expr {
  const { names } = table;
  if (condition.kind === 'InTest' && !condition.not && Array.isArray(condition.among)) {
    const [right, ...others]: readonly Expr[] = condition.among;
    if (right && others.length === 0) return exact({ kind: 'Binary', op: '=', left: condition.operand, right }, table);
  }
  if (condition.kind !== 'Binary' || condition.op !== '=') return condition;
  const side = (expr: Expr): Expr => {
    const name = isKind<ColumnRef>(expr, 'ColumnRef') ? nameOf(expr, names) : undefined;
    return name === undefined ? expr : { kind: 'ColumnRef', name: exactName(name) };
  };
  return { ...condition, left: side(condition.left), right: side(condition.right) };
}

const nameOf = ({ name }: ColumnRef, names: InfoTable['names']): string | undefined =>
  [names?.schema, names?.table].find((column) => column !== undefined && isSame(column, name));

/** Does the condition ask for nothing but the names in that table? */
function isOfNames(condition: Expr, { alias, table: { name } }: NamedTable, { names }: InfoTable): boolean {
  let found = false;
  for (const node of nodesOf(condition)) {
    if (STRANGE.has(node.kind)) return false;
    if (!isKind<ColumnRef>(node, 'ColumnRef')) continue;
    if (nameOf(node, names) === undefined || (node.table !== undefined && !isSame(node.table, alias ?? name)))
      return false;
    found = true;
  }
  return found;
}

/** What must not be computed once more, or depends on more than the row. */
const STRANGE: ReadonlySet<string> = new Set(['Select', 'SetOperation', 'Assignment']);

function* conjuncts(expr: Expr): Generator<Expr> {
  if (expr.kind !== 'Binary' || expr.op !== 'AND') yield expr;
  else {
    yield* conjuncts(expr.left);
    yield* conjuncts(expr.right);
  }
}

interface AnyNode {
  readonly kind: string;
  readonly [field: string]: unknown;
}

/** A node and every one below it. */
function* nodesOf(node: unknown): Generator<AnyNode> {
  if (typeof node !== 'object' || node === null || node instanceof Uint8Array) return;
  if ('kind' in node) yield node as AnyNode;
  for (const value of Object.values(node)) yield* nodesOf(value);
}

const isKind = <N extends { readonly kind: string }>(node: unknown, kind: N['kind']): node is N =>
  typeof node === 'object' && node !== null && 'kind' in node && node.kind === kind;

const isSame = (a: string, b: string): boolean => a.toUpperCase() === b.toUpperCase();
