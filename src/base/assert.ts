/** States an invariant of Sealion itself. A failure is a bug here, never a mistake of the user. */
export function assert(condition: unknown, invariant: string): asserts condition {
  if (!condition) throw new Error(`Invariant broken: ${invariant}`);
}

/** Marks a branch that the types rule out: adding a case without handling it does not compile. */
export function unreachable(value: never): never {
  throw new Error(`Invariant broken: unexpected ${JSON.stringify(value)}`);
}
