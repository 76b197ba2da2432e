/** The places where a server takes clients, as its variables say. */
import { resolve } from 'node:path';
import type { ByteStream } from '../base/ports.js';
import { systemError } from '../plugins/system-error.js';
import { type Address, type Listening, listen } from '../server/real-sockets.js';
import type { Server } from '../server/server.js';
import { startFailure } from '../startup/start-failure.js';
import { Connection } from './connection.js';

const STANDARD_PORT = 3306;

/** An empty bind_address is every address of a real server; one that is only a rehearsal stays on its own machine. */
const LOOPBACK = '127.0.0.1';

/** Throws StartFailure where an address cannot be had. */
export async function openListeners(server: Server): Promise<{ close(): void }> {
  const opened: Listening[] = [];
  const close = () => {
    for (const one of opened) one.close();
  };
  const client = (stream: ByteStream) =>
    void new Connection(server, stream).run().catch((error: unknown) => {
      const { message, stack } = error instanceof Error ? error : new Error(String(error));
      server.ports.log.write('ERROR', `Sealion: internal error: ${stack ?? message}`);
    });
  for (const address of addressesOf(server)) {
    try {
      if ('port' in address) {
        const { host, port } = address;
        server.ports.log.write('Note', `Server socket created on IP: '${host}', port: '${port}'.`);
      }
      opened.push(await listen(address, Number(server.variables.getByName('back_log')), client));
    } catch (error) {
      close();
      throw cannotListen(error, address);
    }
  }
  return { close };
}

function addressesOf({ variables, ports, engine }: Server): readonly Address[] {
  const text = (name: string) => String(variables.getByName(name) ?? '');
  if (!variables.isGiven(variables.known('port'))) {
    variables.install('port', STANDARD_PORT, { origin: 'COMPILE-TIME', asDefault: true });
  }
  const port = Number(variables.getByName('port'));
  const path = text('socket');
  const host = text('bind_address') || LOOPBACK;
  const addresses: Address[] = [];
  if (variables.getByName('skip_networking') !== true && port !== 0) addresses.push({ host, port });
  if (path !== '') {
    const full = resolve(engine.datadir.path, path);
    // One that a server has left which is gone: it has the lock of its datadir no longer.
    if (ports.files.exists(full)) ports.files.remove(full);
    addresses.push({ path: full });
  }
  return addresses;
}

/** In the server's words. */
function cannotListen(error: unknown, address: Address): Error {
  if (!(error instanceof Error) || !('errno' in error)) return error as Error;
  const number = Math.abs(Number(error.errno));
  const reason = systemError(error)?.text ?? error.message;
  const [where, place] =
    'path' in address
      ? [`Can't start server : Bind on unix socket: ${reason}`, `socket: ${address.path}`]
      : [`Can't start server: Bind on TCP/IP port. Got error: ${number}: ${reason}`, `port: ${address.port}`];
  return startFailure(1, where, `Do you already have another server running on ${place} ?`, 'Aborting');
}
