/** Tests of MariaDB's own suites that run here, and why some of them fail. */

/** By suite. */
export const TESTS: Readonly<Record<string, readonly string[]>> = {
  encryption: [
    ...['aria_tiny', 'create_or_replace', 'encryption_force', 'filekeys_encfile', 'filekeys_encfile_bad'],
    ...['filekeys_encfile_no', 'filekeys_secret_openssl_rand_128bits', 'filekeys_tooshort', 'innodb-encr-threads'],
    ...['innodb_encryption_filekeys', 'second_plugin-12863', 'innodb-bad-key-change', 'innodb-compressed-blob'],
    ...['innodb-key-rotation-disable', 'innodb-page_encryption', 'innodb-page_encryption_compression'],
    ...['innodb-read-only', 'innodb_encrypt_key_rotation_age', 'innodb_encryption'],
    ...['innodb_encryption_row_compressed', 'innodb_page_encryption_key_change'],
  ],
  sys_vars: [
    ...['aria_encrypt_tables_basic', 'innodb_encrypt_log_basic', 'innodb_encryption_rotate_key_age_basic'],
    ...['innodb_encryption_threads_basic', 'plugin_maturity_basic'],
  ],
  main: ['plugin', 'plugin_load', 'plugin_loaderr', 'plugin_not_embedded'],
  plugins: ['fulltext_plugin', 'processlist'],
  innodb_i_s: ['innodb_sys_tablespaces', 'innodb_sys_indexes', 'innodb_trx', 'innodb_metrics'],
};

/** Those that fail, with the cause. One that passes fails the run until it is taken off. */
export const KNOWN_FAILURES: Readonly<Record<string, string>> = {
  'main.plugin': 'tables of ENGINE=EXAMPLE are not supported',
  'main.plugin_load': 'the libraries mypluglib, libdaemon_example and dialog_examples do not exist here',
  'plugins.fulltext_plugin': 'the library mypluglib does not exist here',
};

/** How many tests of a whole suite pass, fail and are skipped. */
export interface SuiteResult {
  readonly passed: number;
  readonly skipped: number;
  /** Those that fail, by cause. */
  readonly failed: Readonly<Record<string, string>>;
}

/** Whole suites, as `sealion test --force SUITE` runs them without --allow-exec. A test fails when one of its runs does. */
export const WHOLE_SUITES: Readonly<Record<string, SuiteResult>> = {
  encryption: {
    passed: 37,
    skipped: 20,
    failed: {
      'tables of ROW_FORMAT=COMPRESSED are not exported, since no server would import their files': `
        compressed_import_tablespace innodb-checksum-algorithm innodb-discard-import innodb_encryption_discard_import`,
      'the file ibdata1 and the redo log are not there': 'encrypt_and_grep innodb_encrypt_log innodb_first_page',
      'innochecksum is not run without --allow-exec': 'innochecksum',
      'which of two conditions is computed first, and warns': 'innodb-page_encryption_log_encryption',
      'SPATIAL indexes': 'innodb-spatial-index',
      'FULLTEXT indexes': 'innodb_onlinealter_encryption',
      'window functions': 'tempfiles_encrypted',
      'temporary tables are never written to a file, so no blocks of it are counted': `
        innodb_encrypt_temporary_tables
      `,
    },
  },
  plugins: {
    passed: 4,
    skipped: 32,
    failed: {
      'the feedback plugin is listed, but has no variables and no table': `
        feedback_os_release feedback_plugin_load feedback_plugin_send
      `,
      OLD_PASSWORD: 'simple_password_check',
      'a port for clients, paths that cannot be written, and statistics tables that the server reads': `
        thread_pool_server_audit
      `,
    },
  },
  sys_vars: {
    passed: 587,
    skipped: 50,
    failed: {
      'character sets and collations beyond those that are simulated': `
        character_set_client_basic character_set_client_func character_set_connection_basic
        character_set_connection_func character_set_database_func character_set_results_basic
        character_set_results_func collation_connection_basic collation_connection_func collation_database_func
        collation_server_func group_concat_max_len_func
      `,
      'DEFAULT of the collation of the default database': 'character_set_database_basic',
      locales: 'lc_messages_basic lc_time_names_basic lc_time_names_func',
      'mysql.general_log and mysql.slow_log': `
        log_disabled_statements_func log_output_func log_slow_admin_statements_func
        log_slow_disabled_statements_func slow_query_log_func sql_log_off_func
      `,
      'files of the general and the slow log, of the buffer pool and of the error log': `
        general_log_file_basic general_log_file_func innodb_buffer_pool_dump_at_shutdown_basic
        innodb_buffer_pool_dump_now_basic innodb_buffer_pool_dump_pct_basic innodb_buffer_pool_load_now_basic
        log_error_func log_error_func2 log_error_func3 slow_query_log_file_func
      `,
      "options that MariaDB's own runner gives to each server, or its directories": `
        bind_address_basic character_sets_dir_basic default_storage_engine_basic default_tmp_storage_engine_basic
        general_log_basic general_log_func innodb_max_undo_log_size_basic lc_messages_dir_basic
        log_queries_not_using_indexes_basic plugin_dir_basic relay_log_basic secure_file_priv secure_file_priv2
        server_id_basic storage_engine_basic tcp_keepalive_time
      `,
      'variables that only a plan of the optimizer would show': `
        max_join_size_basic max_join_size_func max_seeks_for_key_func optimizer_switch_basic sql_big_selects_func
        sql_buffer_result_func
      `,
      'the query cache, temporary tables on disk and key files are not there': `
        delay_key_write_func innodb_cmp_per_index_enabled_basic max_sort_length_func myisam_data_pointer_size_func
        myisam_stats_method_func query_cache_limit_func query_cache_type_func query_cache_wlock_invalidate_func
        tmp_disk_table_size_basic tmp_disk_table_size_func
      `,
      'insert_id, auto_increment_increment and auto_increment_offset change nothing': `
        auto_increment_increment_func auto_increment_offset_func insert_id_func
      `,
      'explicit_defaults_for_timestamp=OFF and old temporal formats': `
        explicit_defaults_for_timestamp_off explicit_defaults_for_timestamp_on mysql56_temporal_format_func
      `,
      'comments of variables are our own': 'sysvars_aria sysvars_star sysvars_wsrep',
      'replication and Galera are not there': `
        gtid_binlog_state_grant gtid_slave_pos_basic pseudo_slave_mode_notembedded replicate_do_table_basic
        replicate_ignore_table_basic replicate_rewrite_db rpl_semi_sync_slave_enabled_basic
        slave_parallel_mode_basic slave_transaction_retry_errors sql_slave_skip_counter_basic
        wsrep_dbug_option_basic wsrep_node_incoming_address_basic wsrep_sst_auth_basic
        wsrep_sst_receive_address_basic
      `,
      'accounts: limits, grants on one routine, old passwords': `
        automatic_sp_privileges_func max_user_connections_basic max_user_connections_func old_passwords_func
        read_only_func read_only_grant secure_auth_func
      `,
      'statements that are 1235': `
        default_week_format_func ft_boolean_syntax_func innodb_max_dirty_pages_pct_func local_infile_func
        max_prepared_stmt_count_func old_mode_basic sql_low_priority_updates_func sql_mode_func
        sql_quote_show_create_func sql_select_limit_func sql_warnings_func stored_program_cache_func
        thread_cache_size_func updatable_views_with_limit_func
      `,
      'locks, waits and time-outs of other engines and threads': `
        completion_type_func concurrent_insert_func delayed_insert_limit_func slow_launch_time_func
        tx_isolation_func wait_timeout_func
      `,
      'names of time zones': 'time_zone_basic time_zone_func',
      'the clock stands still while a script runs': 'timestamp_basic timestamp_sysdate_is_now_func',
      'values of the machine and of the build': `
        host_cache_size_auto innodb_buffer_pool_size_basic maximum_basic thread_pool_size_basic
        thread_pool_size_high version version_compile_machine_basic version_compile_os_basic
      `,
      'values that are not checked, or not as the server does': `
        ignore_db_dirs_basic innodb_tmpdir_basic proxy_protocol_networks_grant
        session_track_system_variables_basic session_track_system_variables_example
      `,
    },
  },
  innodb_i_s: { passed: 29, skipped: 0, failed: {} },
};
