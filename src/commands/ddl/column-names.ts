/** Names of columns, which compare without case. */
import { sqlError } from '../../base/errors.js';

export const sameName = (left: string, right: string): boolean => left.toLowerCase() === right.toLowerCase();

/** Error: 1060. */
export function checkDuplicates(names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name.toLowerCase())) throw sqlError('ER_DUP_FIELDNAME', name);
    seen.add(name.toLowerCase());
  }
}
