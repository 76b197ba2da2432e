/** Table options that belong to no engine: ENGINE, AUTO_INCREMENT, charset, COMMENT, ROW_FORMAT … */
import { resolveCollation } from '../../base/charsets.js';
import { sqlError } from '../../base/errors.js';
import { isSimulated } from '../../engine/storage-engines.js';
import type { TableOption } from '../../parser/ast.js';
import type { Context } from '../define.js';
import { type Hints, isHint } from './system-options.js';

export interface GeneralOptions {
  readonly engine: string;
  /** Was ENGINE= written? */
  readonly engineGiven: boolean;
  readonly autoIncrement?: bigint;
  readonly collation?: string;
  readonly comment?: string;
  readonly rowFormat?: string;
  /** ROW_FORMAT=DEFAULT was written. */
  readonly defaultRowFormat: boolean;
  /** Sizes and hints for engines. */
  readonly hints: Hints;
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
/** `current` is the engine of the table of an ALTER. */
export function generalOptions(
  options: readonly TableOption[],
  table: string,
  context: Context,
  current?: string,
): GeneralOptions {
  const found = new Map<string, string | undefined>();
  const hints = new Map<string, string | undefined>();
  const engineOptions: TableOption[] = [];
  for (const option of options) {
    const name = option.name
      .toUpperCase()
      .replace(/^DEFAULT /, '')
      .replace(/^CHARACTER SET$/, 'CHARSET');
    if (GENERAL.has(name)) found.set(name, option.value);
    else if (isHint(name)) hints.set(name, option.value);
    else engineOptions.push(option);
  }
  const collation = collationOf(found.get('CHARSET'), found.get('COLLATE'));
  const engine = engineOf(found.get('ENGINE') ?? found.get('TYPE') ?? current, table, context);
  const rowFormat = rowFormatOf(found.get('ROW_FORMAT'));
  const autoIncrement = found.get('AUTO_INCREMENT');
  const comment = found.get('COMMENT');
  return {
    engine,
    engineGiven: found.has('ENGINE'),
    defaultRowFormat: found.get('ROW_FORMAT')?.toUpperCase() === 'DEFAULT',
    engineOptions,
    hints,
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

/** undefined for the default. */
function rowFormatOf(written: string | undefined): string | undefined {
  const format = written?.toUpperCase();
  return format === 'DEFAULT' ? undefined : format;
}

/** The engine of that name as the server writes it; undefined where the server has none. */
export function knownEngine(name: string): string | undefined {
  const wanted = name.toUpperCase() === 'HEAP' ? 'MEMORY' : name;
  return ENGINES.find((engine) => engine.toLowerCase() === wanted.toLowerCase());
}

/** An unknown engine is 1286, or a warning and the default engine where sql_mode allows the substitution. */
function engineOf(name: string | undefined, table: string, context: Context): string {
  const written = name ?? String(context.value('default_storage_engine') ?? 'InnoDB');
  const known = knownEngine(written);
  if (known === undefined || !context.plugins.isActive(known)) {
    const unknown = sqlError('ER_UNKNOWN_STORAGE_ENGINE', written);
    if (context.hasMode('NO_ENGINE_SUBSTITUTION')) throw unknown;
    context.warn('Warning', unknown);
    const substitute = String(context.value('default_storage_engine'));
    context.warn('Warning', sqlError('WARN_USING_OTHER_HANDLER', substitute, table));
    return substitute;
  }
  if (!isSimulated(known)) throw sqlError('ER_NOT_SUPPORTED_YET', `ENGINE=${known}`);
  return known;
}
