/** Variables of InnoDB: listed, without effect. `declaration.ts` says how to read them. */
import { listed } from './declaration.js';

export const LISTED_INNODB = listed(`
  innodb_adaptive_flushing                 | global | bool | ON | none | Flushing follows the rate of changes.
  innodb_adaptive_flushing_lwm             | global | double 0..70 | 10 |  | Share of the log from which flushing adapts.
  innodb_adaptive_hash_index_parts         | global | ulong 1..512/0 | 8 | fixed, optional | Parts of the adaptive hash index.
  innodb_alter_copy_bulk                   | global | bool | ON | none | A copying ALTER TABLE inserts in bulk.
  innodb_autoextend_increment              | global | uint 1..1000/0 | 64 |  | Megabytes by which the system tablespace grows.
  innodb_buffer_pool_chunk_size            | global | ulong 0..18446744073709551615/1048576 | 0 | fixed | Without effect since the buffer pool is one piece.
  innodb_buffer_pool_dump_now              | global | trigger | OFF |  | Saves the list of cached pages.
  innodb_buffer_pool_dump_pct              | global | ulong 1..100/0 | 25 |  | Share of the most recently used pages to save.
  innodb_buffer_pool_in_core_dump          | global | bool | OFF | optional | A core file has the buffer pool, too.
  innodb_buffer_pool_load_abort            | global | trigger | OFF |  | Ends the loading of cached pages.
  innodb_buffer_pool_load_now              | global | trigger | OFF |  | Loads the pages of the saved list.
  innodb_buffer_pool_size_auto_min         | global | ulong 0..18446744073701163008/8388608 | 0 => 8796093022208 |  | How far memory pressure may shrink the buffer pool.
  innodb_buffer_pool_size_max              | global | ulong 8388608..18446744073701163008/8388608 | 8796093022208 | fixed | Largest size that SET may give to the buffer pool.
  innodb_buf_dump_status_frequency         | global | ulong 0..100/0 | 0 |  | How often the saving of pages is reported.
  innodb_change_buffer_max_size            | global | uint 0..50/0 | 25 |  | Share of the buffer pool for buffered changes.
  innodb_cmp_per_index_enabled             | global | bool | OFF | optional | Compression is counted for each index.
  innodb_compression_failure_threshold_pct | global | ulong 0..100/0 | 5 | optional | Share of failures from which pages are padded.
  innodb_compression_pad_pct_max           | global | ulong 0..75/0 | 50 | optional | Largest padding of a compressed page.
  innodb_deadlock_report                   | global | enum off,basic,full | full |  | How much is told of a deadlock.
  innodb_defragment                        | global | bool | OFF |  | OPTIMIZE TABLE merges pages in place.
  innodb_defragment_fill_factor            | global | double 0.7..1 | 0.9 |  | How full merged pages become.
  innodb_defragment_fill_factor_n_recs     | global | uint 1..100/0 | 20 |  | Records that merged pages have room for.
  innodb_defragment_frequency              | global | uint 1..1000/0 | 40 |  | How often a second one index is merged.
  innodb_defragment_n_pages                | global | uint 2..32/0 | 7 |  | Pages that are merged at once.
  innodb_defragment_stats_accuracy         | global | uint 0..4294967295/0 | 0 |  | Changes after which statistics are saved; 0 is never.
  innodb_disable_sort_file_cache           | global | bool | OFF | optional | Temporary files of a sort bypass the system's cache.
  innodb_fatal_semaphore_wait_threshold    | global | ulong 1..4294967295/0 | 600 | fixed | Seconds of waiting for a latch that end the server.
  innodb_fill_factor                       | global | uint 10..100/0 | 100 |  | How full the pages of a new index become.
  innodb_flushing_avg_loops                | global | ulong 1..1000/0 | 30 |  | Rounds over which the rate of flushing is averaged.
  innodb_flush_neighbors                   | global | ulong 0..2/0 | 1 | optional | Whether neighbours of a page are flushed with it.
  innodb_flush_sync                        | global | bool | ON | none | A checkpoint may exceed innodb_io_capacity.
  innodb_force_recovery                    | global | ulong 0..6/0 | 0 | fixed | How much of recovery is left out.
  innodb_ft_aux_table                      | global | text? |  |  | Table whose full-text index information_schema shows.
  innodb_ft_cache_size                     | global | ulong 1600000..1099511627776/0 | 8000000 |  | Memory for new words of one full-text index.
  innodb_ft_enable_diag_print              | global | bool | OFF | optional | Full-text searches are reported.
  innodb_ft_enable_stopword                | both   | bool | ON | optional | Stopwords are not indexed.
  innodb_ft_max_token_size                 | global | ulong 10..84/0 | 84 | fixed | Longest word in a full-text index.
  innodb_ft_min_token_size                 | global | ulong 1..16/0 | 3 | fixed | Shortest word in a full-text index.
  innodb_ft_num_word_optimize              | global | ulong 1000..10000/0 | 2000 | optional | Words that OPTIMIZE TABLE tidies at once.
  innodb_ft_result_cache_limit             | global | ulong 1000000..18446744073709551615/0 | 2000000000 |  | Memory for the result of a full-text search.
  innodb_ft_server_stopword_table          | global | text? |  | optional | Table with stopwords for everybody.
  innodb_ft_sort_pll_degree                | global | ulong 1..16/0 | 2 | fixed | Threads that build a full-text index.
  innodb_ft_total_cache_size               | global | ulong 32000000..1099511627776/0 | 640000000 |  | Memory for new words of all full-text indexes.
  innodb_ft_user_stopword_table            | both   | text? |  | optional | Table with stopwords for this session.
  innodb_instant_alter_column_allowed      | global | enum never,add_last,add_drop_reorder | add_drop_reorder |  | What ALTER TABLE may do without touching rows.
  innodb_linux_aio                         | global | enum auto,io_uring,aio | auto | fixed | How Linux does asynchronous input and output.
  innodb_log_checkpoint_now                | global | trigger | OFF | optional | Writes a checkpoint.
  innodb_log_file_buffering                | global | bool | OFF | optional | The log goes through the system's cache.
  innodb_log_file_mmap                     | global | bool | ON => OFF | fixed, optional | The log is read through a memory map.
  innodb_log_group_home_dir                | global | text | => ./ | fixed | Directory of the log.
  innodb_log_spin_wait_delay               | global | uint 0..6000/0 | 0 | optional, deprecated | Without effect.
  innodb_log_write_ahead_size              | global | uint 512..4096 | 512 => 4096 | fixed | Block size of log writes.
  innodb_lru_flush_size                    | global | ulong 1..18446744073709551615/0 | 32 => 0 | no-option, deprecated | Without effect.
  innodb_lru_scan_depth                    | global | ulong 100..18446744073709551615/0 | 1536 |  | Pages that are kept free.
  innodb_max_purge_lag                     | global | ulong 0..18446744073709551615/0 | 0 |  | Length of the history from which changes are delayed.
  innodb_max_purge_lag_delay               | global | ulong 0..10000000/0 | 0 |  | Longest such delay in microseconds.
  innodb_max_undo_log_size                 | global | ulong 10485760..281474976710656/0 | 10485760 | optional | Size from which an undo tablespace is truncated.
  innodb_monitor_disable                   | global | text |  |  | Counters to stop.
  innodb_monitor_enable                    | global | text |  |  | Counters to start.
  innodb_monitor_reset                     | global | text |  |  | Counters to begin anew.
  innodb_monitor_reset_all                 | global | text |  |  | Counters to begin anew with all their values.
  innodb_numa_interleave                   | global | bool | OFF | fixed, none | Memory is spread over the nodes of the machine.
  innodb_old_blocks_pct                    | global | uint 5..95/0 | 37 |  | Share of the buffer pool for pages read once.
  innodb_old_blocks_time                   | global | uint 0..4294967295/0 | 1000 |  | Milliseconds before a page read again counts as hot.
  innodb_online_alter_log_max_size         | global | ulong 65536..18446744073709551615/0 | 134217728 |  | Room for changes made during an online ALTER TABLE.
  innodb_open_files                        | global | ulong 0..9223372036854775807/0 | 0 => 2000 | fixed | How many files are open at once.
  innodb_optimize_fulltext_only            | global | bool | OFF | none | OPTIMIZE TABLE only tidies full-text indexes.
  innodb_prefix_index_cluster_optimization | global | bool | ON | optional, deprecated | Without effect.
  innodb_purge_batch_size                  | global | ulong 1..5000/0 | 127 | optional | Undo pages that purge treats at once.
  innodb_purge_rseg_truncate_frequency     | global | ulong 1..128/0 | 128 | no-option, deprecated | Without effect.
  innodb_random_read_ahead                 | global | bool | OFF | none | Reads a whole extent when many of its pages are used.
  innodb_read_ahead_threshold              | global | ulong 0..64/0 | 56 |  | Pages in a row after which the next extent is read.
  innodb_read_io_threads                   | global | uint 1..64/0 | 4 |  | Threads that read.
  innodb_snapshot_isolation                | both   | bool | OFF | optional | A row changed since the snapshot is an error.
  innodb_spin_wait_delay                   | global | uint 0..6000/0 | 4 | optional | Length of a turn while spinning.
  innodb_stats_include_delete_marked       | global | bool | OFF | optional | Statistics count rows that are marked as deleted.
  innodb_stats_method                      | global | enum nulls_equal,nulls_unequal,nulls_ignored | nulls_equal |  | How NULLs are counted in index statistics.
  innodb_stats_modified_counter            | global | ulong 0..18446744073709551615/0 | 0 |  | Changes after which statistics are made anew; 0 is a sixteenth of the rows.
  innodb_stats_on_metadata                 | global | bool | OFF | optional | SHOW and information_schema renew statistics.
  innodb_stats_persistent_sample_pages     | global | uint 1..4294967295/0 | 20 |  | Pages that saved statistics are made from.
  innodb_stats_traditional                 | global | bool | ON |  | Small tables are sampled like large ones.
  innodb_stats_transient_sample_pages      | global | uint 1..4294967295/0 | 8 |  | Pages that unsaved statistics are made from.
  innodb_status_output                     | global | bool | OFF | optional | The state of the engine is logged periodically.
  innodb_status_output_locks               | global | bool | OFF | optional | That state has locks, too.
  innodb_sync_spin_loops                   | global | ulong 0..18446744073709551615/0 | 30 |  | Turns before a thread waits for a latch.
  innodb_tmpdir                            | both   | text? |  | optional | Directory for temporary files of ALTER TABLE.
  innodb_undo_log_truncate                 | global | bool | OFF | optional | Large undo tablespaces are truncated.
  innodb_use_native_aio                    | global | bool | ON | fixed, none | The system's asynchronous input and output is used.
  innodb_write_io_threads                  | global | uint 2..64/0 | 4 |  | Threads that write.
`);
