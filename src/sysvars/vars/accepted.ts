/**
 * Options of the real server that are accepted here and do nothing: a real option file starts this server, too.
 *
 * Only their names and the shape of their values are known. A variable that is declared elsewhere is none of them.
 */
import type { OptionArgument, Sysvar, SysvarType } from '../define.js';
import { bool, long, sysvar, text, unsignedLong } from '../define.js';

const words = (names: string): readonly string[] => names.trim().split(/\s+/);

/** ON or OFF. */
const SWITCHES = words(`
  allow-suspicious-udfs binlog-alter-two-phase binlog-annotate-row-events binlog-direct-non-transactional-updates
  binlog-optimize-thread-scheduling column-compression-zlib-wrap core-file debug-gdb debug-no-sync
  debug-no-thread-alarm debug-sporadic-binlog-dump-fail external-locking flashback flush getopt-prefix-matching
  gtid-ignore-duplicates gtid-strict-mode ignore-builtin-innodb innodb-adaptive-flushing innodb-alter-copy-bulk
  innodb-buffer-pool-dump-now innodb-buffer-pool-in-core-dump innodb-buffer-pool-load-abort
  innodb-buffer-pool-load-now innodb-cmp-per-index-enabled innodb-defragment innodb-disable-sort-file-cache
  innodb-flush-sync innodb-ft-enable-diag-print innodb-ft-enable-stopword innodb-log-file-buffering
  innodb-log-file-mmap innodb-numa-interleave innodb-optimize-fulltext-only innodb-prefix-index-cluster-optimization
  innodb-random-read-ahead innodb-snapshot-isolation innodb-stats-include-delete-marked innodb-stats-on-metadata
  innodb-stats-traditional innodb-status-file innodb-status-output innodb-status-output-locks innodb-undo-log-truncate
  innodb-use-native-aio keep-files-on-create large-pages log-short-format log-slow-slave-statements
  master-verify-checksum memlock mysql56-temporal-format old old-style-user-limits
  performance-schema-consumer-events-stages-current performance-schema-consumer-events-stages-history
  performance-schema-consumer-events-stages-history-long performance-schema-consumer-events-statements-current
  performance-schema-consumer-events-statements-history performance-schema-consumer-events-statements-history-long
  performance-schema-consumer-events-transactions-current performance-schema-consumer-events-transactions-history
  performance-schema-consumer-events-transactions-history-long performance-schema-consumer-events-waits-current
  performance-schema-consumer-events-waits-history performance-schema-consumer-events-waits-history-long
  performance-schema-consumer-global-instrumentation performance-schema-consumer-statements-digest
  performance-schema-consumer-thread-instrumentation query-cache-strip-comments query-cache-wlock-invalidate
  relay-log-purge relay-log-recovery replicate-annotate-row-events replicate-same-server-id
  rpl-semi-sync-master-enabled rpl-semi-sync-master-wait-no-slave rpl-semi-sync-slave-delay-master
  rpl-semi-sync-slave-enabled safe-user-create show-slave-auth-info silent-startup skip-show-database skip-slave-start
  slave-compressed-protocol slave-sql-verify-checksum ssl standard-compliant-cte symbolic-links sync-frm
  sysdate-is-now system-versioning-insert-history tcp-nodelay temp-pool thread-pool-dedicated-listener
  thread-pool-exact-stats wsrep-auto-increment-control wsrep-causal-reads wsrep-certify-nonPK
  wsrep-convert-LOCK-to-trx wsrep-desync wsrep-dirty-reads wsrep-drupal-282555-workaround wsrep-gtid-mode
  wsrep-load-data-splitting wsrep-log-conflicts wsrep-new-cluster wsrep-on wsrep-recover wsrep-restart-slave
  wsrep-slave-FK-checks wsrep-slave-UK-checks wsrep-sst-donor-rejects-queries
`);

/** Without an argument. */
const FLAGS = words(`
  ansi safe-mode skip-host-cache
`);

const NUMBERS = words(`
  analyze-max-length analyze-sample-percentage aria-checkpoint-log-activity aria-force-start-after-recovery-failures
  aria-group-commit-interval aria-max-sort-file-size aria-pagecache-age-threshold aria-pagecache-division-limit
  aria-pagecache-file-hash-size binlog-commit-wait-count binlog-commit-wait-usec binlog-file-cache-size
  binlog-row-event-max-size column-compression-threshold column-compression-zlib-level deadlock-search-depth-long
  deadlock-search-depth-short deadlock-timeout-long deadlock-timeout-short debug-abort-slave-event-count
  debug-disconnect-slave-event-count debug-max-binlog-dump-events delayed-insert-limit delayed-insert-timeout
  delayed-queue-size expensive-subquery-limit extra-port feedback-send-retry-wait feedback-send-timeout flush-time
  ft-max-word-len ft-min-word-len ft-query-expansion-limit gtid-cleanup-batch-size gtid-domain-id histogram-size
  host-cache-size idle-readonly-transaction-timeout idle-write-transaction-timeout in-predicate-conversion-threshold
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
  innodb-write-io-threads key-cache-age-threshold key-cache-block-size key-cache-division-limit
  key-cache-file-hash-size key-cache-segments log-slow-max-warnings log-tc-size master-retry-count max-delayed-threads
  max-relay-log-size max-rowid-filter-size max-seeks-for-key max-tmp-tables max-write-lock-count
  metadata-locks-cache-size metadata-locks-hash-instances mrr-buffer-size myisam-data-pointer-size
  myisam-max-sort-file-size myisam-mmap-size optimizer-extra-pruning-depth optimizer-join-limit-pref-ratio
  optimizer-max-sel-arg-weight optimizer-max-sel-args optimizer-selectivity-sampling-limit
  optimizer-trace-max-mem-size optimizer-use-condition-selectivity performance-schema-accounts-size
  performance-schema-digests-size performance-schema-events-stages-history-long-size
  performance-schema-events-stages-history-size performance-schema-events-statements-history-long-size
  performance-schema-events-statements-history-size performance-schema-events-transactions-history-long-size
  performance-schema-events-transactions-history-size performance-schema-events-waits-history-long-size
  performance-schema-events-waits-history-size performance-schema-hosts-size performance-schema-max-cond-classes
  performance-schema-max-cond-instances performance-schema-max-digest-length performance-schema-max-file-classes
  performance-schema-max-file-handles performance-schema-max-file-instances performance-schema-max-index-stat
  performance-schema-max-memory-classes performance-schema-max-metadata-locks performance-schema-max-mutex-classes
  performance-schema-max-mutex-instances performance-schema-max-prepared-statements-instances
  performance-schema-max-program-instances performance-schema-max-rwlock-classes
  performance-schema-max-rwlock-instances performance-schema-max-socket-classes
  performance-schema-max-socket-instances performance-schema-max-sql-text-length performance-schema-max-stage-classes
  performance-schema-max-statement-classes performance-schema-max-statement-stack performance-schema-max-table-handles
  performance-schema-max-table-instances performance-schema-max-table-lock-stat performance-schema-max-thread-classes
  performance-schema-max-thread-instances performance-schema-session-connect-attrs-size
  performance-schema-setup-actors-size performance-schema-setup-objects-size performance-schema-users-size
  port-open-timeout preload-buffer-size profiling-history-size progress-report-time query-alloc-block-size
  query-cache-min-res-unit query-prealloc-size range-alloc-block-size read-binlog-speed-limit relay-log-space-limit
  report-port rowid-merge-buff-size rpl-semi-sync-master-timeout rpl-semi-sync-master-trace-level
  rpl-semi-sync-slave-trace-level slave-domain-parallel-threads slave-max-allowed-packet slave-max-statement-time
  slave-net-timeout slave-parallel-max-queued slave-parallel-threads slave-parallel-workers slave-transaction-retries
  slave-transaction-retry-interval sync-master-info sync-relay-log sync-relay-log-info table-cache
  table-open-cache-instances thread-pool-idle-timeout thread-pool-max-threads thread-pool-oversubscribe
  thread-pool-prio-kickup-timer thread-pool-stall-limit transaction-alloc-block-size transaction-prealloc-size
  wsrep-gtid-domain-id wsrep-ignore-apply-errors wsrep-max-ws-rows wsrep-max-ws-size wsrep-mysql-replication-bundle
  wsrep-retry-autocommit wsrep-slave-threads wsrep-trx-fragment-size
`);

const OPTIONAL_NUMBERS = words(`
  debug-exit-info innodb-adaptive-hash-index-parts innodb-compression-failure-threshold-pct
  innodb-compression-pad-pct-max innodb-flush-neighbors innodb-ft-num-word-optimize innodb-log-spin-wait-delay
  innodb-max-undo-log-size innodb-purge-batch-size innodb-spin-wait-delay log-bin-compress-min-len
  max-recursive-iterations rpl-semi-sync-slave-kill-conn-timeout wsrep-sync-wait
`);

const TEXTS = words(`
  aria-log-dir-path aria-stats-method aria-sync-log-dir binlog-do-db binlog-ignore-db binlog-row-metadata chroot
  column-compression-zlib-strategy date-format datetime-format default-regex-flags default-time-zone des-key-file
  feedback-http-proxy feedback-url feedback-user-info ft-boolean-syntax ft-stopword-file gtid-pos-auto-engines
  histogram-type ignore-db-dirs init-rpl-role init-slave innodb-deadlock-report innodb-ft-aux-table
  innodb-instant-alter-column-allowed innodb-linux-aio innodb-log-group-home-dir innodb-monitor-disable
  innodb-monitor-enable innodb-monitor-reset innodb-monitor-reset-all innodb-stats-method language lc-messages
  lc-time-names log-bin-index log-ddl-recovery log-slow-disabled-statements log-slow-filter log-slow-verbosity log-tc
  master-info-file optimizer-adjust-secondary-key-costs optimizer-switch optimizer-trace proxy-protocol-networks
  relay-log relay-log-index relay-log-info-file replicate-do-db replicate-do-table replicate-events-marked-for-skip
  replicate-ignore-db replicate-ignore-table replicate-rewrite-db replicate-wild-do-table replicate-wild-ignore-table
  report-host report-password report-user rpl-semi-sync-master-wait-point secure-timestamp slave-ddl-exec-mode
  slave-exec-mode slave-load-tmpdir slave-parallel-mode slave-run-triggers-for-rbr slave-skip-errors
  slave-transaction-retry-errors slave-type-conversions ssl-ca ssl-capath ssl-cert ssl-cipher ssl-crl ssl-crlpath
  ssl-key system-versioning-alter-history tc-heuristic-recover thread-pool-priority time-format tls-version
  updatable-views-with-limit wsrep-SR-store wsrep-allowlist wsrep-certification-rules wsrep-cluster-address
  wsrep-cluster-name wsrep-data-home-dir wsrep-dbug-option wsrep-debug wsrep-forced-binlog-format wsrep-mode
  wsrep-node-address wsrep-node-incoming-address wsrep-node-name wsrep-notify-cmd wsrep-provider
  wsrep-provider-options wsrep-sst-auth wsrep-sst-donor wsrep-sst-method wsrep-sst-receive-address
  wsrep-start-position wsrep-status-file wsrep-trx-fragment-unit
`);

const OPTIONAL_TEXTS = words(`
  concurrent-insert debug delay-key-write innodb-ft-server-stopword-table innodb-ft-user-stopword-table log-isam
  old-alter-table performance-schema-instrument wsrep-OSU-method wsrep-reject-queries
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
  master-info-repository max-binlog-dump-events new relay-log-info-repository show-compatibility-56
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

const ofInnodb = ({ name }: Sysvar): boolean => name.startsWith('innodb_');

/** Those of InnoDB, whose options are read by the rules of plugins. */
export const ACCEPTED_INNODB_OPTIONS: readonly Sysvar[] = ALL.filter(ofInnodb);

/** Those of the server and of its other parts. */
export const ACCEPTED_OPTIONS: readonly Sysvar[] = ALL.filter((option) => !ofInnodb(option));

const NAMES: ReadonlySet<Sysvar> = new Set(ALL);

/** Whether an option is one of those whose value nobody looks at. */
export const isOnlyAccepted = (variable: Sysvar): boolean => NAMES.has(variable);
