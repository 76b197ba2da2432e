/** SHOW. Most topics are tables (`show-forms.ts`) that the query layer filters. */
import { sqlError } from '../base/errors.js';
import { type Result, rowsResult } from '../base/result.js';
import { INFORMATION_SCHEMA } from '../infoschema/catalog.js';
import { createTableText } from '../infoschema/definition-text.js';
import type { Quote } from '../infoschema/quoting.js';
import type { ColumnRef, Expr, LikeTest, Limit, Query, ShowFilter, ShowTopic, TableName } from '../parser/ast.js';
import { syntaxErrorAt } from '../parser/syntax-error.js';
import { showCreateUser, showGrants } from './accounts.js';
import { currentDatabase, findView, lookUp, openTable } from './catalog.js';
import type { Command, Context } from './define.js';
import {
  showCreateEvent,
  showCreateRoutine,
  showCreateTrigger,
  showEvents,
  showRoutineStatus,
  showTriggers,
} from './routines/show.js';
import { selectFrom } from './select.js';
import { showEngineStatus } from './show-engine.js';
import * as forms from './show-forms.js';
import { definitionOf, viewDefinition } from './table-definition.js';
import { createViewText } from './views.js';

export const show: Command<'Show'> = async ({ show: topic, filter }, context) => {
  if (topic.topic === 'WARNINGS' || topic.topic === 'ERRORS') return conditions(topic.topic, topic.limit, context);
  if (topic.topic === 'COUNT WARNINGS') return count('@@session.warning_count', context.diagnostics.warningCount);
  if (topic.topic === 'COUNT ERRORS') return count('@@session.error_count', context.diagnostics.errorCount);
  const form = await formOf(topic, filter, context);
  return selectFrom(form.table, filterQuery(form, filter), context);
};

/** SHOW GLOBAL x; SHOW x and SHOW LOCAL x are the session's. */
const scopeOf = (scope: string | undefined): 'GLOBAL' | 'SESSION' => (scope === 'GLOBAL' ? 'GLOBAL' : 'SESSION');

async function formOf(topic: ShowTopic, filter: ShowFilter, context: Context): Promise<forms.ShowForm> {
  switch (topic.topic) {
    case 'PLUGINS':
      return forms.showPlugins;
    case 'PLUGINS SONAME':
      return forms.showPluginsSoname(topic.soname);
    case 'VARIABLES':
      return forms.showVariables(scopeOf(topic.scope));
    case 'STATUS':
      return forms.showStatus(scopeOf(topic.scope));
    case 'DATABASES':
      return forms.showDatabases(filter.like);
    case 'TABLES':
      return forms.showTables(knownDatabase(topic.db, context), topic.full, filter.like);
    case 'TABLE STATUS':
      return forms.showTableStatus(knownDatabase(topic.db, context));
    case 'COLUMNS':
      return forms.showColumns(await definitionOf(topic.table, context), topic.full);
    case 'INDEX':
      return forms.showIndex(await indexedTable(topic.table, context));
    case 'CREATE TABLE':
      return createTable(topic.table, context);
    case 'CREATE VIEW':
      return createView(topic.table, context);
    case 'CREATE DATABASE':
      return createDatabase(topic.db, topic.ifNotExists, context);
    case 'CHARACTER SET':
      return forms.showCharacterSet;
    case 'COLLATION':
      return forms.showCollation;
    case 'ENGINES':
      return forms.showEngines;
    case 'ENGINE STATUS':
      return showEngineStatus(topic, context);
    case 'PROCESSLIST':
      return forms.showProcesslist;
    case 'GRANTS':
      return showGrants(topic.user, context);
    case 'CREATE USER':
      return showCreateUser(topic.user, context);
    case 'CREATE ROUTINE':
      return showCreateRoutine(topic.type, topic.name, context);
    case 'ROUTINE STATUS':
      return showRoutineStatus(topic.type);
    case 'CREATE TRIGGER':
      return showCreateTrigger(topic.name, context);
    case 'CREATE EVENT':
      return showCreateEvent(topic.name, context);
    case 'EVENTS':
      knownDatabase(topic.db, context);
      return showEvents;
    case 'TRIGGERS':
      return showTriggers(knownDatabase(topic.db, context));
    case 'IDENT':
      return identForm(topic, filter, context);
    default:
      throw sqlError('ER_NOT_SUPPORTED_YET', `SHOW ${topic.topic}`);
  }
}

/** The database that SHOW lists. Errors: 1046, 1049. */
function knownDatabase(given: string | undefined, context: Context): string {
  const db = currentDatabase(given, context);
  if (db.toLowerCase() === INFORMATION_SCHEMA) return INFORMATION_SCHEMA;
  if (!context.engine.database(db)) throw sqlError('ER_BAD_DB_ERROR', db);
  return db;
}

const quoteOf = ({ hasMode }: Context): Quote => (hasMode('ANSI_QUOTES') ? '"' : '`');

/** A view has no indexes. */
async function indexedTable(name: TableName, context: Context) {
  const view = findView(name, context);
  return view ? { definition: await viewDefinition(view, context), rowCount: 0 } : openTable(name, context);
}

async function createView(name: TableName, context: Context): Promise<forms.ShowForm> {
  const { text, charset, collation, name: view } = await createViewText(name, context);
  return forms.singleRow('SHOW CREATE VIEW', {
    View: view,
    'Create View': text,
    character_set_client: charset,
    collation_connection: collation,
  });
}

async function createTable(name: TableName, context: Context): Promise<forms.ShowForm> {
  if (findView(name, context)) return createView(name, context);
  const definition = await definitionOf(name, context);
  const table = lookUp(definition.db, definition.name, context);
  const text = createTableText(definition, {
    nextAutoIncrement: table?.nextAutoIncrement,
    temporary: definition.db === INFORMATION_SCHEMA || table?.temporary === true,
    optionsKnown: definition.engine === 'InnoDB' || context.hasMode('IGNORE_BAD_TABLE_OPTIONS'),
    bare: definition.db === INFORMATION_SCHEMA,
    quote: quoteOf(context),
    withoutOptions: context.hasMode('NO_TABLE_OPTIONS') || context.hasMode('ANSI'),
    withoutCounter: context.hasMode('NO_FIELD_OPTIONS'),
  });
  return forms.singleRow('SHOW CREATE TABLE', { Table: definition.name, 'Create Table': text });
}

function createDatabase(db: string, ifNotExists: boolean, context: Context): forms.ShowForm {
  const { engine } = context;
  const entry = engine.database(db);
  if (!entry) throw sqlError('ER_BAD_DB_ERROR', db);
  return forms.singleRow('SHOW CREATE DATABASE', {
    Database: db,
    'Create Database': forms.createDatabaseText(db, entry.collation, ifNotExists, quoteOf(context)),
  });
}

/** SHOW name, where a plugin has a table with a SHOW form; none of them knows what LIKE would look at. */
function identForm(
  { name, offset, filterOffset }: Extract<ShowTopic, { topic: 'IDENT' }>,
  { like }: ShowFilter,
  context: Context,
): forms.ShowForm {
  const table = context.infoschema.showable(name);
  if (!table) throw syntaxErrorAt(context.text, offset);
  if (like !== undefined) throw syntaxErrorAt(context.text, filterOffset);
  return { table };
}

/** SELECT * FROM the table WHERE what LIKE and WHERE ask for. */
function filterQuery({ table, likeColumn, named, emptyFits }: forms.ShowForm, { like, where }: ShowFilter): Query {
  // An empty pattern is none to most forms.
  const pattern = like === '' && !emptyFits ? undefined : like;
  const column: ColumnRef = { kind: 'ColumnRef', name: likeColumn ?? '' };
  const condition: Expr | undefined = pattern === undefined ? where : likeTest(named ? exact(column) : column, pattern);
  return {
    kind: 'Select',
    distinct: false,
    items: [{ kind: 'Star' }],
    from: [{ kind: 'NamedTable', table: { db: INFORMATION_SCHEMA, name: table.name } }],
    ...(condition === undefined ? {} : { where: condition }),
    groupBy: [],
    orderBy: [],
  };
}

const exact = (operand: Expr): Expr => ({ kind: 'CollateExpr', operand, collation: 'utf8mb3_bin' });

const likeTest = (operand: Expr, pattern: string): LikeTest => ({
  kind: 'LikeTest',
  operand,
  not: false,
  op: 'LIKE',
  pattern: { kind: 'Literal', value: { type: 'string', value: pattern } },
});

function conditions(topic: 'WARNINGS' | 'ERRORS', limit: Limit | undefined, { diagnostics }: Context): Result {
  const listed = diagnostics.conditions.filter(({ level }) => topic === 'WARNINGS' || level === 'Error');
  const offset = literalCount(limit?.offset, 0);
  const some = listed.slice(offset, offset + literalCount(limit?.count, listed.length));
  return rowsResult(
    [
      ['Level', { name: 'VARCHAR', length: 7, collation: 'utf8mb3_general_ci' }],
      ['Code', { name: 'INT', unsigned: true, zerofill: false, width: 4 }],
      ['Message', { name: 'VARCHAR', length: 512, collation: 'utf8mb3_general_ci' }],
    ],
    some.map(({ level, errno, message }) => [level, String(errno), message]),
  );
}

const literalCount = (expr: Expr | undefined, otherwise: number): number =>
  expr?.kind === 'Literal' && expr.value.type === 'integer' ? Number(expr.value.digits) : otherwise;

const count = (label: string, value: number): Result =>
  rowsResult([[label, { name: 'BIGINT', unsigned: true, zerofill: false, width: 21 }]], [[String(value)]]);
