/** Whether new foreign keys can be: parents, columns, indexes, names. The engine's reasons are listed as warnings. */
import { SqlError, sqlError } from '../../base/errors.js';
import type { Column, ForeignKey, TableDefinition } from '../../engine/definition.js';
import { columnAt, indexFor } from '../../engine/foreign-keys/indexes.js';
import type { Table } from '../../engine/table.js';
import { foreignKeyText } from '../../infoschema/foreign-key-text.js';
import { quoteName } from '../../infoschema/quoting.js';
import type { Context } from '../define.js';
import { checksForeignKeys } from './checks.js';

/** How a table comes to its foreign keys. */
export interface Declaration {
  readonly verb: 'Create' | 'Alter';
  readonly definition: TableDefinition;
  readonly added: readonly ForeignKey[];
  readonly temporary: boolean;
  /** The table whose place this one takes: its names are free. */
  readonly replaced?: Table | undefined;
  /** What the table is called while ALTER makes it. */
  readonly workName?: string;
}

/** Error: 1005, with 150 or 121 inside. */
export function checkForeignKeys(declaration: Declaration, context: Context): void {
  const { added, definition, temporary } = declaration;
  if (added.length === 0) return;
  const fail = failure(declaration, context);
  if (temporary) fail(`with foreign key constraint failed. Temporary tables can't have foreign key constraints.`);
  const names = added.map(({ name }) => name.toLowerCase());
  if (new Set(names).size < names.length) fail(undefined);
  for (const key of added) {
    const reason = reasonAgainst(key, definition, context);
    if (reason !== undefined) fail(reason === '' ? undefined : reason);
  }
  for (const key of added) checkName(key, declaration, context);
  checkRulesOf(definition, added);
}

const failure =
  ({ verb, definition: { db, name } }: Declaration, { warn }: Context) =>
  (reason: string | undefined): never => {
    const text = `${verb}  table ${quoteName(db)}.${quoteName(name)} ${reason}`;
    if (reason !== undefined) warn('Warning', new SqlError(CANNOT_ADD, 'HY000', text));
    const refused = cannotAdd(db, name);
    warn('Error', refused);
    warn('Warning', sqlError('ER_CANNOT_ADD_FOREIGN', name));
    throw refused;
  };

/** HA_ERR_CANNOT_ADD_FOREIGN. */
export const CANNOT_ADD = 150;
export const INCORRECTLY_FORMED = 'Foreign key constraint is incorrectly formed';

const cannotAdd = (db: string, name: string): SqlError =>
  sqlError('ER_CANT_CREATE_TABLE', db, name, CANNOT_ADD, INCORRECTLY_FORMED);

/** Why the foreign key cannot be, in the engine's words; empty: it does not say. */
function reasonAgainst(key: ForeignKey, definition: TableDefinition, context: Context): string | undefined {
  const { references } = key;
  const named = isGeneratedFor(key, definition) ? `(${key.columns.join(', ')})` : quoteName(key.name);
  const failed = (why: string) => `with foreign key ${named} constraint failed. ${why}`;
  const parent = parentDefinition(key, definition, context);
  if (!parent) {
    if (!checksForeignKeys(context)) return setsNotNull(key, definition, failed);
    const table = `${quoteName(references.db)}.${quoteName(references.name)}`;
    return failed(`Referenced table ${table} not found in the data dictionary.`);
  }
  const missing = references.columns.find((column) => columnAt(parent, column) < 0);
  if (missing !== undefined) return `foreign key ${named} constraint failed. Column ${missing} was not found.`;
  return (
    setsNotNull(key, definition, failed) ??
    missingIndex(key, definition, parent, failed, context) ??
    (cascadesNull(key, definition, parent) ? '' : undefined)
  );
}

/** A name that nobody has given is not told. */
const isGeneratedFor = ({ name }: ForeignKey, { name: table }: TableDefinition): boolean =>
  name.startsWith(`${table}_ibfk_`);

function parentDefinition(
  { references }: ForeignKey,
  definition: TableDefinition,
  { engine }: Context,
): TableDefinition | undefined {
  if (references.db === definition.db && references.name === definition.name) return definition;
  const parent = engine.find(references.db, references.name)?.definition;
  return parent?.engine === 'InnoDB' && !parent.partitioning ? parent : undefined;
}

function setsNotNull(
  { columns, onDelete, onUpdate }: ForeignKey,
  definition: TableDefinition,
  failed: (why: string) => string,
): string | undefined {
  if (onDelete !== 'SET NULL' && onUpdate !== 'SET NULL') return undefined;
  const column = columns.find((name) => columnOf(definition, name)?.nullable === false);
  if (column === undefined) return undefined;
  return failed(`You have defined a SET NULL condition but column '${column}' is defined as NOT NULL.`);
}

function missingIndex(
  { columns, references }: ForeignKey,
  definition: TableDefinition,
  parent: TableDefinition,
  failed: (why: string) => string,
  context: Context,
): string | undefined {
  const like = { definition, columns };
  if (indexFor(parent, references.columns, like)) return undefined;
  // Without checks, the engine looks for an index first, and at texts later.
  if (!checksForeignKeys(context) && indexFor(parent, references.columns, { ...like, anyCollation: true })) {
    const at = columns.findIndex((name, number) => {
      const [own, other] = [columnOf(definition, name), columnOf(parent, references.columns[number] ?? '')];
      return collationOf(own) !== collationOf(other);
    });
    const [own, other] = [columns[at] ?? '', references.columns[at] ?? ''];
    return failed(`Field type or character set for column '${own}' does not match referenced column '${other}'.`);
  }
  const where = 'in the referenced table where the referenced columns appear as the first columns';
  return failed(`There is only prefix index ${where}.`);
}

const columnOf = (definition: TableDefinition, name: string): Column | undefined =>
  definition.columns[columnAt(definition, name)];

const collationOf = (column: Column | undefined): string | undefined =>
  column && 'collation' in column.type ? column.type.collation : undefined;

/** Could a parent's NULL come to a column that takes none? With ON DELETE beside it, the engine does not ask. */
const cascadesNull = (
  { columns, references, onDelete, onUpdate }: ForeignKey,
  definition: TableDefinition,
  parent: TableDefinition,
): boolean =>
  onUpdate === 'CASCADE' &&
  onDelete === undefined &&
  columns.some(
    (name, at) =>
      columnOf(definition, name)?.nullable === false &&
      columnOf(parent, references.columns[at] ?? '')?.nullable === true,
  );

/** HA_ERR_FOUND_DUPP_KEY. */
const DUPLICATE = 121;

/** A name is there once in a database. */
function checkName(
  key: ForeignKey,
  { definition: { db, name }, replaced, workName = name }: Declaration,
  { engine, warn }: Context,
): void {
  const taken = engine.foreignKeys.named(db, key.name);
  if (!taken || taken.child === replaced) return;
  const table = `${quoteName(db)}.${quoteName(workName)}`;
  const text = `CREATE or ALTER TABLE ${table} failed: duplicate name, ${foreignKeyText(key, db)}`;
  warn('Warning', new SqlError(DUPLICATE, 'HY000', text));
  const refused = sqlError('ER_CANT_CREATE_TABLE', db, name, DUPLICATE, 'Duplicate key on write or update');
  warn('Error', refused);
  warn('Warning', sqlError('ER_DUP_KEY', name));
  throw refused;
}

/** What follows its parent can be part neither of a CHECK nor of a stored generated column. Error: 1901. */
export function checkRulesOf({ columns, checks = [] }: TableDefinition, keys: readonly ForeignKey[]): void {
  const moving = keys.flatMap(({ columns: own, onDelete, onUpdate }) =>
    onDelete === 'SET NULL' || onUpdate === 'SET NULL' || onUpdate === 'CASCADE' ? own : [],
  );
  if (moving.length === 0) return;
  const refuse = (expr: string | undefined, clause: string, of: string) => {
    const used = moving.find((name) => expr?.includes(quoteName(name)));
    if (used !== undefined) throw sqlError('ER_GENERATED_COLUMN_FUNCTION_IS_NOT_ALLOWED', used, clause, of);
  };
  for (const { name, generated, check } of columns) {
    if (generated?.stored) refuse(generated.expr, 'GENERATED ALWAYS AS', name);
    refuse(check, 'CHECK', name);
  }
  for (const { name, expr } of checks) refuse(expr, 'CHECK', name);
}

/** Foreign keys that have waited for a table of this name: does it have what they need? Error: 1005. */
export function checkAwaited(definition: TableDefinition, context: Context): void {
  const { db, name } = definition;
  if (!checksForeignKeys(context) || fitsAwaited(definition, context)) return;
  const refused = cannotAdd(db, name);
  context.warn('Error', refused);
  context.warn('Warning', sqlError('ER_CANNOT_ADD_FOREIGN', name));
  throw refused;
}

export function fitsAwaited(definition: TableDefinition, { engine }: Context): boolean {
  if (definition.engine !== 'InnoDB') return true;
  return engine.foreignKeys.referencing(definition).every(({ child, key }) => {
    const like = { definition: child.definition, columns: key.columns };
    return (
      child.definition.name === definition.name || indexFor(definition, key.references.columns, like) !== undefined
    );
  });
}

/** References with the names of columns as their tables have them. */
export function resolvedForeignKeys(definition: TableDefinition, context: Context): TableDefinition {
  const { foreignKeys } = definition;
  if (!foreignKeys) return definition;
  const resolved = foreignKeys.map((key) => {
    const parent = parentDefinition(key, definition, context);
    const columns = key.references.columns.map((name) => (parent && columnOf(parent, name)?.name) ?? name);
    return { ...key, references: { ...key.references, columns } };
  });
  return { ...definition, foreignKeys: resolved };
}
