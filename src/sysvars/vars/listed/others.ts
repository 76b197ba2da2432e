/** Variables of whatever else there is: listed, without effect. `declaration.ts` says how to read them. */
import { listed } from './declaration.js';

export const LISTED_OTHERS = listed(`
  allow_suspicious_udfs            | global | bool | OFF | fixed, optional | Libraries with a single symbol are accepted as functions.
  column_compression_threshold     | both   | uint 0..4294967295 | 100 |  | Shortest value that is compressed.
  column_compression_zlib_level    | both   | uint 0..9 | 6 |  | How hard column compression tries.
  column_compression_zlib_strategy | both   | enum DEFAULT_STRATEGY,FILTERED,HUFFMAN_ONLY,RLE,FIXED | DEFAULT_STRATEGY |  | How column compression looks for matches.
  column_compression_zlib_wrap     | both   | bool | OFF | optional | Compressed values have a header and a checksum.
  core_file                        | global | bool | OFF | fixed, optional | A crash writes the memory to a file.
  datetime_format                  | global | text | %Y-%m-%d %H:%i:%s | fixed | Kept for old programs.
  date_format                      | global | text | %Y-%m-%d | fixed | Kept for old programs.
  debug_no_thread_alarm            | global | bool | OFF | fixed, optional | No alarms for timeouts, to debug with.
  default_regex_flags              | both   | set DOTALL,DUPNAMES,EXTENDED,EXTENDED_MORE,EXTRA,MULTILINE,UNGREEDY |  |  | Flags that regular expressions have from the start.
  ignore_builtin_innodb            | global | bool | OFF | fixed, optional | The built-in InnoDB does not start.
  ignore_db_dirs                   | global | text |  | fixed | Directories that are no databases.
  log_slow_disabled_statements     | both   | set admin,call,slave,sp | sp |  | Statements that the slow log leaves out.
  log_slow_filter                  | both   | set admin,filesort,filesort_on_disk,filesort_priority_queue,full_join,full_scan,not_using_index,query_cache,query_cache_miss,tmp_table,tmp_table_on_disk | admin,filesort,filesort_on_disk,filesort_priority_queue,full_join,full_scan,query_cache,query_cache_miss,tmp_table,tmp_table_on_disk |  | Plans that the slow log is limited to.
  log_slow_max_warnings            | both   | ulong 0..1000 | 10 |  | Warnings that the slow log has of one statement.
  log_slow_slave_statements        | both   | bool | ON | optional | Replicated statements may be logged as slow.
  log_slow_verbosity               | both   | set innodb,query_plan,explain,engine,warnings,full |  |  | What the slow log tells of a statement.
  mysql56_temporal_format          | global | bool | ON | optional | New columns of time have MySQL's newer format.
  old                              | both   | bool | OFF | optional, deprecated @@old_mode | Behave as old servers did.
  profiling_history_size           | both   | ulong 0..100 | 15 |  | Statements whose profile is kept.
  system_versioning_alter_history  | both   | enum ERROR,KEEP | ERROR |  | Whether tables with history can be altered.
  system_versioning_asof           | both   | text | => DEFAULT | no-option | Point in time that statements read without naming one.
  system_versioning_insert_history | both   | bool | OFF | optional | The times of historical rows can be written.
  time_format                      | global | text | %H:%i:%s | fixed | Kept for old programs.
  version_malloc_library           | global | text | ? => system | fixed, no-option | Library that manages memory.
`);
