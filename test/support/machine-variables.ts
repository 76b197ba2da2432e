/** System variables whose values two servers, or two sessions, cannot have in common. */

/** What depends on the machine, on the build, or on how the two servers of this test were started. */
export const OF_THE_MACHINE: ReadonlySet<string> = new Set([
  ...['ARIA_LOG_DIR_PATH', 'BASEDIR', 'CHARACTER_SETS_DIR', 'DATADIR', 'LOG_ERROR', 'OPEN_FILES_LIMIT', 'PID_FILE'],
  ...['PLUGIN_DIR', 'SERVER_UID', 'SKIP_NETWORKING', 'SOCKET', 'TMPDIR', 'SLAVE_LOAD_TMPDIR', 'WSREP_DATA_HOME_DIR'],
  ...['LICENSE', 'VERSION', 'VERSION_COMMENT', 'VERSION_COMPILE_MACHINE', 'VERSION_COMPILE_OS'],
  ...['VERSION_SOURCE_REVISION', 'VERSION_SSL_LIBRARY'],
  // What is not compiled in here.
  ...['HAVE_GEOMETRY', 'HAVE_PROFILING', 'HAVE_RTREE_KEYS'],
  // What is drawn or measured.
  ...['RAND_SEED1', 'RAND_SEED2', 'TIMESTAMP'],
  // The client chooses them at connect.
  ...['CHARACTER_SET_CLIENT', 'CHARACTER_SET_CONNECTION', 'CHARACTER_SET_RESULTS', 'COLLATION_CONNECTION'],
]);
