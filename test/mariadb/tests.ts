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
  'encryption.innodb-page_encryption_compression':
    'Innodb_num_pages_page_decompressed stays 0: pages are kept as rows once read',
  'main.plugin': 'tables of ENGINE=EXAMPLE are not supported',
  'main.plugin_load': 'the libraries mypluglib, libdaemon_example and dialog_examples do not exist here',
  'plugins.fulltext_plugin': 'the library mypluglib does not exist here',
};
