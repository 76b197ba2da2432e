/** `let $x= query_get_value(SQL, column, row)`. */

import { cellText } from '../render/text.js';
import { ScriptFailure } from './failure.js';
import type { ScriptRun } from './run.js';
import { firstRows } from './statements.js';

/** The value of one field, `No such row` when the result is shorter. */
export async function getQueryValue(run: ScriptRun, text: string): Promise<string> {
  const inside = /^query_get_value\s*\((.*)\)\s*$/s.exec(text)?.[1];
  if (inside === undefined) throw new ScriptFailure("Missing ')' in query_get_value");
  const [sql, column, row, extra] = splitArguments(run.variables.expand(inside));
  if (extra !== undefined) throw new ScriptFailure(`Extra argument ', ${extra}' passed to 'query_get_value'`);
  if (sql === undefined || column === undefined || row === undefined) {
    throw new ScriptFailure("Missing required argument 'row number' to command 'query_get_value'");
  }
  if (!/^\d+$/.test(row)) throw new ScriptFailure(`Invalid row number: '${row}'`);
  const outcomes = await run.statements.quiet(sql);
  const rows = firstRows(outcomes);
  if (!rows) throw new ScriptFailure(`Query '${sql}' didn't return a result set`);
  const index = rows.columns.findIndex(({ name }) => name === column);
  if (index === -1) throw new ScriptFailure(`Could not find column '${column}' in the result of '${sql}'`);
  const found = rows.rows[Number(row) - 1];
  return found ? cellText(found[index] ?? null) : 'No such row';
}

/** Arguments between commas; quotes and parentheses protect a comma. */
function splitArguments(text: string): string[] {
  const pattern = /\s*(?:"((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)'|([^,]*?))\s*(?:,|$)/gsy;
  const words: string[] = [];
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text);
    if (!match) throw new ScriptFailure(`Could not read the arguments of query_get_value: ${text}`);
    words.push(match[1] ?? match[2] ?? match[3] ?? '');
  }
  return words;
}
