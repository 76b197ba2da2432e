/** Status variables of MariaDB 10.11, in the order and with the capitals of SHOW STATUS. */

const names = (prefix: string, list: string): readonly string[] =>
  list
    .trim()
    .split(/\s+/)
    .map((name) => prefix + name);

/** The names of all status variables. */
export const STATUS_VARIABLES: readonly string[] = [
  ...names(
    '',
    `
    Aborted_clients Aborted_connects Aborted_connects_preauth Access_denied_errors Acl_column_grants
    Acl_database_grants Acl_function_grants Acl_procedure_grants Acl_package_spec_grants Acl_package_body_grants
    Acl_proxy_users Acl_role_grants Acl_roles Acl_table_grants Acl_users
  `,
  ),
  ...names(
    'Aria_',
    `
    pagecache_blocks_not_flushed pagecache_blocks_unused pagecache_blocks_used pagecache_read_requests
    pagecache_reads pagecache_write_requests pagecache_writes transaction_log_syncs
  `,
  ),
  ...names(
    '',
    `
    Binlog_commits Binlog_group_commits Binlog_group_commit_trigger_count Binlog_group_commit_trigger_lock_wait
    Binlog_group_commit_trigger_timeout Binlog_snapshot_file Binlog_snapshot_position Binlog_bytes_written
    Binlog_cache_disk_use Binlog_cache_use Binlog_stmt_cache_disk_use Binlog_stmt_cache_use Busy_time Bytes_received
    Bytes_sent Column_compressions Column_decompressions
  `,
  ),
  ...names(
    'Com_',
    `
    admin_commands alter_db alter_db_upgrade alter_event alter_function alter_procedure alter_server alter_sequence
    alter_table alter_user analyze assign_to_keycache backup backup_lock begin binlog call_procedure change_db
    change_master check checksum commit compound_sql create_db create_event create_function create_index
    create_package create_package_body create_procedure create_role create_sequence create_server create_table
    create_temporary_table create_trigger create_udf create_user create_view dealloc_sql delete delete_multi do
    drop_db drop_event drop_function drop_index drop_procedure drop_package drop_package_body drop_role drop_server
    drop_sequence drop_table drop_temporary_table drop_trigger drop_user drop_view empty_query execute_immediate
    execute_sql flush get_diagnostics grant grant_role ha_close ha_open ha_read help insert insert_select
    install_plugin kill load lock_tables optimize preload_keys prepare_sql purge purge_before_date release_savepoint
    rename_table rename_user repair replace replace_select reset resignal revoke revoke_all revoke_role rollback
    rollback_to_savepoint savepoint select set_option show_authors show_binlog_events show_binlogs show_charsets
    show_collations show_contributors show_create_db show_create_event show_create_func show_create_package
    show_create_package_body show_create_proc show_create_table show_create_trigger show_create_user show_databases
    show_engine_logs show_engine_mutex show_engine_status show_errors show_events show_explain show_analyze
    show_fields show_function_status show_generic show_grants show_keys show_binlog_status show_open_tables
    show_package_status show_package_body_status show_plugins show_privileges show_procedure_status show_processlist
    show_profile show_profiles show_relaylog_events show_slave_hosts show_slave_status show_status
    show_storage_engines show_table_status show_tables show_triggers show_variables show_warnings shutdown signal
    start_all_slaves start_slave stmt_close stmt_execute stmt_fetch stmt_prepare stmt_reprepare stmt_reset
    stmt_send_long_data stop_all_slaves stop_slave truncate uninstall_plugin unlock_tables update update_multi
    xa_commit xa_end xa_prepare xa_recover xa_rollback xa_start
  `,
  ),
  ...names(
    '',
    `
    Compression Connection_errors_accept Connection_errors_internal Connection_errors_max_connections
    Connection_errors_peer_address Connection_errors_select Connection_errors_tcpwrap Connections Cpu_time
    Created_tmp_disk_tables Created_tmp_files Created_tmp_tables Delayed_errors Delayed_insert_threads
    Delayed_writes Delete_scan Empty_queries Executed_events Executed_triggers
  `,
  ),
  ...names(
    'Feature_',
    `
    application_time_periods check_constraint custom_aggregate_functions delay_key_write dynamic_columns fulltext
    gis insert_returning invisible_columns json locale subquery system_versioning timezone trigger window_functions
    xml
  `,
  ),
  ...names(
    'Handler_',
    `
    commit delete discover external_lock icp_attempts icp_match mrr_init mrr_key_refills mrr_rowid_refills prepare
    read_first read_key read_last read_next read_prev read_retry read_rnd read_rnd_deleted read_rnd_next rollback
    savepoint savepoint_rollback tmp_delete tmp_update tmp_write update write
  `,
  ),
  ...names(
    'Innodb_',
    `
    adaptive_hash_hash_searches adaptive_hash_non_hash_searches background_log_sync buffer_pool_dump_status
    buffer_pool_load_status buffer_pool_resize_status buffer_pool_load_incomplete buffer_pool_pages_data
    buffer_pool_bytes_data buffer_pool_pages_dirty buffer_pool_bytes_dirty buffer_pool_pages_flushed
    buffer_pool_pages_free buffer_pool_pages_made_not_young buffer_pool_pages_made_young buffer_pool_pages_misc
    buffer_pool_pages_old buffer_pool_pages_total buffer_pool_pages_lru_flushed buffer_pool_pages_lru_freed
    buffer_pool_pages_split buffer_pool_read_ahead_rnd buffer_pool_read_ahead buffer_pool_read_ahead_evicted
    buffer_pool_read_requests buffer_pool_reads buffer_pool_wait_free buffer_pool_write_requests checkpoint_age
    checkpoint_max_age data_fsyncs data_pending_fsyncs data_pending_reads data_pending_writes data_read data_reads
    data_writes data_written dblwr_pages_written dblwr_writes deadlocks history_list_length
    ibuf_discarded_delete_marks ibuf_discarded_deletes ibuf_discarded_inserts ibuf_free_list
    ibuf_merged_delete_marks ibuf_merged_deletes ibuf_merged_inserts ibuf_merges ibuf_segment_size ibuf_size
    log_waits log_write_requests log_writes lsn_current lsn_flushed lsn_last_checkpoint master_thread_active_loops
    master_thread_idle_loops max_trx_id mem_adaptive_hash mem_dictionary os_log_written page_size pages_created
    pages_read pages_written row_lock_current_waits row_lock_time row_lock_time_avg row_lock_time_max row_lock_waits
    num_open_files truncated_status_writes available_undo_logs undo_truncations page_compression_saved
    num_pages_page_compressed num_page_compressed_trim_op num_pages_page_decompressed
    num_pages_page_compression_error num_pages_encrypted num_pages_decrypted have_lz4 have_lzo have_lzma have_bzip2
    have_snappy have_punch_hole defragment_compression_failures defragment_failures defragment_count
    instant_alter_column onlineddl_rowlog_rows onlineddl_rowlog_pct_used onlineddl_pct_progress
    encryption_rotation_pages_read_from_cache encryption_rotation_pages_read_from_disk
    encryption_rotation_pages_modified encryption_rotation_pages_flushed encryption_rotation_estimated_iops
    encryption_n_merge_blocks_encrypted encryption_n_merge_blocks_decrypted encryption_n_rowlog_blocks_encrypted
    encryption_n_rowlog_blocks_decrypted encryption_n_temp_blocks_encrypted encryption_n_temp_blocks_decrypted
    encryption_num_key_requests bulk_operations
  `,
  ),
  ...names(
    '',
    `
    Key_blocks_not_flushed Key_blocks_unused Key_blocks_used Key_blocks_warm Key_read_requests Key_reads
    Key_write_requests Key_writes Last_query_cost Master_gtid_wait_count Master_gtid_wait_time
    Master_gtid_wait_timeouts Max_memory_used Max_statement_time_exceeded Max_used_connections Memory_used
    Memory_used_initial Not_flushed_delayed_rows Open_files Open_streams Open_table_definitions Open_tables
    Opened_files Opened_plugin_libraries Opened_table_definitions Opened_tables Opened_views
    Optimizer_join_prefixes_check_calls
  `,
  ),
  ...names(
    'Performance_schema_',
    `
    accounts_lost cond_classes_lost cond_instances_lost digest_lost file_classes_lost file_handles_lost
    file_instances_lost hosts_lost index_stat_lost locker_lost memory_classes_lost metadata_lock_lost
    mutex_classes_lost mutex_instances_lost nested_statement_lost prepared_statements_lost program_lost
    rwlock_classes_lost rwlock_instances_lost session_connect_attrs_lost socket_classes_lost socket_instances_lost
    stage_classes_lost statement_classes_lost table_handles_lost table_instances_lost table_lock_stat_lost
    thread_classes_lost thread_instances_lost users_lost
  `,
  ),
  ...names(
    '',
    `
    Prepared_stmt_count Qcache_free_blocks Qcache_free_memory Qcache_hits Qcache_inserts Qcache_lowmem_prunes
    Qcache_not_cached Qcache_queries_in_cache Qcache_total_blocks Queries Query_time Questions
    Resultset_metadata_skipped Rows_read Rows_sent Rows_tmp_read
  `,
  ),
  ...names(
    'Rpl_semi_sync_master_',
    `
    clients get_ack net_avg_wait_time net_wait_time net_waits no_times no_tx request_ack status timefunc_failures
    tx_avg_wait_time tx_wait_time tx_waits wait_pos_backtraverse wait_sessions yes_tx
  `,
  ),
  ...names(
    '',
    `
    Rpl_semi_sync_slave_send_ack Rpl_semi_sync_slave_status Rpl_status Rpl_transactions_multi_engine
    Select_full_join Select_full_range_join Select_range Select_range_check Select_scan Slave_connections
    Slave_heartbeat_period Slave_open_temp_tables Slave_received_heartbeats Slave_retried_transactions Slave_running
    Slave_skipped_errors Slaves_connected Slaves_running Slow_launch_threads Slow_queries Sort_merge_passes
    Sort_priority_queue_sorts Sort_range Sort_rows Sort_scan
  `,
  ),
  ...names(
    'Ssl_',
    `
    accept_renegotiates accepts callback_cache_hits cipher cipher_list client_connects connect_renegotiates
    ctx_verify_depth ctx_verify_mode default_timeout finished_accepts finished_connects server_not_after
    server_not_before session_cache_hits session_cache_misses session_cache_mode session_cache_overflows
    session_cache_size session_cache_timeouts sessions_reused used_session_cache_entries verify_depth verify_mode
    version
  `,
  ),
  ...names(
    '',
    `
    Stack_usage Subquery_cache_hit Subquery_cache_miss Syncs Table_locks_immediate Table_locks_waited
    Table_open_cache_active_instances Table_open_cache_hits Table_open_cache_misses Table_open_cache_overflows
    Tc_log_max_pages_used Tc_log_page_size Tc_log_page_waits
  `,
  ),
  ...names(
    'Threadpool_',
    `
    idle_threads threads
  `,
  ),
  ...names(
    '',
    `
    Threads_cached Threads_connected Threads_created Threads_running Transactions_gtid_foreign_engine
    Transactions_multi_engine Update_scan Uptime Uptime_since_flush_status wsrep
  `,
  ),
  ...names(
    'wsrep_',
    `
    applier_thread_count cluster_capabilities cluster_conf_id cluster_size cluster_state_uuid cluster_status
    connected local_bf_aborts local_index provider_capabilities provider_name provider_vendor provider_version ready
    rollbacker_thread_count thread_count
  `,
  ),
];
