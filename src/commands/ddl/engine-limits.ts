/** What storage engines cannot hold, and what they do with a row format that is not theirs. */
import { SqlError, sqlError } from '../../base/errors.js';
import type { TableDefinition } from '../../engine/definition.js';
import type { Context } from '../define.js';

/** HA_ERR_UNSUPPORTED as a condition of the option that the engine ignores. */
const ER_ILLEGAL_OPTION = 1478;

/** Before a definition is complete. Errors: 1163, 1164, 1069. */
export function checkEngineLimits({
  engine,
  columns,
  indexes,
}: Pick<TableDefinition, 'engine' | 'columns' | 'indexes'>): void {
  const hasCounter = columns.some(({ autoIncrement }) => autoIncrement);
  if (engine === 'CSV' && hasCounter) throw sqlError('ER_TABLE_CANT_HANDLE_AUTO_INCREMENT', engine);
  const isLong = columns.some(({ type }) => /TEXT$|BLOB$/.test(type.name));
  if (engine === 'MEMORY' && isLong) throw sqlError('ER_TABLE_CANT_HANDLE_BLOB', engine);
  if (engine === 'CSV' && indexes.length > 0) throw sqlError('ER_TOO_MANY_KEYS', 0);
}

/** When the engine makes the table. Error: 1178. */
export function checkNewTable(
  { engine, name, columns, rowFormat, systemOptions }: TableDefinition,
  { warn }: Context,
): void {
  if (engine === 'CSV' && columns.some(({ nullable }) => nullable)) {
    const refused = sqlError('ER_CHECK_NOT_IMPLEMENTED', 'nullable columns');
    warn('Error', refused);
    warn('Warning', sqlError('ER_UNSUPPORTED_EXTENSION', name));
    throw refused;
  }
  const isLogged = engine === 'Aria' && systemOptions?.includes('TRANSACTIONAL=1') === true;
  if (isLogged && rowFormat !== undefined && rowFormat !== 'PAGE') {
    warn('Note', new SqlError(ER_ILLEGAL_OPTION, 'HY000', 'Row format set to PAGE because of TRANSACTIONAL=1 option'));
  }
}
