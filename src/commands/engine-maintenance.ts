/** What CHECK, ANALYZE, OPTIMIZE and REPAIR TABLE say of tables by their storage engine. */
import type { Table } from '../engine/table.js';
import type { TableMaintenance } from '../parser/ast.js';

type Action = TableMaintenance['action'];

/** Msg_type and Msg_text. */
export type Answer = readonly [type: string, text: string];

/** Actions that an engine leaves out. */
const MISSING: Readonly<Record<string, readonly Action[]>> = {
  InnoDB: ['REPAIR'],
  MEMORY: ['CHECK', 'ANALYZE', 'OPTIMIZE', 'REPAIR'],
  CSV: ['ANALYZE', 'OPTIMIZE'],
};

const OK: Answer = ['status', 'OK'];
const UP_TO_DATE: Answer = ['status', 'Table is already up to date'];

/** The answer of a sound table, without what InnoDB rebuilds. */
export function maintain(action: Action, table: Table): Answer {
  const { engine } = table.definition;
  if (MISSING[engine]?.includes(action)) {
    return ['note', `The storage engine for the table doesn't support ${action.toLowerCase()}`];
  }
  const { due } = table;
  const isDue = (action === 'ANALYZE' && due.analyze) || (action === 'OPTIMIZE' && due.optimize);
  due.analyze = false;
  if (action === 'OPTIMIZE') due.optimize = false;
  const knows = engine !== 'InnoDB' && (action === 'ANALYZE' || action === 'OPTIMIZE');
  return knows && !isDue ? UP_TO_DATE : OK;
}
