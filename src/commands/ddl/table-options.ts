/** Table options that belong to no engine: ENGINE, AUTO_INCREMENT, charset, COMMENT, ROW_FORMAT … */
import { resolveCollation } from '../../base/charsets.js';
import { sqlError } from '../../base/errors.js';
import type { TableDefinition } from '../../engine/definition.js';
import type { TableOption } from '../../parser/ast.js';
import type { Context } from '../define.js';

export interface GeneralOptions {
  readonly engine: string;
  /** Was ENGINE= written? */
  readonly engineGiven: boolean;
  readonly autoIncrement?: bigint;
  readonly collation?: string;
  readonly comment?: string;
  readonly rowFormat?: string;
  /** Sizes and hints for engines, in capitals: kept and shown, without effect. */
  readonly hints: ReadonlyMap<string, string | undefined>;
  /** Everything else: options that the engine defines, or does not. */
  readonly engineOptions: readonly TableOption[];
}

/** Engines by their names as the server spells them. */
const ENGINES = [
  'InnoDB',
  'MyISAM',
  'Aria',
  'MEMORY',
  'CSV',
  'ARCHIVE',
  'MRG_MyISAM',
  'SEQUENCE',
  'PERFORMANCE_SCHEMA',
];
const SIMULATED: ReadonlySet<string> = new Set(['InnoDB']);
const ROW_FORMATS: ReadonlySet<string> = new Set(['DEFAULT', 'DYNAMIC']);

/** Options of the server that change nothing here, in the order in which SHOW CREATE TABLE lists them. */
const HINTS = [
  'MIN_ROWS',
  'MAX_ROWS',
  'AVG_ROW_LENGTH',
  'PACK_KEYS',
  'STATS_PERSISTENT',
  'STATS_AUTO_RECALC',
  'STATS_SAMPLE_PAGES',
  'CHECKSUM',
  'DELAY_KEY_WRITE',
];
/** Hints that say something even when they are 0. */
const ZERO_COUNTS = /^(PACK_KEYS|STATS_)/;

export function generalOptions(options: readonly TableOption[], table: string, context: Context): GeneralOptions {
  const found = new Map<string, string | undefined>();
  const hints = new Map<string, string | undefined>();
  const engineOptions: TableOption[] = [];
  for (const option of options) {
    const name = option.name
      .toUpperCase()
      .replace(/^DEFAULT /, '')
      .replace(/^CHARACTER SET$/, 'CHARSET');
    if (GENERAL.has(name)) found.set(name, option.value);
    else if (HINTS.includes(name)) hints.set(name, option.value);
    else engineOptions.push(option);
  }
  const collation = collationOf(found.get('CHARSET'), found.get('COLLATE'));
  const rowFormat = rowFormatOf(found.get('ROW_FORMAT'));
  const autoIncrement = found.get('AUTO_INCREMENT');
  const comment = found.get('COMMENT');
  return {
    engine: engineOf(found.get('ENGINE') ?? found.get('TYPE'), table, context),
    engineGiven: found.has('ENGINE'),
    engineOptions,
    hints,
    ...(collation === undefined ? {} : { collation }),
    ...(rowFormat === undefined ? {} : { rowFormat }),
    ...(autoIncrement === undefined ? {} : { autoIncrement: BigInt(autoIncrement) }),
    ...(comment === undefined ? {} : { comment }),
  };
}

/** The hints of a table after a statement has set some, as SHOW CREATE TABLE prints them. */
export function mergeHints(
  { systemOptions = [] }: Pick<TableDefinition, 'systemOptions'>,
  { hints }: GeneralOptions,
): Pick<TableDefinition, 'systemOptions'> {
  if (hints.size === 0) return {};
  const values = new Map(systemOptions.map((option) => [nameOf(option), option.slice(nameOf(option).length + 1)]));
  for (const [name, value] of hints) {
    if (value === undefined || (Number(value) === 0 && !ZERO_COUNTS.test(name))) values.delete(name);
    else values.set(name, value);
  }
  const order = (name: string) => HINTS.indexOf(name);
  const listed = [...values].sort(([left], [right]) => order(left) - order(right));
  return { systemOptions: listed.map(([name, value]) => `${name}=${value}`) };
}

const nameOf = (option: string): string => option.split('=', 1)[0] ?? '';

const GENERAL: ReadonlySet<string> = new Set([
  'ENGINE',
  'TYPE',
  'AUTO_INCREMENT',
  'CHARSET',
  'COLLATE',
  'COMMENT',
  'ROW_FORMAT',
]);

const collationOf = (charset: string | undefined, collate: string | undefined): string | undefined =>
  charset === undefined && collate === undefined ? undefined : resolveCollation(charset, collate);

function rowFormatOf(format: string | undefined): string | undefined {
  if (format === undefined) return undefined;
  if (!ROW_FORMATS.has(format.toUpperCase()))
    throw sqlError('ER_NOT_SUPPORTED_YET', `ROW_FORMAT=${format.toUpperCase()}`);
  return format.toUpperCase() === 'DEFAULT' ? undefined : format.toUpperCase();
}

/** An unknown engine is 1286, or a warning and the default engine where sql_mode allows the substitution. */
function engineOf(name: string | undefined, table: string, context: Context): string {
  const wanted = name ?? String(context.value('default_storage_engine') ?? 'InnoDB');
  const known = ENGINES.find((engine) => engine.toLowerCase() === wanted.toLowerCase());
  if (known === undefined) {
    const unknown = sqlError('ER_UNKNOWN_STORAGE_ENGINE', wanted);
    if (context.hasMode('NO_ENGINE_SUBSTITUTION')) throw unknown;
    context.warn('Warning', unknown);
    context.warn('Warning', sqlError('WARN_USING_OTHER_HANDLER', 'InnoDB', table));
    return 'InnoDB';
  }
  if (!SIMULATED.has(known)) throw sqlError('ER_NOT_SUPPORTED_YET', `ENGINE=${known}`);
  return known;
}
