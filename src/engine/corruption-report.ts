/** What the error log says about a page that cannot be used. */
import type { SqlError } from '../base/errors.js';
import type { Log } from '../base/ports.js';
import type { PageCorruption } from './page/corruption.js';
import { PAGE_SIZE } from './page/layout.js';

export interface Finding {
  /** `./db/table.ibd` */
  readonly path: string;
  readonly space: number;
  readonly table: string;
  /** As it stands on the page. */
  readonly keyVersion: number;
  /** What the client gets. */
  readonly failure: SqlError;
}

const INDEX_CORRUPTION =
  'InnoDB: We detected index corruption in an InnoDB type table. You have to dump + drop + reimport the table or, in a case of widespread corruption, dump all InnoDB tables and recreate the whole tablespace. If the mariadbd server crashes after the startup or when you dump the tables. Please refer to https://mariadb.com/kb/en/library/innodb-recovery-modes/ for information about forcing recovery.';

export function reportCorruption({ pageNumber, reason }: PageCorruption, finding: Finding, log: Log): void {
  const error = (text: string) => log.write('ERROR', text);
  for (const line of pageLines(pageNumber, reason, finding)) error(`InnoDB: ${line}`);
  if (finding.failure.message.startsWith('Index')) error(INDEX_CORRUPTION);
  error(`mariadbd: ${finding.failure.message}`);
}

function pageLines(page: number, reason: string, { path, space, keyVersion }: Finding): string[] {
  const isCorrupted = `File '${path}' is corrupted`;
  if (page === 0) return [`The first page of file ${path} is corrupted`];
  if (reason === 'the file ends within the page') {
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
