/** The user variables of a session: `@name`. */
import { type SqlType, varchar } from '../base/types.js';
import type { TypedValue } from './environment.js';

const NAMED: SqlType = varchar(0);

interface UserVariable {
  /** As it was written when the variable was first set. */
  readonly name: string;
  readonly value: TypedValue;
}

/** A double is kept with as many decimals as it has, whatever it came from. */
function undeclared(type: SqlType): SqlType {
  if (type.name !== 'DOUBLE' && type.name !== 'FLOAT') return type;
  const { precision: _, decimals: __, ...plain } = type;
  return plain;
}

/** Names are equal in any case; the variable keeps the spelling of its first SET. */
export class UserVariables {
  private readonly byName = new Map<string, UserVariable>();

  get(name: string): TypedValue | undefined {
    return this.byName.get(name.toLowerCase())?.value;
  }

  set(name: string, value: TypedValue): void {
    const key = name.toLowerCase();
    const kept = { ...value, type: undeclared(value.type) };
    this.byName.set(key, { name: this.byName.get(key)?.name ?? name, value: kept });
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
