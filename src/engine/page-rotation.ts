/** Writing pages anew under another key version, or in clear, without knowing what is in them. */
import type { KeyVersion } from '../services/encryption.js';
import { isUnwritten } from './page/checksum.js';
import { PageCorruption } from './page/corruption.js';
import { checkPlainPage, keyVersionOf, type PageCheck, type PageCipher, sealPage } from './page/crypt.js';
import { neverEncrypted, PAGE_NUMBER, PAGE_SIZE, writeLsn } from './page/layout.js';
import type { PageImage } from './store/journal.js';
import type { SpaceFile } from './store/space-file.js';

export interface PageRotation {
  readonly cipher: PageCipher;
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

export interface RotatedPages {
  readonly images: readonly PageImage[];
  /** How many of them needed it. */
  readonly modified: number;
  /** The lowest version on pages that stay as they are; undefined where there are none. */
  readonly oldest: KeyVersion | undefined;
  /** How many pages were encrypted before. */
  readonly decrypted: number;
}

/** Rotates those of `count` pages that need it. Throws PageCorruption; nothing has been written then. */
export function rotatePages(file: SpaceFile, first: number, count: number, rotation: PageRotation): RotatedPages {
  const run = file.read(first, count, rotation.memory);
  const images: PageImage[] = [];
  let oldest: KeyVersion | undefined;
  let decrypted = 0;
  let modified = 0;
  for (const { from, to, version, isDirty } of groups(run, first, file, rotation.dirty)) {
    const isNeeded = rotation.needs(version);
    if (!isNeeded && !isDirty) oldest = Math.min(oldest ?? version, version);
    if (!isNeeded && (!isDirty || version === rotation.version)) continue;
    if (!isDirty) modified += to - from;
    const group = run.subarray(from * PAGE_SIZE, to * PAGE_SIZE);
    verify(group, first + from, version === 0 ? checkEach(group) : rotation.cipher.decryptRun(group));
    if (version !== 0) decrypted += to - from;
    for (let at = from; at < to; at++) {
      const image = run.subarray(at * PAGE_SIZE, (at + 1) * PAGE_SIZE);
      writeLsn(image, rotation.lsn);
      sealPage(image, rotation.cipher, rotation.version);
      images.push({ page: first + at, image });
    }
  }
  return { images, modified, oldest, decrypted };
}

interface Group {
  readonly from: number;
  readonly to: number;
  readonly version: KeyVersion;
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

function checkEach(group: Buffer): PageCheck[] {
  const checks: PageCheck[] = [];
  for (let at = 0; at < group.length; at += PAGE_SIZE) checks.push(checkPlainPage(group.subarray(at, at + PAGE_SIZE)));
  return checks;
}

function verify(group: Buffer, first: number, checks: readonly PageCheck[]): void {
  for (const [at, check] of checks.entries()) {
    if (check !== 'ok') throw new PageCorruption(first + at, check);
    const number = group.readUInt32BE(at * PAGE_SIZE + PAGE_NUMBER);
    if (number !== first + at) throw new PageCorruption(first + at, `is page ${number}`);
  }
}
