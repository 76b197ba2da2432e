/** How answers of the server look in a `.result` file. */
import type { Outcome, Rows } from '../base/result.js';
import { cellText, encodeText } from '../render/text.js';
import { type Replacements, replaceText } from './replace.js';

/** Which parts of an answer are written. */
export interface OutputStyle {
  readonly vertical: boolean;
  readonly columnNames: boolean;
  readonly sorted: boolean;
  readonly info: boolean;
  readonly replacements: Replacements;
}

/** The rows, and after them what `enable_info` adds. */
export function outcomeText(outcome: Outcome, style: OutputStyle): string {
  switch (outcome.kind) {
    case 'rows':
      return rowsText(outcome, style) + (style.info ? `affected rows: ${outcome.rows.length}\n` : '');
    case 'ok':
      return style.info ? okText(outcome.affectedRows, outcome.info, style) : '';
    case 'error':
      return errorText(outcome.sqlstate, outcome.message, style);
  }
}

function okText(affectedRows: number, info: string, { replacements }: OutputStyle): string {
  return `affected rows: ${affectedRows}\n${info === '' ? '' : `info: ${replaceText(info, replacements)}\n`}`;
}

function errorText(sqlstate: string, message: string, { replacements }: OutputStyle): string {
  return `ERROR ${sqlstate}: ${replaceText(message, replacements)}\n`;
}

function rowsText(result: Rows, style: OutputStyle): string {
  const { replacements, vertical } = style;
  const names = result.columns.map(({ name }) => replaceText(name, replacements));
  const lines = result.rows.flatMap((row) => {
    const fields = row.map(
      (cell, index) => replacements.columns.get(index + 1) ?? replaceText(cellText(cell), replacements),
    );
    return vertical ? fields.map((field, index) => `${names[index]}\t${field}`) : [fields.join('\t')];
  });
  const body = style.sorted ? sortLines(lines) : lines;
  const header = style.columnNames && !vertical ? [names.join('\t')] : [];
  return [...header, ...body].map((line) => `${line}\n`).join('');
}

/** Bytewise, as the server's tool sorts. A field with a newline in it counts as several lines there. */
export function sortLines(lines: readonly string[]): string[] {
  return lines
    .flatMap((line) => line.split('\n'))
    .map((line) => ({ line, bytes: encodeText(line) }))
    .sort((a, b) => Buffer.compare(a.bytes, b.bytes))
    .map(({ line }) => line);
}

/** The rows of SHOW WARNINGS below their heading. */
export function warningsText(warnings: Rows, replacements: Replacements): string {
  const lines = warnings.rows.map(
    (row) => `${row.map((cell) => replaceText(cellText(cell), replacements)).join('\t')}\n`,
  );
  return `Warnings:\n${lines.join('')}`;
}
