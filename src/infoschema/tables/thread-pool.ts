/** The tables of the thread pool: empty, as on every server that gives each connection a thread of its own. */
import { bigint, defineTable, int, nullable, type PluginTable, tinyint, ubigint, varchar } from '../define.js';

const groups = defineTable({
  name: 'THREAD_POOL_GROUPS',
  columns: {
    GROUP_ID: int(6),
    CONNECTIONS: int(6),
    THREADS: int(6),
    ACTIVE_THREADS: int(6),
    STANDBY_THREADS: int(6),
    QUEUE_LENGTH: int(6),
    HAS_LISTENER: tinyint(1),
    IS_STALLED: tinyint(1),
  },
  rows: () => [],
});

const queues = defineTable({
  name: 'THREAD_POOL_QUEUES',
  columns: {
    GROUP_ID: int(6),
    POSITION: int(6),
    PRIORITY: int(1),
    CONNECTION_ID: nullable(ubigint(19)),
    QUEUEING_TIME_MICROSECONDS: bigint(19),
  },
  rows: () => [],
});

const stats = defineTable({
  name: 'THREAD_POOL_STATS',
  columns: {
    GROUP_ID: int(6),
    THREAD_CREATIONS: bigint(19),
    THREAD_CREATIONS_DUE_TO_STALL: bigint(19),
    WAKES: bigint(19),
    WAKES_DUE_TO_STALL: bigint(19),
    THROTTLES: bigint(19),
    STALLS: bigint(19),
    POLLS_BY_LISTENER: bigint(19),
    POLLS_BY_WORKER: bigint(19),
    DEQUEUES_BY_LISTENER: bigint(19),
    DEQUEUES_BY_WORKER: bigint(19),
  },
  rows: () => [],
});

const waits = defineTable({
  name: 'THREAD_POOL_WAITS',
  columns: { REASON: varchar(16), COUNT: bigint(19) },
  rows: () => [],
});

/** STATS and WAITS can be flushed: counters that are not there are zero already. */
export const threadPoolTables = [
  groups,
  queues,
  { ...stats, reset() {} },
  { ...waits, reset() {} },
] as readonly PluginTable[];
