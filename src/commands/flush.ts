/** FLUSH. */
import { sqlError } from '../base/errors.js';
import { ok } from '../base/result.js';
import type { FlushItem } from '../parser/ast.js';
import { syntaxErrorAt } from '../parser/syntax-error.js';
import { openTable } from './catalog.js';
import type { Commands, Context } from './define.js';
import { exportTables, refuseExport } from './export.js';
import { lockTables } from './table-locks.js';
import { commitOpen } from './transactions.js';

/** What the simulation has nothing to flush for: caches and logs that it does not keep. */
const WITHOUT_EFFECT: ReadonlySet<string> = new Set([
  'BINARY LOGS',
  'ERROR LOGS',
  'ENGINE LOGS',
  'GENERAL LOGS',
  'SLOW LOGS',
  'RELAY LOGS',
  'LOGS',
  'HOSTS',
  'QUERY CACHE',
  'USER_RESOURCES',
  'DES_KEY_FILE',
  'TABLES',
]);

export const flushCommands = {
  /** A name is a plugin's table with a reset; any other is a syntax error, so nothing has been flushed yet. */
  async Flush({ items }, context) {
    const unknown = items.find((item) => item.kind === 'Ident' && !context.infoschema.resettable(item.name));
    if (unknown?.kind === 'Ident') throw syntaxErrorAt(context.text, unknown.offset);
    await commitOpen(context);
    context.require('RELOAD');
    for (const item of items) await flushItem(item, context);
    return ok();
  },
} satisfies Pick<Commands, 'Flush'>;

async function flushItem(item: FlushItem, context: Context): Promise<void> {
  if (item.kind === 'Ident') return context.infoschema.resettable(item.name)?.(context.view);
  if (item.kind === 'Tables') {
    return flushTables(item, context);
  }
  if (item.name === 'STATUS') context.resetStatus();
  else if (item.name === 'PRIVILEGES') context.accounts.reload();
  else if (item.name === 'SSL') await context.reloadTls();
  else if (!WITHOUT_EFFECT.has(item.name)) throw sqlError('ER_NOT_SUPPORTED_YET', `FLUSH ${item.name}`);
}

type FlushTables = Extract<FlushItem, { kind: 'Tables' }>;

/** Named tables can stay locked: for reading, or to copy their files. Error: 1192 when the session has locks already. */
async function flushTables({ tables, withReadLock, forExport }: FlushTables, context: Context): Promise<void> {
  const { engine, session } = context;
  const locks = tables.length > 0 && (withReadLock || forExport);
  if (locks && engine.tableLocks.of(session.id)) throw sqlError('ER_LOCK_OR_ACTIVE_TRANSACTION');
  for (const table of tables) await openTable(table, context);
  if (forExport) for (const table of tables) refuseExport(table, context);
  if (locks)
    await lockTables(
      tables.map((table) => ({ table, mode: 'READ' as const })),
      context,
    );
  if (forExport) exportTables(tables, context);
  else engine.checkpoint();
}
