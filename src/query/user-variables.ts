/** The user variables of a session: `@name`. */
import { integer, isAddress, isInteger, isList, type SqlType, varchar } from '../base/types.js';
import type { TypedValue } from './environment.js';
import { DOUBLE } from './types.js';
import { decodeValue, encodeValue, isFloat, isTemporal, isUnsigned } from './value.js';

const NAMED: SqlType = varchar(0);

interface UserVariable {
  /** As it was written when the variable was first set. */
  readonly name: string;
  readonly value: TypedValue;
}

const text = (collation: string): SqlType => ({ name: 'LONGTEXT', length: 0xffffffff, collation });

/** A variable keeps the family of what is assigned to it: an integer is a BIGINT, a date is text. */
export function variableType(type: SqlType): SqlType {
  if (isInteger(type)) return integer('BIGINT', isUnsigned(type) || type.name === 'BIT' || type.name === 'YEAR');
  if (isFloat(type)) return DOUBLE;
  if (isTemporal(type) || isAddress(type)) return text('latin1_swedish_ci');
  return isList(type) ? text(type.collation) : type;
}

/** Names are equal in any case; the variable keeps the spelling of its first SET. */
export class UserVariables {
  private readonly byName = new Map<string, UserVariable>();

  get(name: string): TypedValue | undefined {
    return this.byName.get(name.toLowerCase())?.value;
  }

  set(name: string, value: TypedValue): void {
    const key = name.toLowerCase();
    const type = variableType(value.type);
    const kept = encodeValue(decodeValue(value.value, value.type), type);
    this.byName.set(key, { name: this.byName.get(key)?.name ?? name, value: { value: kept, type } });
  }

  /** Makes it known without a value, as SET does before it assigns anything, even if it then fails. */
  name(name: string): void {
    if (this.get(name) === undefined) this.set(name, { value: null, type: NAMED });
  }

  /** In the order in which they were first set. */
  all(): Iterable<UserVariable> {
    return this.byName.values();
  }

  clear(): void {
    this.byName.clear();
  }
}
