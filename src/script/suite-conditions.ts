/**
 * What MariaDB's suites decide in Perl about the machine and the server under test, answered for Sealion: a server of
 * 64 bits on Unix, no debug build, with OpenSSL, and without programs that open its data files.
 */

/** Files that cannot be used, by their place below the suites' root, and mtr's reason. */
const SKIPPED: Readonly<Record<string, string>> = {
  'include/have_debug.inc': 'Requires debug build',
  'include/have_debug_sync.inc': 'Requires debug sync',
  'include/big_test.inc': 'Test needs --big-test',
  'include/master-slave.inc': 'Requires replication',
  'include/rpl_init.inc': 'Requires replication',
  'include/have_log_bin.inc': 'Requires binary logging',
  'include/have_mariabackup.inc': 'Needs mariabackup',
  'include/have_ssl_communication.inc': 'Requires SSL',
  'include/windows.inc': 'Requires Windows',
  'include/is_embedded.inc': 'Requires embedded server',
  'plugins/t/pam_init.inc': 'No pam setup for mtr',
};

/** Groups of `.combinations` files that are for other machines or builds. */
const SKIPPED_COMBINATIONS: Readonly<Record<string, readonly string[]>> = {
  'include/platform.combinations': ['aix', 'win'],
  'include/protocol.combinations': ['ps'],
  'include/maybe_debug.combinations': ['debug'],
  'include/word_size.combinations': ['32bit'],
};

/** Why a test that includes this file cannot run. */
export const skippedFile = (place: string): string | undefined => SKIPPED[place];

export const skippedCombinations = (place: string): readonly string[] => SKIPPED_COMBINATIONS[place] ?? [];
