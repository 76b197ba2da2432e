/** The boxed table of MariaDB's client. */
import type { ResultColumn, Rows } from '../base/result.js';
import { isNumeric } from '../base/types.js';
import { clientCells, terminalCells } from './cells.js';
import { declaredLength } from './declared-length.js';
import { binaryAsHex, isBinary } from './hex.js';
import { byteLength, cellText, printableCell } from './text.js';

export interface TableOptions {
  readonly header: boolean;
  /** `bytes`: columns as wide as the client makes them, in bytes. `cells`: as wide as a terminal draws. */
  readonly widths: 'bytes' | 'cells';
  /** Widths come from the declared length of the columns instead of from their values. */
  readonly quick?: boolean;
  readonly binaryAsHex?: boolean;
}

/** A NULL must fit into a column that may hold one. */
const NULL_WIDTH = 4;
/** Wider values are not padded to the column's width but to this. */
const MAX_PADDED_WIDTH = 1024;

/** The result set as a boxed table, the frame included. */
export function tableText(result: Rows, options: TableOptions): string {
  const { columns } = result;
  const cells = options.widths === 'bytes' ? clientCells : terminalCells;
  const shown = options.binaryAsHex ? binaryAsHex(result) : result;
  const texts = shown.rows.map((row) => row.map((cell) => printableCell(cell)));
  const widths = columns.map((column, index) => columnWidth(column, result, index, options));
  const frame = `+${widths.map((width) => '-'.repeat(width + 2)).join('+')}+\n`;

  const lines = [frame];
  if (options.header) {
    lines.push(line(columns.map(({ name }, index) => pad(name, widths[index] ?? 0, cells, false))), frame);
  }
  const right = columns.map((column) => isNumeric(column.type));
  for (const row of texts) {
    lines.push(line(row.map((text, index) => pad(text, widths[index] ?? 0, cells, right[index] ?? false))));
  }
  lines.push(frame);
  return lines.join('');
}

const line = (fields: readonly string[]): string => `| ${fields.join(' | ')} |\n`;

function columnWidth(column: ResultColumn, { rows }: Rows, index: number, options: TableOptions): number {
  const measure = options.widths === 'bytes' ? byteLength : terminalCells;
  let width = options.header ? measure(column.name) : 0;
  if (options.quick) {
    width = Math.max(width, declaredLength(column.type));
  } else {
    for (const row of rows) {
      const cell = row[index] ?? null;
      if (cell !== null) width = Math.max(width, measure(cellText(cell)));
    }
  }
  if (column.nullable) width = Math.max(width, NULL_WIDTH);
  return options.binaryAsHex && isBinary(column.type) ? 2 + 2 * width : width;
}

function pad(text: string, width: number, cells: (text: string) => number, right: boolean): string {
  const capped = width > MAX_PADDED_WIDTH;
  const blanks = ' '.repeat(Math.max(0, (capped ? MAX_PADDED_WIDTH : width) - cells(text)));
  return right && !capped ? blanks + text : text + blanks;
}
