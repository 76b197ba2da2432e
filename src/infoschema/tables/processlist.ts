import { bigint, blob, decimal, defineTable, int, longtext, nullable, tinyint, varchar } from '../define.js';

/** What no statement here is long enough for. */
const UNMEASURED = { STAGE: 0, MAX_STAGE: 0, PROGRESS: 0, MEMORY_USED: 0, MAX_MEMORY_USED: 0, EXAMINED_ROWS: 0 };

export const processlist = defineTable({
  name: 'PROCESSLIST',
  columns: {
    ID: bigint(4),
    USER: varchar(128),
    HOST: varchar(64),
    DB: nullable(varchar(64)),
    COMMAND: varchar(16),
    TIME: int(7),
    STATE: nullable(varchar(64)),
    INFO: nullable(longtext()),
    TIME_MS: decimal(22, 3),
    STAGE: tinyint(2),
    MAX_STAGE: tinyint(2),
    PROGRESS: decimal(7, 3),
    MEMORY_USED: bigint(7),
    MAX_MEMORY_USED: bigint(7),
    EXAMINED_ROWS: int(7),
    QUERY_ID: bigint(4),
    INFO_BINARY: nullable(blob()),
    TID: bigint(4),
  },

  *rows({ sessions }) {
    for (const { id, user, host, db, command, seconds, state, info } of sessions()) {
      const known = {
        ID: id,
        USER: user,
        HOST: host,
        DB: db,
        COMMAND: command,
        TIME: seconds,
        STATE: state,
        INFO: info,
      };
      yield { ...known, ...UNMEASURED, TIME_MS: seconds * 1000, QUERY_ID: id, INFO_BINARY: info, TID: id };
    }
  },
});
