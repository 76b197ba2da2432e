/** Sealion as a server that real clients reach over a socket file. */
import { join } from 'node:path';
import { openListeners } from '../../src/protocol/listener.js';
import { realPorts } from '../../src/server/ports.js';
import { Server } from '../../src/server/server.js';

export interface ServedSealion {
  readonly socket: string;
  stop(): Promise<void>;
}

/** Its data lie in the directory; `writeLog` hears each line of the error log. */
export async function serveSealion(
  directory: string,
  options: readonly string[],
  writeLog: (line: string) => void = () => {},
): Promise<ServedSealion> {
  const socket = join(directory, 'sock');
  const places = [`--datadir=${join(directory, 'data')}`, `--socket=${socket}`, '--skip-networking'];
  let listeners: { close(): void } | undefined;
  const server = await Server.start(
    ['--no-defaults', '--sealion-profile=10.11', ...places, ...options],
    realPorts(writeLog),
    {
      createDatadir: true,
      async beforeReady(started) {
        listeners = await openListeners(started);
      },
    },
  );
  return {
    socket,
    async stop() {
      await server.shutdown();
      listeners?.close();
    },
  };
}
