/** Variables of Galera, which is never there: listed, without effect. `declaration.ts` says how to read them. */
import { listed } from './declaration.js';

export const LISTED_WSREP = listed(`
  wsrep_allowlist                 | global  | text |  | fixed | Addresses that may join the cluster.
  wsrep_auto_increment_control    | global  | bool | ON | optional | Increments follow the size of the cluster.
  wsrep_causal_reads              | both    | bool | OFF | optional, deprecated @@wsrep_sync_wait=1 | Reads wait until the node is up to date.
  wsrep_certification_rules       | global  | enum strict,optimized | strict |  | How strictly foreign keys are certified.
  wsrep_certify_nonPK             | global  | bool | ON | optional | Tables without a primary key are certified.
  wsrep_cluster_address           | global  | text! |  |  | Nodes to join.
  wsrep_cluster_name              | global  | text! | my_wsrep_cluster |  | Name of the cluster.
  wsrep_convert_LOCK_to_trx       | global  | bool | OFF | optional | LOCK TABLES becomes a transaction.
  wsrep_data_home_dir             | global  | text |  | fixed | Directory of the provider.
  wsrep_dbug_option               | global  | text |  |  | What the provider traces.
  wsrep_debug                     | global  | enum NONE,SERVER,TRANSACTION,STREAMING,CLIENT | NONE |  | How much is logged.
  wsrep_desync                    | global  | bool | OFF | optional | The node may lag behind.
  wsrep_dirty_reads               | both    | bool | OFF | optional | Reads are allowed without a quorum.
  wsrep_drupal_282555_workaround  | global  | bool | OFF | optional | A duplicate of a generated key is retried.
  wsrep_forced_binlog_format      | global  | enum MIXED,STATEMENT,ROW,NONE | NONE |  | Format of the binary log, whatever a session wants.
  wsrep_gtid_domain_id            | global  | uint 0..4294967295 | 0 |  | Replication domain of the cluster.
  wsrep_gtid_mode                 | global  | bool | OFF | optional | The cluster's transactions have one numbering.
  wsrep_gtid_seq_no               | session | ulong 0..18446744073709551615 | 0 | no-option | Number of the next transaction.
  wsrep_ignore_apply_errors       | global  | uint 0..7 | 7 |  | Errors that are passed over.
  wsrep_load_data_splitting       | global  | bool | OFF | optional, deprecated | LOAD DATA commits now and then.
  wsrep_log_conflicts             | global  | bool | OFF | optional | Conflicts are logged.
  wsrep_max_ws_rows               | global  | ulong 0..1048576 | 0 |  | Rows of a write set; 0 is no limit.
  wsrep_max_ws_size               | global  | ulong 1024..2147483647 | 2147483647 |  | Bytes of a write set.
  wsrep_mode                      | global  | set STRICT_REPLICATION,BINLOG_ROW_FORMAT_ONLY,REQUIRED_PRIMARY_KEY,REPLICATE_MYISAM,REPLICATE_ARIA,DISALLOW_LOCAL_GTID,BF_ABORT_MARIABACKUP |  |  | Variations of the cluster's behaviour.
  wsrep_mysql_replication_bundle  | global  | ulong 0..1000 | 0 |  | Replicated transactions that are committed together.
  wsrep_node_address              | global  | text! |  |  | Address of this node.
  wsrep_node_incoming_address     | global  | text | AUTO |  | Address for clients.
  wsrep_node_name                 | global  | text! |  |  | Name of this node.
  wsrep_notify_cmd                | global  | text |  | fixed | Command to run when the cluster changes.
  wsrep_on                        | both    | bool | OFF | optional, session SUPER | The session is replicated.
  wsrep_OSU_method                | both    | enum TOI,RSU | TOI | optional | How definitions are changed in the cluster.
  wsrep_patch_version             | global  | text | ? => wsrep_26.22 | fixed, no-option | Version of the interface to the provider.
  wsrep_provider                  | global  | text | none | fixed | Library of the provider.
  wsrep_provider_options          | global  | text |  |  | Options of the provider.
  wsrep_recover                   | global  | bool | OFF | fixed, optional | The start only tells the last position.
  wsrep_reject_queries            | global  | enum NONE,ALL,ALL_KILL | NONE | optional | Statements are refused.
  wsrep_restart_slave             | global  | bool | OFF | optional | Replication starts again when the node is back.
  wsrep_retry_autocommit          | both    | ulong 0..10000 | 1 |  | How often a statement is repeated after a conflict.
  wsrep_slave_FK_checks           | global  | bool | ON | optional, deprecated | Replicated rows are checked for foreign keys.
  wsrep_slave_threads             | global  | ulong 1..512 | 1 |  | Threads that apply write sets.
  wsrep_slave_UK_checks           | global  | bool | OFF | optional | Replicated rows are checked for unique keys.
  wsrep_SR_store                  | global  | enum none,table | table | fixed | Where fragments of streaming replication are kept.
  wsrep_sst_auth                  | global  | text? |  |  | Account of a state transfer.
  wsrep_sst_donor                 | global  | text! |  |  | Nodes to take the state from.
  wsrep_sst_donor_rejects_queries | global  | bool | OFF | optional | A donor refuses statements.
  wsrep_sst_method                | global  | text! | rsync |  | How the state is transferred.
  wsrep_sst_receive_address       | global  | text | AUTO |  | Address to receive it at.
  wsrep_start_position            | global  | text | 00000000-0000-0000-0000-000000000000:-1 |  | Position to start from.
  wsrep_status_file               | global  | text |  | fixed | File with the state of the cluster.
  wsrep_sync_wait                 | both    | uint 0..15 | 0 | optional | Which statements wait until the node is up to date.
  wsrep_trx_fragment_size         | both    | ulong 0..2147483647 | 0 |  | Size of a fragment; 0 replicates whole transactions.
  wsrep_trx_fragment_unit         | both    | enum bytes,rows,statements | bytes |  | Unit of that size.
`);
