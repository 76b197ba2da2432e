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
  debug-gdb debug-no-sync debug-sporadic-binlog-dump-fail external-locking flashback getopt-prefix-matching
  innodb-status-file log-short-format memlock old-style-user-limits
  performance-schema-consumer-events-stages-current performance-schema-consumer-events-stages-history
  performance-schema-consumer-events-stages-history-long performance-schema-consumer-events-statements-current
  performance-schema-consumer-events-statements-history performance-schema-consumer-events-statements-history-long
  performance-schema-consumer-events-transactions-current performance-schema-consumer-events-transactions-history
  performance-schema-consumer-events-transactions-history-long performance-schema-consumer-events-waits-current
  performance-schema-consumer-events-waits-history performance-schema-consumer-events-waits-history-long
  performance-schema-consumer-global-instrumentation performance-schema-consumer-statements-digest
  performance-schema-consumer-thread-instrumentation replicate-same-server-id safe-user-create show-slave-auth-info
  silent-startup skip-slave-start symbolic-links sysdate-is-now temp-pool wsrep-new-cluster
`);

/** Without an argument. */
const FLAGS = words(`
  ansi safe-mode skip-host-cache
`);

const NUMBERS = words(`
  binlog-row-event-max-size debug-abort-slave-event-count debug-disconnect-slave-event-count
  debug-max-binlog-dump-events feedback-send-retry-wait feedback-send-timeout master-retry-count port-open-timeout
  table-cache
`);

const OPTIONAL_NUMBERS = words(`
  debug-exit-info
`);

const TEXTS = words(`
  binlog-do-db binlog-ignore-db chroot default-time-zone des-key-file feedback-http-proxy feedback-url
  feedback-user-info init-rpl-role language lc_messages lc_time_names log_bin_index log-ddl-recovery log-tc
  master-info-file tc-heuristic-recover
`);

const OPTIONAL_TEXTS = words(`
  debug log-isam performance-schema-instrument
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
