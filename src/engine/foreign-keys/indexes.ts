/** Which index of a table serves a foreign key, on either side. */
import { isInteger, isList, type SqlType } from '../../base/types.js';
import type { Index, TableDefinition } from '../definition.js';
import { innodbColumnType } from '../innodb-column-type.js';

/** Columns of a table that have to go with those of an index. */
export interface ColumnTypes {
  readonly definition: TableDefinition;
  readonly columns: readonly string[];
  /** Texts of any collation will do. */
  readonly anyCollation?: boolean;
}

/**
 * The first index that begins with the columns, in this order and whole. With `like`, their types must be comparable
 * with those columns.
 */
export function indexFor(
  definition: TableDefinition,
  columns: readonly string[],
  like?: ColumnTypes,
): { readonly index: Index; readonly position: number } | undefined {
  const position = definition.indexes.findIndex(
    (index) => begins(index, definition, columns) && (!like || areComparable({ definition, columns }, like)),
  );
  const index = definition.indexes[position];
  return index && { index, position };
}

function begins({ parts }: Index, definition: TableDefinition, columns: readonly string[]): boolean {
  return (
    parts.length >= columns.length &&
    columns.every((name, at) => {
      const part = parts[at];
      return part?.length === undefined && isSame(definition.columns[part?.column ?? -1]?.name, name);
    })
  );
}

const isSame = (left: string | undefined, right: string): boolean => left?.toLowerCase() === right.toLowerCase();

/** The position of a column; -1 when there is none. */
export const columnAt = ({ columns }: TableDefinition, wanted: string): number =>
  columns.findIndex(({ name }) => isSame(name, wanted));

/** Can values of these columns be equal to those of the others, one by one? */
function areComparable(one: ColumnTypes, other: ColumnTypes): boolean {
  return one.columns.every((name, at) => {
    const left = one.definition.columns[columnAt(one.definition, name)]?.type;
    const right = other.definition.columns[columnAt(other.definition, other.columns[at] ?? '')]?.type;
    return left !== undefined && right !== undefined && isComparable(left, right, other.anyCollation);
  });
}

/** Texts of the same collation, bytes, or numbers of the same width. */
function isComparable(left: SqlType, right: SqlType, anyCollation = false): boolean {
  if (isText(left) || isText(right))
    return isText(left) && isText(right) && (anyCollation || left.collation === right.collation);
  const [one, other] = [innodbColumnType(left, true), innodbColumnType(right, true)];
  if (isBytes(one.mainType) && isBytes(other.mainType)) return true;
  if (one.mainType !== other.mainType) return false;
  return one.mainType !== INTEGER || (one.bytes === other.bytes && isUnsigned(one) === isUnsigned(other));
}

export const isText = (type: SqlType): type is SqlType & { readonly collation: string } =>
  'collation' in type && !isList(type) && type.collation !== 'binary';

/** DATA_INT, DATA_FIXBINARY, DATA_BINARY and DATA_BLOB; DATA_UNSIGNED of the precise type. */
const INTEGER = 6;
const isBytes = (mainType: number): boolean => mainType === 3 || mainType === 4 || mainType === 5;
const isUnsigned = ({ preciseType }: { readonly preciseType: number }): boolean => (preciseType & 512) !== 0;

/** Comparable values are equal only if InnoDB stores them the same way. */
export function isSameForm(left: SqlType, right: SqlType): boolean {
  if (isText(left) || isText(right)) return isText(left) && isText(right) && left.collation === right.collation;
  if (isInteger(left) || isList(left))
    return left.name === 'BIT' || right.name === 'BIT' ? formOf(left) === formOf(right) : true;
  return isByteString(left) ? isByteString(right) : formOf(left) === formOf(right);
}

const isByteString = ({ name }: SqlType): boolean => /BINARY$|BLOB$/.test(name);

const formOf = (type: SqlType): string =>
  JSON.stringify([
    type.name,
    'precision' in type ? type.precision : 0,
    'scale' in type ? type.scale : 0,
    'fsp' in type ? type.fsp : 0,
    'width' in type ? type.width : 0,
  ]);
