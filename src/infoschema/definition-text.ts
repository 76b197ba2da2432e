/** SHOW CREATE TABLE: a definition as the statement that makes it. */
import { charsetOf } from '../base/charsets.js';
import { typeText } from '../base/type-text.js';
import type { SqlType } from '../base/types.js';
import type { Column, EngineOption, Index, TableDefinition } from '../engine/definition.js';
import { rowFormatOf } from '../engine/storage-engines.js';
import { valueCell } from '../query/cells.js';
import { decodeValue } from '../query/value.js';
import { foreignKeyText } from './foreign-key-text.js';
import { partitionText } from './partition-text.js';
import { type Quote, quoteName, quoteText } from './quoting.js';

export interface ShowCreateExtras {
  /** The next AUTO_INCREMENT value; shown when above 1. */
  readonly nextAutoIncrement?: bigint | undefined;
  readonly temporary?: boolean;
  /** False where the engine does not know the engine-defined options: they are shown in a comment. */
  readonly optionsKnown?: boolean;
  /** information_schema: no defaults are shown. */
  readonly bare?: boolean;
  /** What stands around names: sql_mode ANSI_QUOTES. */
  readonly quote?: Quote;
  /** sql_mode NO_TABLE_OPTIONS. */
  readonly withoutOptions?: boolean;
  /** sql_mode NO_FIELD_OPTIONS. */
  readonly withoutCounter?: boolean;
}

export function createTableText(definition: TableDefinition, extras: ShowCreateExtras = {}): string {
  const lines = [
    ...definition.columns.map((column) => columnText(column, definition.collation, extras)),
    ...definition.indexes.map((index) => indexText(index, definition.columns, extras.quote)),
    ...(definition.foreignKeys ?? []).map((key) => foreignKeyText(key, definition.db, extras.quote)),
    ...(definition.checks ?? []).map(({ name, expr }) => `CONSTRAINT ${quoteName(name, extras.quote)} CHECK (${expr})`),
  ];
  const head = `CREATE${extras.temporary ? ' TEMPORARY' : ''} TABLE ${quoteName(definition.name, extras.quote)} (`;
  const options = extras.withoutOptions ? '' : ` ${tableOptions(definition, extras)}`;
  const parts = definition.partitioning ? `\n${partitionText(definition.partitioning, definition.engine)}` : '';
  return `${head}\n${lines.map((line) => `  ${line}`).join(',\n')}\n)${options}${parts}`;
}

function columnText(column: Column, tableCollation: string, extras: ShowCreateExtras): string {
  const parts = [
    quoteName(column.name, extras.quote),
    typeText(column.type),
    collationText(column.type, tableCollation),
  ];
  if (column.generated) parts.push(generatedText(column.generated));
  else if (!column.nullable) parts.push('NOT NULL');
  else if (column.type.name === 'TIMESTAMP') parts.push('NULL');
  if (column.invisible) parts.push('INVISIBLE');
  const value = extras.bare || column.generated ? undefined : defaultText(column);
  if (value !== undefined) parts.push(`DEFAULT ${value}`);
  if (column.onUpdateNow) parts.push(`ON UPDATE ${nowText(column.type)}`);
  if (column.autoIncrement && !extras.withoutCounter) parts.push('AUTO_INCREMENT');
  if (column.comment !== '') parts.push(`COMMENT ${quoteText(column.comment)}`);
  if (column.check !== undefined) parts.push(`CHECK (${column.check})`);
  return parts.filter((part) => part !== '').join(' ');
}

const generatedText = ({ expr, stored }: NonNullable<Column['generated']>): string =>
  `GENERATED ALWAYS AS (${expr}) ${stored ? 'STORED' : 'VIRTUAL'}`;

function collationText(type: SqlType, tableCollation: string): string {
  if (!('collation' in type) || type.collation === tableCollation) return '';
  return `CHARACTER SET ${charsetOf(type.collation)} COLLATE ${type.collation}`;
}

/** The default as SQL text, undefined when there is none; also what COLUMN_DEFAULT shows. */
export function defaultText({
  default: value,
  nullable,
  type,
  autoIncrement,
  lacksDefault,
}: Column): string | undefined {
  if (value === undefined) return nullable && !autoIncrement && !lacksDefault ? 'NULL' : undefined;
  if ('expr' in value) return value.expr;
  const cell = valueCell(decodeValue(value.value, type), type);
  if (cell === null) return 'NULL';
  if (type.name === 'BIT') return `b'${(decodeValue(value.value, type) as bigint).toString(2)}'`;
  const text = typeof cell === 'string' ? cell : Buffer.from(cell).toString('latin1');
  return isNumericText(type) ? text : quoteText(text);
}

const isNumericText = (type: SqlType): boolean => 'unsigned' in type;

export const nowText = (type: SqlType): string =>
  'fsp' in type && type.fsp > 0 ? `current_timestamp(${type.fsp})` : 'current_timestamp()';

function indexText(index: Index, columns: readonly Column[], quote?: Quote): string {
  const { name, unique, parts, using, blockSize, comment, ignored } = index;
  const kind = name === 'PRIMARY' ? 'PRIMARY KEY' : `${unique ? 'UNIQUE KEY' : 'KEY'} ${quoteName(name, quote)}`;
  const keyParts = parts.map(({ column, length, descending }) => {
    const cut = length === undefined ? '' : `(${length})`;
    return `${quoteName(columns[column]?.name ?? '', quote)}${cut}${descending ? ' DESC' : ''}`;
  });
  const options = [
    ...(using ? [`USING ${using}`] : []),
    ...(blockSize ? [`KEY_BLOCK_SIZE=${blockSize}`] : []),
    ...(comment ? [`COMMENT ${quoteText(comment)}`] : []),
    ...(ignored ? ['IGNORED'] : []),
  ];
  return [`${kind} (${keyParts.join(',')})`, ...options].join(' ');
}

function tableOptions(definition: TableDefinition, extras: ShowCreateExtras): string {
  const parts = [`ENGINE=${definition.engine}`];
  // These engines keep a number that a statement has given, even if there is nothing to count.
  const counts =
    /^(MyISAM|Aria)$/.test(definition.engine) || definition.columns.some(({ autoIncrement }) => autoIncrement);
  if (counts && (extras.nextAutoIncrement ?? 1n) > 1n) parts.push(`AUTO_INCREMENT=${extras.nextAutoIncrement}`);
  parts.push(`DEFAULT CHARSET=${charsetOf(definition.collation)} COLLATE=${definition.collation}`);
  parts.push(...systemOptionsText(definition, extras));
  if (definition.comment !== '') parts.push(`COMMENT=${quoteText(definition.comment)}`);
  const options = engineOptionsText(definition.engineOptions);
  if (options !== '') parts.push(extras.optionsKnown === false ? `/* ${options} */` : options);
  return parts.join(' ');
}

/** TRANSACTIONAL stands behind the row format, in a comment where the engine does not know it. */
function systemOptionsText(definition: TableDefinition, { optionsKnown }: ShowCreateExtras): string[] {
  const { engine, rowFormat, systemOptions = [], pageChecksum } = definition;
  const [logged] = systemOptions.filter((option) => option.startsWith('TRANSACTIONAL='));
  const blockSize = systemOptions.filter((option) => option.startsWith('KEY_BLOCK_SIZE='));
  const others = systemOptions.filter((option) => option !== logged && !blockSize.includes(option));
  const hasChecksum = others.some((option) => option.startsWith('PAGE_CHECKSUM='));
  // Aria tells what the table was made with.
  const checksum = engine === 'Aria' && !hasChecksum && pageChecksum !== undefined ? [pageChecksum ? 1 : 0] : [];
  const format = engine === 'Aria' && rowFormat ? rowFormatOf(definition).toUpperCase() : rowFormat;
  const isKnown = optionsKnown !== false || engine === 'Aria' || engine === 'InnoDB';
  return [
    ...others.filter((option) => !option.startsWith('DELAY_KEY_WRITE=')),
    ...checksum.map((value) => `PAGE_CHECKSUM=${value}`),
    ...others.filter((option) => option.startsWith('DELAY_KEY_WRITE=')),
    ...(format ? [`ROW_FORMAT=${format}`] : []),
    ...(logged ? [isKnown ? logged : `/* ${logged} */`] : []),
    ...blockSize,
  ];
}

/** Engine-defined options as SHOW CREATE TABLE and CREATE_OPTIONS print them: names and values as typed. */
export const engineOptionsText = (options: readonly EngineOption[]): string =>
  options.map(({ name, value }) => `${quoteName(name)}=${quoteText(value)}`).join(' ');
