/** `--html` and `--xml`. */
import type { Rows } from '../base/result.js';
import { printableCell } from './text.js';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escapeText = (text: string): string => text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? '');

/** The result set as an HTML table, on one line without a newline at the end. */
export function htmlText({ columns, rows }: Rows, header: boolean): string {
  const head = `<TR>${columns.map(({ name }) => `<TH>${escapeText(name)}</TH>`).join('')}</TR>`;
  const body = rows.map(
    (row) => `<TR>${row.map((cell) => `<TD>${escapeText(printableCell(cell))}</TD>`).join('')}</TR>`,
  );
  return `<TABLE BORDER=1>${header ? head : ''}${body.join('')}</TABLE>`;
}

/** The result set as an XML document; `statement` is its SQL text. */
export function xmlText({ columns, rows }: Rows, statement: string): string {
  const names = columns.map(({ name }) => escapeText(name));
  const body = rows.map((row) => {
    const fields = row.map((cell, index) =>
      cell === null
        ? `\t<field name="${names[index]}" xsi:nil="true" />\n`
        : `\t<field name="${names[index]}">${escapeText(printableCell(cell))}</field>\n`,
    );
    return `\n  <row>\n${fields.join('')}  </row>\n`;
  });
  const namespace = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';
  return `<?xml version="1.0"?>\n\n<resultset statement="${escapeText(statement)}" ${namespace}>${body.join('')}</resultset>\n`;
}
