/** Which pages of a tablespace are written anew under another key version, or in clear. */
import type { KeyVersion } from '../services/encryption.js';
import { isUnwritten } from './page/checksum.js';
import { keyVersionOf } from './page/crypt.js';
import { neverEncrypted, PAGE_SIZE } from './page/layout.js';
import type { PageGroup, Reseal } from './page/reseal.js';
import type { PageImage } from './store/journal.js';
import type { SpaceFile } from './store/space-file.js';

export interface PageRotation {
  /** What pages are written with; 0: they become plain. */
  readonly version: KeyVersion;
  /** Whether a page with that version is written anew. */
  needs(version: KeyVersion): boolean;
  /** Pages that were about to be written when the rotation began: they get the version without needing it. */
  readonly dirty: ReadonlySet<number>;
  /** A fresh one, hence a new initialisation vector for each page. */
  readonly lsn: number;
  /** Memory for the pages; what comes of them is in it, too. */
  readonly memory: Buffer;
}

export interface PlannedRotation {
  /** What has still to be computed: until then the images are the pages as they were. */
  readonly work: Reseal;
  readonly images: readonly PageImage[];
  /** How many of them needed it. */
  readonly modified: number;
  /** The lowest version on pages that stay as they are; undefined where there are none. */
  readonly oldest: KeyVersion | undefined;
  /** How many pages were encrypted before. */
  readonly decrypted: number;
}

/** Reads pages and finds those that need it. */
export function planRotation(
  file: SpaceFile,
  first: number,
  count: number,
  { version: target, lsn, memory, needs, dirty }: PageRotation,
): PlannedRotation {
  const run = file.read(first, count, memory);
  const chosen: PageGroup[] = [];
  const images: PageImage[] = [];
  let oldest: KeyVersion | undefined;
  let decrypted = 0;
  let modified = 0;
  for (const { from, to, version, isDirty } of groups(run, first, file, dirty)) {
    const isNeeded = needs(version);
    if (!isNeeded && !isDirty) oldest = Math.min(oldest ?? version, version);
    if (!isNeeded && (!isDirty || version === target)) continue;
    if (!isDirty) modified += to - from;
    if (version !== 0) decrypted += to - from;
    chosen.push({ from, to, version });
    for (let at = from; at < to; at++) {
      images.push({ page: first + at, image: run.subarray(at * PAGE_SIZE, (at + 1) * PAGE_SIZE) });
    }
  }
  return { work: { pages: run, first, groups: chosen, version: target, lsn }, images, modified, oldest, decrypted };
}

interface Group extends PageGroup {
  readonly isDirty: boolean;
}

/** Neighbours with one version, without those that a rotation leaves alone. */
function* groups(run: Buffer, first: number, file: SpaceFile, dirty: ReadonlySet<number>): Generator<Group> {
  let group: Group | undefined;
  for (let at = 0; (at + 1) * PAGE_SIZE <= run.length; at++) {
    const page = run.subarray(at * PAGE_SIZE, (at + 1) * PAGE_SIZE);
    const version = keyVersionOf(page);
    const isLeftAlone =
      neverEncrypted(first + at) || file.isPending(first + at) || (version === 0 && isUnwritten(page));
    const isDirty = dirty.has(first + at);
    if (group && (isLeftAlone || version !== group.version || isDirty !== group.isDirty)) {
      yield group;
      group = undefined;
    }
    if (!isLeftAlone) group = { from: group?.from ?? at, to: at + 1, version, isDirty };
  }
  if (group) yield group;
}
