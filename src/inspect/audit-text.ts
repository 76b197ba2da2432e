/** The answer of an audit, for people. */
import type { Audit, AuditItem } from './audit.js';
import { type Page, printable, type Style, shorten, wrap } from './paint.js';
import { sizeText } from './report.js';

const ANSWERS = {
  encrypted: 'Everything that MariaDB can encrypt is encrypted.',
  'not encrypted': 'Not everything is encrypted.',
  unknown: 'It is not known whether everything is encrypted.',
} as const;

const STYLES = { encrypted: 'good', 'not encrypted': 'bad', unknown: 'doubtful' } as const;

export function auditText(result: Audit, place: string, out: Page): string {
  const { verdict, minVersion, plain, partly, remains, outdated, unknown, damaged, encrypted } = result;
  const upTo = minVersion === undefined ? '' : ` with key version ${minVersion} or a later one`;
  const answer = ANSWERS[verdict].replace(/ encrypted\.$/, ` encrypted${upTo}.`);
  const sections = [
    `${out.paint(STYLES[verdict], answer)}\n${out.paint('quiet', printable(place))}`,
    section('Not encrypted', plain, 'bad', out),
    section('Encrypted in part', partly, 'bad', out),
    section('Encrypted, with old data in clear', remains, 'doubtful', out),
    section(`Older than key version ${minVersion}`, outdated, 'bad', out),
    section('Not known', unknown, 'doubtful', out),
    section('Damaged', damaged, 'bad', out),
    encryptedText(encrypted, out),
    neverText(result, out),
  ];
  return `${sections.filter((text) => text !== '').join('\n\n')}\n`;
}

/** Files by what is to be said of them. */
function section(title: string, items: readonly AuditItem[], style: Style, out: Page): string {
  if (items.length === 0) return '';
  const reasons = [...new Set(items.map(({ why }) => why))];
  const lines = reasons.flatMap((why) => [
    ...wrap(why, out.width - 2).map((text) => `  ${out.paint(style, text)}`),
    ...items.filter((item) => item.why === why).map(({ path, size }) => itemLine(path, size, out)),
  ]);
  return [out.paint('title', `${title} (${items.length})`), ...lines].join('\n');
}

const SIZE_WIDTH = 10;

function itemLine(path: string, size: number, out: Page): string {
  const room = Math.min(out.width - SIZE_WIDTH - 6, NAME_MAX);
  return `    ${shorten(printable(path), room).padEnd(room)}  ${sizeText(size).padStart(SIZE_WIDTH)}`;
}

const NAME_MAX = 60;

/** One line for each kind of file, with the keys that they need. */
function encryptedText(items: readonly AuditItem[], out: Page): string {
  if (items.length === 0) return '';
  const kinds = [...new Set(items.map(({ kind }) => kind))];
  const lines = kinds.map((kind) => {
    const of = items.filter((item) => item.kind === kind);
    const size = of.reduce((sum, item) => sum + item.size, 0);
    return `${of.length} × ${kind} (${sizeText(size)}): ${keysText(of)}`;
  });
  return [
    out.paint('title', `Encrypted (${items.length})`),
    ...lines.flatMap((text) => wrap(text, out.width - 2)).map((text) => `  ${text}`),
  ].join('\n');
}

function keysText(items: readonly AuditItem[]): string {
  const versions = new Map<number, Set<number>>();
  for (const { keyId, keyVersions = [] } of items) {
    if (keyId === undefined) continue;
    const known = versions.get(keyId) ?? new Set();
    for (const version of keyVersions) known.add(version);
    versions.set(keyId, known);
  }
  return [...versions]
    .toSorted(([left], [right]) => left - right)
    .map(([id, known]) => {
      const list = [...known].toSorted((left, right) => left - right);
      return list.length === 0 ? `key ${id}` : `key ${id} version ${list.join(', ')}`;
    })
    .join('; ');
}

function neverText({ neverEncrypted }: Audit, out: Page): string {
  const kinds = Object.entries(neverEncrypted).map(([what, count]) => `${count} × ${what}`);
  if (kinds.length === 0) return '';
  const title = out.paint('title', 'Never encrypted by MariaDB, and not counted');
  return [title, ...wrap(kinds.join(', '), out.width - 2).map((text) => `  ${out.paint('quiet', text)}`)].join('\n');
}
