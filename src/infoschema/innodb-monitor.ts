/**
 * What SHOW ENGINE INNODB STATUS says, under the server's headings. Lines that would tell of what does not exist here,
 * such as threads that read ahead, are left out; a section that has nothing to say is empty, as the server's are.
 */
import type { OpenTransaction, ProcessRow, ServerView } from './define.js';
import { LOCK_HEAP_BYTES, rowsModified } from './tables/innodb-transactions.js';

/** The text, at a moment in milliseconds since 1970. */
export function innodbMonitor(view: ServerView, now: number): string {
  const uptime = [...view.status('GLOBAL')].find(([name]) => name.toLowerCase() === 'uptime')?.[1] ?? '0';
  const title = `${view.formatTime(now)} 0x${view.connectionId.toString(16)} INNODB MONITOR OUTPUT`;
  return [
    '',
    heading(title, '='),
    `Per second averages calculated from the last ${uptime} seconds`,
    heading('BACKGROUND THREAD'),
    heading('SEMAPHORES'),
    heading('TRANSACTIONS'),
    ...transactions(view, now),
    heading('FILE I/O'),
    'Pending flushes (fsync): 0',
    heading('LOG'),
    ...log(view),
    heading('BUFFER POOL AND MEMORY'),
    ...bufferPool(view),
    heading('ROW OPERATIONS'),
    '0 read views open inside InnoDB',
    'state: sleeping',
    '----------------------------',
    'END OF INNODB MONITOR OUTPUT',
    '============================',
    '',
  ].join('\n');
}

/** Between two lines of its own length. */
function heading(text: string, line = '-'): string {
  const rule = line.repeat(line === '=' ? 37 : text.length);
  return `${rule}\n${text}\n${rule}`;
}

function* transactions(view: ServerView, now: number): Iterable<string> {
  yield `Trx id counter ${view.engine.transactions.nextId}`;
  yield "Purge done for trx's n:o < 0 undo n:o < 0 state: running but idle";
  yield 'History list length 0';
  yield 'LIST OF TRANSACTIONS FOR EACH SESSION:';
  const processes = new Map([...view.sessions()].map((process) => [process.id, process]));
  for (const open of view.transactions()) yield* transactionLines(open, processes.get(open.connectionId), now);
}

const seconds = (from: number, to: number): number => Math.max(0, Math.floor((to - from) / 1000));

function* transactionLines(open: OpenTransaction, process: ProcessRow | undefined, now: number): Iterable<string> {
  const { transaction, waitingSince, connectionId, query } = open;
  const rows = rowsModified(transaction);
  const locks = transaction.changedTables.length;
  yield `---TRANSACTION ${transaction.id}, ACTIVE ${seconds(transaction.startedAt, now)} sec`;
  const wait = waitingSince === undefined ? '' : 'LOCK WAIT ';
  const undo = rows === 0 ? '' : `, undo log entries ${rows}`;
  yield `${wait}${locks} lock struct(s), heap size ${LOCK_HEAP_BYTES}, ${rows} row lock(s)${undo}`;
  const who = process ? ` ${process.host} ${process.user} ${process.state ?? ''}` : '';
  yield `MariaDB thread id ${connectionId}, OS thread handle ${connectionId}, query id ${connectionId}${who}`;
  if (query !== null) yield query;
  if (waitingSince !== undefined) {
    yield `------- TRX HAS BEEN WAITING ${(now - waitingSince) * 1000} us FOR THIS LOCK TO BE GRANTED:`;
    yield '------------------';
  }
}

/** Pages that wait in the journal are those that a checkpoint has not come to. */
function log({ engine }: ServerView): string[] {
  const spaces = engine.tablespaces();
  const end = engine.lastLsn();
  const oldest = Math.min(end, ...spaces.map((space) => space.file.oldestPendingLsn(end)));
  return [
    `Log sequence number ${end}`,
    `Log flushed up to   ${end}`,
    `Pages flushed up to ${oldest}`,
    `Last checkpoint at  ${oldest}`,
  ];
}

/** There is none: what is read goes to the row store at once. */
function bufferPool({ engine }: ServerView): string[] {
  const modified = engine.tablespaces().reduce((sum, { pendingPages }) => sum + pendingPages, 0);
  return [
    'Buffer pool size   0',
    'Free buffers       0',
    'Database pages     0',
    'Old database pages 0',
    `Modified db pages  ${modified}`,
    'Pending reads 0',
    'Pending writes: LRU 0, flush list 0',
  ];
}
