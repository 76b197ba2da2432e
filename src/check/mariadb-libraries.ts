/** The plugin libraries that MariaDB's packages bring, with their plugins: an option's name begins with its plugin's. */

/** By library, without `.so`. */
export const MARIADB_LIBRARIES: Readonly<Record<string, readonly string[]>> = {
  auth_ed25519: ['ed25519'],
  auth_gssapi: ['gssapi'],
  auth_pam: ['pam'],
  auth_pam_v1: ['pam'],
  auth_parsec: ['parsec'],
  auth_socket: ['unix_socket'],
  aws_key_management: ['aws_key_management'],
  cracklib_password_check: ['cracklib_password_check'],
  debug_key_management: ['debug_key_management'],
  disks: ['DISKS'],
  example_key_management: ['example_key_management'],
  file_key_management: ['file_key_management'],
  ha_archive: ['ARCHIVE'],
  ha_blackhole: ['BLACKHOLE'],
  ha_columnstore: ['Columnstore'],
  ha_connect: ['CONNECT'],
  ha_example: ['EXAMPLE', 'UNUSABLE'],
  ha_federated: ['FEDERATED'],
  ha_federatedx: ['FEDERATED'],
  ha_mroonga: ['Mroonga', 'Mroonga_stats'],
  ha_oqgraph: ['OQGRAPH'],
  ha_rocksdb: ['ROCKSDB'],
  ha_s3: ['S3'],
  ha_sphinx: ['SPHINX'],
  ha_spider: ['SPIDER'],
  handlersocket: ['handlersocket'],
  hashicorp_key_management: ['hashicorp_key_management'],
  locales: ['LOCALES'],
  metadata_lock_info: ['METADATA_LOCK_INFO'],
  password_reuse_check: ['password_reuse_check'],
  provider_bzip2: ['provider_bzip2'],
  provider_lz4: ['provider_lz4'],
  provider_lzma: ['provider_lzma'],
  provider_lzo: ['provider_lzo'],
  provider_snappy: ['provider_snappy'],
  query_cache_info: ['QUERY_CACHE_INFO'],
  query_response_time: ['QUERY_RESPONSE_TIME', 'QUERY_RESPONSE_TIME_AUDIT'],
  server_audit: ['SERVER_AUDIT'],
  simple_password_check: ['simple_password_check'],
  sql_errlog: ['SQL_ERROR_LOG'],
  type_mysql_json: ['MYSQL_JSON'],
  wsrep_info: ['WSREP_MEMBERSHIP', 'WSREP_STATUS'],
};

/** An option's name without what may stand before it, in the form in which names are compared. */
export const optionName = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll('_', '-')
    .replace(/^((skip|disable|enable|maximum|loose)-)+/, '')
    .replace(/^plugin-/, '');

/** Whether an option of that name would be the plugin's. */
export function belongsTo(name: string, plugin: string): boolean {
  const [option, owner] = [optionName(name), optionName(plugin)];
  return option === owner || option.startsWith(`${owner}-`);
}

/** A plugin and the library that it is in. */
export interface LibraryPlugin {
  readonly plugin: string;
  readonly library: string;
}

/** Whose option a name is, among MariaDB's plugins. */
export function ownerOf(name: string): LibraryPlugin | undefined {
  for (const [library, plugins] of Object.entries(MARIADB_LIBRARIES)) {
    const plugin = plugins.find((candidate) => belongsTo(name, candidate));
    if (plugin !== undefined) return { plugin, library };
  }
  return undefined;
}
