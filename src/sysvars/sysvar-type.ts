/**
 * What a system variable's type must know: one small value for each VARIABLE_TYPE of the server, which checks,
 * converts, shows and describes values. Types never look at the variable that uses them.
 */
import type { SqlError } from '../base/errors.js';
import type { LogLevel } from '../base/ports.js';
import type { SqlType, StoredValue } from '../base/types.js';
import type { Sysvar } from './define.js';

/** Variables of the session that sets one. */
export interface SessionReader {
  get<V>(variable: Sysvar<V>): V;
}

/** The evaluated right side of `SET x = …`. Bare words and hex literals are STRING; so is the literal NULL. */
export type SqlInput =
  | { readonly type: 'INT'; readonly value: bigint | null }
  | { readonly type: 'DECIMAL'; readonly value: string | null }
  | { readonly type: 'DOUBLE'; readonly value: number | null }
  | { readonly type: 'STRING'; readonly value: string | null; readonly binary?: boolean };

/** Why SET refuses a value. `wrongPart` is the member of a list that is to blame. */
export type Refusal = 'ER_WRONG_TYPE_FOR_VAR' | 'ER_WRONG_VALUE_FOR_VAR' | { readonly wrongPart: string } | SqlError;

/**
 * A value ready to be stored, or why there is none. Warnings are earned by one that was clipped to the range
 * (`adjusted`), and before by one that no integer can hold (`overflow`); `shown` is the value in the first of them.
 */
export type Parsed<V> =
  | {
      readonly value: V;
      readonly adjusted?: boolean;
      readonly overflow?: boolean;
      readonly shown?: string;
      /** Why this session may not have it. */
      objection?(session: SessionReader): SqlError | undefined;
    }
  | { readonly refusal: Refusal };

/** A line for the error log; without a level it goes to stderr as it is. */
export interface StartupLine {
  readonly level?: LogLevel;
  readonly text: string;
}

/** The value of a command-line option or option-file line; `exitCode` when it was refused, `otherwise` for a loose one. */
export type ParsedOption<V> =
  | { readonly value: V; readonly log: readonly StartupLine[] }
  | { readonly exitCode: number; readonly log: readonly StartupLine[]; readonly otherwise?: V };

/** How a value is checked, converted, shown and described. */
export interface SysvarType<V> {
  /** VARIABLE_TYPE in information_schema. */
  readonly name:
    | 'BOOLEAN'
    | 'INT'
    | 'INT UNSIGNED'
    | 'BIGINT'
    | 'BIGINT UNSIGNED'
    | 'DOUBLE'
    | 'VARCHAR'
    | 'ENUM'
    | 'SET'
    | 'FLAGSET';
  /** NUMERIC_MIN_VALUE and its neighbours; absent for what is no number. */
  readonly range?: { readonly min: string; readonly max: string; readonly block: string | null };
  /** ENUM_VALUE_LIST. */
  readonly members?: readonly string[];
  /** The type of `SELECT @@x`. */
  readonly sqlType: SqlType;
  /** Checks what SET gives; `current` is the value before. `plugin` variables take unique prefixes where the server's own do not. */
  fromSql(input: SqlInput, plugin: boolean, current: V): Parsed<V>;
  /** Checks an option's text; `option` is the name that messages show. */
  fromOption(text: string, option: string): ParsedOption<V>;
  /** The value of an option that was given without one (`--x`), where that is allowed. */
  readonly bareOption?: V;
  /** As SHOW VARIABLES and information_schema show it. */
  format(value: V): string;
  /** As SELECT @@x gives it. */
  toSql(value: V): StoredValue;
}

/** A refusal in the two or three lines that the server logs for an option. */
export function refuseOption(option: string, text: string, exitCode: number, ...reason: string[]): ParsedOption<never> {
  const lines = [...reason, `mariadbd: Error while setting value '${text}' to '${option}'`];
  return { exitCode, log: lines.map((line) => ({ level: 'ERROR', text: line })) };
}

/** How a SET input appears in error 1231 and warning 1292. */
export function inputText(input: SqlInput): string {
  if (input.value === null) return 'NULL';
  if (input.type === 'DOUBLE') return doubleText(input.value);
  return input.type === 'STRING' && input.binary ? printable(input.value) : String(input.value);
}

/** Digits below 1e15, from there on an exponent without a plus. */
function doubleText(value: number): string {
  return Math.abs(value) < 1e15 ? String(value) : value.toExponential().replace('+', '');
}

/** Bytes that are no ASCII letters as `\\xFF`. */
const printable = (text: string): string =>
  text.replace(/[^ -~]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);

/** The 8 bytes by which a BIGINT UNSIGNED is stored. */
export function unsignedBytes(value: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, value);
  return bytes;
}
