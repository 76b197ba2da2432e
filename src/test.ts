/** `sealion/test`: a server with a clock that nobody has to wait for, in one call. For vitest, jest and node:test. */
import { EmbeddedServer, type ServerOptions } from './embed/server.js';
import { VirtualClock } from './server/virtual-clock.js';

export { SqlError } from './base/errors.js';
export { Connection, type Row, type Value } from './embed/connection.js';
export type { ConnectionOptions, EmbeddedServer, OptionValues, ServerOptions } from './embed/server.js';
export { VirtualClock } from './server/virtual-clock.js';
export { StartFailure } from './startup/start-failure.js';

/** A server under test, and its time. */
export type TestServer = EmbeddedServer & {
  readonly clock: VirtualClock;
  /** Lets time pass for the server: what becomes due on the way happens. */
  advance(ms: number): Promise<void>;
};

/** Starts a server in virtual time. It ends with `stop()`, or by itself behind `await using`. */
export async function startTestServer(options: Omit<ServerOptions, 'clock'> = {}): Promise<TestServer> {
  const clock = new VirtualClock();
  const server = await EmbeddedServer.start({ ...options, clock });
  return Object.assign(server, { clock, advance: (ms: number) => clock.advance(ms) });
}
