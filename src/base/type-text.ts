/** Types as the server prints them: `int(10) unsigned`, `varchar(20)`, `datetime(3)`. */
import { type FloatType, isInteger, type SqlType } from './types.js';

/** As in COLUMN_TYPE and SHOW CREATE TABLE, without charset and collation. */
export function typeText(type: SqlType): string {
  const name = type.name.toLowerCase();
  if (type.name === 'YEAR' || type.name === 'BIT') return `${name}(${type.width})`;
  if (isInteger(type)) return `${name}(${type.width})${signText(type)}`;
  switch (type.name) {
    case 'DECIMAL':
      return `decimal(${type.precision},${type.scale})${signText(type)}`;
    case 'FLOAT':
    case 'DOUBLE':
      return `${name}${digitsText(type)}${signText(type)}`;
    case 'CHAR':
    case 'VARCHAR':
      return type.declared ?? `${name}(${type.length})`;
    case 'ENUM':
    case 'SET':
      return `${name}(${type.values.map((value) => `'${value.replaceAll("'", "''")}'`).join(',')})`;
    case 'BINARY':
    case 'VARBINARY':
      return `${name}(${type.length})`;
    case 'DATETIME':
    case 'TIMESTAMP':
    case 'TIME':
      return type.fsp > 0 ? `${name}(${type.fsp})` : name;
    default:
      return name;
  }
}

const digitsText = ({ precision, decimals }: FloatType): string =>
  precision === undefined ? '' : `(${precision},${decimals})`;

function signText({ unsigned, zerofill }: { unsigned: boolean; zerofill: boolean }): string {
  return `${unsigned ? ' unsigned' : ''}${zerofill ? ' zerofill' : ''}`;
}
