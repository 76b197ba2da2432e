/** Status variables, in the order and with the capitals of SHOW STATUS. */

/** What is not zero while nothing has been counted. */
const INITIAL: Readonly<Record<string, string>> = {
  Compression: 'OFF',
  Innodb_page_size: '16384',
  Innodb_have_lz4: 'OFF',
  Innodb_have_lzo: 'OFF',
  Innodb_have_lzma: 'OFF',
  Innodb_have_bzip2: 'OFF',
  Innodb_have_snappy: 'OFF',
  Innodb_have_punch_hole: 'ON',
};

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** How often each kind of statement was given. */
const STATEMENTS = words(`
  alter_db alter_table alter_user analyze begin call_procedure change_db check checksum commit create_db
  create_index create_role create_table create_temporary_table create_user create_view dealloc_sql delete
  delete_multi do drop_db drop_index drop_role drop_table drop_temporary_table drop_user drop_view empty_query
  execute_immediate execute_sql flush get_diagnostics grant grant_role insert insert_select install_plugin kill
  load lock_tables optimize prepare_sql release_savepoint rename_table rename_user repair replace
  replace_select reset resignal revoke revoke_all revoke_role rollback rollback_to_savepoint savepoint select
  set_option show_binlog_events show_binlogs show_charsets show_collations show_create_db show_create_table
  show_create_user show_databases show_engine_status show_errors show_fields show_generic show_grants show_keys
  show_binlog_status show_plugins show_privileges show_processlist show_status show_storage_engines
  show_table_status show_tables show_triggers show_variables show_warnings shutdown signal truncate
  uninstall_plugin unlock_tables update update_multi
`);

const CONNECTIONS = words(`
  Aborted_clients Aborted_connects Aborted_connects_preauth Access_denied_errors Bytes_received Bytes_sent
`);

const EXECUTION = words(`
  Compression Connections Created_tmp_disk_tables Created_tmp_files Created_tmp_tables Delete_scan
  Empty_queries Executed_events Executed_triggers Handler_commit Handler_delete Handler_read_first
  Handler_read_key Handler_read_last Handler_read_next Handler_read_prev Handler_read_retry Handler_read_rnd
  Handler_read_rnd_deleted Handler_read_rnd_next Handler_rollback Handler_update Handler_write
`);

const INNODB = words(`
  Innodb_buffer_pool_pages_data Innodb_buffer_pool_bytes_data Innodb_buffer_pool_pages_dirty
  Innodb_buffer_pool_bytes_dirty Innodb_buffer_pool_pages_flushed Innodb_buffer_pool_pages_free
  Innodb_buffer_pool_pages_total Innodb_buffer_pool_read_requests Innodb_buffer_pool_reads
  Innodb_buffer_pool_write_requests Innodb_checkpoint_age Innodb_data_fsyncs Innodb_data_read Innodb_data_reads
  Innodb_data_writes Innodb_data_written Innodb_dblwr_pages_written Innodb_dblwr_writes Innodb_deadlocks
  Innodb_history_list_length Innodb_log_write_requests Innodb_log_writes Innodb_lsn_current Innodb_lsn_flushed
  Innodb_lsn_last_checkpoint Innodb_max_trx_id Innodb_os_log_written Innodb_page_size Innodb_pages_created
  Innodb_pages_read Innodb_pages_written Innodb_row_lock_current_waits Innodb_row_lock_time
  Innodb_row_lock_time_avg Innodb_row_lock_time_max Innodb_row_lock_waits Innodb_num_open_files
  Innodb_page_compression_saved Innodb_num_pages_page_compressed Innodb_num_page_compressed_trim_op
  Innodb_num_pages_page_decompressed Innodb_num_pages_page_compression_error Innodb_num_pages_encrypted
  Innodb_num_pages_decrypted Innodb_have_lz4 Innodb_have_lzo Innodb_have_lzma Innodb_have_bzip2
  Innodb_have_snappy Innodb_have_punch_hole Innodb_encryption_rotation_pages_read_from_cache
  Innodb_encryption_rotation_pages_read_from_disk Innodb_encryption_rotation_pages_modified
  Innodb_encryption_rotation_pages_flushed Innodb_encryption_rotation_estimated_iops
  Innodb_encryption_n_merge_blocks_encrypted Innodb_encryption_n_merge_blocks_decrypted
  Innodb_encryption_n_rowlog_blocks_encrypted Innodb_encryption_n_rowlog_blocks_decrypted
  Innodb_encryption_n_temp_blocks_encrypted Innodb_encryption_n_temp_blocks_decrypted
  Innodb_encryption_num_key_requests
`);

const SERVER = words(`
  Max_statement_time_exceeded Max_used_connections Open_files Open_table_definitions Open_tables
  Opened_table_definitions Opened_tables Opened_views Prepared_stmt_count Queries Questions Rows_read Rows_sent
  Select_full_join Select_full_range_join Select_range Select_range_check Select_scan Slow_queries
  Sort_merge_passes Sort_priority_queue_sorts Sort_range Sort_rows Sort_scan Syncs Table_locks_immediate
  Table_locks_waited Threads_cached Threads_connected Threads_created Threads_running Update_scan Uptime
  Uptime_since_flush_status
`);

/** The names of all status variables. */
export const STATUS_VARIABLES: readonly string[] = [
  ...CONNECTIONS,
  ...STATEMENTS.map((statement) => `Com_${statement}`),
  ...EXECUTION,
  ...INNODB,
  ...SERVER,
];

/** Whoever counts. */
export interface StatusView {
  /** The value as it is now; undefined where nothing has been counted. */
  status(name: string): string | number | bigint | undefined;
}

/** The rows of SHOW STATUS. */
export function statusRows(view: StatusView): readonly (readonly [name: string, value: string])[] {
  return STATUS_VARIABLES.map((name) => [name, String(view.status(name) ?? INITIAL[name] ?? 0)]);
}
