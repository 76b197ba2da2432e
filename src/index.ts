/** What programs import: a server on a data directory, in this process. `createServer` is where to begin. */
export { SqlError } from './base/errors.js';
export type { Cell, Condition, Outcome, ResultColumn } from './base/result.js';
export type { ClientSession } from './base/session.js';
export { Connection, type Row, type Value } from './embed/connection.js';
export {
  type ConnectionOptions,
  createServer,
  type EmbeddedServer,
  type OptionValues,
  type ServerOptions,
} from './embed/server.js';
export { installDatadir } from './server/bootstrap.js';
export { realPorts } from './server/ports.js';
export { Server, type StartPlace } from './server/server.js';
export { VirtualClock } from './server/virtual-clock.js';
export { StartFailure } from './startup/start-failure.js';
