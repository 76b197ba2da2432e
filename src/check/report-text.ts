/** A report as text for people: the verdict, what is to be done, and which value comes from where. */
import type { EffectiveValue, Finding, Place, PluginResult, Report } from './report.js';

type Style = 'bad' | 'doubtful' | 'good' | 'title' | 'quiet';

const CODES: Readonly<Record<Style, string>> = { bad: '31', doubtful: '33', good: '32', title: '1', quiet: '2' };

type Paint = (style: Style, text: string) => string;
const plain: Paint = (_, text) => text;
const coloured: Paint = (style, text) => `\u001b[${CODES[style]}m${text}\u001b[0m`;

const HEADINGS = { error: 'Errors', warning: 'Warnings', note: 'Notes' } as const;
const STYLES = { error: 'bad', warning: 'doubtful', note: 'quiet' } as const;

/** The report; in colours for a terminal. */
export function reportText(report: Report, color: boolean): string {
  const paint = color ? coloured : plain;
  const seen = report.findings.filter(({ hidden }) => !hidden);
  const later = report.findings.filter(({ hidden }) => hidden);
  const sections = [
    verdictText(report, paint),
    ...(['error', 'warning', 'note'] as const).map((level) => {
      const findings = seen.filter((finding) => finding.level === level);
      return section(
        HEADINGS[level],
        findings.flatMap((finding) => findingLines(finding, paint)),
        paint,
      );
    }),
    section(
      'When that is mended, the next start would say',
      later.flatMap((finding) => findingLines(finding, paint)),
      paint,
    ),
    section('Plugins', report.plugins.map(pluginLine), paint),
    section('Values', valueLines(report.values, paint), paint),
  ];
  return `${sections.filter((text) => text !== '').join('\n\n')}\n`;
}

function verdictText({ verdict, exitCode, profile, datadir, optionFiles }: Report, paint: Paint): string {
  const files = optionFiles.length === 0 ? 'no option file' : optionFiles.join(', ');
  const what = `${paint('quiet', `MariaDB ${profile}, data in ${datadir}, options from ${files}`)}`;
  if (verdict === 'starts') return `${paint('good', 'Would start.')}\n${what}`;
  if (verdict === 'starts otherwise') return `${paint('bad', 'Would start, but not as it is meant.')}\n${what}`;
  return `${paint('bad', `Would not start: the server ends with exit code ${exitCode}.`)}\n${what}`;
}

function section(title: string, lines: readonly string[], paint: Paint): string {
  return lines.length === 0 ? '' : [paint('title', title), ...lines.map((line) => `  ${line}`)].join('\n');
}

/** `file:line:column` */
export function placeText({ file, line, column }: Place): string {
  return [file, line, column].filter((part) => part !== undefined).join(':');
}

function findingLines({ level, text, place, consequences, advice }: Finding, paint: Paint): string[] {
  const where = place === undefined ? '' : `${placeText(place)}: `;
  return [
    `${where}${paint(STYLES[level], text)}`,
    ...consequences.map((line) => paint('quiet', `  ${line}`)),
    ...(advice === undefined ? [] : [`  → ${advice}`]),
  ];
}

function pluginLine({ name, library, status, activation, known }: PluginResult): string {
  return `${name} (${library}): ${known ? `${status}, ${activation}` : 'not known here'}`;
}

function valueLines(values: readonly EffectiveValue[], paint: Paint): string[] {
  const width = Math.max(0, ...values.map(({ name, value }) => name.length + value.length + 3));
  return values.map(({ name, value, place, overrides, checked }) => {
    const replaced = overrides.map((given) => `${given.value} of ${placeText(given.place)}`).join(', ');
    const remarks = [
      ...(replaced === '' ? [] : [`instead of ${replaced}`]),
      ...(checked ? [] : ['value not checked']),
    ].join('; ');
    const end = remarks === '' ? '' : ` (${remarks})`;
    return `${`${name} = ${value}`.padEnd(width)}  ${paint('quiet', `${placeText(place)}${end}`)}`;
  });
}
