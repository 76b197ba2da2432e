/**
 * How a SQL function is declared: once, with its arguments, the type of its result and its meaning in JavaScript.
 *
 * The meaning runs where an expression is computed without SQLite, and as a registered function inside printed SQL.
 * Where SQLite computes the same thing itself, `native` prints it.
 */
import type { SqlType } from '../../base/types.js';
import type { Environment } from '../environment.js';
import type { Node, Range } from '../tree.js';
import type { Value } from '../value.js';

/** What a running function knows beside its arguments. */
export interface CallContext {
  readonly env: Environment;
  /** The type of the result. */
  readonly type: SqlType;
  readonly args: readonly Node[];
  /** Does a string function work on bytes? */
  readonly bytes: boolean;
}

/** How one argument is turned into what the function computes with. null from a value makes the result NULL. */
export interface Parameter<T> {
  readonly name: string;
  coerce(value: Exclude<Value, null>, type: SqlType, context: CallContext): T | null;
}

/** What is known while an expression is bound. */
export interface BindContext {
  readonly collation: string;
  readonly divisionDecimals: number;
}

/** Delayed arguments, for functions that must not compute all of them. */
export type Thunk = () => Value;

/** The printed arguments as SQLite sees them. */
export type Printer = (args: readonly string[]) => string;

export interface SqlFunction {
  /** In small letters, as error messages show it. */
  readonly name: string;
  readonly minArgs: number;
  readonly maxArgs: number;
  type(args: readonly Node[], context: BindContext): SqlType;
  nullable(args: readonly Node[]): boolean;
  /** Values that an integer result can have. */
  range?(args: readonly Node[]): Range | undefined;
  /** Computes from values whose NULLs the function has not asked to see. */
  call(context: CallContext, args: readonly Value[]): Value;
  /** Instead of `call`: computes only the arguments that it needs. */
  lazy?(context: CallContext, args: readonly Thunk[]): Value;
  /** How SQLite computes it itself, where it can for these arguments. */
  native?(args: readonly Node[]): Printer | undefined;
  /** `native` gives a SQLite integer even where the type's stored form is bytes. */
  readonly integerForm?: boolean;
  /** False: chance, time or session state, computed anew for each row. */
  readonly deterministic: boolean;
  /** The infix spelling, for error messages. */
  readonly operator?: string;
  /** How error messages show a call that is written otherwise. */
  spelling?(args: readonly string[]): string;
  /** Decimals that a DOUBLE result is shown with; undefined: as many as it has. */
  decimals?(args: readonly Node[]): number | undefined;
}

type Coerced<P extends readonly Parameter<unknown>[]> = { [K in keyof P]: P[K] extends Parameter<infer T> ? T : never };
type Optional<P extends readonly Parameter<unknown>[]> = {
  [K in keyof P]: P[K] extends Parameter<infer T> ? T | undefined : never;
};

export interface Declaration<P extends readonly Parameter<unknown>[], O extends readonly Parameter<unknown>[], R> {
  readonly parameters: P;
  readonly optional?: O;
  /** Any number of further arguments. */
  readonly rest?: Parameter<R>;
  readonly type: SqlType | ((args: readonly Node[], context: BindContext) => SqlType);
  /** undefined: when an argument is. */
  readonly nullable?: boolean;
  readonly range?: (args: readonly Node[]) => Range | undefined;
  call(context: CallContext, ...args: [...Coerced<P>, ...Optional<O>, ...R[]]): Value;
  readonly native?: (args: readonly Node[]) => Printer | undefined;
  readonly deterministic?: boolean;
  readonly operator?: string;
  readonly decimals?: (args: readonly Node[]) => number | undefined;
}

/** A function that is NULL as soon as one of its arguments is. */
export function declare<
  const P extends readonly Parameter<unknown>[],
  const O extends readonly Parameter<unknown>[] = readonly [],
  R = never,
>(name: string, declaration: Declaration<P, O, R>): SqlFunction {
  const fixed: readonly Parameter<unknown>[] = [...declaration.parameters, ...(declaration.optional ?? [])];
  const { type, nullable, rest, range, native, operator, decimals } = declaration;
  return {
    name,
    minArgs: declaration.parameters.length,
    maxArgs: rest ? Number.POSITIVE_INFINITY : fixed.length,
    type: typeof type === 'function' ? type : () => type,
    nullable: (args) => nullable ?? args.some((arg) => arg.nullable),
    call(context, args) {
      const coerced: unknown[] = [];
      for (let index = 0; index < args.length; index++) {
        const value = args[index] ?? null;
        const parameter = fixed[index] ?? rest;
        const arg = context.args[index];
        if (value === null || !parameter || !arg) return null;
        const turned = parameter.coerce(value, arg.type, context);
        if (turned === null) return null;
        coerced.push(turned);
      }
      return declaration.call(context, ...(coerced as [...Coerced<P>, ...Optional<O>, ...R[]]));
    },
    ...(range && { range }),
    ...(native && { native }),
    ...(operator && { operator }),
    ...(decimals && { decimals }),
    deterministic: declaration.deterministic ?? true,
  };
}

/** A function that looks at NULLs itself. */
export function declareRaw(
  name: string,
  minArgs: number,
  maxArgs: number,
  rest: Pick<SqlFunction, 'type' | 'nullable' | 'call'> & Partial<SqlFunction>,
): SqlFunction {
  return { name, minArgs, maxArgs, deterministic: true, ...rest };
}

/** The running total of one group. */
export interface Accumulator {
  add(args: readonly Value[]): void;
  result(): Value;
}

export interface AggregateFunction {
  readonly name: string;
  readonly minArgs: number;
  readonly maxArgs: number;
  type(args: readonly Node[], context: BindContext): SqlType;
  readonly nullable: boolean;
  /** Decimals that a DOUBLE result is shown with. */
  decimals?(args: readonly Node[]): number | undefined;
  /** A fresh group. NULL arguments are left out before `add`, unless `nulls`. */
  start(context: CallContext & { readonly separator: string }): Accumulator;
  /** Prints SQLite's own aggregate where it means the same. */
  native?(args: readonly Node[], distinct: boolean): Printer | undefined;
}
