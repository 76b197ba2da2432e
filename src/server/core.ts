/** The running server as its sessions see it. */
import type { AccountRegistry } from '../accounts/registry.js';
import type { Ports } from '../base/ports.js';
import type { EncryptTables } from '../engine/encryption-policy.js';
import type { Engine } from '../engine/engine.js';
import type { InfoSchema } from '../infoschema/catalog.js';
import type { OpenTransaction, ProcessRow } from '../infoschema/define.js';
import type { ParsedStatements } from '../parser/parsed-statements.js';
import type { PluginRegistry } from '../plugins/registry.js';
import type { RoutineRegistry } from '../routines/registry.js';
import type { KeyRing } from '../services/key-ring.js';
import type { SystemVariables } from '../sysvars/registry.js';
import type { Activity } from './activity.js';
import type { Audit } from './audit.js';
import type { Session } from './session.js';
import type { StatusCounters } from './status.js';
import type { TlsServer } from './tls.js';

export interface ServerCore {
  readonly ports: Ports;
  readonly engine: Engine;
  readonly plugins: PluginRegistry;
  readonly variables: SystemVariables;
  readonly infoschema: InfoSchema;
  readonly keys: KeyRing;
  readonly accounts: AccountRegistry;
  readonly routines: RoutineRegistry;
  readonly statements: ParsedStatements;
  readonly status: StatusCounters;
  readonly audit: Audit;
  readonly activity: Activity;
  readonly tls: TlsServer | undefined;
  /** Error: 1105; then TLS stays as it was. */
  reloadTls(): Promise<void>;
  /** As VERSION() answers. */
  readonly serverVersion: string;
  encryptTables(): EncryptTables;
  processes(): Iterable<ProcessRow>;
  transactions(): Iterable<OpenTransaction>;
  /** Ends another session, or the statement that it runs. False when there is none with that id. */
  kill(id: number, query: boolean): boolean;
  /** SHUTDOWN: the server ends when the statement has been answered. `by` is who wants it, as the log says. */
  requestShutdown(by: string): void;
  statementEnded(): void;
  disconnected(session: Session): void;
}
