/** Whether a table and a `.cfg` file speak of the same table: what differs, in the server's words and order. */
import type { InnodbColumn, InnodbField, InnodbIndex, InnodbTable } from './innodb-table.js';

/** The differences that an import tells; empty when the tablespace fits. */
export function schemaMismatches(table: InnodbTable, meta: InnodbTable): readonly string[] {
  if (table.flags !== meta.flags) {
    return [
      `Table flags don't match, server table has 0x${hex(table.flags)} and the meta-data file has 0x${hex(meta.flags)}`,
    ];
  }
  const counts = [table.indexes.length, meta.indexes.length] as const;
  if (counts[0] !== counts[1]) {
    return [
      `Number of indexes don't match, table has ${counts[0]} indexes but the tablespace meta-data file has ${counts[1]} indexes`,
    ];
  }
  const columns = table.columns.flatMap((column) => columnMismatches(column, named(column.name, meta.columns)));
  if (columns.length > 0) return columns;
  return table.indexes.flatMap((index) => indexMismatches(index, named(index.name, meta.indexes)));
}

function columnMismatches(column: InnodbColumn, meta: InnodbColumn | undefined): string[] {
  const { name } = column;
  if (!meta) return [`Column ${name} not found in tablespace.`];
  const differs = (what: string, of: (column: InnodbColumn) => number | string, file = 'meta file', comma = ',') => {
    const [own, told] = [of(column), of(meta)];
    if (own === told) return [];
    return [`Column ${name} ${what} mismatch${comma} it's ${own} in the table and ${told} in the tablespace ${file}`];
  };
  return [
    ...ordinalMismatch(column, meta),
    ...differs('precise type', ({ preciseType }) => `0X${hex(preciseType)}`),
    ...differs('main type', ({ mainType }) => `0X${hex(mainType)}`),
    ...differs('length', ({ bytes }) => bytes),
    ...differs('multi-byte len', ({ characterBytes }) => `${characterBytes % 5}-${Math.floor(characterBytes / 5)}`),
    ...differs('ordering', ({ ordering }) => ordering),
    ...differs('max prefix', ({ maxPrefix }) => maxPrefix, 'meta file', ''),
  ];
}

function ordinalMismatch({ name, position }: InnodbColumn, meta: InnodbColumn): string[] {
  if (position === meta.position) return [];
  return [
    `Column ${name} ordinal value mismatch, it's at ${position} in the table and ${meta.position} in the tablespace meta-data file`,
  ];
}

function indexMismatches(index: InnodbIndex, meta: InnodbIndex | undefined): string[] {
  if (!meta) return [`Index ${index.name} not found in tablespace meta-data file.`];
  if (index.fields.length !== meta.fields.length) {
    return [
      `Index ${index.name} field count ${index.fields.length} doesn't match tablespace metadata file value ${meta.fields.length}`,
    ];
  }
  return index.fields.flatMap((field) => fieldMismatches(index.name, field, named(field.name, meta.fields)));
}

function fieldMismatches(index: string, field: InnodbField, meta: InnodbField | undefined): string[] {
  const subject = `Index ${index} field ${field.name}`;
  if (!meta) return [`${subject} not found in tablespace meta-data file.`];
  const wrong: string[] = [];
  if (field.prefix !== meta.prefix) {
    wrong.push(`${subject} prefix len ${field.prefix} doesn't match metadata file value ${meta.prefix}`);
  }
  if (field.fixedBytes !== meta.fixedBytes) {
    wrong.push(`${subject} fixed len ${field.fixedBytes} doesn't match metadata file value ${meta.fixedBytes}`);
  }
  if (field.descending !== meta.descending) {
    const order = field.descending ? 'DESC' : 'ASC';
    wrong.push(`${subject} is ${order} which does not match with .cfg file`);
  }
  return wrong;
}

/** Names are case-insensitive. */
const named = <Item extends { readonly name: string }>(name: string, items: readonly Item[]): Item | undefined =>
  items.find((item) => item.name.toLowerCase() === name.toLowerCase());

const hex = (number: number): string => number.toString(16).toUpperCase();
