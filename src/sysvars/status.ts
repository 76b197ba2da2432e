/** The rows of SHOW STATUS. */
import { STATUS_VARIABLES } from './status-names.js';

/** What is not zero while nothing has been counted. */
const INITIAL: Readonly<Record<string, string>> = {
  Binlog_snapshot_file: '',
  Busy_time: '0.000000',
  Compression: 'OFF',
  Cpu_time: '0.000000',
  Innodb_buffer_pool_dump_status: '',
  Innodb_buffer_pool_load_incomplete: 'OFF',
  Innodb_buffer_pool_load_status: '',
  Innodb_buffer_pool_resize_status: '',
  Innodb_have_bzip2: 'OFF',
  Innodb_have_lz4: 'OFF',
  Innodb_have_lzma: 'OFF',
  Innodb_have_lzo: 'OFF',
  Innodb_have_punch_hole: 'ON',
  Innodb_have_snappy: 'OFF',
  Innodb_page_size: '16384',
  Last_query_cost: '0.000000',
  Max_memory_used: 'NULL',
  Query_time: '0.000000',
  Rpl_semi_sync_master_status: 'OFF',
  Rpl_semi_sync_slave_status: 'OFF',
  Rpl_status: 'AUTH_MASTER',
  Slave_heartbeat_period: '0.000',
  Slave_running: 'OFF',
  Ssl_cipher: '',
  Ssl_cipher_list: '',
  Ssl_server_not_after: '',
  Ssl_server_not_before: '',
  Ssl_session_cache_mode: 'NONE',
  Ssl_version: '',
  wsrep_cluster_capabilities: '',
  wsrep_cluster_conf_id: '18446744073709551615',
  wsrep_cluster_state_uuid: '',
  wsrep_cluster_status: 'Disconnected',
  wsrep_connected: 'OFF',
  wsrep_local_index: '18446744073709551615',
  wsrep_provider_capabilities: '',
  wsrep_provider_name: '',
  wsrep_provider_vendor: '',
  wsrep_provider_version: '',
  wsrep_ready: 'OFF',
};

/** Whoever counts. */
export interface StatusView {
  /** The value as it is now; undefined where nothing has been counted. */
  status(name: string): string | number | bigint | undefined;
}

/** The rows of SHOW STATUS. */
export function statusRows(view: StatusView): readonly (readonly [name: string, value: string])[] {
  return STATUS_VARIABLES.map((name) => [name, String(view.status(name) ?? INITIAL[name] ?? 0)]);
}
