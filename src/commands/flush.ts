/** FLUSH, LOCK TABLES and UNLOCK TABLES. */
import { sqlError } from '../base/errors.js';
import { ok } from '../base/result.js';
import type { FlushItem } from '../parser/ast.js';
import { syntaxErrorAt } from '../parser/syntax-error.js';
import { openTable } from './catalog.js';
import type { Commands, Context } from './define.js';
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
  'SSL',
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

  async LockTables({ locks }, context) {
    for (const { table } of locks) await openTable(table, context);
    return ok();
  },

  UnlockTables() {
    return ok();
  },
} satisfies Pick<Commands, 'Flush' | 'LockTables' | 'UnlockTables'>;

async function flushItem(item: FlushItem, context: Context): Promise<void> {
  if (item.kind === 'Ident') return context.infoschema.resettable(item.name)?.(context.view);
  if (item.kind === 'Tables') {
    for (const table of item.tables) await openTable(table, context);
    if (item.forExport) throw sqlError('ER_NOT_SUPPORTED_YET', 'FLUSH TABLES … FOR EXPORT');
    context.engine.checkpoint();
    return;
  }
  if (item.name === 'STATUS') context.resetStatus();
  else if (item.name === 'PRIVILEGES') context.accounts.reload();
  else if (!WITHOUT_EFFECT.has(item.name)) throw sqlError('ER_NOT_SUPPORTED_YET', `FLUSH ${item.name}`);
}
