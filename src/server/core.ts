/** The running server as its sessions see it. */
import type { Ports } from '../base/ports.js';
import type { EncryptTables } from '../engine/encryption-policy.js';
import type { Engine } from '../engine/engine.js';
import type { InfoSchema } from '../infoschema/catalog.js';
import type { ProcessRow } from '../infoschema/define.js';
import type { PluginRegistry } from '../plugins/registry.js';
import type { KeyRing } from '../services/key-ring.js';
import type { SystemVariables } from '../sysvars/registry.js';
import type { Session } from './session.js';
import type { StatusCounters } from './status.js';

export interface ServerCore {
  readonly ports: Ports;
  readonly engine: Engine;
  readonly plugins: PluginRegistry;
  readonly variables: SystemVariables;
  readonly infoschema: InfoSchema;
  readonly keys: KeyRing;
  readonly status: StatusCounters;
  /** As VERSION() answers. */
  readonly serverVersion: string;
  encryptTables(): EncryptTables;
  processes(): Iterable<ProcessRow>;
  /** Ends another session, or the statement that it runs. False when there is none with that id. */
  kill(id: number, query: boolean): boolean;
  /** SHUTDOWN: the server ends when the statement has been answered. */
  requestShutdown(): void;
  statementEnded(): void;
  disconnected(session: Session): void;
}
