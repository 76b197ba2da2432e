/** Variables of the performance schema, which is never there: listed, without effect. `declaration.ts` says how to read them. */
import { listed } from './declaration.js';

export const LISTED_PERFORMANCE_SCHEMA = listed(`
  performance_schema                                       | global | bool | OFF | fixed, optional | Whether the performance schema is there.
  performance_schema_accounts_size                         | global | long -1..1048576 | -1 | fixed | Accounts that are counted.
  performance_schema_digests_size                          | global | long -1..1048576 | -1 | fixed | Digests that are counted.
  performance_schema_events_stages_history_long_size       | global | long -1..1048576 | -1 | fixed | Stages that are remembered.
  performance_schema_events_stages_history_size            | global | long -1..1024 | -1 | fixed | Stages that are remembered of a thread.
  performance_schema_events_statements_history_long_size   | global | long -1..1048576 | -1 | fixed | Statements that are remembered.
  performance_schema_events_statements_history_size        | global | long -1..1024 | -1 | fixed | Statements that are remembered of a thread.
  performance_schema_events_transactions_history_long_size | global | long -1..1048576 | -1 | fixed | Transactions that are remembered.
  performance_schema_events_transactions_history_size      | global | long -1..1024 | -1 | fixed | Transactions that are remembered of a thread.
  performance_schema_events_waits_history_long_size        | global | long -1..1048576 | -1 | fixed | Waits that are remembered.
  performance_schema_events_waits_history_size             | global | long -1..1024 | -1 | fixed | Waits that are remembered of a thread.
  performance_schema_hosts_size                            | global | long -1..1048576 | -1 | fixed | Hosts that are counted.
  performance_schema_max_cond_classes                      | global | ulong 0..256 | 90 | fixed | Kinds of conditions.
  performance_schema_max_cond_instances                    | global | long -1..1048576 | -1 | fixed | Conditions.
  performance_schema_max_digest_length                     | global | long 0..1048576 | 1024 | fixed | Bytes of a digest.
  performance_schema_max_file_classes                      | global | ulong 0..256 | 80 | fixed | Kinds of files.
  performance_schema_max_file_handles                      | global | ulong 0..1048576 | 32768 | fixed | Open files.
  performance_schema_max_file_instances                    | global | long -1..1048576 | -1 | fixed | Files.
  performance_schema_max_index_stat                        | global | long -1..1048576 | -1 | fixed | Indexes that are counted.
  performance_schema_max_memory_classes                    | global | ulong 0..1024 | 320 | fixed | Kinds of memory.
  performance_schema_max_metadata_locks                    | global | long -1..104857600 | -1 | fixed | Metadata locks.
  performance_schema_max_mutex_classes                     | global | ulong 0..256 | 210 | fixed | Kinds of mutexes.
  performance_schema_max_mutex_instances                   | global | long -1..104857600 | -1 | fixed | Mutexes.
  performance_schema_max_prepared_statements_instances     | global | long -1..1048576 | -1 | fixed | Prepared statements.
  performance_schema_max_program_instances                 | global | long -1..1048576 | -1 | fixed | Stored programs.
  performance_schema_max_rwlock_classes                    | global | ulong 0..256 | 50 | fixed | Kinds of locks.
  performance_schema_max_rwlock_instances                  | global | long -1..104857600 | -1 | fixed | Locks.
  performance_schema_max_socket_classes                    | global | ulong 0..256 | 10 | fixed | Kinds of sockets.
  performance_schema_max_socket_instances                  | global | long -1..1048576 | -1 | fixed | Sockets.
  performance_schema_max_sql_text_length                   | global | long 0..1048576 | 1024 | fixed | Bytes of a statement's text.
  performance_schema_max_stage_classes                     | global | ulong 0..256 | 160 | fixed | Kinds of stages.
  performance_schema_max_statement_classes                 | global | ulong 0..256 | 222 | fixed | Kinds of statements.
  performance_schema_max_statement_stack                   | global | ulong 1..256 | 10 | fixed | Depth of nested statements.
  performance_schema_max_table_handles                     | global | long -1..1048576 | -1 | fixed | Open tables.
  performance_schema_max_table_instances                   | global | long -1..1048576 | -1 | fixed | Tables.
  performance_schema_max_table_lock_stat                   | global | long -1..1048576 | -1 | fixed | Tables whose locks are counted.
  performance_schema_max_thread_classes                    | global | ulong 0..256 | 50 | fixed | Kinds of threads.
  performance_schema_max_thread_instances                  | global | long -1..1048576 | -1 | fixed | Threads.
  performance_schema_session_connect_attrs_size            | global | long -1..1048576 | -1 | fixed | Bytes of a client's attributes.
  performance_schema_setup_actors_size                     | global | long -1..1024 | -1 | fixed | Rows of setup_actors.
  performance_schema_setup_objects_size                    | global | long -1..1048576 | -1 | fixed | Rows of setup_objects.
  performance_schema_users_size                            | global | long -1..1048576 | -1 | fixed | Users that are counted.
`);
