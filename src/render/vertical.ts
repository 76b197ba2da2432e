/** `\G`: one block per row, one line per column. */
import type { Rows } from '../base/result.js';
import { byteLength, printableCell } from './text.js';

const STARS = '*'.repeat(27);

/** The result set with one field per line; without `names` only the values. */
export function verticalText({ columns, rows }: Rows, names: boolean): string {
  const width = Math.max(0, ...columns.map(({ name }) => byteLength(name)));
  const labels = columns.map(({ name }) => (names ? `${' '.repeat(width - byteLength(name))}${name}: ` : ''));
  return rows
    .map((row, number) => {
      const fields = row.map((cell, index) => `${labels[index]}${printableCell(cell)}\n`);
      return `${STARS} ${number + 1}. row ${STARS}\n${fields.join('')}`;
    })
    .join('');
}
