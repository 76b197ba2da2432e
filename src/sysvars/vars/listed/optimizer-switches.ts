/** Switches of the optimizer: listed, without effect. */
import { sqlError } from '../../../base/errors.js';
import { type Sysvar, switches, sysvar } from '../../define.js';

const SWITCHES = `
  index_merge=on index_merge_union=on index_merge_sort_union=on index_merge_intersection=on
  index_merge_sort_intersection=off engine_condition_pushdown=off index_condition_pushdown=on derived_merge=on
  derived_with_keys=on firstmatch=on loosescan=on materialization=on in_to_exists=on semijoin=on
  partial_match_rowid_merge=on partial_match_table_scan=on subquery_cache=on mrr=off mrr_cost_based=off
  mrr_sort_keys=off outer_join_with_cache=on semijoin_with_cache=on join_cache_incremental=on join_cache_hashed=on
  join_cache_bka=on optimize_join_buffer_size=on table_elimination=on extended_keys=on exists_to_in=on
  orderby_uses_equalities=on condition_pushdown_for_derived=on split_materialized=on
  condition_pushdown_for_subquery=on rowid_filter=on condition_pushdown_from_having=on not_null_range_scan=off
  hash_join_cardinality=off cset_narrowing=off
`;

function states(table: string): Readonly<Record<string, boolean>> {
  const pairs = table
    .trim()
    .split(/\s+/)
    .map((pair) => pair.split('='));
  return Object.fromEntries(pairs.map(([name = '', state]) => [name, state === 'on']));
}

function switchable(name: string, table: string, comment: string): Sysvar<string> {
  return sysvar(name, {
    scope: 'BOTH',
    type: switches(states(table)),
    default: table.trim().split(/\s+/).join(','),
    comment,
  });
}

/** Subqueries need one of two ways to be run. */
function requireSubqueries(value: string): boolean {
  if (/(^|,)(in_to_exists|materialization)=on/.test(value)) return true;
  throw sqlError('ER_ILLEGAL_SUBQUERY_OPTIMIZER_SWITCHES');
}

export const OPTIMIZER_SWITCHES: readonly Sysvar[] = [
  { ...switchable('optimizer_switch', SWITCHES, 'What the optimizer may do.'), check: requireSubqueries } as Sysvar,
  switchable('optimizer_trace', 'enabled=off', 'Whether the optimizer tells what it does.'),
];
