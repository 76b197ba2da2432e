/** RENAME of tables with foreign keys: generated names follow the table, and references follow the parent. */
import { type SqlError, sqlError } from '../../base/errors.js';
import type { ForeignKey, TableDefinition } from '../../engine/definition.js';
import type { Table } from '../../engine/table.js';
import type { Redefinitions, TableName } from '../../engine/table-moves.js';
import type { Context } from '../define.js';
import { CANNOT_ADD, fitsAwaited, INCORRECTLY_FORMED } from './check-declared.js';
import { byName, renamedForeignKey } from './declare.js';

const NOTHING: Redefinitions = new Map();

/** What has to be defined anew. Errors: 1025 where foreign keys that wait for this name find no index, 1050. */
export function renamedReferences(
  table: Table,
  to: TableName,
  context: Context,
  childrenFollow: boolean,
): Redefinitions {
  const { definition } = table;
  if (table.temporary) return NOTHING;
  const { engine } = context;
  const renamed = { ...definition, ...to };
  if (!fitsAwaited(renamed, context)) throw renameFailed(definition, to, CANNOT_ADD, INCORRECTLY_FORMED);
  const own = engine.foreignKeys.of(table);
  const children = engine.foreignKeys.referencing(definition).filter(({ child }) => child !== table && childrenFollow);
  if (own.length + children.length === 0) return NOTHING;
  const follow = (key: ForeignKey): ForeignKey => {
    const { references } = key;
    const isThis = references.db === definition.db && references.name === definition.name;
    return isThis ? { ...key, references: { ...references, ...to } } : key;
  };
  const changed = new Map<Table, TableDefinition>();
  const foreignKeys = own.map(({ key }) => follow(renamedForeignKey(key, definition.name, to.name))).sort(byName);
  checkNames(table, foreignKeys, to, context);
  if (foreignKeys.length > 0) changed.set(table, { ...definition, foreignKeys });
  for (const { child } of children) {
    changed.set(child, { ...child.definition, foreignKeys: (child.definition.foreignKeys ?? []).map(follow) });
  }
  return changed;
}

/** HA_ERR_GENERIC. */
const GENERIC_ERROR = 168;

/** A constraint of that name is in the database: the server says that of the table. Error: 1050. */
function checkNames(
  table: Table,
  keys: readonly ForeignKey[],
  to: TableName,
  { engine: { foreignKeys }, warn }: Context,
): void {
  const isTaken = ({ name }: ForeignKey) => {
    const taken = foreignKeys.named(to.db, name);
    return taken !== undefined && taken.child !== table;
  };
  if (!keys.some(isTaken)) return;
  const exists = sqlError('ER_TABLE_EXISTS_ERROR', `./${to.db}/${to.name}`);
  warn('Error', exists);
  warn('Error', renameFailed(table.definition, to, GENERIC_ERROR, 'Unknown (generic) error from engine'));
  throw exists;
}

const renameFailed = (from: TableName, to: TableName, errno: number, why: string): SqlError =>
  sqlError('ER_ERROR_ON_RENAME', `./${from.db}/${from.name}`, `./${to.db}/${to.name}`, errno, why);
