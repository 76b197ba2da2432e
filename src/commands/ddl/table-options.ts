/** Table options that belong to no engine: ENGINE, AUTO_INCREMENT, charset, COMMENT, ROW_FORMAT … */
import { resolveCollation } from '../../base/charsets.js';
import { sqlError } from '../../base/errors.js';
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

/** Options of the server that change nothing here: sizes and hints for engines. */
const WITHOUT_EFFECT: ReadonlySet<string> = new Set([
  'MAX_ROWS',
  'MIN_ROWS',
  'AVG_ROW_LENGTH',
  'CHECKSUM',
  'DELAY_KEY_WRITE',
  'STATS_PERSISTENT',
  'STATS_AUTO_RECALC',
  'STATS_SAMPLE_PAGES',
  'PACK_KEYS',
]);

export function generalOptions(options: readonly TableOption[], table: string, context: Context): GeneralOptions {
  const found = new Map<string, string | undefined>();
  const engineOptions: TableOption[] = [];
  for (const option of options) {
    const name = option.name
      .toUpperCase()
      .replace(/^DEFAULT /, '')
      .replace(/^CHARACTER SET$/, 'CHARSET');
    if (GENERAL.has(name)) found.set(name, option.value);
    else if (!WITHOUT_EFFECT.has(name)) engineOptions.push(option);
  }
  const collation = collationOf(found.get('CHARSET'), found.get('COLLATE'));
  const rowFormat = rowFormatOf(found.get('ROW_FORMAT'));
  const autoIncrement = found.get('AUTO_INCREMENT');
  const comment = found.get('COMMENT');
  return {
    engine: engineOf(found.get('ENGINE') ?? found.get('TYPE'), table, context),
    engineGiven: found.has('ENGINE'),
    engineOptions,
    ...(collation === undefined ? {} : { collation }),
    ...(rowFormat === undefined ? {} : { rowFormat }),
    ...(autoIncrement === undefined ? {} : { autoIncrement: BigInt(autoIncrement) }),
    ...(comment === undefined ? {} : { comment }),
  };
}

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
