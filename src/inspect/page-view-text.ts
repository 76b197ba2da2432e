/** One page, for people. */
import { hexdump, type Marks } from './hexdump.js';
import type { PageView } from './page-view.js';
import { type Page, printable, type Style, wrap } from './paint.js';

export function pageViewText(path: string, view: PageView, out: Page): string {
  const { paint } = out;
  const { facts, sections, extents, typeInside } = view;
  const type = typeInside === undefined ? facts.typeName : `${facts.typeName}, ${typeInside} inside`;
  const blocks = [
    `${paint('title', `Page ${facts.number} of ${printable(path)}`)}: ${type}\n${stateLines(view, out).join('\n')}`,
    ...sections.map(({ title, fields }) =>
      [
        paint('title', title),
        ...fields.map(
          ({ at, name, value }) =>
            `  ${paint('quiet', String(at).padStart(5))}  ${name.padEnd(26)} ${printable(value)}`,
        ),
      ].join('\n'),
    ),
    extents.length === 0 ? '' : [paint('title', 'Extents'), ...extents.map((line) => `  ${line}`)].join('\n'),
    recordsText(view, out),
    facts.state === 'unwritten' ? '' : bytesText(view, out),
  ];
  return `${blocks.filter((text) => text !== '').join('\n\n')}\n`;
}

function stateLines({ facts, keyId, verdict, mode, compressed, plain }: PageView, out: Page): string[] {
  const { state, keyVersion, damage, staysPlain, doublewrite, storedSize } = facts;
  const say = (style: Style, text: string) => wrap(text, out.width - 2).map((line) => `  ${out.paint(style, line)}`);
  if (state === 'unwritten') return say('quiet', 'never written: nothing but zeros');
  const lines: string[] = [];
  if (doublewrite)
    lines.push(...say('special', 'a place of the doublewrite buffer: a copy of some page, which is not judged'));
  if (damage !== undefined) lines.push(...say('bad', `damaged: ${damage}`));
  else if (!doublewrite) lines.push(...say('good', 'its checksum is right'));
  if (state === 'encrypted') {
    const version = keyVersion === 0 ? 'a version that it does not name' : `version ${keyVersion}`;
    lines.push(...say('good', `encrypted with key ${keyId ?? '(unknown)'}, ${version}`));
  } else lines.push(...say(staysPlain ? 'special' : 'doubtful', staysPlain ? 'plain, as InnoDB leaves it' : 'plain'));
  if (compressed) lines.push(...say('quiet', `compressed to ${storedSize} bytes`));
  if (state === 'encrypted' && damage === undefined)
    lines.push(...say(plain ? 'good' : 'bad', verdictText(verdict, mode)));
  else if (verdict !== undefined && verdict !== 'ok') lines.push(...say('doubtful', verdictText(verdict, mode)));
  return lines;
}

function verdictText(verdict: PageView['verdict'], mode: string | undefined): string {
  switch (verdict) {
    case undefined:
      return 'not decrypted: no keys were given';
    case 'ok':
      return `decrypted with AES-${mode}`;
    case 'key missing':
      return 'not decrypted: the key is missing among those given';
    case 'not decoded':
      return 'not decompressed: its algorithm is another one than zlib';
    default:
      return 'not decrypted: the given key is another one than it was encrypted with';
  }
}

function recordsText({ records, directory }: PageView, out: Page): string {
  if (!records || !directory) return '';
  const lines = records.records.map(({ at, heapNumber, status, owned, deleted, next }) => {
    const owner = owned > 0 ? `owns ${owned}` : '';
    return `  ${out.paint('quiet', String(at).padStart(5))}  heap ${String(heapNumber).padEnd(5)} ${status.padEnd(12)} ${`next ${next}`.padEnd(11)} ${owner.padEnd(8)} ${deleted ? out.paint('doubtful', 'deleted') : ''}`.trimEnd();
  });
  return [
    out.paint('title', `Records (${records.records.length})`),
    ...lines,
    ...(records.problem === undefined ? [] : [`  ${out.paint('bad', records.problem)}`]),
    out.paint('title', `Directory (${directory.length} slots)`),
    ...wrap(directory.join(' '), out.width - 2).map((text) => `  ${text}`),
  ].join('\n');
}

function bytesText(view: PageView, out: Page): string {
  const { stored, plain } = view;
  const title = plain ? 'Bytes: in the file, and opened' : 'Bytes';
  return [out.paint('title', title), ...hexdump(stored, plain, marksOf(view), out)].join('\n');
}

const FIRST_RECORD = 94;
const TRAILER = 8;

/** Where sections begin. */
function marksOf({ sections, directory, stored }: PageView): Marks {
  const marks = new Map(sections.flatMap(({ title, fields }) => (fields[0] ? [[fields[0].at, title] as const] : [])));
  if (directory) {
    marks.set(FIRST_RECORD, 'Records');
    marks.set(stored.length - TRAILER - 2 * directory.length, 'Directory');
  }
  return marks;
}
