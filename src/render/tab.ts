/** Batch output: a header line and one line per row, fields separated by tabs. */
import type { Cell, Rows } from '../base/result.js';
import { cellText } from './text.js';

export interface TabOptions {
  readonly header: boolean;
  /** No escapes: tabs, newlines and backslashes go out as they are. */
  readonly raw: boolean;
}

const ESCAPES: Readonly<Record<string, string>> = { '\0': '\\0', '\t': '\\t', '\n': '\\n', '\\': '\\\\' };

const escapeField = (text: string): string => text.replace(/[\0\t\n\\]/g, (character) => ESCAPES[character] ?? '');

/** The result set as tab-separated lines. */
export function tabText({ columns, rows }: Rows, { header, raw }: TabOptions): string {
  const field = raw ? cellText : (cell: Cell) => escapeField(cellText(cell));
  const lines = rows.map((row) => `${row.map(field).join('\t')}\n`);
  if (header) lines.unshift(`${columns.map(({ name }) => name).join('\t')}\n`);
  return lines.join('');
}
