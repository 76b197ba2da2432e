/** Variables of the optimizer and its statistics: listed, without effect. `declaration.ts` says how to read them. */
import { listed } from './declaration.js';

export const LISTED_OPTIMIZER = listed(`
  analyze_max_length                   | both | uint 32..4294967295 | 4294967295 |  | Longest text of which ANALYZE TABLE makes statistics.
  analyze_sample_percentage            | both | double 0..100 | 100 |  | Share of rows that ANALYZE TABLE reads; 0 lets the server choose.
  deadlock_search_depth_long           | both | ulong 0..33 | 15 |  | Steps of the second search for a deadlock.
  deadlock_search_depth_short          | both | ulong 0..32 | 4 |  | Steps of the first search for a deadlock.
  deadlock_timeout_long                | both | ulong 0..4294967295 | 50000000 |  | Microseconds to wait after the second search.
  deadlock_timeout_short               | both | ulong 0..4294967295 | 10000 |  | Microseconds to wait after the first search.
  expensive_subquery_limit             | both | ulong 0..18446744073709551615 | 100 |  | Rows from which a subquery is too expensive to be run while planning.
  histogram_size                       | both | ulong 0..255 | 254 |  | Bytes of a histogram; 0 makes none.
  histogram_type                       | both | enum SINGLE_PREC_HB,DOUBLE_PREC_HB,JSON_HB | DOUBLE_PREC_HB |  | Form of the histograms of ANALYZE TABLE.
  in_predicate_conversion_threshold    | both | uint 0..4294967295 | 1000 |  | Length of an IN list from which it becomes a table; 0 is never.
  max_recursive_iterations             | both | ulong 0..4294967295 | 1000 | optional | Rounds of a recursive query.
  max_rowid_filter_size                | both | ulong 1024..18446744073709551615 | 131072 |  | Memory of a filter of row ids.
  max_seeks_for_key                    | both | ulong 1..4294967295 | 4294967295 |  | Most seeks that an index lookup is taken to need.
  mrr_buffer_size                      | both | ulong 8192..2147483647 | 262144 |  | Memory of a multi-range read.
  optimizer_adjust_secondary_key_costs | both | set adjust_secondary_key_cost,disable_max_seek,disable_forced_index_in_group_by,fix_innodb_cardinality,fix_reuse_range_for_ref,fix_card_multiplier,fix_derived_table_read_cost,fix_order_by_index_choice | fix_reuse_range_for_ref,fix_card_multiplier |  | Corrections of the costs of secondary keys.
  optimizer_extra_pruning_depth        | both | ulong 0..62 | 8 |  | Tables from which more plans are left out.
  optimizer_join_limit_pref_ratio      | both | ulong 0..4294967295 | 0 |  | How much LIMIT favours a plan in the right order.
  optimizer_max_sel_args               | both | ulong 0..4294967295 | 16000 |  | Limit of ranges for one condition.
  optimizer_max_sel_arg_weight         | both | ulong 0..4294967295 | 32000 |  | Limit of the weight of ranges.
  optimizer_selectivity_sampling_limit | both | ulong 10..4294967295 | 100 |  | Rows that are read to estimate a condition.
  optimizer_trace_max_mem_size         | both | ulong 0..18446744073709551615 | 1048576 |  | Memory for what it tells.
  optimizer_use_condition_selectivity  | both | ulong 1..5 | 4 |  | What the optimizer estimates conditions from.
  rowid_merge_buff_size                | both | ulong 0..9223372036854775807 | 8388608 |  | Memory of a partial match of row ids.
  standard_compliant_cte               | both | bool | ON | optional | Recursive queries keep to the standard.
  updatable_views_with_limit           | both | enum NO,YES | YES |  | Views with LIMIT can be updated without the key.
`);
