/** Functions and variables of the session. */
import { SqlError } from '../../base/errors.js';
import type { SqlType, StoredValue } from '../../base/types.js';
import type { Environment } from '../environment.js';
import { BIGINT, BIGINT_UNSIGNED, int } from '../types.js';
import { variableType } from '../user-variables.js';
import { decodeValue, encodeValue, isText, type Value, valueToText } from '../value.js';
import { declareRaw, type SqlFunction } from './define.js';
import { integer } from './parameters.js';

const NAMES = 'utf8mb3_general_ci';
const nameType = (length: number): SqlType => ({ name: 'VARCHAR', length, collation: NAMES });

function sessionValue(name: string, type: SqlType, read: (env: Environment) => Value): SqlFunction {
  return declareRaw(name, 0, 0, { type: () => type, nullable: () => true, call: ({ env }) => read(env) });
}

const COUNTER: SqlType = { ...BIGINT, width: 21 };
const CONNECTION: SqlType = { name: 'INT', unsigned: true, zerofill: false, width: 10 };

const lastInsertId = declareRaw('last_insert_id', 0, 1, {
  deterministic: false,
  type: () => BIGINT_UNSIGNED,
  nullable: (args) => args.length > 0,
  call(context, [value = null]) {
    const type = context.args[0]?.type;
    if (!type) return context.env.lastInsertId;
    const id = value === null ? null : integer.coerce(value, type, context);
    if (id !== null) context.env.setLastInsertId(BigInt.asUintN(64, id));
    return id;
  },
});

/** SLEEP itself has nothing to wait for: the session has waited before the statement is computed. */
const sleep = declareRaw('sleep', 1, 1, {
  deterministic: false,
  type: () => int(1),
  nullable: () => false,
  call: () => 0n,
});

/** BENCHMARK says 0 however often; the time it takes tells nothing about a simulated server. */
const benchmark = declareRaw('benchmark', 2, 2, {
  deterministic: false,
  type: () => int(1),
  nullable: () => true,
  call(context, [count = null]) {
    const type = context.args[0]?.type;
    const times = count === null || !type ? null : integer.coerce(count, type, context);
    if (times === null || times >= 0n) return times === null ? null : 0n;
    const message = `Incorrect count value: '${times}' for function benchmark`;
    context.env.warn('Warning', new SqlError(1411, 'HY000', message));
    return null;
  },
});

export const sessionFunctions: readonly SqlFunction[] = [
  sessionValue('version', nameType(26), (env) => env.serverVersion),
  ...['database', 'schema'].map((name) => sessionValue(name, nameType(64), (env) => env.database ?? null)),
  ...['user', 'session_user', 'system_user'].map((name) => sessionValue(name, nameType(384), (env) => env.user)),
  sessionValue('current_user', nameType(384), (env) => env.currentUser),
  sessionValue('connection_id', CONNECTION, (env) => BigInt(env.connectionId)),
  sessionValue('row_count', COUNTER, (env) => env.rowCount),
  sessionValue('found_rows', COUNTER, (env) => env.foundRows),
  lastInsertId,
  benchmark,
  sleep,
];

/** Texts of any length in the variable: what is assigned later need not be as short. */
function shownType(type: SqlType): SqlType {
  return isText(type) ? { name: 'LONGTEXT', length: 0xffffffff, collation: type.collation } : type;
}

const typeText = (type: SqlType): string => (isText(type) ? type.collation : JSON.stringify(type));

/** `@name`, of the type that it has while the statement is bound. */
export function userVariable(type: SqlType): SqlFunction {
  return declareRaw(`user_variable_${typeText(type)}`, 1, 1, {
    deterministic: false,
    type: () => shownType(type),
    nullable: () => true,
    call(context, [name = null]) {
      const found = context.env.userVariable(String(name));
      return found ? adapt(found.value, found.type, type) : null;
    },
  });
}

/** The variable may have been given another type since the statement was bound. */
function adapt(stored: StoredValue, from: SqlType, to: SqlType): Value {
  const value = decodeValue(stored, from);
  if (value === null || from.name === to.name || isText(from) === isText(to)) return value;
  return isText(to) ? valueToText(value, from) : null;
}

/** `@name := value`. */
export function assignment(type: SqlType): SqlFunction {
  return declareRaw(`assign_${typeText(type)}`, 2, 2, {
    deterministic: false,
    type: () => variableType(type),
    nullable: () => true,
    call(context, [name = null, value = null]) {
      context.env.setUserVariable(String(name), { value: encodeValue(value, type), type });
      return value;
    },
  });
}
