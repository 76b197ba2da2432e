/** foreign_key_checks as the session has it. */
import type { Context } from '../define.js';

export const checksForeignKeys = ({ value }: Pick<Context, 'value'>): boolean =>
  String(value('foreign_key_checks')) === '1';
