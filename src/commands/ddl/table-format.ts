/** Row formats and page compression of InnoDB tables: what is refused, what is passed over, what is decided. */
import { SqlError } from '../../base/errors.js';
import type { EngineOption, TableDefinition } from '../../engine/definition.js';
import { WRONG_CREATE_OPTION } from '../../engine/encryption-policy.js';
import { isPageCompressed, KEY_BLOCK_SIZES, keyBlockSize } from '../../engine/innodb-format.js';
import type { TableOption } from '../../parser/ast.js';
import type { Context } from '../define.js';

/** 1478 as the engine raises it. */
const warning = (text: string): SqlError => new SqlError(1478, 'HY000', `InnoDB: ${text}`);

/** What is wrong with the format, in strict mode and without it; undefined: nothing. */
function problemOf(definition: TableDefinition): { readonly strict: string; readonly lenient: string } | undefined {
  const format = definition.rowFormat?.toUpperCase();
  const size = keyBlockSize(definition);
  if (format === 'FIXED' || format === 'PAGE') {
    return { strict: 'invalid ROW_FORMAT specifier.', lenient: 'assuming ROW_FORMAT=DYNAMIC.' };
  }
  if (size === 0) return undefined;
  if (!KEY_BLOCK_SIZES.includes(size)) {
    return {
      strict: `invalid KEY_BLOCK_SIZE = ${size}. Valid values are [${KEY_BLOCK_SIZES.join(', ')}]`,
      lenient: `ignoring KEY_BLOCK_SIZE=${size}.`,
    };
  }
  if (format === undefined || format === 'COMPRESSED') return undefined;
  return {
    strict: `cannot specify ROW_FORMAT = ${format} with KEY_BLOCK_SIZE.`,
    lenient: `ignoring KEY_BLOCK_SIZE=${size} unless ROW_FORMAT=COMPRESSED.`,
  };
}

/** A warning; true when the table cannot be made. */
export function refusesRowFormat(definition: TableDefinition, { warn, value }: Context): boolean {
  const problem = definition.engine === 'InnoDB' ? problemOf(definition) : undefined;
  if (!problem) return false;
  const isStrict = value('innodb_strict_mode') === '1';
  warn('Warning', warning(isStrict ? problem.strict : problem.lenient));
  return isStrict;
}

/** What page compression cannot go together with, or lacks: a warning, and the option that is to blame. */
export function refusedCompression(definition: TableDefinition, { warn }: Context): 'PAGE_COMPRESSED' | undefined {
  const { engineOptions, rowFormat } = definition;
  const text = isPageCompressed(engineOptions)
    ? incompatible(rowFormat?.toUpperCase(), keyBlockSize(definition))
    : optionOf(engineOptions, 'PAGE_COMPRESSION_LEVEL') && 'PAGE_COMPRESSION_LEVEL requires PAGE_COMPRESSED';
  if (text === undefined) return undefined;
  warn('Warning', new SqlError(WRONG_CREATE_OPTION, 'HY000', `InnoDB: ${text}`));
  return 'PAGE_COMPRESSED';
}

function incompatible(rowFormat: string | undefined, blockSize: number): string | undefined {
  if (rowFormat === 'COMPRESSED' || rowFormat === 'REDUNDANT') {
    return `PAGE_COMPRESSED table can't have ROW_TYPE=${rowFormat}`;
  }
  return blockSize > 0 ? "PAGE_COMPRESSED table can't have key_block_size" : undefined;
}

/** The level that a table's tablespace gets, now that it is made. */
export function withCompressionLevel(definition: TableDefinition, { value }: Context): TableDefinition {
  if (definition.engine !== 'InnoDB' || !isPageCompressed(definition.engineOptions)) return definition;
  const level = optionOf(definition.engineOptions, 'PAGE_COMPRESSION_LEVEL') ?? value('innodb_compression_level');
  return { ...definition, compressionLevel: Number(level) };
}

/** A new InnoDB table records that its session compresses by default, unless the statement says. */
export function withDefaultCompression(
  options: readonly EngineOption[],
  engine: string,
  given: readonly TableOption[],
  { value }: Context,
): EngineOption[] {
  const isNamed = given.some(({ name, value }) => name.toUpperCase() === 'PAGE_COMPRESSED' && value !== undefined);
  if (engine !== 'InnoDB' || isNamed || value('innodb_compression_default') !== '1') return [...options];
  return [...options, { name: 'PAGE_COMPRESSED', value: 'ON' }];
}

const optionOf = (options: readonly EngineOption[], wanted: string): string | undefined =>
  options.find(({ name }) => name.toUpperCase() === wanted)?.value;
