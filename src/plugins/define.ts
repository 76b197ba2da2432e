/**
 * The contract of a plugin: a value that declares what the server lists and that starts a service.
 *
 * A library is a module whose default export is one plugin, several, or a function that chooses them by the
 * server's version. A plugin declares its variables and never reaches into a registry; all effects that it needs
 * come through its host.
 */
import type { Files, Http, Random } from '../base/ports.js';
import type { KeyManager } from '../services/encryption.js';
import type { InformationSchemaTable } from '../services/information-schema.js';
import type { Sysvar } from '../sysvars/define.js';

/** A service that the server starts and stops. */
export interface Stoppable {
  /** Status variables as they are now, by name: rows of SHOW STATUS. */
  status?(): Readonly<Record<string, string>>;
  stop?(): Promise<void> | void;
}

/** What a statement does with a table. */
export interface TableAccess {
  readonly operation: 'READ' | 'WRITE' | 'CREATE' | 'ALTER' | 'RENAME' | 'DROP';
  readonly database: string;
  readonly name: string;
  /** RENAME: the new name, `db.table`. */
  readonly newName?: string;
}

/** What a connection, a statement, one of its tables or one of its conditions looks like to an AUDIT plugin. */
export interface AuditEvent {
  readonly event: 'CONNECT' | 'DISCONNECT' | 'FAILED_CONNECT' | 'CHANGE_USER' | 'QUERY' | 'TABLE' | 'ERROR';
  readonly connectionId: number;
  /** Counts the statements of the server; 0 outside of statements. */
  readonly queryId: number;
  readonly user: string;
  readonly host: string;
  /** The default database; empty when there is none. */
  readonly database: string;
  /** The statement; empty outside of statements. */
  readonly text: string;
  /** How it ended: 0, or the number of its error. */
  readonly errno: number;
  /** TABLE: what happens to which table. */
  readonly table?: TableAccess;
  /** ERROR: the condition, an error or a warning. */
  readonly condition?: { readonly level: 'Error' | 'Warning'; readonly message: string };
}

/** Hears of what sessions do. */
export interface AuditService extends Stoppable {
  notify(event: AuditEvent): void;
}

/** Says whether a new password is good enough. */
export interface PasswordValidation extends Stoppable {
  validate(user: string, password: string): boolean;
}

/** How accounts keep passwords, and how clients show that they know them. All answers are given at once. */
export interface Authentication extends Stoppable {
  /** The client's plugin, which is given 32 bytes of chance to answer. */
  readonly clientPlugin: string;
  /** What an account keeps for a password. */
  hash(password: string): string;
  /** What is wrong with such a hash that a statement gives; undefined: nothing. */
  complaint(hash: string): string | undefined;
  /** Whether the client's answer shows the password of that hash. */
  verify(hash: string, scramble: Uint8Array, answer: Uint8Array): boolean;
}

/** What each plugin type hands to the server when it starts. Adding a type is adding a line. */
export interface Services {
  ENCRYPTION: KeyManager;
  'INFORMATION SCHEMA': InformationSchemaTable;
  AUDIT: AuditService;
  'PASSWORD VALIDATION': PasswordValidation;
  DAEMON: Stoppable;
  'STORAGE ENGINE': Stoppable;
  AUTHENTICATION: Authentication;
  'DATA TYPE': Stoppable;
  FUNCTION: Stoppable;
  REPLICATION: Stoppable;
}

export type PluginType = keyof Services;

/** From the least to the most mature. */
export const MATURITIES = ['Unknown', 'Experimental', 'Alpha', 'Beta', 'Gamma', 'Stable'] as const;
export type Maturity = (typeof MATURITIES)[number];

export const LICENSES = ['GPL', 'BSD', 'PROPRIETARY'] as const;
export type License = (typeof LICENSES)[number];

/** Variables by the name that the plugin's own code uses. */
// A variable of any type, as in every container of generic values.
export type Vars = Readonly<Record<string, Sysvar<never> | Sysvar>>;

/** The typed values of a plugin's own variables. */
export type Values<V extends Vars> = {
  readonly [Key in keyof V]: Exclude<V[Key], undefined> extends Sysvar<infer Value> ? Value : never;
};

/** The server that a plugin is loaded into. */
export interface ServerIdentity {
  readonly version: { readonly major: number; readonly minor: number; readonly patch: number };
  readonly enterprise: boolean;
}

/** Lines for the error log, which puts the program's name before them. */
export interface PluginLog {
  error(text: string): void;
  warning(text: string): void;
  note(text: string): void;
  /** An error for the client of the running statement, or for the log when there is none. */
  raise(errno: number, text: string): void;
  /** A warning for the client of the running statement. */
  warn(errno: number, text: string): void;
}

/** What the server offers to a plugin. */
export interface Host<V extends Vars = Vars> {
  /** Reads the variables as they are now: a dynamic one may have been SET since `init`. */
  readonly vars: Values<V>;
  readonly log: PluginLog;
  readonly now: () => Date;
  readonly files: Files;
  readonly http: Http;
  readonly random: Random;
  readonly datadir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly server: ServerIdentity;
}

/** One plugin, as the server lists and starts it. */
export interface Plugin<Type extends PluginType = PluginType, V extends Vars = Vars> {
  readonly name: string;
  readonly type: Type;
  readonly version: `${number}.${number}`;
  /** The author's own way to write the version: PLUGIN_AUTH_VERSION. */
  readonly versionString?: string;
  /** The version of its type's interface that it is written for, as in PLUGIN_TYPE_VERSION; the server's when absent. */
  readonly apiVersion?: `${number}.${number}`;
  readonly maturity: Maturity;
  readonly author: string;
  readonly description: string;
  readonly license: License;
  readonly vars: V;
  /** Starts the plugin. To fail, throw: the server logs its two lines and does without the plugin. */
  init(host: Host<V>): Promise<Services[Type]> | Services[Type];
}

/** A plugin of which there may be nothing but the declaration: the server's own parts are listed as plugins too. */
export type DeclaredPlugin = Omit<Plugin, 'init'> & Partial<Pick<Plugin, 'init'>>;

/** The default export of a library. */
export type Library = Plugin | readonly Plugin[] | ((server: ServerIdentity) => Plugin | readonly Plugin[]);

type Declaration<Type extends PluginType, V extends Vars> = Omit<Plugin<Type, V>, 'vars'> & { readonly vars?: V };

/** Declares a plugin. The type decides which service `init` must give, the variables which values it sees. */
export function definePlugin<Type extends PluginType, const V extends Vars = Record<never, never>>(
  plugin: Declaration<Type, V>,
): Plugin<Type, V> {
  const noVars: Vars = {};
  return Object.freeze({ ...plugin, vars: plugin.vars ?? (noVars as V) });
}

/**
 * Thrown by `init`: the error that the client of INSTALL gets, before the server's own. The log shows it too,
 * unless it is not `logged` and there is a client to hear it.
 */
export class PluginError extends Error {
  override readonly name = 'PluginError';
  readonly errno: number;
  readonly logged: boolean;

  constructor(errno: number, text: string, logged = true) {
    super(text);
    this.errno = errno;
    this.logged = logged;
  }
}

/** Whether the server is of that release or a later one. */
export function isAtLeast({ version }: ServerIdentity, major: number, minor: number): boolean {
  return version.major > major || (version.major === major && version.minor >= minor);
}
