/** Variables of Aria: listed, without effect. `declaration.ts` says how to read them. */
import { listed } from './declaration.js';

export const LISTED_ARIA = listed(`
  aria_checkpoint_log_activity             | global | ulong 0..4294967295 | 1048576 |  | Bytes of log between two checkpoints.
  aria_force_start_after_recovery_failures | global | ulong 0..255 | 0 | fixed | Failed recoveries after which the logs are deleted.
  aria_group_commit_interval               | global | ulong 0..4294967295 | 0 |  | Microseconds between two commits of a group.
  aria_log_dir_path                        | global | text |  | fixed | Directory of the transaction log.
  aria_max_sort_file_size                  | global | ulong 0..9223372036854775807/1048576 | 9223372036853727232 |  | Largest temporary file of an index build by sorting.
  aria_pagecache_age_threshold             | global | ulong 100..18446744073709551615/100 | 300 |  | How long a hot page stays hot without use.
  aria_pagecache_division_limit            | global | ulong 1..100 | 100 |  | Least share of warm pages in percent.
  aria_pagecache_file_hash_size            | global | ulong 128..16384 | 512 | fixed | Buckets for open and changed files.
  aria_stats_method                        | both   | enum nulls_unequal,nulls_equal,nulls_ignored | nulls_unequal |  | How NULLs are counted in index statistics.
  aria_sync_log_dir                        | global | enum NEVER,NEWFILE,ALWAYS | NEWFILE |  | When the directory of the log is synced.
`);
