/** What a system variable is: one declaration from which SQL access, SHOW, options and help follow. */
import type { SqlError } from '../base/errors.js';
import type { ConditionLevel } from '../base/result.js';
import type { SysvarType } from './sysvar-type.js';

export type { SysvarType } from './sysvar-type.js';
export { bool, trigger } from './types/boolean.js';
export { double } from './types/double.js';
export { flags } from './types/flags.js';
export { int, long, unsigned, unsignedLong } from './types/integer.js';
export { oneOf } from './types/one-of.js';
export { switches } from './types/switches.js';
export { text, textOrNull } from './types/text.js';

/** BOTH has a session value that starts as the global one; SESSION has no global value at all. */
export type Scope = 'GLOBAL' | 'SESSION' | 'BOTH';

/** Whether the command-line option of a variable takes an argument. */
export type OptionArgument = 'REQUIRED' | 'OPTIONAL' | 'NONE';

/** What variables read from their session. */
export interface SessionView {
  readonly connectionId: number;
  readonly warningCount: number;
  readonly errorCount: number;
  readonly inTransaction: boolean;
  /** Seconds since 1970 when the statement began. */
  readonly time: number;
  lastInsertId: bigint;
}

/** What check and update hooks are told about the SET that calls them. */
export interface SetNews {
  /** Who sets. */
  readonly connectionId: number;
  readonly scope: 'GLOBAL' | 'SESSION';
  /** The global value of another variable. */
  get<V>(variable: Sysvar<V>): V;
  /** The value before, in the same scope. */
  before(): unknown;
  /** Changes it without checks; its origin stays what it was. */
  set<V>(variable: Sysvar<V>, value: V): void;
  warn(level: ConditionLevel, error: SqlError): void;
}

/** Code beside a variable: declared with it, or attached by the server through `SystemVariables.hook`. */
export interface Hooks<V> {
  /** False refuses the value with 1231; it may also throw its own error. */
  check?(value: V, news: SetNews): boolean | Promise<boolean>;
  /** Called when the value has been checked, and for DEFAULT: may throw an error of its own. */
  permit?(news: SetNews): void;
  /** Called when the new value is in force. */
  update?(value: V, news: SetNews): void | Promise<void>;
}

/** A variable that shows another one in its own way: an alias, or the charset of a collation. */
export interface Projection<V> {
  readonly variable: Sysvar;
  read(base: unknown): V;
  write(value: V): unknown;
}

/** A system variable, or an option of the same kind. */
export interface Sysvar<V = unknown> extends Hooks<V> {
  readonly name: string;
  readonly scope: Scope;
  readonly type: SysvarType<V>;
  /** Undefined where there is none: DEFAULT_VALUE is NULL. */
  readonly default: V | undefined;
  /** What a server starts with, where that is not what DEFAULT means. */
  readonly initial?: V;
  readonly comment: string;
  /** False: the variable can only be set at start-up. */
  readonly dynamic: boolean;
  /** COMMAND_LINE_ARGUMENT; null is no option. */
  readonly commandLine: OptionArgument | null;
  /** The argument of an option that information_schema does not admit to. */
  readonly option: OptionArgument | null;
  /** The option's name where it is not the variable's. */
  readonly optionName?: string;
  /** An option without a variable in SQL. */
  readonly optionOnly?: boolean;
  /** Read before all other options; its messages are buffered until there is a log. */
  readonly early?: boolean;
  /** SET warns with 1287; a text names the successor. */
  readonly deprecated?: true | string | undefined;
  /** What SET GLOBAL needs; SUPER when absent. */
  readonly privilege?: string | undefined;
  /** False: SUPER does not stand for that privilege, whatever the server. */
  readonly superSuffices?: boolean | undefined;
  /** What SET SESSION needs, where it needs anything. */
  readonly sessionPrivilege?: string | undefined;
  /** 1621: the session value follows the global one at connect and can't be set. */
  readonly sessionReadOnly?: boolean;
  /** 1238: only sessions can be given another value. */
  readonly globalReadOnly?: boolean | undefined;
  /** SET … = DEFAULT is 1230. */
  readonly refusesDefault?: boolean | undefined;
  /** The value as it is now; `stored` is what SET gave, if it did. */
  compute?(session: SessionView, stored: V | undefined): V;
  /** Takes what SET gives instead of storing it. */
  assign?(session: SessionView, value: V): void;
  /** Whose value this variable shows and sets. */
  readonly through?: Projection<V>;
}

type Optional = 'dynamic' | 'commandLine' | 'option';
type Declaration<V> = Omit<Sysvar<V>, 'name' | Optional> & Partial<Pick<Sysvar<V>, Optional>>;

/** Declares a system variable. Unless it says otherwise it is dynamic, and an option that requires an argument. */
export function sysvar<V>(name: string, declaration: Declaration<V>): Sysvar<V> {
  const commandLine = declaration.commandLine === undefined ? 'REQUIRED' : declaration.commandLine;
  return Object.freeze({ dynamic: true, option: commandLine, ...declaration, commandLine, name });
}

/** Shows and sets `variable` through a conversion. */
export function projection<Base, V>(
  variable: Sysvar<Base>,
  read: (base: Base) => V,
  write: (value: V) => Base,
): Projection<V> {
  return { variable, read, write };
}

/** Another name for `variable`. */
export const alias = <V>(variable: Sysvar<V>): Projection<V> =>
  projection(
    variable,
    (value) => value,
    (value) => value,
  );
