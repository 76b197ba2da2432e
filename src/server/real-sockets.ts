/** Node's sockets as streams of bytes, and the places where clients find the server. */
import { createServer, type Server, type Socket } from 'node:net';
import type { ByteStream } from '../base/ports.js';

/** A place that clients connect to. */
export type Address = { readonly path: string } | { readonly host: string; readonly port: number };

export interface Listening {
  /** The TCP port, where the system was to choose it. */
  readonly port: number | undefined;
  /** Takes no more clients; those that are connected stay. */
  close(): void;
}

/** Only the user who runs the server reaches its socket file: that is how it knows who a client is. */
const OWN_USER_ONLY = 0o177;

const LINGER_MS = 2000;

/** Rejects with Node's error when the address cannot be had. */
export function listen(address: Address, backlog: number, client: (stream: ByteStream) => void): Promise<Listening> {
  const server = createServer({ pauseOnConnect: false }, (socket) => client(byteStream(socket, 'path' in address)));
  const mask = 'path' in address ? process.umask(OWN_USER_ONLY) : undefined;
  return new Promise<Listening>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ ...address, backlog }, () => {
      server.on('error', () => {});
      resolve({ port: portOf(server), close: () => server.close() });
    });
  }).finally(() => {
    if (mask !== undefined) process.umask(mask);
  });
}

function portOf(server: Server): number | undefined {
  const address = server.address();
  return typeof address === 'object' ? address?.port : undefined;
}

function byteStream(accepted: Socket, isLocal: boolean): ByteStream {
  let socket = accepted;
  let isOver = false;
  const over = () => {
    isOver = true;
  };
  const watch = () => {
    socket.on('end', over);
    socket.on('close', over);
    // A broken connection is a client that has gone.
    socket.on('error', over);
  };
  socket.setNoDelay(true);
  watch();
  return {
    address: isLocal ? undefined : socket.remoteAddress,
    async read(signal) {
      for (;;) {
        const chunk = socket.read() as Buffer | null;
        if (chunk) return chunk;
        if (isOver || socket.destroyed || signal?.aborted) return undefined;
        await nextOf(socket, ['readable', 'end', 'close', 'error'], signal);
      }
    },
    async write(bytes, signal) {
      if (isOver || socket.destroyed) return false;
      if (socket.write(bytes)) return true;
      await nextOf(socket, ['drain', 'close', 'error'], signal);
      return !isOver && !signal?.aborted;
    },
    async encrypt(identity, received, signal) {
      if (received.length > 0) socket.unshift(received);
      const { acceptTls } = await import('./real-tls.js');
      const accepted = await acceptTls(socket, identity, signal);
      if (accepted) {
        socket = accepted.socket;
        watch();
      }
      return accepted?.facts;
    },
    close() {
      socket.end();
      // A client that is still sending would not read the last answer from a socket that is closed to it.
      socket.resume();
      setTimeout(() => socket.destroy(), LINGER_MS).unref();
    },
  };
}

/** Until one of these events, or the signal. */
function nextOf(socket: Socket, events: readonly string[], signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      for (const event of events) socket.off(event, done);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    for (const event of events) socket.on(event, done);
    signal?.addEventListener('abort', done);
  });
}
