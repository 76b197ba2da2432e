/** All variables that are only listed. */
import type { Sysvar } from '../../define.js';
import { LISTED_ALIASES } from './aliases.js';
import { LISTED_ARIA } from './aria.js';
import { LISTED_BINLOG } from './binlog.js';
import { LISTED_CONNECTIONS } from './connections.js';
import { LISTED_FULL_TEXT } from './full-text.js';
import { LISTED_INNODB } from './innodb.js';
import { LISTED_MYISAM } from './myisam.js';
import { LISTED_OPTIMIZER } from './optimizer.js';
import { OPTIMIZER_SWITCHES } from './optimizer-switches.js';
import { LISTED_OTHERS } from './others.js';
import { LISTED_PERFORMANCE_SCHEMA } from './performance-schema.js';
import { LISTED_REPLICATION } from './replication.js';
import { LISTED_TABLES } from './tables.js';
import { LISTED_WSREP } from './wsrep.js';

/** Those of the server itself. */
export const LISTED_VARIABLES: readonly Sysvar[] = [
  ...LISTED_BINLOG,
  ...LISTED_CONNECTIONS,
  ...LISTED_FULL_TEXT,
  ...LISTED_OPTIMIZER,
  ...OPTIMIZER_SWITCHES,
  ...LISTED_OTHERS,
  ...LISTED_PERFORMANCE_SCHEMA,
  ...LISTED_REPLICATION,
  ...LISTED_TABLES,
  ...LISTED_ALIASES,
  ...LISTED_WSREP,
];

/** Those of built-in plugins. */
export const LISTED_PLUGIN_VARIABLES = { InnoDB: LISTED_INNODB, Aria: LISTED_ARIA, MyISAM: LISTED_MYISAM } as const;
