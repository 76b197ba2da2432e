/** Values that a server computes when it starts, unless an option gives them: by the rules of MariaDB 10.11. */
import type { Origin, SystemVariables } from './registry.js';

/** What the rules ask about the machine. */
export interface Machine {
  readonly hostname: string;
  readonly processors: number;
}

/** Where the server is; the data directory ends with a slash. */
export interface Place {
  readonly hostname: string;
  readonly datadir: string;
}

/** Values of other variables, by name. */
type Get = (name: string) => number;
type Rule = (get: Get, machine: Machine) => unknown;

const sizes = {
  back_log: (get) => Math.min(900, 50 + Math.floor(get('max_connections') / 5)),
  host_cache_size: (get) => {
    const connections = get('max_connections');
    return 128 + Math.min(connections, 500) + Math.max(0, Math.floor((connections - 500) / 20));
  },
  thread_cache_size: (get) => Math.min(256, get('max_connections')),
  thread_pool_size: (_, { processors }) => processors,
  table_definition_cache: () => 400,
  table_open_cache_instances: () => 4,
  open_files_limit: (get) => Math.max(get('max_connections') * 5, get('table_open_cache') * 16),
  log_tc_size: () => 24576n,
  max_relay_log_size: (get) => get('max_binlog_size'),
  report_port: (get) => get('port'),
  slave_load_tmpdir: (get) => get('tmpdir'),
  lower_case_file_system: () => false,
} satisfies Readonly<Record<string, Rule>>;

/** The server does not admit that it has computed these. */
const quiet = {
  innodb_io_capacity_max: (get) => Math.max(2 * get('innodb_io_capacity'), 2000),
  general_log_file: (_, { hostname }) => `${hostname}.log`,
  log_slow_query_file: (_, { hostname }) => `${hostname}-slow.log`,
} satisfies Readonly<Record<string, Rule>>;

/** Computes what no option has given. */
export function computeValues(variables: SystemVariables, machine: Machine): void {
  const get: Get = (name) => variables.getByName(name) as number;
  const compute = (rules: Readonly<Record<string, Rule>>, origin: Origin) => {
    for (const [name, rule] of Object.entries(rules)) {
      if (variables.isGiven(variables.known(name))) continue;
      variables.install(name, rule(get, machine), { origin });
    }
  };
  compute(sizes, 'AUTO');
  compute(quiet, 'COMPILE-TIME');
}

/** Whose DEFAULT is what the server finds out about its place. */
export function computePlaces(variables: SystemVariables, { hostname, datadir }: Place): void {
  const places = { aria_log_dir_path: datadir, wsrep_data_home_dir: datadir, wsrep_node_name: hostname };
  for (const [name, value] of Object.entries(places)) {
    const given = variables.originOf(variables.known(name));
    if (given?.origin === 'COMPILE-TIME') variables.install(name, value, { origin: 'COMPILE-TIME', asDefault: true });
  }
}

/** Options that change what DEFAULT means, too; a database without a collation of its own has the server's. */
export function keepGivenDefaults(variables: SystemVariables): void {
  variables.adjust(variables.known('collation_database'), variables.getByName('collation_server'));
  for (const name of ['collation_server', 'collation_database', 'default_storage_engine'])
    variables.keepAsDefault(name);
}
