/** SHOW ENGINE: what a storage engine tells of itself. InnoDB tells of its state; the others have nothing to say. */
import { sqlError } from '../base/errors.js';
import { defineTable, type InfoTable, longtext, varchar } from '../infoschema/define.js';
import { innodbMonitor } from '../infoschema/innodb-monitor.js';
import type { ShowTopic } from '../parser/ast.js';
import { knownEngine } from './ddl/table-options.js';
import type { Context } from './define.js';
import type { ShowForm } from './show-forms.js';

const COLUMNS = { Type: varchar(10), Name: varchar(512), Status: longtext() };

/** Errors: 1227, 1286. */
export function showEngineStatus(
  { engine, what }: Extract<ShowTopic, { topic: 'ENGINE STATUS' }>,
  { plugins, ports, require }: Context,
): ShowForm {
  const isAll = engine.toUpperCase() === 'ALL';
  const known = isAll ? undefined : knownEngine(engine);
  if (!isAll && (known === undefined || !plugins.isActive(known))) throw sqlError('ER_UNKNOWN_STORAGE_ENGINE', engine);
  require('PROCESS');
  const tells = (isAll || known === 'InnoDB') && what === 'STATUS' && plugins.isActive('InnoDB');
  const table = defineTable({
    name: 'SHOW ENGINE',
    columns: COLUMNS,
    rows: (view) => (tells ? [{ Type: 'InnoDB', Name: '', Status: innodbMonitor(view, ports.clock.now()) }] : []),
  });
  return { table: table as unknown as InfoTable };
}
