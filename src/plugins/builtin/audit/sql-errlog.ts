/** sql_errlog: every error and warning that a client has got, in a file. */
import { resolve } from 'node:path';
import {
  type AuditEvent,
  bool,
  definePlugin,
  type Library,
  PluginError,
  type Sysvar,
  sysvar,
  text,
  unsigned,
  unsignedLong,
} from 'sealion/plugin';
import { RotatingLog } from './rotating-log.js';

const CANNOT_CREATE = 1;

const vars = {
  filename: sysvar('sql_error_log_filename', {
    scope: 'GLOBAL',
    dynamic: false,
    type: text(),
    default: 'sql_errors.log',
    comment: 'The file to log sql errors to',
  }),
  rate: sysvar('sql_error_log_rate', {
    scope: 'GLOBAL',
    type: unsigned({ min: 0, max: 1_000_000 }),
    default: 1,
    comment: 'Sampling rate. If set to 0(zero), the logging is disabled.',
  }),
  rotations: sysvar('sql_error_log_rotations', {
    scope: 'GLOBAL',
    dynamic: false,
    type: unsigned({ min: 1, max: 999 }),
    default: 9,
    comment: 'Number of rotations before log is removed.',
  }),
  sizeLimit: sysvar('sql_error_log_size_limit', {
    scope: 'GLOBAL',
    dynamic: false,
    type: unsignedLong({ min: 100n, max: 9_223_372_036_854_775_807n }),
    default: 1_000_000n,
    comment: 'Log file size limit',
  }),
  warnings: sysvar('sql_error_log_warnings', {
    scope: 'GLOBAL',
    type: bool,
    commandLine: 'OPTIONAL',
    default: true,
    comment: 'Warnings. If set to 0, warnings are not logged.',
  }),
  detailed: sysvar('sql_error_log_with_db_and_thread_info', {
    scope: 'GLOBAL',
    dynamic: false,
    type: bool,
    commandLine: 'OPTIONAL',
    default: false,
    comment: 'Show details about thread id and database name in the log',
  }),
};

/** A library of its own for each server: the variable that rotates must know which file. */
const library: Library = () => {
  let log: RotatingLog | undefined;

  const rotate: Sysvar<boolean> = sysvar('sql_error_log_rotate', {
    scope: 'GLOBAL',
    type: bool,
    commandLine: 'OPTIONAL',
    default: false,
    comment: 'Force log rotation',
    update(wanted, news) {
      if (wanted) log?.rotate();
      // No state but a command: it is OFF again at once.
      news.set(rotate, false);
    },
  });

  return definePlugin({
    name: 'SQL_ERROR_LOG',
    type: 'AUDIT',
    version: '1.0',
    versionString: '1.1',
    maturity: 'Stable',
    author: 'Sealion',
    description: 'Log SQL level errors to a file with rotation',
    license: 'GPL',
    vars: { ...vars, rotate },

    init({ vars, files, datadir, now }) {
      const rules = () => ({ sizeLimit: Number(vars.sizeLimit), rotations: vars.rotations });
      const created = create(vars.filename, () => new RotatingLog(resolve(datadir, vars.filename), files, rules));
      log = created;
      let skipped = 0;
      return {
        notify(event) {
          if (event.condition === undefined || vars.rate === 0) return;
          if (event.condition.level === 'Warning' && !vars.warnings) return;
          if (++skipped < vars.rate) return;
          skipped = 0;
          created.write(`${time(now())} ${vars.detailed ? detailedLine(event) : plainLine(event)}\n`);
        },
      };
    },
  });
};

export default library;

function create(name: string, open: () => RotatingLog): RotatingLog {
  try {
    return open();
  } catch {
    throw new PluginError(CANNOT_CREATE, `Could not create file '${name}'`);
  }
}

const plainLine = (event: AuditEvent): string => `${account(event)} ${message(event)}`;

/** The server ends these lines with a blank. */
function detailedLine(event: AuditEvent): string {
  const database = event.database === '' ? 'NULL' : `\`${event.database}\``;
  return `${event.connectionId} ${account(event)} ${database} ${message(event)} `;
}

const account = ({ user, host }: AuditEvent): string => `${user}[${user}] @ ${host} []`;

function message({ condition, errno, text }: AuditEvent): string {
  const level = condition?.level.toUpperCase() ?? '';
  return `${level} ${errno}: ${condition?.message ?? ''} : ${text === '' ? '(null)' : text}`;
}

/** `2026-01-31  5:09:07` */
function time(at: Date): string {
  const [month, day, minutes, seconds] = [at.getMonth() + 1, at.getDate(), at.getMinutes(), at.getSeconds()].map(
    (part) => String(part).padStart(2, '0'),
  );
  return `${at.getFullYear()}-${month}-${day} ${String(at.getHours()).padStart(2, ' ')}:${minutes}:${seconds}`;
}
