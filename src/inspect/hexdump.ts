/** Bytes in hexadecimal: as they are stored, and beside it, where there is something to compare, in clear. */
import type { Page } from './paint.js';

const WIDE = 120;
const GAP = '  ';

const hex = (bytes: Buffer, room: number): string =>
  [...bytes]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join(' ')
    .padEnd(room * 3 - 1);

const letters = (bytes: Buffer): string => bytes.toString('latin1').replace(/[^ -~]/g, '.');

/** What begins at some byte. */
export type Marks = ReadonlyMap<number, string>;

/** Lines of the dump with what begins in them; those that repeat the one before, in clear, are left out. */
export function hexdump(stored: Buffer, plain: Buffer | undefined, marks: Marks, out: Page): string[] {
  const perLine = plain && out.width < WIDE ? 8 : 16;
  const lines: string[] = [];
  let before: string | undefined;
  for (let at = 0; at < stored.length; at += perLine) {
    const left = stored.subarray(at, at + perLine);
    const right = plain?.subarray(at, at + perLine);
    const key = (right ?? left).toString('latin1');
    const titles = [...marks].filter(([start]) => start >= at && start < at + perLine).map(([, title]) => title);
    if (key === before && titles.length === 0 && at + perLine < stored.length) {
      if (lines.at(-1) !== REPEATED) lines.push(REPEATED);
      continue;
    }
    before = key;
    for (const title of titles) lines.push(`       ${out.paint('special', `── ${title}`)}`);
    lines.push(lineText(at, left, right, perLine, out));
  }
  return lines;
}

const REPEATED = '      *';

function lineText(at: number, left: Buffer, right: Buffer | undefined, room: number, { paint }: Page): string {
  const address = paint('quiet', String(at).padStart(5));
  if (!right) return `${address}${GAP}${hex(left, room)}${GAP}${letters(left)}`;
  const same = left.equals(right);
  const cipher = hex(left, room);
  return [
    address,
    same ? cipher : paint('doubtful', cipher),
    paint(same ? 'quiet' : 'good', hex(right, room)),
    letters(right),
  ].join(GAP);
}
