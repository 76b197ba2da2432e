/** What the error log says about a page that cannot be used. */
import type { Log } from '../base/ports.js';
import { type KeyVersion, NOT_ENCRYPTED } from '../services/encryption.js';
import { FILE_ENDS, type PageCorruption } from './page/corruption.js';
import { PAGE_SIZE } from './page/layout.js';
import { headDamaged, pageDamaged, pageUndecryptable, type UnreadableTable } from './unreadable-table.js';

interface Finding {
  /** `./db/table.ibd` */
  readonly path: string;
  readonly space: number;
  /** As it stands on the page. */
  readonly keyVersion: number;
  /** What the client gets. */
  readonly failure: UnreadableTable;
}

const INDEX_CORRUPTION =
  'InnoDB: We detected index corruption in an InnoDB type table. You have to dump + drop + reimport the table or, in a case of widespread corruption, dump all InnoDB tables and recreate the whole tablespace. If the mariadbd server crashes after the startup or when you dump the tables. Please refer to https://mariadb.com/kb/en/library/innodb-recovery-modes/ for information about forcing recovery.';

/** The first pages of a tablespace: without them the table cannot be opened at all. */
const LAST_HEAD_PAGE = 3;

/** What a table with such a page answers. The log tells of it; `keyVersion` is what stands on the page. */
export function unreadableTable(
  corruption: PageCorruption,
  facts: Parameters<typeof headDamaged>[0],
  keyVersion: KeyVersion,
  log: Log,
): UnreadableTable {
  const failure = answerTo(corruption, keyVersion)(facts);
  reportCorruption(corruption, { path: facts.path, space: facts.space, keyVersion, failure }, log);
  return failure;
}

/** Without the first pages a table cannot be opened; what comes behind them is seen when it is read. */
function answerTo({ pageNumber, reason }: PageCorruption, keyVersion: KeyVersion): typeof headDamaged {
  if (pageNumber <= LAST_HEAD_PAGE) return headDamaged;
  const isThere = reason !== FILE_ENDS;
  return isThere && keyVersion !== NOT_ENCRYPTED ? pageUndecryptable : pageDamaged;
}

function reportCorruption({ pageNumber, reason }: PageCorruption, finding: Finding, log: Log): void {
  const error = (text: string) => log.write('ERROR', text);
  for (const line of pageLines(pageNumber, reason, finding)) error(`InnoDB: ${line}`);
  if (finding.failure.warning) return;
  if (finding.failure.stage === 'rows') error(INDEX_CORRUPTION);
  error(`mariadbd: ${finding.failure.message}`);
}

/** The file of a tablespace (`db/table`) is not there. */
export function reportMissing(tablespace: string, log: Log): void {
  const lines = [
    'Operating system error number 2 in a file operation.',
    "Error number 2 means 'No such file or directory'",
    `Cannot open datafile for read-only: './${tablespace}.ibd' OS error: 71`,
    `Could not find a valid tablespace file for ${tablespace}. Please refer to https://mariadb.com/docs/server/server-usage/storage-engines/innodb/innodb-troubleshooting/innodb-data-dictionary-troubleshooting for how to resolve the issue.`,
  ];
  for (const line of lines) log.write('ERROR', `InnoDB: ${line}`);
}

function pageLines(page: number, reason: string, { path, space, keyVersion }: Finding): string[] {
  const isCorrupted = `File '${path}' is corrupted`;
  if (page === 0) return [`The first page of file ${path} is corrupted`];
  if (reason === FILE_ENDS) {
    return [
      `Trying to read ${PAGE_SIZE} bytes at ${page * PAGE_SIZE} outside the bounds of the file: ${path}`,
      isCorrupted,
    ];
  }
  const isEncrypted = keyVersion !== 0;
  const looks = `Encrypted page [page id: space=${space}, page number=${page}] in file ${path} looks corrupted; key_version=${keyVersion}`;
  const why = isEncrypted
    ? 'Table is compressed or encrypted but uncompress or decrypt failed.'
    : 'Page read from tablespace is corrupted.';
  const failed = `Failed to read page ${page} from file '${path}': ${why}`;
  // The first line is about the page as it is stored: a page that a wrong key decrypts to rubbish was stored well.
  return isEncrypted && reason !== 'wrong key' ? [looks, failed, isCorrupted] : [failed, isCorrupted];
}
