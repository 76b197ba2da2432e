/**
 * A table in InnoDB's own terms: its columns, those included that no statement sees, and its indexes field by field.
 * This is what a `.cfg` file holds beside an exported tablespace, and what an import compares.
 */
import { charsetOf, maxBytesPerCharacter } from '../../base/charsets.js';
import type { SqlType } from '../../base/types.js';
import type { Column, Index, TableDefinition } from '../definition.js';
import { innodbColumnType } from '../innodb-column-type.js';
import { innodbFormat, tableFlags } from '../innodb-format.js';
import { CLUSTERED_ROOT, PAGE_SIZE } from '../page/layout.js';
import type { RecordFormat } from '../page/record-format.js';
import { clusteredIndex, type Field, type IndexShape, rowShape, secondaryShape } from '../page/shape.js';
import { filledCodec } from '../page/values.js';
import { PagedStorage } from '../paged-storage.js';
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
export function innodbTable({ definition, entry, nextAutoIncrement, secondary, storage }: Table): InnodbTable {
  const roots = storage instanceof PagedStorage ? storage.secondaryTrees().map(({ rootPage }) => rootPage) : [];
  const place = (at: number) => ({ space: entry.space, id: entry.indexId + at });
  const clustered = clusteredOf(definition, { ...place(0), rootPage: CLUSTERED_ROOT });
  const others = secondary.flatMap(({ position }, at) => {
    const index = definition.indexes[position];
    return index ? secondaryOf(definition, index, { ...place(at + 1), rootPage: roots[at] ?? 0 }) : [];
  });
  return {
    name: `${definition.db}/${definition.name}`,
    autoIncrement: definition.columns.some((column) => column.autoIncrement) ? nextAutoIncrement : 0n,
    pageSize: PAGE_SIZE,
    flags: tableFlags(innodbFormat(definition)),
    columns: columnsOf(definition),
    indexes: [clustered, ...others],
  };
}

function columnsOf(definition: TableDefinition): InnodbColumn[] {
  const keys = keyFieldsOf(definition);
  // InnoDB counts virtual columns apart.
  const stored = definition.columns.flatMap((column, at) => (isVirtual(column) ? [] : [{ column, at }]));
  const own = stored.map(({ column: { name, type, nullable }, at }, position) => {
    const column = innodbColumnType(type, nullable);
    const parts = keys.filter((field) => field.position === at);
    const isWhole = parts.some(({ prefix }) => prefix === undefined);
    return {
      name,
      ...column,
      characterBytes: characterBytes(type, column.preciseType),
      position,
      ordering: parts.length > 0 ? 1 : 0,
      maxPrefix: isWhole ? 0 : Math.max(0, ...parts.map(prefixBytes)),
    };
  });
  const hiddenRowId = !clusteredIndex(definition);
  const system = SYSTEM_COLUMNS.map(({ name, bytes }, at) => ({
    name,
    preciseType: NOT_NULL + at,
    mainType: SYSTEM_TYPE,
    bytes,
    characterBytes: 0,
    position: stored.length + at,
    ordering: at === 0 && hiddenRowId ? 1 : 0,
    maxPrefix: 0,
  }));
  return [...own, ...system];
}

const isVirtual = ({ generated }: Column): boolean => generated !== undefined && !generated.stored;

/** What any index is ordered by. */
function keyFieldsOf(definition: TableDefinition): Field[] {
  const own = definition.indexes.flatMap((index) =>
    secondaryShape(definition, index).fields.slice(0, index.parts.length),
  );
  return [...rowShape(definition).keyFields, ...own];
}

/** Five times the most and once the least; of what has no character set, nothing. */
function characterBytes(type: SqlType, preciseType: number): number {
  const collation = preciseType >> 16;
  return collation === 0 ? 0 : 5 * mostBytes(type) + 1;
}

const mostBytes = (type: SqlType | undefined): number =>
  type && 'collation' in type ? maxBytesPerCharacter(charsetOf(type.collation)) : 1;

const prefixBytes = ({ prefix = 0, type }: Field): number => prefix * mostBytes(type);

type Place = Pick<InnodbIndex, 'id' | 'space' | 'rootPage'>;

function clusteredOf(definition: TableDefinition, place: Place): InnodbIndex {
  const shape = rowShape(definition);
  const { fields, keyFields, hiddenRowId } = shape;
  const own = innodbFields(definition, shape);
  const system = [TRANSACTION_ID, ROLL_POINTER].map(({ name, bytes }) => ({
    name,
    prefix: 0,
    fixedBytes: bytes,
    descending: false,
  }));
  const isFixed = keyFields.every(({ codec }) => codec.fixed !== undefined);
  return {
    ...place,
    name: clusteredIndex(definition)?.name ?? 'GEN_CLUST_INDEX',
    type: hiddenRowId ? CLUSTERED : CLUSTERED | UNIQUE,
    transactionIdAt: isFixed ? keyFields.reduce((sum, { codec }) => sum + (codec.fixed ?? 0), 0) : 0,
    userFields: hiddenRowId ? 0 : keyFields.length,
    uniqueFields: keyFields.length,
    nullableFields: fields.filter(({ nullable }) => nullable).length,
    fields: [...own.slice(0, keyFields.length), ...system, ...own.slice(keyFields.length)],
  };
}

function secondaryOf(definition: TableDefinition, index: Index, place: Place): InnodbIndex {
  const shape = secondaryShape(definition, index);
  const { fields } = shape;
  return {
    ...place,
    name: index.name,
    type: index.unique ? UNIQUE : 0,
    transactionIdAt: 0,
    userFields: index.parts.length,
    uniqueFields: index.unique ? index.parts.length : fields.length,
    nullableFields: fields.filter(({ nullable }) => nullable).length,
    fields: innodbFields(definition, shape),
  };
}

const innodbFields = (
  { columns }: TableDefinition,
  { fields, format }: Pick<IndexShape, 'fields' | 'format'>,
): InnodbField[] =>
  fields.map((field) => ({
    name: columns[field.position]?.name ?? ROW_ID.name,
    prefix: prefixBytes(field),
    fixedBytes: fixedBytes(field, format),
    descending: field.descending,
  }));

/** Fields of more bytes count as varying. */
const MAX_FIXED = 768;

function fixedBytes({ codec, type, prefix }: Field, { redundant }: RecordFormat): number {
  const isFilled = redundant && type?.name === 'CHAR';
  const bytes = isFilled ? (filledCodec(type).fixed ?? 0) : (codec.fixed ?? 0);
  const own = isFilled && prefix !== undefined ? Math.min(bytes, prefix * mostBytes(type)) : bytes;
  return own > MAX_FIXED ? 0 : own;
}
