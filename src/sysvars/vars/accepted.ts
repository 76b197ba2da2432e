/**
 * Options of the real server that are accepted here and do nothing: a real option file starts this server, too.
 *
 * They are written as the server's messages write them. Only their names and the shape of their values are known. A
 * variable that is declared elsewhere is none of them.
 */
import type { OptionArgument, Sysvar, SysvarType } from '../define.js';
import { bool, long, sysvar, text, unsignedLong } from '../define.js';

const words = (names: string): readonly string[] => names.trim().split(/\s+/);

/** ON or OFF. */
const SWITCHES = words(`
  allow_suspicious_udfs binlog_alter_two_phase binlog_annotate_row_events binlog_direct_non_transactional_updates
  binlog_optimize_thread_scheduling column_compression_zlib_wrap core_file debug-gdb debug-no-sync
  debug_no_thread_alarm debug-sporadic-binlog-dump-fail external-locking flashback flush getopt-prefix-matching
  gtid_ignore_duplicates gtid_strict_mode ignore_builtin_innodb innodb-adaptive-flushing innodb-alter-copy-bulk
  innodb-buffer-pool-dump-now innodb-buffer-pool-in-core-dump innodb-buffer-pool-load-abort
  innodb-buffer-pool-load-now innodb-cmp-per-index-enabled innodb-defragment innodb-disable-sort-file-cache
  innodb-flush-sync innodb-ft-enable-diag-print innodb-ft-enable-stopword innodb-log-file-buffering
  innodb-log-file-mmap innodb-numa-interleave innodb-optimize-fulltext-only innodb-prefix-index-cluster-optimization
  innodb-random-read-ahead innodb-snapshot-isolation innodb-stats-include-delete-marked innodb-stats-on-metadata
  innodb-stats-traditional innodb-status-file innodb-status-output innodb-status-output-locks innodb-undo-log-truncate
  innodb-use-native-aio keep_files_on_create large_pages log-short-format log_slow_slave_statements
  master_verify_checksum memlock mysql56_temporal_format old old-style-user-limits performance_schema
  performance-schema-consumer-events-stages-current performance-schema-consumer-events-stages-history
  performance-schema-consumer-events-stages-history-long performance-schema-consumer-events-statements-current
  performance-schema-consumer-events-statements-history performance-schema-consumer-events-statements-history-long
  performance-schema-consumer-events-transactions-current performance-schema-consumer-events-transactions-history
  performance-schema-consumer-events-transactions-history-long performance-schema-consumer-events-waits-current
  performance-schema-consumer-events-waits-history performance-schema-consumer-events-waits-history-long
  performance-schema-consumer-global-instrumentation performance-schema-consumer-statements-digest
  performance-schema-consumer-thread-instrumentation query_cache_strip_comments query_cache_wlock_invalidate
  relay_log_purge relay_log_recovery replicate_annotate_row_events replicate-same-server-id
  rpl_semi_sync_master_enabled rpl_semi_sync_master_wait_no_slave rpl_semi_sync_slave_delay_master
  rpl_semi_sync_slave_enabled safe-user-create show-slave-auth-info silent-startup skip_show_database skip-slave-start
  slave_compressed_protocol slave_sql_verify_checksum ssl standard_compliant_cte symbolic-links sync_frm
  sysdate-is-now system_versioning_insert_history tcp_nodelay temp-pool thread_pool_dedicated_listener
  thread_pool_exact_stats wsrep_auto_increment_control wsrep_causal_reads wsrep_certify_nonPK
  wsrep_convert_LOCK_to_trx wsrep_desync wsrep_dirty_reads wsrep_drupal_282555_workaround wsrep_gtid_mode
  wsrep_load_data_splitting wsrep_log_conflicts wsrep-new-cluster wsrep_on wsrep_recover wsrep_restart_slave
  wsrep_slave_FK_checks wsrep_slave_UK_checks wsrep_sst_donor_rejects_queries
`);

/** Without an argument. */
const FLAGS = words(`
  ansi safe-mode skip-host-cache
`);

const NUMBERS = words(`
  analyze_max_length analyze_sample_percentage aria-checkpoint-log-activity aria-force-start-after-recovery-failures
  aria-group-commit-interval aria-max-sort-file-size aria-pagecache-age-threshold aria-pagecache-division-limit
  aria-pagecache-file-hash-size binlog_commit_wait_count binlog_commit_wait_usec binlog_file_cache_size
  binlog-row-event-max-size column_compression_threshold column_compression_zlib_level deadlock_search_depth_long
  deadlock_search_depth_short deadlock_timeout_long deadlock_timeout_short debug-abort-slave-event-count
  debug-disconnect-slave-event-count debug-max-binlog-dump-events delayed_insert_limit delayed_insert_timeout
  delayed_queue_size expensive_subquery_limit extra_port feedback-send-retry-wait feedback-send-timeout flush_time
  ft_max_word_len ft_min_word_len ft_query_expansion_limit gtid_cleanup_batch_size gtid_domain_id histogram_size
  host_cache_size idle_readonly_transaction_timeout idle_write_transaction_timeout in_predicate_conversion_threshold
  innodb-adaptive-flushing-lwm innodb-autoextend-increment innodb-buf-dump-status-frequency
  innodb-buffer-pool-chunk-size innodb-buffer-pool-dump-pct innodb-buffer-pool-size-auto-min
  innodb-buffer-pool-size-max innodb-change-buffer-max-size innodb-defragment-fill-factor
  innodb-defragment-fill-factor-n-recs innodb-defragment-frequency innodb-defragment-n-pages
  innodb-defragment-stats-accuracy innodb-fatal-semaphore-wait-threshold innodb-fill-factor innodb-flushing-avg-loops
  innodb-force-recovery innodb-ft-cache-size innodb-ft-max-token-size innodb-ft-min-token-size
  innodb-ft-result-cache-limit innodb-ft-sort-pll-degree innodb-ft-total-cache-size innodb-io-capacity-max
  innodb-log-write-ahead-size innodb-lru-scan-depth innodb-max-purge-lag innodb-max-purge-lag-delay
  innodb-old-blocks-pct innodb-old-blocks-time innodb-online-alter-log-max-size innodb-open-files
  innodb-read-ahead-threshold innodb-read-io-threads innodb-stats-modified-counter
  innodb-stats-persistent-sample-pages innodb-stats-transient-sample-pages innodb-sync-spin-loops
  innodb-write-io-threads key_cache_age_threshold key_cache_block_size key_cache_division_limit
  key_cache_file_hash_size key_cache_segments log_slow_max_warnings log_tc_size master-retry-count max_delayed_threads
  max_relay_log_size max_rowid_filter_size max_seeks_for_key max_tmp_tables max_write_lock_count
  metadata_locks_cache_size metadata_locks_hash_instances mrr_buffer_size myisam-data-pointer-size
  myisam-max-sort-file-size myisam-mmap-size optimizer_extra_pruning_depth optimizer_join_limit_pref_ratio
  optimizer_max_sel_arg_weight optimizer_max_sel_args optimizer_selectivity_sampling_limit
  optimizer_trace_max_mem_size optimizer_use_condition_selectivity performance_schema_accounts_size
  performance_schema_digests_size performance_schema_events_stages_history_long_size
  performance_schema_events_stages_history_size performance_schema_events_statements_history_long_size
  performance_schema_events_statements_history_size performance_schema_events_transactions_history_long_size
  performance_schema_events_transactions_history_size performance_schema_events_waits_history_long_size
  performance_schema_events_waits_history_size performance_schema_hosts_size performance_schema_max_cond_classes
  performance_schema_max_cond_instances performance_schema_max_digest_length performance_schema_max_file_classes
  performance_schema_max_file_handles performance_schema_max_file_instances performance_schema_max_index_stat
  performance_schema_max_memory_classes performance_schema_max_metadata_locks performance_schema_max_mutex_classes
  performance_schema_max_mutex_instances performance_schema_max_prepared_statements_instances
  performance_schema_max_program_instances performance_schema_max_rwlock_classes
  performance_schema_max_rwlock_instances performance_schema_max_socket_classes
  performance_schema_max_socket_instances performance_schema_max_sql_text_length performance_schema_max_stage_classes
  performance_schema_max_statement_classes performance_schema_max_statement_stack performance_schema_max_table_handles
  performance_schema_max_table_instances performance_schema_max_table_lock_stat performance_schema_max_thread_classes
  performance_schema_max_thread_instances performance_schema_session_connect_attrs_size
  performance_schema_setup_actors_size performance_schema_setup_objects_size performance_schema_users_size
  port-open-timeout preload_buffer_size profiling_history_size progress_report_time query_alloc_block_size
  query_cache_min_res_unit query_prealloc_size range_alloc_block_size read_binlog_speed_limit relay_log_space_limit
  report_port rowid_merge_buff_size rpl_semi_sync_master_timeout rpl_semi_sync_master_trace_level
  rpl_semi_sync_slave_trace_level slave_domain_parallel_threads slave_max_allowed_packet slave_max_statement_time
  slave_net_timeout slave_parallel_max_queued slave_parallel_threads slave_parallel_workers slave_transaction_retries
  slave_transaction_retry_interval sync_master_info sync_relay_log sync_relay_log_info table-cache
  table_open_cache_instances thread_pool_idle_timeout thread_pool_max_threads thread_pool_oversubscribe
  thread_pool_prio_kickup_timer thread_pool_stall_limit transaction_alloc_block_size transaction_prealloc_size
  wsrep_gtid_domain_id wsrep_ignore_apply_errors wsrep_max_ws_rows wsrep_max_ws_size wsrep_mysql_replication_bundle
  wsrep_retry_autocommit wsrep_slave_threads wsrep_trx_fragment_size
`);

const OPTIONAL_NUMBERS = words(`
  debug-exit-info innodb-adaptive-hash-index-parts innodb-compression-failure-threshold-pct
  innodb-compression-pad-pct-max innodb-flush-neighbors innodb-ft-num-word-optimize innodb-log-spin-wait-delay
  innodb-max-undo-log-size innodb-purge-batch-size innodb-spin-wait-delay log_bin_compress_min_len
  max_recursive_iterations rpl_semi_sync_slave_kill_conn_timeout wsrep_sync_wait
`);

const TEXTS = words(`
  aria-log-dir-path aria-stats-method aria-sync-log-dir binlog-do-db binlog-ignore-db binlog_row_metadata chroot
  column_compression_zlib_strategy date_format datetime_format default_regex_flags default-time-zone des-key-file
  feedback-http-proxy feedback-url feedback-user-info ft_boolean_syntax ft_stopword_file gtid_pos_auto_engines
  histogram_type ignore_db_dirs init-rpl-role init_slave innodb-deadlock-report innodb-ft-aux-table
  innodb-instant-alter-column-allowed innodb-linux-aio innodb-log-group-home-dir innodb-monitor-disable
  innodb-monitor-enable innodb-monitor-reset innodb-monitor-reset-all innodb-stats-method language lc_messages
  lc_time_names log_bin_index log-ddl-recovery log_slow_disabled_statements log_slow_filter log_slow_verbosity log-tc
  master-info-file optimizer_adjust_secondary_key_costs optimizer_switch optimizer_trace proxy_protocol_networks
  relay_log relay_log_index relay_log_info_file replicate_do_db replicate_do_table replicate_events_marked_for_skip
  replicate_ignore_db replicate_ignore_table replicate_rewrite_db replicate_wild_do_table replicate_wild_ignore_table
  report_host report_password report_user rpl_semi_sync_master_wait_point secure_timestamp slave_ddl_exec_mode
  slave_exec_mode slave_load_tmpdir slave_parallel_mode slave_run_triggers_for_rbr slave_skip_errors
  slave_transaction_retry_errors slave_type_conversions ssl_ca ssl_capath ssl_cert ssl_cipher ssl_crl ssl_crlpath
  ssl_key system_versioning_alter_history tc-heuristic-recover thread_pool_priority time_format tls_version
  updatable_views_with_limit wsrep_SR_store wsrep_allowlist wsrep_certification_rules wsrep_cluster_address
  wsrep_cluster_name wsrep_data_home_dir wsrep_dbug_option wsrep_debug wsrep_forced_binlog_format wsrep_mode
  wsrep_node_address wsrep_node_incoming_address wsrep_node_name wsrep_notify_cmd wsrep_provider
  wsrep_provider_options wsrep_sst_auth wsrep_sst_donor wsrep_sst_method wsrep_sst_receive_address
  wsrep_start_position wsrep_status_file wsrep_trx_fragment_unit
`);

const OPTIONAL_TEXTS = words(`
  concurrent_insert debug delay_key_write innodb-ft-server-stopword-table innodb-ft-user-stopword-table log-isam
  old_alter_table performance-schema-instrument wsrep_OSU_method wsrep_reject_queries
`);

/** Options of older releases. */
const REMOVED = words(`
  innodb-adaptive-max-sleep-delay innodb-background-scrub-data-check-interval innodb-background-scrub-data-compressed
  innodb-background-scrub-data-interval innodb-background-scrub-data-uncompressed innodb-buffer-pool-instances
  innodb-commit-concurrency innodb-concurrency-tickets innodb-file-format innodb-force-load-corrupted
  innodb-idle-flush-pct innodb-large-prefix innodb-lock-schedule-algorithm innodb-locks-unsafe-for-binlog
  innodb-log-checksums innodb-log-compressed-pages innodb-log-files-in-group innodb-log-optimize-ddl
  innodb-page-cleaners innodb-purge-rseg-truncate-frequency innodb-replication-delay innodb-rollback-segments
  innodb-scrub-log innodb-scrub-log-speed innodb-stats-sample-pages innodb-sync-array-size innodb-thread-concurrency
  innodb-thread-sleep-delay innodb-undo-logs max-long-data-size multi-range-count skip-bdb thread-concurrency
  timed-mutexes
`);

/** Options of MySQL that have no meaning in MariaDB. */
const FOREIGN = words(`
  binlog-max-flush-queue-time binlog-order-commits binlog-rows-query-log-events log-bin-use-v1-row-events log-raw
  master-info-repository max-binlog-dump-events new relay-log-info-repository show_compatibility_56
  slave-checkpoint-group slave-checkpoint-period slave-pending-jobs-size-max sporadic-binlog-dump-fail
`);

/** Options of MySQL that have none yet. */
const FOREIGN_YET = words(`
  default-authentication-plugin end-markers-in-json log-throttle-queries-not-using-indexes rpl-stop-slave-timeout
  slave-allow-batching slave-rows-search-algorithms
`);

const COMPATIBLE = 'is MySQL 5.6 / 5.7 compatible option.';
const WAS_REMOVED = 'was removed. It does nothing now and exists only for compatibility with old my.cnf files.';

const signed = long({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const unsigned = unsignedLong({ max: 2n ** 64n - 1n });

/** Any integer, and fractions: some of the server's numbers may have one. */
const number: SysvarType<string> = {
  ...text(),
  fromOption(given, option) {
    const fraction = /^\s*[-+]?\d*\.\d+\s*$/.test(given);
    const parsed = (given.includes('-') ? signed : unsigned).fromOption(given, option);
    if (fraction || !('exitCode' in parsed)) return { value: given, log: [] };
    return { exitCode: parsed.exitCode, log: parsed.log, otherwise: '0' };
  },
};

/** Takes anything, and warns. */
const useless = (reason: string): SysvarType<string> => ({
  ...text(),
  fromOption: (given, option) => ({ value: given, log: [{ level: 'Warning', text: `'${option}' ${reason}` }] }),
});

function options<V>(names: readonly string[], type: SysvarType<V>, argument: OptionArgument): readonly Sysvar<V>[] {
  return names.map((name) =>
    sysvar(name.replaceAll('-', '_'), {
      scope: 'GLOBAL',
      early: name.startsWith('performance_schema'),
      type,
      default: undefined,
      commandLine: argument,
      optionName: name,
      optionOnly: true,
      comment: 'Accepted, without effect.',
    }),
  );
}

const ALL: readonly Sysvar[] = [
  ...options(SWITCHES, bool, 'OPTIONAL'),
  ...options(FLAGS, bool, 'NONE'),
  ...options(NUMBERS, number, 'REQUIRED'),
  ...options(OPTIONAL_NUMBERS, number, 'OPTIONAL'),
  ...options(TEXTS, text(), 'REQUIRED'),
  ...options(OPTIONAL_TEXTS, text(), 'OPTIONAL'),
  ...options(REMOVED, useless(WAS_REMOVED), 'OPTIONAL'),
  ...options(FOREIGN, useless(`${COMPATIBLE} Not used or needed in MariaDB.`), 'OPTIONAL'),
  ...options(FOREIGN_YET, useless(`${COMPATIBLE} To be implemented in later versions.`), 'OPTIONAL'),
];

const OWNERS: Readonly<Record<string, string>> = {
  innodb: 'InnoDB',
  aria: 'Aria',
  myisam: 'MyISAM',
  feedback: 'FEEDBACK',
};

const ownerOf = ({ name }: Sysvar): string | undefined => OWNERS[name.split('_', 1)[0] ?? ''];

/** Those of the server itself. */
export const ACCEPTED_OPTIONS: readonly Sysvar[] = ALL.filter((option) => ownerOf(option) === undefined);

/** Those of built-in plugins, by plugin: their options are read by the rules of plugins. */
export const ACCEPTED_PLUGIN_OPTIONS: Readonly<Record<string, readonly Sysvar[]>> = Object.fromEntries(
  Object.values(OWNERS).map((plugin) => [plugin, ALL.filter((option) => ownerOf(option) === plugin)]),
);

const NAMES: ReadonlySet<Sysvar> = new Set(ALL);

/** Whether an option is one of those whose value nobody looks at. */
export const isOnlyAccepted = (variable: Sysvar): boolean => NAMES.has(variable);
