/** The variables of server_audit, and what changing them does. */
import {
  bool,
  flags,
  oneOf,
  type SetNews,
  SqlError,
  type Sysvar,
  sysvar,
  text,
  unsigned,
  unsignedLong,
} from 'sealion/plugin';
import { EVENTS } from './statement-classes.js';
import { type AuditTrail, usersOf } from './trail.js';

const FACILITIES = [
  'USER',
  'MAIL',
  'DAEMON',
  'AUTH',
  'SYSLOG',
  'LPR',
  'NEWS',
  'UUCP',
  'CRON',
  'AUTHPRIV',
  'FTP',
  ...Array.from({ length: 8 }, (_, number) => `LOCAL${number}`),
].map((name) => `LOG_${name}`);

const PRIORITIES = ['EMERG', 'ALERT', 'CRIT', 'ERR', 'WARNING', 'NOTICE', 'INFO', 'DEBUG'].map((name) => `LOG_${name}`);

const SCOPE = { scope: 'GLOBAL' } as const;

/** The plugin's own complaints have the number 1. */
const warn = (news: SetNews, message: string): void => news.warn('Warning', new SqlError(1, 'HY000', message));

/** The typed names by which the trail reads its variables. */
export type AuditVariables = ReturnType<typeof auditVariables>;

/** Variables that tell `trail` of their changes. */
export function auditVariables(trail: AuditTrail) {
  return { ...outputVariables(trail), ...fileVariables(trail), ...audienceVariables(trail), ...syslogVariables() };
}

function outputVariables(trail: AuditTrail) {
  const logging: Sysvar<boolean> = sysvar('server_audit_logging', {
    ...SCOPE,
    type: bool,
    commandLine: 'OPTIONAL',
    default: false,
    comment: 'Turn on/off the logging.',
    update(on, news) {
      if (trail.switch(on)) return;
      warn(news, `SERVER AUDIT plugin can't create file '${trail.filePath}'.`);
      warn(news, 'Logging was disabled.');
      news.set(logging, false);
    },
  });
  const mode = sysvar('server_audit_mode', {
    ...SCOPE,
    type: unsigned({ min: 0, max: 1 }),
    commandLine: 'OPTIONAL',
    default: 0,
    comment: 'Auditing mode.',
    update: (value) => trail.note(`Logging mode was changed from ${1 - value} to ${value}.`),
  });
  const outputType = sysvar('server_audit_output_type', {
    ...SCOPE,
    type: oneOf('syslog', 'file'),
    default: 'file',
    comment: "Desired output type. Possible values - 'syslog', 'file' or 'null' as no output.",
    update: (type) => trail.redirect(type),
  });
  const queryLogLimit = sysvar('server_audit_query_log_limit', {
    ...SCOPE,
    type: unsigned({ min: 0, max: 2_147_483_647 }),
    commandLine: 'OPTIONAL',
    default: 1024,
    comment: 'Limit on the length of the query string in a record.',
  });
  return { logging, mode, outputType, queryLogLimit };
}

function fileVariables(trail: AuditTrail) {
  const filePath: Sysvar<string> = sysvar('server_audit_file_path', {
    ...SCOPE,
    type: text(),
    default: 'server_audit.log',
    comment: 'Path to the log file.',
    update(path, news) {
      const previous = trail.filePath;
      if (trail.moveTo(path)) return;
      warn(news, `SERVER AUDIT plugin can't create file '${path}'.`);
      news.set(filePath, previous);
    },
  });
  const fileRotateNow: Sysvar<boolean> = sysvar('server_audit_file_rotate_now', {
    ...SCOPE,
    type: bool,
    commandLine: 'OPTIONAL',
    default: false,
    comment: 'Force log rotation now.',
    update(wanted, news) {
      if (wanted) trail.rotate();
      // No state but a command: it is OFF again at once.
      news.set(fileRotateNow, false);
    },
  });
  const fileRotateSize = sysvar('server_audit_file_rotate_size', {
    ...SCOPE,
    type: unsignedLong({ min: 100n, max: 9_223_372_036_854_775_807n }),
    default: 1_000_000n,
    comment: 'Maximum size of the log to start the rotation.',
    update: (size) => trail.note(`Log file rotate size was changed to '${size}'.`),
  });
  const fileRotations = sysvar('server_audit_file_rotations', {
    ...SCOPE,
    type: unsigned({ min: 0, max: 999 }),
    default: 9,
    comment: 'Number of rotations before log is removed.',
    update: (rotations) => trail.note(`Log file rotations was changed to '${rotations}'.`),
  });
  return { filePath, fileRotateNow, fileRotateSize, fileRotations };
}

/** Nobody is on both lists of users: to be included counts for more. */
function audienceVariables(trail: AuditTrail) {
  const exclUsers: Sysvar<string> = sysvar('server_audit_excl_users', {
    ...SCOPE,
    type: text(),
    default: '',
    comment: 'Comma separated list of users to exclude from auditing.',
    update(list, news) {
      const included = usersOf(news.get(inclUsers)).filter((user) => usersOf(list).includes(user));
      for (const user of included) warn(news, `User '${user}' is in the server_audit_incl_users, so wasn't added.`);
      const users = without(list, included);
      news.set(exclUsers, users);
      trail.audienceChanged(exclUsers.name, users);
    },
  });
  const inclUsers: Sysvar<string> = sysvar('server_audit_incl_users', {
    ...SCOPE,
    type: text(),
    default: '',
    comment: 'Comma separated list of users to monitor.',
    update(list, news) {
      const excluded = usersOf(news.get(exclUsers)).filter((user) => usersOf(list).includes(user));
      for (const user of excluded) warn(news, `User '${user}' was removed from the server_audit_excl_users.`);
      news.set(exclUsers, without(news.get(exclUsers), excluded));
      trail.audienceChanged(inclUsers.name, list);
    },
  });
  const events = sysvar('server_audit_events', {
    ...SCOPE,
    type: flags({ members: EVENTS }),
    default: '',
    comment:
      'Specifies the set of events to monitor. Can be CONNECT, QUERY, TABLE, QUERY_DDL, QUERY_DML, QUERY_DML_NO_SELECT, QUERY_DCL.',
  });
  return { exclUsers, inclUsers, events };
}

/** A list that nobody is taken from stays as it was typed. */
const without = (list: string, users: readonly string[]): string =>
  users.length === 0
    ? list
    : usersOf(list)
        .filter((user) => !users.includes(user))
        .join();

function syslogVariables() {
  const syslogFacility = sysvar('server_audit_syslog_facility', {
    ...SCOPE,
    type: oneOf(...FACILITIES),
    default: 'LOG_USER',
    comment: "The 'facility' parameter of the SYSLOG record. The default is LOG_USER.",
  });
  const syslogIdent = sysvar('server_audit_syslog_ident', {
    ...SCOPE,
    type: text(),
    default: 'mysql-server_auditing',
    comment: 'The SYSLOG identifier - the beginning of each SYSLOG record.',
  });
  const syslogInfo = sysvar('server_audit_syslog_info', {
    ...SCOPE,
    type: text(),
    default: '',
    comment: 'The <info> string to be added to the SYSLOG record.',
  });
  const syslogPriority = sysvar('server_audit_syslog_priority', {
    ...SCOPE,
    type: oneOf(...PRIORITIES),
    default: 'LOG_INFO',
    comment: "The 'priority' parameter of the SYSLOG record. The default is LOG_INFO.",
  });
  return { syslogFacility, syslogIdent, syslogInfo, syslogPriority };
}
