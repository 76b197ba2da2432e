/** Variables of tables, caches and memory: listed, without effect. `declaration.ts` says how to read them. */
import { listed } from './declaration.js';

export const LISTED_TABLES = listed(`
  concurrent_insert             | global | enum NEVER,AUTO,ALWAYS | AUTO | optional | Whether MyISAM inserts while others read.
  delayed_insert_limit          | global | ulong 1..4294967295 | 100 |  | Rows that a delayed insert writes before it lets readers in.
  delayed_insert_timeout        | global | ulong 1..31536000 | 300 |  | Seconds that a delayed insert thread waits for rows.
  delayed_queue_size            | global | ulong 1..4294967295 | 1000 |  | Rows that may wait for a delayed insert.
  delay_key_write               | global | enum OFF,ON,ALL | ON | optional | When MyISAM writes its key blocks.
  flush                         | global | bool | OFF | optional | Every statement syncs what it has changed.
  flush_time                    | global | ulong 0..31536000 | 0 |  | Seconds after which all tables are closed; 0 is never.
  keep_files_on_create          | both   | bool | OFF | optional | CREATE TABLE does not overwrite files of MyISAM.
  key_cache_age_threshold       | global | ulong 100..4294967295/100 | 300 |  | How long a hot block stays hot without use.
  key_cache_block_size          | global | ulong 512..16384/512 | 1024 |  | Size of a block.
  key_cache_division_limit      | global | ulong 1..100 | 100 |  | Least share of warm blocks in percent.
  key_cache_file_hash_size      | global | ulong 128..16384 | 512 |  | Buckets for open and changed files.
  key_cache_segments            | global | ulong 0..64 | 0 |  | Parts of the cache; 0 is the undivided one.
  large_files_support           | global | bool | ? => ON | fixed, no-option | Whether files may be large.
  large_pages                   | global | bool | OFF | fixed, optional | Memory comes in large pages.
  large_page_size               | global | uint 0..4294967295 | ? => 0 | fixed, no-option | Size of such a page.
  max_delayed_threads           | both   | ulong 0..16384 | 20 |  | How many delayed inserts there may be.
  max_tmp_tables                | both   | ulong 1..4294967295 | 32 | deprecated | Without effect.
  max_write_lock_count          | global | ulong 1..4294967295 | 4294967295 |  | Write locks after which a read lock gets its turn.
  metadata_locks_cache_size     | global | ulong 1..1048576 | 1024 | fixed | Without effect.
  metadata_locks_hash_instances | global | ulong 1..1024 | 8 | fixed | Without effect.
  preload_buffer_size           | both   | ulong 1024..1073741824 | 32768 |  | Memory of LOAD INDEX.
  query_alloc_block_size        | both   | ulong 1024..4294967295/1024 | 32768 |  | Memory that a statement asks for at once.
  query_cache_min_res_unit      | global | ulong 0..4294967295/8 | 4096 |  | Smallest block of the query cache.
  query_cache_strip_comments    | both   | bool | OFF | optional | Comments do not matter to the query cache.
  query_cache_wlock_invalidate  | both   | bool | OFF | optional | A write lock forgets cached results.
  query_prealloc_size           | both   | ulong 1024..4294967295/1024 | 32768 |  | Memory that a session keeps for statements.
  range_alloc_block_size        | both   | ulong 4096..4294967295/1024 | 4096 |  | Memory that the range optimizer asks for at once.
  sync_frm                      | global | bool | ON | optional | Definition files are synced.
  table_open_cache_instances    | global | uint 1..64 | 8 | fixed | Most parts of the table cache.
  transaction_alloc_block_size  | both   | ulong 1024..134217728/1024 | 8192 |  | Memory that a transaction asks for at once.
  transaction_prealloc_size     | both   | ulong 1024..134217728/1024 | 4096 |  | Memory that a session keeps for transactions.
`);
