/** What a statement does with which tables, as AUDIT plugins hear of it. */
import { namedTables } from '../commands/catalog.js';
import { INFORMATION_SCHEMA } from '../infoschema/catalog.js';
import type { Statement, TableName, TableReference } from '../parser/ast.js';
import type { TableAccess } from '../plugins/define.js';

type Operation = TableAccess['operation'];

/** In the order in which the server comes to them. Tables of information_schema are none. */
export function tableAccesses(statement: Statement, database: string | undefined): readonly TableAccess[] {
  const access = (operation: Operation, { db = database ?? '', name }: TableName): TableAccess => {
    return { operation, database: db, name };
  };
  const all = (operation: Operation, tables: Iterable<TableName>) =>
    [...tables].map((table) => access(operation, table));
  const found = ((): readonly TableAccess[] => {
    switch (statement.kind) {
      case 'SelectStatement':
        return all('READ', namedTables(statement));
      case 'Insert':
        return [access('WRITE', statement.table), ...all('READ', namedTables(statement.source))];
      case 'LoadData':
        return [access('WRITE', statement.table), ...all('READ', namedTables(statement.set))];
      case 'Update':
        return changed(statement.tables, statement, all);
      case 'Delete':
        return changed(statement.targets, statement, all);
      case 'TruncateTable':
        return [access('WRITE', statement.table)];
      case 'CreateTable':
        return [access('CREATE', statement.table), ...all('READ', namedTables(statement.select))];
      case 'AlterTable':
        return [access('ALTER', statement.table), access('READ', statement.table)];
      case 'DropTable':
        return all('DROP', statement.tables);
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

/** The tables that UPDATE and DELETE name first are written; whatever else they name is read. */
function changed(
  targets: readonly TableReference[],
  statement: Statement,
  all: (operation: Operation, tables: Iterable<TableName>) => TableAccess[],
): readonly TableAccess[] {
  const written = [...namedTables(targets)];
  return [
    ...all('WRITE', written),
    ...all(
      'READ',
      [...namedTables(statement)].filter((table) => !written.includes(table)),
    ),
  ];
}
