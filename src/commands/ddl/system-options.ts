/** Table options that SHOW CREATE TABLE repeats and that change little else: MAX_ROWS, CHECKSUM, PAGE_CHECKSUM … */
import { sqlError } from '../../base/errors.js';
import type { TableDefinition } from '../../engine/definition.js';
import type { Context } from '../define.js';

/** In the order in which SHOW CREATE TABLE lists them. */
const HINTS = [
  'MIN_ROWS',
  'MAX_ROWS',
  'AVG_ROW_LENGTH',
  'PACK_KEYS',
  'STATS_PERSISTENT',
  'STATS_AUTO_RECALC',
  'STATS_SAMPLE_PAGES',
  'CHECKSUM',
  'PAGE_CHECKSUM',
  'DELAY_KEY_WRITE',
  'TRANSACTIONAL',
  'KEY_BLOCK_SIZE',
];
/** Hints that say something even when they are 0. */
const ZERO_COUNTS = /^(PACK_KEYS|STATS_|PAGE_CHECKSUM|TRANSACTIONAL)/;

export const isHint = (name: string): boolean => HINTS.includes(name);

/** Options as written in this statement, in capitals; undefined for DEFAULT. */
export type Hints = ReadonlyMap<string, string | undefined>;

type Options = Pick<TableDefinition, 'engine' | 'systemOptions' | 'pageChecksum'>;

/** The options of a table after a statement has set some. `before` is the table of an ALTER. */
export function systemOptions(
  hints: Hints,
  engine: string,
  before: Options | undefined,
  context: Context,
): Pick<TableDefinition, 'systemOptions' | 'pageChecksum'> {
  checkTransactional(hints, engine, context);
  const values = new Map((before?.systemOptions ?? []).map((option) => [nameOf(option), valueOf(option)]));
  // Another table file is written: what Aria was made with becomes an option of it, and elsewhere none is left.
  values.delete('PAGE_CHECKSUM');
  if (before?.engine === 'Aria') values.set('PAGE_CHECKSUM', pageChecksumOf(before) ? '1' : '0');
  for (const [name, value] of hints) {
    if (value === undefined || (Number(value) === 0 && !ZERO_COUNTS.test(name))) values.delete(name);
    else values.set(name, value);
  }
  const order = (name: string) => HINTS.indexOf(name);
  const listed = [...values].sort(([left], [right]) => order(left) - order(right));
  const given = values.get('PAGE_CHECKSUM');
  return {
    systemOptions: listed.map(([name, value]) => `${name}=${value}`),
    ...(engine === 'Aria' && {
      pageChecksum: given === undefined ? context.value('aria_page_checksum') === '1' : given !== '0',
    }),
  };
}

/** The option of an Aria table, which it has even if nobody has written it. */
const pageChecksumOf = ({ pageChecksum, systemOptions = [] }: Options): boolean =>
  pageChecksum ?? !systemOptions.includes('PAGE_CHECKSUM=0');

/** CREATE TABLE … LIKE copies the options of the other table's file. */
export function likeOptions(definition: TableDefinition): TableDefinition {
  if (definition.engine !== 'Aria') return definition;
  const others = (definition.systemOptions ?? []).filter((option) => nameOf(option) !== 'PAGE_CHECKSUM');
  const checksum = `PAGE_CHECKSUM=${pageChecksumOf(definition) ? 1 : 0}`;
  const order = (option: string) => HINTS.indexOf(nameOf(option));
  return { ...definition, systemOptions: [...others, checksum].sort((left, right) => order(left) - order(right)) };
}

/** Error: 1911, a warning with sql_mode IGNORE_BAD_TABLE_OPTIONS. */
function checkTransactional(hints: Hints, engine: string, { hasMode, warn }: Context): void {
  if (hints.get('TRANSACTIONAL') === undefined || engine === 'Aria' || engine === 'InnoDB') return;
  const unknown = sqlError('ER_UNKNOWN_OPTION', 'transactional');
  if (!hasMode('IGNORE_BAD_TABLE_OPTIONS')) throw unknown;
  warn('Warning', unknown);
}

const nameOf = (option: string): string => option.split('=', 1)[0] ?? '';
const valueOf = (option: string): string => option.slice(nameOf(option).length + 1);
