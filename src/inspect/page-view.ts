/** One page of a tablespace: what its fields say, its records, and its bytes, in clear beside those in the file. */
import type { OpenFile } from '../base/ports.js';
import { ENCRYPTED, PAGE_TYPE } from '../engine/page/layout.js';
import { Descriptors } from './descriptors.js';
import type { PageFormat } from './format.js';
import { type PageFacts, pageFacts, typeName } from './page-facts.js';
import {
  bodySections,
  directoryOf,
  filHeader,
  filTrailer,
  type RecordFacts,
  recordsOn,
  type Section,
} from './page-fields.js';
import { isCompressed, type Keys, type OpenVerdict, PageOpener } from './page-opener.js';
import { readAt, type SpaceHeader } from './tablespace.js';

export interface PageView {
  readonly facts: PageFacts;
  readonly format: PageFormat;
  readonly keyId?: number;
  /** What became of an attempt to open it; absent where nothing was to be opened, or no keys were given. */
  readonly verdict?: OpenVerdict;
  readonly mode?: string;
  readonly compressed: boolean;
  /** What a compressed page is. */
  readonly typeInside?: string;
  readonly sections: readonly Section[];
  readonly extents: readonly string[];
  readonly records?: { readonly records: readonly RecordFacts[]; readonly problem?: string };
  readonly directory?: readonly number[];
  readonly stored: Buffer;
  /** Where it differs from what is stored. */
  readonly plain?: Buffer;
}

/** Reads and opens a page; undefined where the file has no such page. */
export function viewPage(
  file: OpenFile,
  header: SpaceHeader,
  number: number,
  keys: Keys | undefined,
): PageView | undefined {
  const { format, spaceId, crypt, doublewrite } = header;
  const stored = readAt(file, number * format.pageSize, format.pageSize);
  if (stored.length < format.pageSize) return undefined;
  const facts = pageFacts(stored, { number, spaceId, format, doublewrite });
  const encrypted = facts.state === 'encrypted';
  const compressed = isCompressed(stored, format);
  const sound = facts.damage === undefined && facts.state !== 'unwritten' && !facts.doublewrite;
  const opened =
    sound && (compressed || (encrypted && keys))
      ? new PageOpener(format, spaceId, crypt, keys).open(stored, encrypted)
      : undefined;
  const readable = opened?.page ?? (encrypted || compressed ? undefined : stored);
  return {
    facts,
    format,
    ...(crypt && { keyId: crypt.keyId }),
    ...(opened && { verdict: opened.verdict }),
    ...(opened?.mode && { mode: opened.mode }),
    compressed,
    stored,
    ...(opened?.page && { plain: opened.page }),
    ...(compressed && readable && { typeInside: typeName(readable.readUInt16BE(PAGE_TYPE)) }),
    ...contentOf(stored, readable, facts, format),
  };
}

type Content = Pick<PageView, 'sections' | 'extents' | 'records' | 'directory'>;

/** What can be read: of a page that stays closed, its header alone. */
function contentOf(stored: Buffer, readable: Buffer | undefined, facts: PageFacts, format: PageFormat): Content {
  if (facts.state === 'unwritten') return { sections: [], extents: [] };
  const encrypted = facts.state === 'encrypted';
  const head = filHeader(stored, format, encrypted);
  if (!readable) {
    const visible = head.fields.filter(({ at }) => format.checksums === 'legacy' || at < ENCRYPTED);
    return { sections: [{ ...head, fields: visible }], extents: [] };
  }
  const type = readable.readUInt16BE(PAGE_TYPE);
  const name = typeName(type);
  const trailer = filTrailer(readable, format);
  const isIndex = /^INDEX|^RTREE/.test(name) && !format.compressedTable;
  const records = isIndex ? recordsOn(readable) : undefined;
  return {
    sections: [
      withOpened(head, filHeader(readable, format, encrypted)),
      ...bodySections(readable, name, format),
      ...(trailer ? [trailer] : []),
    ],
    extents: name === 'FSP_HDR' || name === 'XDES' ? extentLines(readable, facts.number, format) : [],
    ...(records && { records }),
    ...(isIndex && { directory: directoryOf(readable) }),
  };
}

/** Fields that are readable on every page are shown as they stand in the file, the others as they are inside. */
const withOpened = (stored: Section, opened: Section): Section => ({
  ...stored,
  fields: stored.fields.map((field, index) => (field.at < ENCRYPTED ? field : (opened.fields[index] ?? field))),
});

const EXTENTS_SHOWN = 32;

function extentLines(page: Buffer, number: number, format: PageFormat): string[] {
  const lines: string[] = [];
  for (const { firstPage, at, state, segment, used } of new Descriptors(page, number, format).extents()) {
    if (lines.length === EXTENTS_SHOWN) return [...lines, '…'];
    const owner = state === 'FSEG' ? ` of segment ${segment}` : '';
    lines.push(`at ${at}: extent from page ${firstPage}, ${state}${owner}, ${used} pages used`);
  }
  return lines;
}
