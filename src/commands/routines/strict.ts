/** Values that variables keep: in strict mode, whatever computing them warns of is an error. */
import { StatementReporter } from '../../query/reporter.js';
import type { Context } from '../define.js';

export function strictly(context: Context): Context {
  const { env } = new StatementReporter(context.environment, { db: '', name: '' }, false);
  return Object.create(context, { environment: { value: env } });
}
