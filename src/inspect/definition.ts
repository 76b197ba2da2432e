/** A table's definition from CREATE TABLE as a file has it: what reading rows needs of it, and no more. */
import { resolveCollation } from '../base/charsets.js';
import { SqlError } from '../base/errors.js';
import { columnType } from '../commands/ddl/column-types.js';
import type { Column, Index, TableDefinition } from '../engine/definition.js';
import type { ColumnDefinition, CreateTable, KeyDefinition, TableOption } from '../parser/ast.js';
import { parse, statementsIn } from '../parser/parse.js';

/** Why rows can not be read with this definition. */
export class DefinitionError extends Error {}

/** What a server of 10.11 takes where nothing is said. */
const COLLATION = 'latin1_swedish_ci';

/** The first CREATE TABLE of a text. Throws DefinitionError. */
export function parseDefinition(text: string): TableDefinition {
  try {
    return definitionOf(createTableIn(text));
  } catch (error) {
    if (error instanceof SqlError) throw new DefinitionError(error.message);
    throw error;
  }
}

function createTableIn(text: string): CreateTable {
  for (const sql of statementsIn(text)) {
    if (!/\bCREATE\b[^;]*\bTABLE\b/i.test(sql)) continue;
    const statement = parse(sql);
    if (statement.kind === 'CreateTable') return statement;
  }
  throw new DefinitionError('there is no CREATE TABLE in it');
}

function definitionOf({
  table,
  columns: written,
  keys: separate,
  options,
  like,
  select,
}: CreateTable): TableDefinition {
  if (like || select || written.length === 0) throw new DefinitionError('CREATE TABLE must list its columns');
  const collation = collationOf(options);
  const keys = [...written.flatMap(inlineKey), ...separate];
  const primary = keys.find(({ type }) => type === 'PRIMARY');
  const inPrimary = (name: string) => primary?.parts.some((part) => same(part.column, name)) ?? false;
  const columns = written
    .filter(({ generated }) => !generated || generated.stored)
    .map((column) => columnOf(column, collation, inPrimary(column.name)));
  const indexes = keys.flatMap((key) => indexOf(key, columns));
  return {
    db: table.db ?? '',
    name: table.name,
    engine: 'InnoDB',
    columns,
    indexes,
    collation,
    comment: '',
    engineOptions: [],
  };
}

const same = (left: string, right: string): boolean => left.toLowerCase() === right.toLowerCase();

const inlineKey = ({ key, name }: ColumnDefinition): KeyDefinition[] =>
  key === undefined ? [] : [{ type: key, parts: [{ column: name, descending: false }] }];

function collationOf(options: readonly TableOption[]): string {
  const value = (pattern: RegExp) => options.findLast(({ name }) => pattern.test(name))?.value;
  const charset = value(/^(DEFAULT )?(CHARSET|CHARACTER SET)$/i);
  const collate = value(/^(DEFAULT )?COLLATE$/i);
  return charset === undefined && collate === undefined ? COLLATION : resolveCollation(charset, collate);
}

const columnOf = (written: ColumnDefinition, collation: string, inPrimary: boolean): Column => ({
  name: written.name,
  type: columnType(written.type, { column: written.name, collation }),
  nullable: !inPrimary && !written.autoIncrement && (written.nullable ?? true),
  onUpdateNow: false,
  autoIncrement: written.autoIncrement,
  comment: '',
});

/** Only such a key can order the rows: others are trees of their own. */
function indexOf({ type, parts, name }: KeyDefinition, columns: readonly Column[]): Index[] {
  if (type !== 'PRIMARY' && type !== 'UNIQUE') return [];
  const found = parts.map(({ column, length, descending }) => ({
    column: columns.findIndex((candidate) => same(candidate.name, column)),
    ...(length === undefined ? {} : { length }),
    ...(descending ? { descending } : {}),
  }));
  const missing = parts[found.findIndex(({ column }) => column < 0)];
  if (missing) throw new DefinitionError(`the key column ${missing.column} is none of the table`);
  return [{ name: type === 'PRIMARY' ? 'PRIMARY' : (name ?? 'UNIQUE'), unique: true, parts: found }];
}
