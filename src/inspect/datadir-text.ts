/** The table of a data directory, for people. */
import { basename, dirname } from 'node:path';
import { NOT_ENCRYPTED } from '../services/encryption.js';
import type { DatadirReport } from './datadir.js';
import { type Page, printable, shorten, wrap } from './paint.js';
import { countText, type FileReport, sizeText } from './report.js';
import { ENCRYPTION_STYLES, ENCRYPTION_WORDS } from './report-text.js';

/** Files that are counted, not listed: nothing is to be said about them. */
const isListed = ({ encryption, problems }: FileReport): boolean =>
  (encryption !== 'never' && encryption !== 'no data') || problems.some(({ level }) => level !== 'note');

const HEADINGS = ['File', 'Kind', 'Size', 'Key', 'Versions', 'State'] as const;
const FILE_MIN = 16;

/** Lines: those of the server first, then those of each database below its name. */
export function datadirText({ datadir, files }: DatadirReport, out: Page): string {
  const listed = files.filter(isListed);
  const rows = listed.map(cellsOf);
  const widths = HEADINGS.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const others = widths.slice(1).reduce((sum, width) => sum + width + 2, 0);
  widths[0] = Math.max(FILE_MIN, Math.min(widths[0] ?? 0, out.width - others));
  const lines: string[] = [];
  let database = '';
  for (const [index, report] of listed.entries()) {
    const next = dirname(report.path);
    if (next !== database && next !== '.') lines.push(out.paint('special', `${printable(next)}/`));
    database = next;
    const { problems, encryption } = report;
    const isBad = problems.some(({ level }) => level === 'damage' || level === 'error');
    const style = isBad ? 'bad' : ENCRYPTION_STYLES[encryption];
    lines.push(line(rows[index] ?? [], widths, (text) => out.paint(style, text)));
  }
  return `${[
    out.paint('title', printable(datadir)),
    out.paint(
      'quiet',
      line([...HEADINGS], widths, (text) => text),
    ),
    ...lines,
    ...problemSection(files, out),
    '',
    ...totals(files).flatMap((text) => wrap(text, out.width)),
  ].join('\n')}\n`;
}

function problemSection(files: readonly FileReport[], out: Page): string[] {
  const lines = files.flatMap(({ path, problems }) =>
    problems
      .filter(({ level }) => level === 'damage' || level === 'error')
      .flatMap(({ text }) => problemLines(path, text, out)),
  );
  return lines.length === 0 ? [] : ['', out.paint('title', 'Problems'), ...lines];
}

function cellsOf({ path, kind, size, keyId, keyVersions, encryption, problems }: FileReport): string[] {
  const damaged = problems.some(({ level }) => level === 'damage');
  const unreadable = problems.some(({ level }) => level === 'error');
  const state = unreadable
    ? 'not readable'
    : [SHORT_WORDS[encryption] ?? ENCRYPTION_WORDS[encryption], ...(damaged ? ['DAMAGED'] : [])].join(', ');
  return [
    `${dirname(path) === '.' ? '' : '  '}${printable(basename(path))}`,
    kind,
    unreadable ? '' : sizeText(size),
    keyId === undefined ? '' : String(keyId),
    versionsOf(keyVersions),
    state,
  ];
}

const SHORT_WORDS: Partial<Record<FileReport['encryption'], string>> = {
  partly: 'in part',
  plain: 'plain',
  remains: 'old data in clear',
  unknown: 'not known',
};

/** The versions in use, the oldest first; a dash where there are none. */
export const versionsOf = (versions: Readonly<Record<string, number>>): string =>
  Object.keys(versions)
    .filter((version) => version !== String(NOT_ENCRYPTED))
    .join(' ');

function line(cells: readonly string[], widths: readonly number[], paintLast: (text: string) => string): string {
  const padded = cells.map((cell, column) => {
    const width = widths[column] ?? 0;
    if (column === 0) return shorten(cell, width).padEnd(width);
    if (column === 2) return cell.padStart(width);
    return column === cells.length - 1 ? paintLast(cell) : cell.padEnd(width);
  });
  return padded.join('  ').trimEnd();
}

function problemLines(path: string, text: string, out: Page): string[] {
  return wrap(`${printable(path)}: ${printable(text)}`, out.width - 4).map(
    (part, index) => `${index === 0 ? '  ' : '    '}${out.paint('bad', part)}`,
  );
}

function totals(files: readonly FileReport[]): string[] {
  const sum = (of: readonly FileReport[]) => of.reduce((total, { size }) => total + size, 0);
  const text = (name: string, of: readonly FileReport[]) =>
    of.length === 0 ? [] : [`${countText(of.length, 'file')} ${name} (${sizeText(sum(of))})`];
  const by = (...states: FileReport['encryption'][]) => files.filter(({ encryption }) => states.includes(encryption));
  const hidden = files.filter((report) => !isListed(report));
  return [
    `${[
      ...text('encrypted', by('encrypted')),
      ...text('encrypted with old data in clear', by('remains')),
      ...text('encrypted in part', by('partly')),
      ...text('not encrypted', by('plain')),
      ...text('not known', by('unknown')),
    ].join(', ')}.`,
    `Not listed: ${text('that MariaDB never encrypts or that hold no data', hidden)[0] ?? 'nothing'}.`,
  ];
}
