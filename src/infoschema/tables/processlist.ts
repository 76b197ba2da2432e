import { bigint, defineTable, int, longtext, nullable, varchar } from '../define.js';

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
  },

  *rows({ sessions }) {
    for (const { id, user, host, db, command, seconds, state, info } of sessions()) {
      yield { ID: id, USER: user, HOST: host, DB: db, COMMAND: command, TIME: seconds, STATE: state, INFO: info };
    }
  },
});
