/** Variables of replication: listed, without effect. `declaration.ts` says how to read them. */
import { listed } from './declaration.js';

export const LISTED_REPLICATION = listed(`
  default_master_connection             | session | text! |  | no-option | Replication connection that statements mean without naming one.
  gtid_binlog_pos                       | global  | text | ? => | fixed, no-option | Last transaction of each domain in the binary log.
  gtid_binlog_state                     | global  | text | ? => | no-option, for REPLICATION MASTER ADMIN, no-default | Last transaction of each domain and server in the binary log.
  gtid_cleanup_batch_size               | global  | uint 0..2147483647 | 64 | for REPLICATION SLAVE ADMIN | Rows of gtid_slave_pos that are removed at once.
  gtid_current_pos                      | global  | text | ? => | fixed, no-option | Last transaction of each domain here.
  gtid_domain_id                        | both    | uint 0..4294967295 | 0 | for REPLICATION MASTER ADMIN, session BINLOG REPLAY | Replication domain of new transactions.
  gtid_ignore_duplicates                | global  | bool | OFF | optional, for REPLICATION SLAVE ADMIN | A transaction that came from another source is skipped.
  gtid_pos_auto_engines                 | global  | text! |  | hidden, for REPLICATION SLAVE ADMIN | Engines that get a gtid_slave_pos table of their own.
  gtid_seq_no                           | session | ulong 0..18446744073709551615 | 0 | no-option, session BINLOG REPLAY | Number of the next transaction.
  gtid_slave_pos                        | global  | text! | ? => | no-option, for REPLICATION SLAVE ADMIN, no-default | Last replicated transaction of each domain.
  gtid_strict_mode                      | global  | bool | OFF | optional, for REPLICATION SLAVE ADMIN | Transactions out of order are errors.
  init_slave                            | global  | text |  | for REPLICATION SLAVE ADMIN | Statements that a replication thread begins with.
  master_verify_checksum                | global  | bool | OFF | optional, for REPLICATION MASTER ADMIN | Events are checked when they are sent.
  max_relay_log_size                    | both    | ulong 4096..1073741824/4096 | 1073741824 |  | Size from which a new relay log is begun.
  read_binlog_speed_limit               | global  | ulong 0..18446744073709551615 | 0 | for REPLICATION SLAVE ADMIN | Kilobytes a second that are read of the master's log; 0 is no limit.
  relay_log                             | global  | text? |  | fixed | Name of the relay logs.
  relay_log_basename                    | global  | text? | ? | fixed, no-option | Full path of the relay logs without their number.
  relay_log_index                       | global  | text? | ? | fixed, hidden | File that lists the relay logs.
  relay_log_info_file                   | global  | text | => relay-log.info | fixed | File with the position of the replication thread.
  relay_log_purge                       | global  | bool | ON | optional, for REPLICATION SLAVE ADMIN | Relay logs are removed when they are done.
  relay_log_recovery                    | global  | bool | OFF | optional, for REPLICATION SLAVE ADMIN | A start fetches unfinished relay logs again.
  relay_log_space_limit                 | global  | ulong 0..18446744073709551615 | 0 | fixed | Room of all relay logs; 0 is no limit.
  replicate_annotate_row_events         | global  | bool | ON | fixed, optional | Annotations of the master are kept.
  replicate_do_db                       | global  | databases |  | hidden, for REPLICATION SLAVE ADMIN | Databases to replicate.
  replicate_do_table                    | global  | tables |  | hidden, for REPLICATION SLAVE ADMIN | Tables to replicate.
  replicate_events_marked_for_skip      | global  | enum REPLICATE,FILTER_ON_SLAVE,FILTER_ON_MASTER | REPLICATE | for REPLICATION SLAVE ADMIN | What becomes of events that are marked as not to be replicated.
  replicate_ignore_db                   | global  | databases |  | hidden, for REPLICATION SLAVE ADMIN | Databases not to replicate.
  replicate_ignore_table                | global  | tables |  | hidden, for REPLICATION SLAVE ADMIN | Tables not to replicate.
  replicate_rewrite_db                  | global  | rewrites |  | hidden, for REPLICATION SLAVE ADMIN | Databases that get another name.
  replicate_wild_do_table               | global  | tables |  | hidden, for REPLICATION SLAVE ADMIN | Patterns of tables to replicate.
  replicate_wild_ignore_table           | global  | tables |  | hidden, for REPLICATION SLAVE ADMIN | Patterns of tables not to replicate.
  report_host                           | global  | text? |  | fixed | Host name to tell the master.
  report_password                       | global  | text? |  | fixed | Password to tell the master.
  report_port                           | global  | uint 0..4294967295 | 0 | fixed | Port to tell the master.
  report_user                           | global  | text? |  | fixed | Account to tell the master.
  rpl_semi_sync_master_enabled          | global  | bool | OFF | optional, for REPLICATION MASTER ADMIN | Commits wait for a replica.
  rpl_semi_sync_master_timeout          | global  | ulong 0..18446744073709551615 | 10000 | for REPLICATION MASTER ADMIN | Milliseconds that they wait.
  rpl_semi_sync_master_trace_level      | global  | ulong 0..18446744073709551615 | 32 | for REPLICATION MASTER ADMIN | What the master traces.
  rpl_semi_sync_master_wait_no_slave    | global  | bool | ON | optional, for REPLICATION MASTER ADMIN | They wait even when no replica is there.
  rpl_semi_sync_master_wait_point       | global  | enum AFTER_SYNC,AFTER_COMMIT | AFTER_COMMIT | for REPLICATION MASTER ADMIN | When they wait.
  rpl_semi_sync_slave_delay_master      | global  | bool | OFF | optional, for REPLICATION SLAVE ADMIN | The answer waits until the log is synced.
  rpl_semi_sync_slave_enabled           | global  | bool | OFF | optional, for REPLICATION SLAVE ADMIN | The replica answers to what it has received.
  rpl_semi_sync_slave_kill_conn_timeout | global  | uint 0..4294967295 | 5 | optional, for REPLICATION SLAVE ADMIN | Seconds to wait for the end of the connection to the master.
  rpl_semi_sync_slave_trace_level       | global  | ulong 0..18446744073709551615 | 32 | for REPLICATION SLAVE ADMIN | What the replica traces.
  secure_timestamp                      | global  | enum NO,SUPER,REPLICATION,YES | NO | fixed | Who may set the session's time.
  skip_parallel_replication             | session | bool | OFF | no-option | Transactions of this session are not replicated in parallel.
  slave_compressed_protocol             | global  | bool | OFF | optional, for REPLICATION SLAVE ADMIN | The protocol to the master is compressed.
  slave_ddl_exec_mode                   | global  | enum STRICT,IDEMPOTENT | IDEMPOTENT | for REPLICATION SLAVE ADMIN | How replicated definitions treat what is there.
  slave_domain_parallel_threads         | global  | ulong 0..16383 | 0 | for REPLICATION SLAVE ADMIN | Most threads of one domain.
  slave_exec_mode                       | global  | enum STRICT,IDEMPOTENT | STRICT | for REPLICATION SLAVE ADMIN | How replicated rows treat what is there.
  slave_load_tmpdir                     | global  | text |  | fixed | Directory of replicated LOAD DATA.
  slave_max_allowed_packet              | global  | ulong 1024..1073741824/1024 | 1073741824 | for REPLICATION SLAVE ADMIN | Largest packet of a replication thread.
  slave_max_statement_time              | global  | double 0..31536000 | 0 | for REPLICATION SLAVE ADMIN alone | Seconds after which a replicated statement is ended; 0 is no limit.
  slave_net_timeout                     | global  | uint 1..31536000 | 60 | for REPLICATION SLAVE ADMIN | Seconds without data after which the connection is made anew.
  slave_parallel_max_queued             | global  | ulong 0..2147483647 | 131072 | for REPLICATION SLAVE ADMIN | Memory for events that wait.
  slave_parallel_mode                   | global  | enum none,minimal,conservative,optimistic,aggressive | optimistic | hidden, for REPLICATION SLAVE ADMIN | What is replicated in parallel.
  slave_parallel_threads                | global  | ulong 0..16383 | 0 | for REPLICATION SLAVE ADMIN | Threads that replicate in parallel.
  slave_run_triggers_for_rbr            | global  | enum NO,YES,LOGGING,ENFORCE | NO | for REPLICATION SLAVE ADMIN | Replicated rows run triggers.
  slave_skip_errors                     | global  | text | => OFF | fixed | Errors that replication passes over.
  slave_sql_verify_checksum             | global  | bool | ON | optional, for REPLICATION SLAVE ADMIN | Events are checked before they are executed.
  slave_transaction_retries             | global  | ulong 0..4294967295 | 10 |  | How often a failed transaction is repeated.
  slave_transaction_retry_errors        | global  | text | => 1158,1159,1160,1161,1205,1213,1020,1429,2013,12701 | fixed | Errors after which it is repeated.
  slave_transaction_retry_interval      | global  | ulong 0..3600 | 0 | for REPLICATION SLAVE ADMIN | Seconds between two attempts.
  slave_type_conversions                | global  | set ALL_LOSSY,ALL_NON_LOSSY |  | for REPLICATION SLAVE ADMIN | Conversions that replicated rows may need.
  sql_slave_skip_counter                | both    | ulong 0..4294967295 | 0 | no-option | Events to pass over at the next start of replication.
  sync_master_info                      | global  | uint 0..4294967295 | 10000 | for REPLICATION SLAVE ADMIN | Events after which the position at the master is synced.
  sync_relay_log                        | global  | uint 0..4294967295 | 10000 | for REPLICATION SLAVE ADMIN | Events after which the relay log is synced.
  sync_relay_log_info                   | global  | uint 0..4294967295 | 10000 | for REPLICATION SLAVE ADMIN | Transactions after which the position of replication is synced.
`);
