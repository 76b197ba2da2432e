/** Applies a unified diff: an `.rdiff` file says in what a combination's result differs from the common one. */

interface Hunk {
  /** Line at which it is expected, from 0 on. */
  readonly start: number;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** The patched text; undefined when a part of the patch fits nowhere. Lines may have moved, as for `patch`. */
export function applyPatch(text: string, patch: string): string | undefined {
  const lines = text.split('\n');
  let shift = 0;
  for (const hunk of parseHunks(patch)) {
    const at = placeOf(hunk, lines, hunk.start + shift);
    if (at === undefined) return undefined;
    lines.splice(at, hunk.before.length, ...hunk.after);
    shift = at - hunk.start + hunk.after.length - hunk.before.length;
  }
  return lines.join('\n');
}

function parseHunks(patch: string): Hunk[] {
  const hunks: { start: number; before: string[]; after: string[] }[] = [];
  for (const line of patch.replace(/\n$/, '').split('\n')) {
    const [head, start, count] = /^@@ -(\d+)(?:,(\d+))? \+\d+(?:,\d+)? @@/.exec(line) ?? [];
    // Where nothing is replaced, the number is that of the line before.
    if (head !== undefined) hunks.push({ start: Number(start) - (count === '0' ? 0 : 1), before: [], after: [] });
    else addLine(hunks.at(-1), line);
  }
  return hunks;
}

function addLine(hunk: { before: string[]; after: string[] } | undefined, line: string): void {
  const kind = line[0] ?? ' ';
  const text = line.slice(1);
  if (kind === ' ' || kind === '-') hunk?.before.push(text);
  if (kind === ' ' || kind === '+') hunk?.after.push(text);
}

/** The nearest place at which the lines stand that the hunk replaces. */
function placeOf({ before }: Hunk, lines: readonly string[], expected: number): number | undefined {
  const fits = (at: number): boolean =>
    at >= 0 && at + before.length <= lines.length && before.every((line, index) => line === lines[at + index]);
  for (let distance = 0; distance <= lines.length; distance++) {
    if (fits(expected + distance)) return expected + distance;
    if (fits(expected - distance)) return expected - distance;
  }
  return undefined;
}
