/** Tables as the `vault` program prints them. */
import type { Fields, Value } from './request.js';

const GAP = '    ';

/** Columns under names and dashes. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [header, header.map((name) => '-'.repeat(name.length)), ...rows];
  const widths = header.map((_, at) => Math.max(...all.map((row) => row[at]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row.map((cell, at) => (at === row.length - 1 ? cell : cell.padEnd(widths[at] ?? 0))).join(GAP);
  return all.map((row) => `${line(row)}\n`).join('');
}

/** Keys and values in the order of the keys. */
export function fieldTable(fields: Fields): string {
  const rows = Object.keys(fields)
    .sort()
    .map((key) => [key, valueText(fields[key] ?? null)]);
  return table(['Key', 'Value'], rows);
}

/** A line with the title in its middle, as wide as the table below it. */
export function titled(title: string, fields: Fields): string {
  const longest = Math.max(...Object.keys(fields).map((key) => key.length), 0);
  const room = longest + 9 - (title.length + 2);
  const signs = room <= 0 ? 4 : room + (room % 2);
  const side = '='.repeat(signs / 2);
  return `${side} ${title} ${side}\n${fieldTable(fields)}`;
}

/** A value as Go prints it. */
export function valueText(value: Value): string {
  if (value === null) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(valueText).join(' ')}]`;
  if (typeof value === 'object') {
    const members = Object.keys(value)
      .sort()
      .map((key) => `${key}:${valueText(value[key] ?? null)}`);
    return `map[${members.join(' ')}]`;
  }
  return String(value);
}

/** What is known of a version, in the program's older form: no more than what every Vault tells. */
export function versionFields(metadata: Fields): Fields {
  const { custom_metadata: custom, deletion_time: deleted, ...others } = metadata;
  return {
    ...others,
    ...(custom === null || custom === undefined ? {} : { custom_metadata: custom }),
    deletion_time: deleted === '' || deleted === undefined ? 'n/a' : deleted,
  };
}
