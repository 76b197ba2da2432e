/** `sealion serve`: a server in the foreground, with mariadbd's options, until a signal or SHUTDOWN ends it. */
import { resolve } from 'node:path';
import type { Ports } from '../base/ports.js';
import { Server } from './server.js';

export interface ServeWorld {
  readonly ports: Ports;
  readonly directory: string;
  readonly pid: number;
  /** Calls back at SIGTERM and SIGINT. */
  onSignal(stop: () => void): void;
  /** Calls back at each SIGHUP. */
  onHangup(refresh: () => void): void;
  /** Keeps the process alive while the server runs. */
  stayAlive(): { stop(): void };
  /** Takes clients. Throws StartFailure. */
  listen(server: Server): Promise<{ close(): void }>;
}

/** Runs until the server has ended. Throws StartFailure. */
export async function serve(args: readonly string[], world: ServeWorld): Promise<void> {
  const { ports, directory, pid } = world;
  let listeners: { close(): void } | undefined;
  const server = await Server.start(args, ports, {
    directory,
    async beforeReady(started) {
      listeners = await world.listen(started);
      const path = pidFileOf(started);
      if (path !== undefined) ports.files.writeFile(path, `${pid}\n`);
    },
  });
  const life = world.stayAlive();
  world.onSignal(() => void server.shutdown());
  world.onHangup(() => server.refresh());
  await server.ended;
  listeners?.close();
  const path = pidFileOf(server);
  if (path !== undefined && ports.files.exists(path)) ports.files.remove(path);
  life.stop();
}

function pidFileOf({ variables, engine }: Server): string | undefined {
  const name = String(variables.getByName('pid_file') ?? '');
  return name === '' ? undefined : resolve(engine.datadir.path, name);
}
