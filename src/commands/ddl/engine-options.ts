/**
 * Engine-defined table options: `ENCRYPTED`, `ENCRYPTION_KEY_ID` and the like. They are kept as typed, shown as
 * typed, and validated by the engine's declarations.
 */

import type { SqlError } from '../../base/errors.js';
import { sqlError } from '../../base/errors.js';
import type { ConditionLevel } from '../../base/result.js';
import type { EncryptionMode, EngineOption } from '../../engine/definition.js';
import type { TableOption } from '../../parser/ast.js';

/** What an engine says about an option: the values that it takes. */
type OptionDeclaration =
  | { readonly kind: 'enum'; readonly values: readonly string[] }
  | { readonly kind: 'number'; readonly min: number; readonly max: number }
  | { readonly kind: 'boolean' };

const INNODB_OPTIONS: Readonly<Record<string, OptionDeclaration>> = {
  ENCRYPTED: { kind: 'enum', values: ['DEFAULT', 'YES', 'NO'] },
  ENCRYPTION_KEY_ID: { kind: 'number', min: 1, max: 4294967295 },
  PAGE_COMPRESSED: { kind: 'boolean' },
  PAGE_COMPRESSION_LEVEL: { kind: 'number', min: 1, max: 9 },
};

const BOOLEANS: ReadonlySet<string> = new Set(['0', '1', 'YES', 'NO', 'ON', 'OFF']);

/** The options that an engine declares; none for engines that are not InnoDB. */
const declarationsOf = (engine: string): Readonly<Record<string, OptionDeclaration>> =>
  engine === 'InnoDB' ? INNODB_OPTIONS : {};

export interface OptionRules {
  readonly engine: string;
  /** sql_mode IGNORE_BAD_TABLE_OPTIONS: errors become warnings. */
  readonly lenient: boolean;
  warn(level: ConditionLevel, error: SqlError): void;
}

/** The options of the table after a statement has set some. The last of two equal names wins and moves to the end. */
export function mergeOptions(
  known: readonly EngineOption[],
  given: readonly TableOption[],
  rules: OptionRules,
): EngineOption[] {
  let options = [...known];
  for (const option of given) {
    checkOption(option, rules);
    options = options.filter(({ name }) => name.toUpperCase() !== option.name.toUpperCase());
    if (option.value !== undefined && !isDefault(option, rules.engine))
      options.push({ name: option.name, value: option.value });
  }
  return options;
}

/** ENCRYPTED=DEFAULT is the same as not to mention it. */
function isDefault({ name, value }: TableOption, engine: string): boolean {
  return declarationsOf(engine)[name.toUpperCase()]?.kind === 'enum' && value?.toUpperCase() === 'DEFAULT';
}

function checkOption({ name, value }: TableOption, { engine, lenient, warn }: OptionRules): void {
  const declaration = declarationsOf(engine)[name.toUpperCase()];
  const problem = declaration ? badValue(name, value, declaration) : sqlError('ER_UNKNOWN_OPTION', name);
  if (!problem) return;
  if (!lenient) throw problem;
  warn('Warning', problem);
}

function badValue(name: string, value: string | undefined, declaration: OptionDeclaration): SqlError | undefined {
  if (value === undefined || accepts(declaration, value)) return undefined;
  return sqlError('ER_BAD_OPTION_VALUE', value, name);
}

function accepts(declaration: OptionDeclaration, value: string): boolean {
  if (declaration.kind === 'enum') return declaration.values.includes(value.toUpperCase());
  if (declaration.kind === 'boolean') return BOOLEANS.has(value.toUpperCase());
  const number = optionNumber(value);
  return number !== undefined && number >= declaration.min && number <= declaration.max;
}

/** Decimal or 0x… digits. */
function optionNumber(value: string): number | undefined {
  return /^(\d+|0x[0-9a-f]+)$/i.test(value) ? Number(value) : undefined;
}

export interface EncryptionOptions {
  readonly mode: EncryptionMode;
  readonly keyId: number;
}

/** What the options mean to InnoDB: bad values that were let pass count as DEFAULT, or as the nearest number. */
export function encryptionOptions(options: readonly EngineOption[]): EncryptionOptions {
  const valueOf = (wanted: string) => options.find(({ name }) => name.toUpperCase() === wanted)?.value;
  const mode = valueOf('ENCRYPTED')?.toUpperCase();
  const keyId = optionNumber(valueOf('ENCRYPTION_KEY_ID') ?? '1') ?? 1;
  return {
    mode: mode === 'YES' || mode === 'NO' ? mode : 'DEFAULT',
    keyId: Math.min(4294967295, Math.max(1, keyId)),
  };
}

/** A new InnoDB table records the session's default key id, unless that is 1 or the statement names one. */
export function withDefaultKeyId(
  options: readonly EngineOption[],
  engine: string,
  keyId: number,
  given: readonly TableOption[],
): EngineOption[] {
  const named = given.some(({ name, value }) => name.toUpperCase() === 'ENCRYPTION_KEY_ID' && value !== undefined);
  if (engine !== 'InnoDB' || keyId === 1 || named) return [...options];
  return [...options, { name: 'ENCRYPTION_KEY_ID', value: String(keyId) }];
}
