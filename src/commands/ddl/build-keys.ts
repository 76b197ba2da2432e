/** Keys of CREATE TABLE and ALTER TABLE as indexes: names, parts and lengths checked, sorted as the server sorts them. */
import { charsetOf, maxBytesPerCharacter } from '../../base/charsets.js';
import { type SqlError, sqlError } from '../../base/errors.js';
import type { ConditionLevel } from '../../base/result.js';
import type { SqlType } from '../../base/types.js';
import type { Column, Index, IndexPart } from '../../engine/definition.js';
import { valueCodec } from '../../engine/page/values.js';
import type { KeyDefinition, KeyPart } from '../../parser/ast.js';
import { checkDuplicates, sameName } from './column-names.js';

const MAX_KEYS = 64;
/** Of two segments each, the INODE page has no room for more. */
const MAX_INDEXES = 42;
const MAX_PARTS = 32;
const MAX_KEY_BYTES = 3072;
const MAX_NAME = 64;

type Warn = (level: ConditionLevel, error: SqlError) => void;

/** Where new keys come to. */
export interface KeyPlace {
  readonly columns: readonly Column[];
  /** How many of the keys, the first ones, were there before: nobody is told that they are superfluous. */
  readonly old?: number;
  readonly warn: Warn;
}

/** The indexes that the keys mean. Errors: 1059, 1060, 1061, 1068, 1069, 1070, 1071, 1072, 1089, 1170, 1280. */
export function buildIndexes(written: readonly KeyDefinition[], { columns, old = 0, warn }: KeyPlace): Index[] {
  const generated = written.map(indexOfForeignKey);
  for (const key of generated) checkHead(key);
  const keys = withoutSuperfluous(generated);
  if (keys.length > MAX_KEYS) throw sqlError('ER_TOO_MANY_KEYS', MAX_KEYS);
  const indexes: Index[] = [];
  for (const key of keys) {
    const built = buildIndex(key, columns, indexes, warn);
    if (generated.indexOf(key) >= old && indexes.some((other) => isDuplicate(other, built)))
      warn('Note', sqlError('ER_DUP_INDEX', built.name));
    indexes.push(built);
  }
  if (indexes.length > MAX_INDEXES) throw sqlError('ER_NOT_SUPPORTED_YET', `more than ${MAX_INDEXES} keys`);
  return sorted(indexes, columns);
}

/** A foreign key has an index of its own, which goes when another one does its work. */
function indexOfForeignKey(key: KeyDefinition): KeyDefinition {
  if (key.type !== 'FOREIGN') return key;
  const { references: _, ...rest } = key;
  return { ...rest, type: 'KEY', generated: true };
}

/** Of a generated index and another one that begins with its columns, the generated one goes. */
function withoutSuperfluous(keys: readonly KeyDefinition[]): readonly KeyDefinition[] {
  if (!keys.some(({ generated }) => generated)) return keys;
  const gone = new Set<KeyDefinition>();
  for (const [at, key] of keys.entries()) {
    const other = keys.slice(0, at).find((before) => !gone.has(before) && doTheSame(before, key));
    if (!other) continue;
    const keyGoes = !other.generated || (key.generated && key.parts.length < other.parts.length);
    gone.add(keyGoes ? key : other);
  }
  return keys.filter((key) => !gone.has(key));
}

/** Is one of them generated, and a beginning of the other? */
function doTheSame(one: KeyDefinition, other: KeyDefinition): boolean {
  const isShorter = one.parts.length <= other.parts.length;
  const generated = one.generated && (!other.generated || isShorter) ? one : other;
  if (!generated.generated) return false;
  const longer = generated === one ? other : one;
  return generated.parts.every(({ column, length, descending }, at) => {
    const part = longer.parts[at];
    return (
      part !== undefined && sameName(part.column, column) && part.length === length && part.descending === descending
    );
  });
}

/** What is wrong with a key whatever the columns are. */
function checkHead({ type, name, parts, using }: KeyDefinition): void {
  if (type === 'FULLTEXT' || type === 'SPATIAL') throw sqlError('ER_NOT_SUPPORTED_YET', `${type} KEY`);
  if (name !== undefined) checkKeyName(name, type === 'PRIMARY');
  if (using === 'RTREE') throw sqlError('ER_WRONG_ARGUMENTS', 'RTREE INDEX');
  if (parts.length > MAX_PARTS) throw sqlError('ER_TOO_MANY_KEY_PARTS', MAX_PARTS);
}

/** Errors: 1059, 1280. */
export function checkKeyName(name: string, isPrimary = false): void {
  if (name.length > MAX_NAME) throw sqlError('ER_TOO_LONG_IDENT', name);
  if (name === '' || name.endsWith(' ') || (!isPrimary && sameName(name, 'PRIMARY')))
    throw sqlError('ER_WRONG_NAME_FOR_INDEX', name);
}

const isTaken = (name: string, indexes: readonly Index[]): boolean =>
  indexes.some((index) => sameName(index.name, name));

function buildIndex(key: KeyDefinition, columns: readonly Column[], indexes: readonly Index[], warn: Warn): Index {
  const { type, using, blockSize, comment, ignored, generated } = key;
  const positions = key.parts.map(({ column: name }) => {
    const position = columns.findIndex((column) => sameName(column.name, name));
    if (position < 0) throw sqlError('ER_KEY_COLUMN_DOES_NOT_EXITS', name);
    return position;
  });
  checkDuplicates(key.parts.map(({ column }) => column));
  const sized = key.parts.map((part, at) => sizedPart(part, positions[at] ?? 0, { columns, type, warn }));
  if (sized.reduce((sum, { bytes }) => sum + bytes, 0) > MAX_KEY_BYTES)
    throw sqlError('ER_TOO_LONG_KEY', MAX_KEY_BYTES);
  const name = nameOf(key, columns[positions[0] ?? 0]?.name ?? '', indexes);
  return {
    name,
    unique: type !== 'KEY',
    parts: sized.map(({ part }) => part),
    ...(using !== undefined && { using }),
    ...(blockSize !== undefined && { blockSize }),
    ...(comment !== undefined && { comment }),
    ...(ignored && { ignored }),
    ...(generated && { generated }),
  };
}

/** The name that was given, or one after the first column. Errors: 1061, 1068, 1280. */
function nameOf({ type, name }: KeyDefinition, column: string, indexes: readonly Index[]): string {
  if (type === 'PRIMARY') {
    if (isTaken('PRIMARY', indexes)) throw sqlError('ER_MULTIPLE_PRI_KEY');
    return 'PRIMARY';
  }
  if (name !== undefined) {
    if (isTaken(name, indexes)) throw sqlError('ER_DUP_KEYNAME', name);
    return name;
  }
  const isFree = (candidate: string) => !isTaken(candidate, indexes) && !sameName(candidate, 'PRIMARY');
  if (isFree(column)) return column;
  for (let number = 2; ; number++) {
    const candidate = `${column}_${number}`;
    checkGeneratedName(candidate);
    if (isFree(candidate)) return candidate;
  }
}

function checkGeneratedName(name: string): void {
  if (name.length > MAX_NAME) throw sqlError('ER_WRONG_NAME_FOR_INDEX', name);
}

interface PartContext {
  readonly columns: readonly Column[];
  readonly type: KeyDefinition['type'];
  readonly warn: Warn;
}

/** A part with the length that counts, and its bytes. */
function sizedPart(written: KeyPart, position: number, { columns, type, warn }: PartContext) {
  const { name = '', type: columnType = { name: 'NULL' } as SqlType } = columns[position] ?? {};
  const unit = 'collation' in columnType ? maxBytesPerCharacter(charsetOf(columnType.collation)) : 1;
  const length = lengthOf(written, name, columnType, type);
  const whole = wholeBytes(columnType, unit);
  const bytes = length === undefined ? whole : length * unit;
  const fits = bytes <= MAX_KEY_BYTES;
  if (!fits) refuseLong(type, warn);
  const kept = fits ? length : Math.floor(MAX_KEY_BYTES / unit);
  const part: IndexPart = {
    column: position,
    ...(kept !== undefined && { length: kept }),
    ...(written.descending && { descending: true as const }),
  };
  return { part, bytes: kept === undefined ? bytes : kept * unit };
}

/** How much of the column is asked for; undefined for all. Errors: 1089, 1391, 1170. */
function lengthOf({ length }: KeyPart, column: string, type: SqlType, key: KeyDefinition['type']): number | undefined {
  const isBlob = /TEXT|BLOB/.test(type.name);
  if (length === undefined) {
    if (!isBlob) return undefined;
    if (key === 'PRIMARY') throw sqlError('ER_BLOB_KEY_WITHOUT_LENGTH', column);
    if (key === 'UNIQUE') throw sqlError('ER_NOT_SUPPORTED_YET', 'unique keys of long columns');
    return 'length' in type ? type.length : undefined;
  }
  if (length === 0) throw sqlError('ER_KEY_PART_0', column);
  const characters = 'length' in type ? type.length : 0;
  if (characters === 0 || (!isBlob && length > characters)) throw sqlError('ER_WRONG_SUB_KEY');
  if (isBlob) return Math.min(length, characters);
  return length === characters ? undefined : length;
}

function wholeBytes(type: SqlType, unit: number): number {
  return 'length' in type ? type.length * unit : (valueCodec(type).fixed ?? 0);
}

/** An ordinary key is cut; a unique one would need a hash. */
function refuseLong(type: KeyDefinition['type'], warn: Warn): void {
  if (type === 'UNIQUE') throw sqlError('ER_NOT_SUPPORTED_YET', 'unique keys of long columns');
  const tooLong = sqlError('ER_TOO_LONG_KEY', MAX_KEY_BYTES);
  if (type === 'PRIMARY') throw tooLong;
  warn('Note', tooLong);
}

const isDuplicate = (one: Index, other: Index): boolean =>
  one.unique === other.unique &&
  (one.name === 'PRIMARY') === (other.name === 'PRIMARY') &&
  one.using === other.using &&
  JSON.stringify(one.parts) === JSON.stringify(other.parts);

/** Unique keys first: without nullable columns, the primary key, then without cut columns; all others as written. */
function sorted(indexes: readonly Index[], columns: readonly Column[]): Index[] {
  const weight = ({ unique, name, parts }: Index): number => {
    if (!unique) return 8;
    const isNullable = parts.some(({ column }) => columns[column]?.nullable !== false);
    const isCut = parts.some(({ length }) => length !== undefined);
    return (isNullable ? 4 : 0) + (name === 'PRIMARY' ? 0 : 2) + (isCut ? 1 : 0);
  };
  return [...indexes].sort((a, b) => weight(a) - weight(b));
}
