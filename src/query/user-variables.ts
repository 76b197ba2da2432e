/** The user variables of a session: `@name`. */
import type { TypedValue } from './environment.js';

interface UserVariable {
  /** As it was written when the variable was first set. */
  readonly name: string;
  readonly value: TypedValue;
}

/** Names are equal in any case; the variable keeps the spelling of its first SET. */
export class UserVariables {
  private readonly byName = new Map<string, UserVariable>();

  get(name: string): TypedValue | undefined {
    return this.byName.get(name.toLowerCase())?.value;
  }

  set(name: string, value: TypedValue): void {
    const key = name.toLowerCase();
    this.byName.set(key, { name: this.byName.get(key)?.name ?? name, value });
  }

  /** In the order in which they were first set. */
  all(): Iterable<UserVariable> {
    return this.byName.values();
  }

  clear(): void {
    this.byName.clear();
  }
}
