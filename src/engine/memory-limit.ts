/** How large a table may be: its rows are kept in memory while it is used. */
import { sqlError } from '../base/errors.js';
import { PAGE_SIZE } from './page/layout.js';

/** The part of the machine's memory that the file of one table may take; its rows take somewhat more. */
const SHARE = 1 / 4;

/** Error: 1114. `memoryBytes`: undefined where it does not matter. */
export function checkTableSize(table: string, pages: number, memoryBytes: number | undefined): void {
  if (memoryBytes !== undefined && pages * PAGE_SIZE > memoryBytes * SHARE)
    throw sqlError('ER_RECORD_FILE_FULL', table);
}
