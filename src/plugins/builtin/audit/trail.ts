/**
 * What server_audit does with events: which of them are of interest, and where their lines go.
 *
 * Variables change while it runs, so it is told of each change and says in the error log what came of it.
 */
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { type AuditEvent, type AuditService, type Host, systemError } from 'sealion/plugin';
import { auditLine, auditTime } from './audit-line.js';
import { RotatingLog } from './rotating-log.js';
import { classesOf } from './statement-classes.js';
import type { AuditVariables } from './variables.js';

const VERSION = '1.4.14';
const ER_PARSE_ERROR = 1064;
const DEFAULT_FILE = 'server_audit.log';
const SYSTEM_LOG = '[SYSLOG]';

type AuditHost = Host<AuditVariables>;

/** Where lines go. */
interface Output {
  write(line: string): void;
  rotate(): void;
}

export class AuditTrail implements AuditService {
  private host: AuditHost | undefined;
  /** Where lines go now; undefined while nothing is logged. */
  private output: Output | undefined;
  /** server_audit_file_path before the change that is under way. */
  private path = '';
  /** Where lines went before the statement that has ended that: it is the last one there. */
  private parting: Output | undefined;
  /** The statement that changes who is audited is itself always audited. */
  private changed = false;
  /** The last one that was opened, also while nothing is logged. */
  private currentLog = '';
  private lastError = '';
  private writesFailed = 0;

  start(host: AuditHost): this {
    this.host = host;
    this.note(`MariaDB Audit Plugin version ${VERSION} STARTED.`);
    this.path = host.vars.filePath;
    if (host.vars.logging && !this.open()) {
      host.log.warning(`SERVER AUDIT plugin can't create file '${this.path}'.`);
    }
    return this;
  }

  /** The path that is in force. */
  get filePath(): string {
    return this.path;
  }

  stop(): void {
    this.output = undefined;
    this.note('STOPPED');
  }

  status(): Readonly<Record<string, string>> {
    return {
      Server_audit_active: this.output ? 'ON' : 'OFF',
      Server_audit_current_log: this.currentLog,
      Server_audit_last_error: this.lastError,
      Server_audit_writes_failed: String(this.writesFailed),
    };
  }

  notify(event: AuditEvent): void {
    if (event.event === 'ERROR') return;
    const ends = event.event === 'QUERY';
    if (ends) this.write(this.parting, event);
    if (this.wantsEvent(event) && (this.wantsUser(event.user) || (this.changed && ends)))
      this.write(this.output, event);
    if (!ends) return;
    this.parting = undefined;
    this.changed = false;
  }

  /** server_audit_logging was set. False: logging can not start. */
  switch(on: boolean): boolean {
    if (!on) this.close();
    return !on || this.output !== undefined || this.open();
  }

  /** server_audit_file_path was set. False: it stays what it was. */
  moveTo(path: string): boolean {
    const previous = this.path;
    this.path = path;
    this.note(`Log file name was changed to '${path}'.`);
    if (!this.output || this.host?.vars.outputType === 'syslog') return true;
    this.close();
    if (this.open()) return true;
    this.path = previous;
    this.note(`Reverting log filename back to '${previous}'.`);
    this.open();
    return false;
  }

  /** server_audit_output_type was set. */
  redirect(to: string): void {
    const logging = this.output !== undefined;
    this.close();
    this.note(`Output was redirected to '${to}'`);
    if (logging) this.open();
  }

  rotate(): void {
    this.output?.rotate();
  }

  audienceChanged(variable: string, users: string): void {
    this.changed = true;
    this.note(`${variable} set to '${users}'.`);
  }

  note(text: string): void {
    this.host?.log.note(`server_audit: ${text}`);
  }

  private write(output: Output | undefined, event: AuditEvent): void {
    const { host } = this;
    if (!host || !output) return;
    const line = auditLine(event, hostname(), host.vars.queryLogLimit);
    try {
      output.write(`${auditTime(host.now())},${line}\n`);
    } catch {
      this.writesFailed++;
    }
  }

  private close(): void {
    if (!this.output) return;
    this.parting = this.output;
    this.output = undefined;
    this.note('logging was stopped.');
  }

  private open(): boolean {
    const { host } = this;
    if (!host) return true;
    if (host.vars.outputType === 'syslog') {
      this.output = systemLog(host);
      this.currentLog = SYSTEM_LOG;
      this.note('logging started to the syslog.');
      return true;
    }
    const name = fileName(this.path, host);
    try {
      this.output = logFile(name, host);
    } catch (error) {
      if (!systemError(error)) throw error;
      this.lastError = `Could not create file '${name}'.`;
      this.note(this.lastError);
      return false;
    }
    this.lastError = '';
    this.currentLog = name;
    this.note(`logging started to the file ${name}.`);
    return true;
  }

  private wantsUser(user: string): boolean {
    const { inclUsers = '', exclUsers = '' } = this.host?.vars ?? {};
    if (inclUsers !== '') return usersOf(inclUsers).includes(user);
    return !usersOf(exclUsers).includes(user);
  }

  private wantsEvent({ event, text, errno }: AuditEvent): boolean {
    const wanted = usersOf(this.host?.vars.events ?? '');
    if (wanted.length === 0) return true;
    if (event === 'TABLE' || event === 'QUERY') {
      if (wanted.includes(event)) return true;
      // What could not be parsed is of no class.
      return event === 'QUERY' && errno !== ER_PARSE_ERROR && classesOf(text).some((name) => wanted.includes(name));
    }
    return wanted.includes('CONNECT');
  }
}

function logFile(name: string, { datadir, files, vars }: AuditHost): Output {
  const rules = () => ({ sizeLimit: Number(vars.fileRotateSize), rotations: vars.fileRotations });
  const log = new RotatingLog(resolve(datadir, name), files, rules);
  return { write: (line) => log.write(line), rotate: () => log.rotate() };
}

/** There is no syslog in here, but there is a log. */
function systemLog({ log, vars }: AuditHost): Output {
  const write = (line: string) => log.note(`${vars.syslogIdent}: ${vars.syslogInfo} ${line.trim()}`);
  return { write, rotate() {} };
}

/** A directory stands for the usual name in it. */
function fileName(path: string, { files, datadir }: AuditHost): string {
  if (path === '') return DEFAULT_FILE;
  return files.isDirectory(resolve(datadir, path)) ? `${path.replace(/\/$/, '')}/${DEFAULT_FILE}` : path;
}

/** The names of a list between commas. */
export const usersOf = (list: string): string[] =>
  list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
