/** The report on single files, for people. */
import { mapText } from './map-text.js';
import { type Page, printable, type Style, wrap } from './paint.js';
import { type Encryption, type FileReport, type Problem, sizeText } from './report.js';

const LABEL = 14;

export const ENCRYPTION_STYLES: Readonly<Record<Encryption, Style>> = {
  encrypted: 'good',
  partly: 'bad',
  remains: 'doubtful',
  plain: 'bad',
  never: 'quiet',
  'no data': 'quiet',
  unknown: 'doubtful',
};

export const ENCRYPTION_WORDS: Readonly<Record<Encryption, string>> = {
  encrypted: 'encrypted',
  partly: 'partly encrypted',
  remains: 'encrypted, old data in clear',
  plain: 'not encrypted',
  never: 'never encrypted',
  'no data': '',
  unknown: 'not known whether encrypted',
};

const PROBLEM_STYLES = { error: 'bad', damage: 'bad', warning: 'doubtful', note: 'quiet' } as const;
const PROBLEM_WORDS = { error: 'error', damage: 'damaged', warning: 'warning', note: 'note' } as const;

/** All reports, one below the other. */
export const reportsText = (reports: readonly FileReport[], out: Page, withMap: boolean): string =>
  `${reports.map((report) => reportText(report, out, withMap)).join('\n\n')}\n`;

function reportText(report: FileReport, out: Page, withMap: boolean): string {
  const { path, size, kind, encryption, why, lines, problems, map } = report;
  const { paint } = out;
  const words = ENCRYPTION_WORDS[encryption];
  const head = [kind, ...(problems.some(({ level }) => level === 'error') ? [] : [sizeText(size)])].join(', ');
  const state = words === '' ? '' : `, ${paint(ENCRYPTION_STYLES[encryption], words)}`;
  return [
    `${paint('title', printable(path))}: ${head}${state}`,
    ...(why === undefined || problems.some(({ text }) => text === why) ? [] : labelled('why', why, 'doubtful', out)),
    ...lines.flatMap(([label, text]) => labelled(label, printable(text), undefined, out)),
    ...problems.flatMap((problem) => problemLines(problem, out)),
    ...(withMap && map && map.cells.length > 0 ? ['', ...mapText(map, out)] : []),
  ].join('\n');
}

const problemLines = ({ level, text }: Problem, out: Page): string[] =>
  labelled(PROBLEM_WORDS[level], printable(text), PROBLEM_STYLES[level], out);

function labelled(label: string, text: string, style: Style | undefined, { paint, width }: Page): string[] {
  return wrap(text, width - LABEL - 2).map((line, index) => {
    const shown = style === undefined ? line : paint(style, line);
    return `  ${index === 0 ? paint('quiet', label.padEnd(LABEL)) : ' '.repeat(LABEL)}${shown}`;
  });
}
