/** Stored functions, as expressions call them. */
import type { StoredFunction } from '../../query/environment.js';
import type { Context } from '../define.js';

export function storedFunction(_name: string, _context: Context): StoredFunction | undefined {
  return undefined;
}
