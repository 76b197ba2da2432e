/** In which format InnoDB keeps a table, as its options say, and the flags that stand for it. */
import type { EngineOption, TableDefinition } from './definition.js';
import { PLAIN_FLAGS, ZLIB_FLAGS } from './page/fsp.js';
import { PAGE_SIZE } from './page/layout.js';

export interface InnodbFormat {
  readonly rowFormat: 'Redundant' | 'Compact' | 'Dynamic' | 'Compressed';
  /** In bytes; 0 unless the row format is Compressed. */
  readonly zipPageSize: number;
  /** 1 to 9; undefined: pages are not compressed. */
  readonly compressionLevel: number | undefined;
}

type Formatted = Pick<TableDefinition, 'rowFormat' | 'systemOptions' | 'engineOptions' | 'compressionLevel'>;

/** Values of KEY_BLOCK_SIZE, in KiB. */
export const KEY_BLOCK_SIZES: readonly number[] = [1, 2, 4, 8, 16];
const DEFAULT_KEY_BLOCK_SIZE = 8;
const DEFAULT_LEVEL = 6;
const KIB = 1024;

/** KEY_BLOCK_SIZE as it was written; 0 when it was not. */
export function keyBlockSize({ systemOptions = [] }: Pick<TableDefinition, 'systemOptions'>): number {
  const option = systemOptions.find((text) => text.startsWith('KEY_BLOCK_SIZE='));
  return option === undefined ? 0 : Number(option.slice('KEY_BLOCK_SIZE='.length));
}

/** PAGE_COMPRESSED as it was written. */
export function isPageCompressed(options: readonly EngineOption[]): boolean {
  const value = options.find(({ name }) => name.toUpperCase() === 'PAGE_COMPRESSED')?.value.toUpperCase();
  return value === '1' || value === 'YES' || value === 'ON';
}

export function innodbFormat(definition: Formatted): InnodbFormat {
  const { rowFormat, engineOptions, compressionLevel = DEFAULT_LEVEL } = definition;
  const level = isPageCompressed(engineOptions) ? compressionLevel : undefined;
  const plain = (name: InnodbFormat['rowFormat']) => ({ rowFormat: name, zipPageSize: 0, compressionLevel: level });
  const size = keyBlockSize(definition);
  const isValid = KEY_BLOCK_SIZES.includes(size);
  const compressedByBlocks = { ...plain('Compressed'), zipPageSize: size * KIB };
  if (rowFormat === undefined) return isValid ? compressedByBlocks : plain('Dynamic');
  switch (rowFormat.toUpperCase()) {
    case 'REDUNDANT':
      return plain('Redundant');
    case 'COMPACT':
      return plain('Compact');
    case 'COMPRESSED':
      return isValid ? compressedByBlocks : { ...compressedByBlocks, zipPageSize: DEFAULT_KEY_BLOCK_SIZE * KIB };
    default:
      return plain('Dynamic');
  }
}

const COMPACT = 1;
const ATOMIC_BLOBS = 0x20;
const PAGE_COMPRESSED = 0x80;
/** Where the level of page compression begins in a table's flags, and in a tablespace's. */
const TABLE_LEVEL = 8;
const SPACE_LEVEL = 28;

/** The flags of a table, as INNODB_SYS_TABLES and `.cfg` files have them. */
export function tableFlags({ rowFormat, zipPageSize, compressionLevel }: InnodbFormat): number {
  const compression = compressionLevel === undefined ? 0 : PAGE_COMPRESSED | (compressionLevel << TABLE_LEVEL);
  if (rowFormat === 'Redundant') return compression;
  if (rowFormat === 'Compact') return COMPACT | compression;
  return COMPACT | ATOMIC_BLOBS | zipBits(zipPageSize) | compression;
}

const zipBits = (bytes: number): number => (bytes === 0 ? 0 : (Math.log2(bytes) - 9) << 1);

/** The flags of a tablespace as INNODB_SYS_TABLESPACES has them: those of the server's file, and the level. */
export function spaceFlags(format: InnodbFormat): number {
  if (format.rowFormat === 'Compressed') return tableFlags(format);
  const { compressionLevel } = format;
  return compressionLevel === undefined ? PLAIN_FLAGS : ZLIB_FLAGS + compressionLevel * 2 ** SPACE_LEVEL;
}

/** Bytes of a page in the server's file. */
export const pageSizeOf = ({ zipPageSize }: InnodbFormat): number => zipPageSize || PAGE_SIZE;
