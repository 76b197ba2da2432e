/** The end of table locks, whatever ends them. */
import type { Context } from './define.js';
import { releaseExports } from './export.js';

/** The session has locks no longer, and exported tables are its own again. */
export function releaseTables({ engine, session, ports }: Pick<Context, 'engine' | 'session' | 'ports'>): void {
  releaseExports({ engine, session, ports });
  engine.tableLocks.release(session.id);
}
