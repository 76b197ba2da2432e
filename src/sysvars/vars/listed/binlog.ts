/** Variables of the binary log: listed, without effect. `declaration.ts` says how to read them. */
import { listed } from './declaration.js';

export const LISTED_BINLOG = listed(`
  binlog_alter_two_phase                  | both   | bool | OFF | optional | ALTER TABLE is logged when it starts and when it ends.
  binlog_annotate_row_events              | both   | bool | ON | optional, for BINLOG ADMIN, session BINLOG ADMIN | Row events are preceded by their statement.
  binlog_commit_wait_count                | global | ulong 0..18446744073709551615 | 0 | for BINLOG ADMIN | Commits that one group waits for.
  binlog_commit_wait_usec                 | global | ulong 0..18446744073709551615 | 100000 | for BINLOG ADMIN | Microseconds that a group waits for more commits.
  binlog_direct_non_transactional_updates | both   | bool | OFF | optional, for BINLOG ADMIN, session BINLOG ADMIN | Changes of other engines are logged at once.
  binlog_file_cache_size                  | global | ulong 8192..18446744073709551615/4096 | 16384 | for BINLOG ADMIN | Memory for reading the log.
  binlog_optimize_thread_scheduling       | global | bool | ON | fixed | One thread commits the whole group.
  binlog_row_metadata                     | global | enum NO_LOG,MINIMAL,FULL | NO_LOG | for BINLOG ADMIN | How much a row event tells about its table.
  log_bin_compress_min_len                | global | uint 10..1024 | 256 | optional, for BINLOG ADMIN | Shortest event that is compressed.
  log_tc_size                             | global | ulong 12288..18446744073709551615/4096 | 24576 | fixed | Size of the log of distributed transactions.
`);
