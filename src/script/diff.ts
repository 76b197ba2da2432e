/** Differences of two texts in the unified form that `diff -u` and the real runner show. */

const CONTEXT = 3;

type Edit = { readonly sign: ' ' | '-' | '+'; readonly line: string };

/** The differences, empty for equal texts. */
export function unifiedDiff(before: string, after: string, beforeName: string, afterName: string): string {
  if (before === after) return '';
  const edits = compare(toLines(before), toLines(after));
  return `--- ${beforeName}\n+++ ${afterName}\n${hunks(edits).join('')}`;
}

/** One place where the texts differ: `line` is the first one there in the text after, counted from 1. */
export interface Change {
  readonly line: number;
  readonly removed: number;
  readonly added: number;
}

/** Where two texts differ. */
export function changesOf(before: string, after: string): readonly Change[] {
  const changes: { line: number; removed: number; added: number }[] = [];
  let line = 1;
  let open = false;
  for (const { sign } of compare(toLines(before), toLines(after))) {
    if (sign === ' ') {
      open = false;
      line++;
      continue;
    }
    if (!open) changes.push({ line, removed: 0, added: 0 });
    open = true;
    const change = changes.at(-1);
    if (change) change[sign === '+' ? 'added' : 'removed']++;
    if (sign === '+') line++;
  }
  return changes;
}

/** A last line without its newline is marked, as diff does it. */
function toLines(text: string): string[] {
  const lines = text.split('\n');
  const last = lines.pop() ?? '';
  if (last !== '') lines.push(`${last}\n\\ No newline at end of file`);
  return lines;
}

/** Beyond this many differing lines the shortest edit is not searched for: the whole middle counts as replaced. */
const MAX_DISTANCE = 1000;

/** The shortest edit script (Myers), its common beginning and end cut off first. */
function compare(before: readonly string[], after: readonly string[]): Edit[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  const most = Math.min(before.length, after.length) - start;
  while (end < most && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  const same = (line: string): Edit => ({ sign: ' ', line });
  return [
    ...before.slice(0, start).map(same),
    ...shortestEdit(before.slice(start, before.length - end), after.slice(start, after.length - end)),
    ...before.slice(before.length - end).map(same),
  ];
}

function shortestEdit(before: readonly string[], after: readonly string[]): Edit[] {
  const furthest = new Map<number, number>([[1, 0]]);
  const history: Map<number, number>[] = [];
  for (let distance = 0; distance <= MAX_DISTANCE; distance++) {
    history.push(new Map(furthest));
    for (let diagonal = -distance; diagonal <= distance; diagonal += 2) {
      let x = stepsDown(furthest, diagonal, distance) ? at(furthest, diagonal + 1) : at(furthest, diagonal - 1) + 1;
      while (x < before.length && x - diagonal < after.length && before[x] === after[x - diagonal]) x++;
      furthest.set(diagonal, x);
      if (x >= before.length && x - diagonal >= after.length) return backtrack(before, after, history);
    }
  }
  return [...before.map((line): Edit => ({ sign: '-', line })), ...after.map((line): Edit => ({ sign: '+', line }))];
}

const at = (furthest: ReadonlyMap<number, number>, diagonal: number): number => furthest.get(diagonal) ?? -1;

function stepsDown(furthest: ReadonlyMap<number, number>, diagonal: number, distance: number): boolean {
  return diagonal === -distance || (diagonal !== distance && at(furthest, diagonal - 1) < at(furthest, diagonal + 1));
}

function backtrack(
  before: readonly string[],
  after: readonly string[],
  history: readonly Map<number, number>[],
): Edit[] {
  const edits: Edit[] = [];
  let x = before.length;
  let y = after.length;
  for (let distance = history.length - 1; distance >= 0; distance--) {
    const furthest = history[distance] ?? new Map<number, number>();
    const diagonal = x - y;
    const down = stepsDown(furthest, diagonal, distance);
    const previousX = at(furthest, down ? diagonal + 1 : diagonal - 1);
    const previousY = previousX - (down ? diagonal + 1 : diagonal - 1);
    const startX = down ? previousX : previousX + 1;
    while (x > startX && x > 0 && y > 0) edits.push({ sign: ' ', line: before[--x] ?? '', ...(y-- && {}) });
    if (distance > 0)
      edits.push(down ? { sign: '+', line: after[previousY] ?? '' } : { sign: '-', line: before[previousX] ?? '' });
    x = previousX;
    y = previousY;
  }
  return edits.reverse();
}

function hunks(edits: readonly Edit[]): string[] {
  const texts: string[] = [];
  const changed = edits.flatMap((edit, index) => (edit.sign === ' ' ? [] : [index]));
  for (let first = 0; first < changed.length; ) {
    let last = first;
    while (last + 1 < changed.length && (changed[last + 1] ?? 0) - (changed[last] ?? 0) <= 2 * CONTEXT) last++;
    const start = Math.max(0, (changed[first] ?? 0) - CONTEXT);
    texts.push(hunk(edits, start, Math.min(edits.length, (changed[last] ?? 0) + CONTEXT + 1)));
    first = last + 1;
  }
  return texts;
}

function hunk(edits: readonly Edit[], start: number, end: number): string {
  const before = edits.slice(0, start).filter(({ sign }) => sign !== '+').length;
  const after = edits.slice(0, start).filter(({ sign }) => sign !== '-').length;
  const inside = edits.slice(start, end);
  const removed = range(before, inside.filter(({ sign }) => sign !== '+').length);
  const added = range(after, inside.filter(({ sign }) => sign !== '-').length);
  return `@@ -${removed} +${added} @@\n${inside.map(({ sign, line }) => `${sign}${line}\n`).join('')}`;
}

function range(before: number, length: number): string {
  const start = length === 0 ? before : before + 1;
  return length === 1 ? String(start) : `${start},${length}`;
}
