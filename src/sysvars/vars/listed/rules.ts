/** What the server checks in values of listed variables, although what they steer is not here. */
import { SqlError, sqlError } from '../../../base/errors.js';
import type { Hooks, SetNews, Sysvar } from '../../define.js';

/** Hooks get their variable, which they may set back. */
type Rules = (variable: Sysvar) => Pick<Hooks<never>, 'check' | 'permit' | 'update'>;

const WRONG_ARGUMENTS = 1210;
const WRONG_VALUE = 1231;
const GTID_LIST = /^(\d+-\d+-\d+(,|$))*$/;
const LONGEST_CONNECTION_NAME = 191;
const SMALLEST_RESULT_UNIT = 512;
const NETWORK_ADDRESS = /^[\w.:[\]-]*$/;

/** There are no such tables: only NULL is left. */
const noTable: Rules = () => ({ check: (value: string | null) => value === null });

const notStarted = (): never => {
  throw new SqlError(WRONG_ARGUMENTS, 'HY000', 'WSREP (galera) not started');
};

function needsProvider(isOn: boolean): boolean {
  if (!isOn) return true;
  const text = "WSREP (galera) can't be enabled if the wsrep_provider is unset or set to 'none'";
  throw new SqlError(WRONG_ARGUMENTS, 'HY000', text);
}

function isGtidList(value: string): boolean {
  if (GTID_LIST.test(value)) return true;
  throw sqlError('ER_INCORRECT_GTID_STATE');
}

/** Fourteen operators: one of the first two is a blank, and but for the quotes each is there once. */
function areOperators(value: string): boolean {
  const [first, second] = value;
  const single = [...value.slice(0, 10), ...value.slice(12)];
  const isKnown = value.length === 14 && /^[\x20-\x7e]+$/.test(value) && !/[A-Za-z0-9]/.test(value);
  return isKnown && (first === ' ' || second === ' ') && new Set(single).size === single.length;
}

/** A session may do without delayed inserts, or have as many as everybody. */
const zeroOrGlobal: Rules = (variable) => ({
  check: (value: number, { scope, get }: SetNews) =>
    scope === 'GLOBAL' || value === 0 || value === Number(get(variable)),
});

const withoutGalera: Rules = (variable) => ({
  update(value: string, { set, before, warn }: SetNews) {
    if (value === before()) return;
    set(variable, before());
    const text = `Setting '${variable.name}' has no effect because wsrep is switched off`;
    warn('Warning', new SqlError(WRONG_VALUE, '42000', text));
  },
});

export const RULES: Readonly<Record<string, Rules>> = {
  default_master_connection: () => ({ check: (value: string) => value.length <= LONGEST_CONNECTION_NAME }),
  ft_boolean_syntax: () => ({ check: areOperators }),
  gtid_slave_pos: () => ({ check: isGtidList }),
  innodb_ft_aux_table: noTable,
  innodb_ft_server_stopword_table: noTable,
  innodb_ft_user_stopword_table: noTable,
  max_delayed_threads: zeroOrGlobal,
  query_cache_min_res_unit: (variable) => ({
    update(value: number, { set }: SetNews) {
      if (value < SMALLEST_RESULT_UNIT) set(variable, SMALLEST_RESULT_UNIT);
    },
  }),
  wsrep_debug: withoutGalera,
  wsrep_desync: () => ({ permit: notStarted }),
  wsrep_max_ws_size: () => ({ permit: notStarted }),
  wsrep_node_address: () => ({ check: (value: string) => NETWORK_ADDRESS.test(value) }),
  wsrep_on: () => ({ check: needsProvider }),
  wsrep_sst_auth: () => ({ check: (value: string | null) => !/\s/.test(value ?? '') }),
};
