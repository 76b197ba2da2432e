/** What a statement does with which tables: what table locks allow or not, and what AUDIT plugins hear of. */

import { INFORMATION_SCHEMA } from '../infoschema/catalog.js';
import type { NamedTable, Statement, TableName, TableReference, Update } from '../parser/ast.js';
import type { TableAccess } from '../plugins/define.js';
import { tableReferences } from '../query/named-tables.js';

type Operation = TableAccess['operation'];

/** A table that a statement names, and the other name that it gives it. */
export type StatementTable = TableAccess & { readonly alias?: string | undefined };

/** In the order in which the server comes to them. Tables of information_schema are none. */
export function tableAccesses(statement: Statement, database: string | undefined): readonly TableAccess[] {
  return statementTables(statement, database).map(({ alias, ...access }) => access);
}

/** The same, with aliases. */
export function statementTables(statement: Statement, database: string | undefined): readonly StatementTable[] {
  const access = (operation: Operation, { db = database ?? '', name }: TableName, alias?: string): StatementTable => {
    return { operation, database: db, name, alias };
  };
  const all = (operation: Operation, tables: Iterable<NamedTable>) =>
    [...tables].map(({ table, alias }) => access(operation, table, alias));
  const found = ((): readonly StatementTable[] => {
    switch (statement.kind) {
      case 'SelectStatement':
        return all('READ', tableReferences(statement));
      case 'Insert':
        return [access('WRITE', statement.table), ...all('READ', tableReferences(statement.source))];
      case 'LoadData':
        return [access('WRITE', statement.table), ...all('READ', tableReferences(statement.set))];
      case 'Update':
        return changed(updatedTables(statement), statement, all);
      case 'Delete':
        return changed(statement.targets, statement, all);
      case 'TruncateTable':
        return [access('WRITE', statement.table)];
      case 'CreateTable':
        return [access('CREATE', statement.table), ...all('READ', tableReferences(statement.select))];
      case 'AlterTable':
        return [access('ALTER', statement.table), access('READ', statement.table)];
      case 'DropTable':
        return statement.tables.map((table) => access('DROP', table));
      case 'RenameTable':
        return statement.pairs.map(({ from, to }) => {
          return { ...access('RENAME', from), newName: `${to.db ?? database ?? ''}.${to.name}` };
        });
      case 'LockTables':
        return statement.locks.map(({ table, type }) => access(type, table));
      default:
        return [];
    }
  })();
  return found.filter((table) => table.database.toLowerCase() !== INFORMATION_SCHEMA);
}

/** The tables whose columns an UPDATE may mean; a column without a table may be one of each. */
export function updatedTables({ tables, set }: Update): readonly NamedTable[] {
  const isNamed = ({ alias, table }: NamedTable): boolean =>
    set.some(({ column }) => column.table === undefined || column.table === (alias ?? table.name));
  return [...joinedTables(tables)].filter(isNamed);
}

/** Tables of FROM, but not those of queries in it. */
function* joinedTables(references: readonly TableReference[]): Generator<NamedTable> {
  for (const one of references) {
    if (one.kind === 'NamedTable') yield one;
    if (one.kind === 'Join') yield* joinedTables([one.left, one.right]);
  }
}

/** Some tables are written; whatever else UPDATE and DELETE name is read. */
function changed(
  written: readonly NamedTable[],
  statement: Statement,
  all: (operation: Operation, tables: Iterable<NamedTable>) => StatementTable[],
): readonly StatementTable[] {
  return [
    ...all('WRITE', written),
    ...all(
      'READ',
      [...tableReferences(statement)].filter((table) => !written.includes(table)),
    ),
  ];
}
