/**
 * A table in InnoDB's own terms: its columns, those included that no statement sees, and its indexes field by field.
 * This is what a `.cfg` file holds beside an exported tablespace, and what an import compares.
 */
import { maxBytesPerCharacter } from '../../base/charsets.js';
import type { SqlType } from '../../base/types.js';
import type { TableDefinition } from '../definition.js';
import { innodbColumnType } from '../innodb-column-type.js';
import { CLUSTERED_ROOT, PAGE_SIZE } from '../page/layout.js';
import { type Field, type RowShape, rowShape } from '../page/shape.js';
import type { Table } from '../table.js';

export interface InnodbColumn {
  readonly name: string;
  readonly preciseType: number;
  readonly mainType: number;
  /** At most. */
  readonly bytes: number;
  /** Least and most bytes of a character, in one number. */
  readonly characterBytes: number;
  readonly position: number;
  /** 1: part of an index. */
  readonly ordering: number;
  /** The longest prefix that an index has of it; 0 when one has all of it, or none any. */
  readonly maxPrefix: number;
}

export interface InnodbField {
  readonly name: string;
  /** In bytes; 0: the whole column. */
  readonly prefix: number;
  /** 0: its length varies. */
  readonly fixedBytes: number;
  readonly descending: boolean;
}

export interface InnodbIndex {
  readonly name: string;
  readonly id: number;
  readonly space: number;
  readonly rootPage: number;
  /** 1 clustered, 2 unique. */
  readonly type: number;
  /** Where the transaction id stands in a record; 0 where that varies. */
  readonly transactionIdAt: number;
  readonly userFields: number;
  readonly uniqueFields: number;
  readonly nullableFields: number;
  readonly fields: readonly InnodbField[];
}

export interface InnodbTable {
  /** `db/table` */
  readonly name: string;
  readonly autoIncrement: bigint;
  readonly pageSize: number;
  readonly flags: number;
  readonly columns: readonly InnodbColumn[];
  readonly indexes: readonly InnodbIndex[];
}

/** ROW_FORMAT=DYNAMIC. */
export const TABLE_FLAGS = 0x21;
const CLUSTERED = 1;
const UNIQUE = 2;

/** The columns that the server adds to every table. */
const SYSTEM_COLUMNS = [
  { name: 'DB_ROW_ID', bytes: 6 },
  { name: 'DB_TRX_ID', bytes: 6 },
  { name: 'DB_ROLL_PTR', bytes: 7 },
] as const;
const [ROW_ID, TRANSACTION_ID, ROLL_POINTER] = SYSTEM_COLUMNS;
const SYSTEM_TYPE = 8;
const NOT_NULL = 0x100;

/** A table of this server as InnoDB sees it. */
export function innodbTable({ definition, entry, nextAutoIncrement }: Table): InnodbTable {
  const shape = rowShape(definition);
  const clustered = clusteredIndex(definition, shape, { space: entry.space, id: entry.indexId });
  return {
    name: `${definition.db}/${definition.name}`,
    autoIncrement: nextAutoIncrement,
    pageSize: PAGE_SIZE,
    flags: TABLE_FLAGS,
    columns: columnsOf(definition, shape),
    indexes: [clustered],
  };
}

function columnsOf({ columns }: TableDefinition, { keyFields, hiddenRowId }: RowShape): InnodbColumn[] {
  const own = columns.map(({ name, type, nullable }, position) => ({
    name,
    ...innodbColumnType(type, nullable),
    characterBytes: characterBytes(type, innodbColumnType(type, nullable).preciseType),
    position,
    ordering: keyFields.some((field) => field.position === position) ? 1 : 0,
    maxPrefix: 0,
  }));
  const system = SYSTEM_COLUMNS.map(({ name, bytes }, at) => ({
    name,
    preciseType: NOT_NULL + at,
    mainType: SYSTEM_TYPE,
    bytes,
    characterBytes: 0,
    position: columns.length + at,
    ordering: at === 0 && hiddenRowId ? 1 : 0,
    maxPrefix: 0,
  }));
  return [...own, ...system];
}

/** Five times the most and once the least; of what has no character set, nothing. */
function characterBytes(type: SqlType, preciseType: number): number {
  const collation = preciseType >> 16;
  if (collation === 0) return 0;
  return 5 * ('collation' in type ? maxBytesPerCharacter(type.collation.split('_', 1)[0] ?? '') : 1) + 1;
}

function clusteredIndex(
  definition: TableDefinition,
  { fields, keyFields, hiddenRowId }: RowShape,
  { space, id }: { readonly space: number; readonly id: number },
): InnodbIndex {
  const nameOf = ({ position }: Field) => definition.columns[position]?.name ?? ROW_ID.name;
  const own = fields.map((field) => innodbField(nameOf(field), field));
  const system = [TRANSACTION_ID, ROLL_POINTER].map(({ name, bytes }) => systemField(name, bytes));
  const isFixed = keyFields.every(({ codec }) => codec.fixed !== undefined);
  return {
    name: hiddenRowId ? 'GEN_CLUST_INDEX' : clusteredName(definition, keyFields),
    id,
    space,
    rootPage: CLUSTERED_ROOT,
    type: hiddenRowId ? CLUSTERED : CLUSTERED | UNIQUE,
    transactionIdAt: isFixed ? keyFields.reduce((sum, { codec }) => sum + (codec.fixed ?? 0), 0) : 0,
    userFields: hiddenRowId ? 0 : keyFields.length,
    uniqueFields: keyFields.length,
    nullableFields: fields.filter(({ nullable }) => nullable).length,
    fields: [...own.slice(0, keyFields.length), ...system, ...own.slice(keyFields.length)],
  };
}

function clusteredName({ indexes }: TableDefinition, keyFields: readonly Field[]): string {
  const columns = keyFields.map(({ position }) => position).join();
  const isThat = ({ parts }: (typeof indexes)[number]) => parts.map(({ column }) => column).join() === columns;
  return (indexes.find(({ name }) => name === 'PRIMARY') ?? indexes.find(isThat))?.name ?? 'PRIMARY';
}

const innodbField = (name: string, { codec }: Field): InnodbField => ({
  name,
  prefix: 0,
  fixedBytes: codec.fixed ?? 0,
  descending: false,
});

const systemField = (name: string, fixedBytes: number): InnodbField => ({
  name,
  prefix: 0,
  fixedBytes,
  descending: false,
});
