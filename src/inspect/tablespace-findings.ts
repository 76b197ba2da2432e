/** From the facts of a tablespace to its report. */
import { NOT_ENCRYPTED, SYSTEM_KEY_ID } from '../services/encryption.js';
import type { PageFormat } from './format.js';
import type { PageCensus } from './page-census.js';
import { TEMPORARY_SPACE } from './page-facts.js';
import {
  countText,
  type Encryption,
  type FileKind,
  type Findings,
  type Line,
  type Problem,
  rangesText,
  sizeText,
} from './report.js';
import { type KeyResult, type TablespaceFacts, UNKNOWN_SPACE } from './tablespace.js';

/** What the name of a file and its tablespace id make of it. */
function kindOf(name: string, spaceId: number): FileKind {
  if (spaceId === TEMPORARY_SPACE || /^ibtmp\d/.test(name)) return 'temporary tablespace';
  if (/^(innodb_)?undo_?\d+/.test(name)) return 'undo tablespace';
  return spaceId === 0 ? 'system tablespace' : 'tablespace';
}

export function tablespaceFindings(name: string, facts: TablespaceFacts): Findings {
  const { census, crypt, spaceId, format } = facts;
  const kind = kindOf(name, spaceId);
  const encryption = encryptionOf(census);
  const why = encryption === 'encrypted' || encryption === 'no data' ? undefined : whyNot(kind, facts);
  return {
    kind,
    encryption,
    ...(why === undefined ? {} : { why }),
    ...keyIdOf(kind, facts),
    keyVersions: usedVersions(census),
    lines: linesOf(facts, kind),
    problems: problemsOf(facts),
    details: {
      spaceId,
      format: format.checksums,
      flags: format.flags,
      pageSize: format.pageSize,
      compressed: format.compressedTable,
      pageCompression: format.pageCompression,
      pages: facts.pages,
      ...(crypt && {
        crypt: { type: crypt.type, mode: crypt.mode, minKeyVersion: crypt.minKeyVersion, keyId: crypt.keyId },
      }),
      encryptedPages: census.encrypted,
      plainPages: census.plain,
      remainingPages: census.remains,
      neverEncryptedPages: census.staysPlain,
      unwrittenPages: census.unwritten,
      types: census.types,
      versions: census.versions,
      damagedPages: census.damagedCount,
      damaged: census.damaged,
      newestLsn: String(census.newestLsn),
      ...(facts.keys && { keys: facts.keys }),
    },
    map: { span: census.span, cells: census.cells },
  };
}

function keyIdOf(kind: FileKind, { crypt, census }: TablespaceFacts): { keyId?: number } {
  if (crypt) return { keyId: crypt.keyId };
  return kind === 'temporary tablespace' && census.encrypted > 0 ? { keyId: SYSTEM_KEY_ID } : {};
}

/** The pages that never are encrypted do not count. */
function usedVersions({ versions, staysPlain }: PageCensus): Record<string, number> {
  const used = { ...versions };
  const plain = (used[NOT_ENCRYPTED] ?? 0) - staysPlain;
  if (plain > 0) used[NOT_ENCRYPTED] = plain;
  else delete used[NOT_ENCRYPTED];
  return used;
}

function encryptionOf({ encrypted, plain, remains, damagedCount }: PageCensus): Encryption {
  if (plain > 0) return encrypted > 0 ? 'partly' : 'plain';
  if (encrypted > 0) return remains > 0 ? 'remains' : 'encrypted';
  if (remains > 0) return 'remains';
  return damagedCount > 0 ? 'unknown' : 'no data';
}

function whyNot(kind: FileKind, { crypt, census }: TablespaceFacts): string {
  if (encryptionOf(census) === 'unknown') return 'all its pages are damaged';
  if (encryptionOf(census) === 'remains')
    return `${countText(census.remains, 'page')} that InnoDB has given up still ${census.remains === 1 ? 'holds' : 'hold'} old data in clear`;
  if (kind === 'temporary tablespace') return 'innodb_encrypt_temporary_tables was OFF';
  if (crypt?.mode === 'NO') return 'the table has ENCRYPTED=NO';
  const some = census.encrypted > 0;
  if (crypt?.mode === 'YES') return `ENCRYPTED=YES, but ${countText(census.plain, 'page')} are still plain`;
  if (some && crypt?.minKeyVersion === NOT_ENCRYPTED)
    return `encryption or decryption of it is not finished: ${countText(census.plain, 'page')} are plain`;
  if (some) return `${countText(census.plain, 'page')} are plain, which encryption threads have passed over`;
  return crypt
    ? 'innodb_encrypt_tables was OFF when its pages were written'
    : 'it was made with innodb_encrypt_tables=OFF, and no encryption thread has come to it since';
}

function linesOf(facts: TablespaceFacts, kind: FileKind): Line[] {
  const { format, spaceId, pages, census, crypt, keys } = facts;
  const { encrypted, plain, remains, staysPlain, unwritten, damagedCount } = census;
  const counts = [
    encrypted > 0 ? `${encrypted} encrypted` : '',
    plain > 0 ? `${plain} plain (${namedPages(census.plainPages, plain)})` : '',
    remains > 0 ? `${remains} with old data in clear (${namedPages(census.remainsPages, remains)})` : '',
    staysPlain > 0 ? `${staysPlain} never encrypted` : '',
    unwritten > 0 ? `${unwritten} never written` : '',
    damagedCount > 0 ? `${damagedCount} damaged` : '',
  ];
  const space = spaceId === UNKNOWN_SPACE ? 'unknown' : kind === 'temporary tablespace' ? 'temporary' : String(spaceId);
  const lines: Line[] = [
    ['space id', space],
    ['format', formatText(format, facts.formatIsKnown)],
    ['encryption', encryptionText(facts, kind)],
    ['pages', `${pages}: ${counts.filter((text) => text !== '').join(', ')}`],
    ['key versions', versionsText(usedVersions(census))],
    ['page types', typesText(census.types)],
    ['checksums', damagedCount === 0 ? 'all right' : `${damagedCount} wrong, ${census.total - damagedCount} right`],
  ];
  if (census.compressed > 0) {
    const share = Math.round((census.compressedBytes / (census.compressed * format.pageSize)) * 100);
    lines.push([
      'compression',
      `${countText(census.compressed, 'page')} take ${sizeText(census.compressedBytes)}, ${share} % of their size`,
    ]);
  }
  if (keys && crypt && encrypted > 0) lines.push(['keys', keysText(keys, crypt.keyId)]);
  else if (crypt && encrypted > 0)
    lines.push([
      'keys',
      `needs key ${crypt.keyId}, version ${Object.keys(usedVersions(census))
        .filter((version) => version !== '0')
        .join(', ')}`,
    ]);
  return lines.filter(([, text]) => text !== '');
}

const namedPages = (pages: readonly number[], count: number): string =>
  `${rangesText(pages)}${count > pages.length ? ' …' : ''}`;

function formatText(
  { checksums, pageSize, logicalSize, compressedTable, pageCompression, flags }: PageFormat,
  known: boolean,
): string {
  const parts = [checksums === 'full_crc32' ? 'full_crc32' : 'before full_crc32', `pages of ${sizeText(pageSize)}`];
  if (compressedTable) parts.push(`ROW_FORMAT=COMPRESSED (of ${sizeText(logicalSize)})`);
  if (pageCompression !== 'none')
    parts.push(`PAGE_COMPRESSED${pageCompression === 'yes' ? '' : ` with ${pageCompression}`}`);
  parts.push(known ? `flags 0x${flags.toString(16)}` : 'found out by trying, since page 0 is damaged');
  return parts.join(', ');
}

function encryptionText({ crypt, census }: TablespaceFacts, kind: FileKind): string {
  if (crypt) {
    const { mode, type, minKeyVersion, keyId } = crypt;
    const threshold = minKeyVersion === NOT_ENCRYPTED ? 'pages may be plain' : `no version below ${minKeyVersion}`;
    return type === 0
      ? `ENCRYPTED=${mode}, scheme 0: not encrypted`
      : `ENCRYPTED=${mode}, scheme 1, key ${keyId}, ${threshold}`;
  }
  if (kind === 'temporary tablespace' && census.encrypted > 0) return 'key 1; pages do not say which version';
  return census.encrypted > 0 ? 'unknown: page 0 has no crypt data' : 'none (page 0 has no crypt data)';
}

const versionsText = (versions: Readonly<Record<string, number>>): string =>
  Object.entries(versions)
    .map(([version, pages]) => `${version === '0' ? 'plain' : version} × ${pages}`)
    .join(', ');

const typesText = (types: Readonly<Record<string, number>>): string =>
  Object.entries(types)
    .toSorted(([, left], [, right]) => right - left)
    .map(([name, pages]) => `${pages} ${name}`)
    .join(', ');

function keysText({ decrypted, wrongKey, notDecoded, missing, mode }: KeyResult, keyId: number): string {
  const parts = [`key ${keyId} opens ${countText(decrypted, 'page')}${mode ? ` (AES-${mode})` : ''}`];
  if (wrongKey > 0) parts.push(`${wrongKey} do not open: a wrong key`);
  const missingPages = Object.values(missing).reduce((sum, pages) => sum + pages, 0);
  if (missingPages > 0) parts.push(`for ${missingPages} version ${Object.keys(missing).join(', ')} is missing`);
  if (notDecoded > 0)
    parts.push(`${notDecoded} can not be judged: they are compressed with another algorithm than zlib`);
  return parts.join('; ');
}

function problemsOf(facts: TablespaceFacts): Problem[] {
  const { census, crypt, keys, rest, pages, sizeInHeader, formatIsKnown } = facts;
  const problems: Problem[] = [];
  if (!formatIsKnown) problems.push({ level: 'damage', text: 'page 0 is damaged: flags and crypt data are not known' });
  for (const { page, problem } of census.damaged) problems.push({ level: 'damage', text: `page ${page}: ${problem}` });
  const more = census.damagedCount - census.damaged.length;
  if (more > 0) problems.push({ level: 'damage', text: `and ${countText(more, 'other page')}` });
  if (rest > 0) problems.push({ level: 'damage', text: `it ends within page ${pages}` });
  if (census.total < pages) problems.push({ level: 'warning', text: 'it became shorter while it was read' });
  if (formatIsKnown && sizeInHeader > pages)
    problems.push({ level: 'damage', text: `page 0 says that it has ${sizeInHeader} pages, but there are ${pages}` });
  if (keys && keys.wrongKey > 0)
    problems.push({
      level: 'damage',
      text: `the given key ${crypt?.keyId} is wrong for ${countText(keys.wrongKey, 'page')}`,
    });
  for (const [version, count] of Object.entries(keys?.missing ?? {}))
    problems.push({
      level: 'damage',
      text: `key ${crypt?.keyId} version ${version} is missing among the given keys: ${countText(count, 'page')}`,
    });
  if (!crypt && formatIsKnown && census.encrypted > 0 && facts.spaceId !== TEMPORARY_SPACE)
    problems.push({ level: 'damage', text: 'pages are encrypted, but page 0 has no crypt data: nobody can read them' });
  return problems;
}
