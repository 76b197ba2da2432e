/**
 * Calls of stored functions. Those that use tables cannot run while SQLite runs a query: such a query is stopped at a
 * call whose value is not known yet, the function runs, and the query begins anew with one value more.
 */
import type { StoredValue } from '../base/types.js';
import type { Environment, StoredFunction, TypedValue } from './environment.js';
import { declareRaw, type SqlFunction } from './functions/define.js';
import { decodeValue, encodeValue } from './value.js';

/** A call whose value is not known yet stops the query. */
class UnknownCall extends Error {
  readonly run: () => StoredValue;

  constructor(run: () => StoredValue) {
    super('a stored function is to be called');
    this.run = run;
  }
}

/** The values of calls, in the order in which a query comes to them. */
export class KnownCalls {
  private readonly values: StoredValue[] = [];
  private next = 0;

  rewind(): void {
    this.next = 0;
  }

  add(value: StoredValue): void {
    this.values.push(value);
  }

  take(run: () => StoredValue): StoredValue {
    if (this.next >= this.values.length) throw new UnknownCall(run);
    return this.values[this.next++] ?? null;
  }
}

export function storedCall(stored: StoredFunction): SqlFunction {
  const { type, usesTables, parameters } = stored;
  return declareRaw(stored.name, parameters, parameters, {
    type: () => type,
    nullable: () => true,
    deterministic: false,
    call({ env, args }, values) {
      const typed = values.map((value, at): TypedValue => {
        const own = args[at]?.type ?? { name: 'NULL' };
        return { value: encodeValue(value, own), type: own };
      });
      const run = () => stored.call(typed);
      const { knownCalls } = env;
      return decodeValue(usesTables && knownCalls ? knownCalls.take(run) : run(), type);
    },
  });
}

/** The rows of a query that may have to stop for calls; those that were given already are passed over. */
export function* withCalls<Row>(env: Environment, query: (env: Environment) => Iterable<Row>): Generator<Row> {
  const knownCalls = new KnownCalls();
  const knowing: Environment = { ...env, knownCalls };
  for (let given = 0; ; ) {
    try {
      let count = 0;
      for (const row of query(knowing)) {
        if (count++ < given) continue;
        given++;
        yield row;
      }
      return;
    } catch (error) {
      if (!(error instanceof UnknownCall)) throw error;
      knownCalls.rewind();
      knownCalls.add(error.run());
    }
  }
}
