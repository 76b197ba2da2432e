/** Node's sockets as connections to a server. */
import { readdirSync, readFileSync } from 'node:fs';
import { connect, isIP, type Socket } from 'node:net';
import { join } from 'node:path';
import { type ConnectionOptions, connect as connectTls, type SecureVersion } from 'node:tls';
import { CLIENT_ERRORS } from '../remote/client-errors.js';
import type { Dial, RemoteStream } from '../remote/session.js';
import type { Place, TlsWishes } from '../remote/target.js';

/** What MariaDB's library reports of a TCP connection that was refused: it connects without waiting. */
const IN_PROGRESS = 115;
const TIMED_OUT = 110;
/** Codes of getaddrinfo. */
const NO_NAME = -2;
const TRY_AGAIN = -3;

export const dial: Dial = (place, timeoutMs) =>
  new Promise((resolve, reject) => {
    const socket = connect(place);
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => fail(Object.assign(new Error('timeout'), { errno: TIMED_OUT })), timeoutMs);
    const fail = (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      socket.destroy();
      reject(refusal(place, error));
    };
    socket.once('error', fail);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.off('error', fail);
      socket.setNoDelay(true);
      resolve(new SocketStream(socket, 'path' in place ? undefined : place.host));
    });
  });

function refusal(place: Place, { code, errno = 0 }: NodeJS.ErrnoException): Error {
  if ('path' in place) return CLIENT_ERRORS.noSocket(place.path, Math.abs(errno));
  if (code === 'ENOTFOUND') return CLIENT_ERRORS.unknownHost(place.host, NO_NAME);
  if (code === 'EAI_AGAIN') return CLIENT_ERRORS.unknownHost(place.host, TRY_AGAIN);
  return CLIENT_ERRORS.noServer(place.host, code === 'ECONNREFUSED' || errno === 0 ? IN_PROGRESS : Math.abs(errno));
}

const ENDS = ['end', 'close', 'error'];

class SocketStream implements RemoteStream {
  /** The server's; undefined behind a socket file. */
  readonly address: string | undefined;
  #socket: Socket;
  #isOver = false;

  constructor(socket: Socket, host: string | undefined) {
    this.#socket = socket;
    this.address = host;
    this.#watch();
  }

  #watch(): void {
    for (const event of ENDS) {
      this.#socket.on(event, () => {
        this.#isOver = true;
      });
    }
  }

  async read(): Promise<Buffer | undefined> {
    for (;;) {
      const chunk = this.#socket.read() as Buffer | null;
      if (chunk) return chunk;
      if (this.#isOver || this.#socket.destroyed) return undefined;
      await this.#next(['readable', ...ENDS]);
    }
  }

  async write(bytes: Uint8Array): Promise<boolean> {
    if (this.#isOver || this.#socket.destroyed) return false;
    if (this.#socket.write(bytes)) return true;
    await this.#next(['drain', ...ENDS]);
    return !this.#isOver;
  }

  #next(events: readonly string[]): Promise<void> {
    const socket = this.#socket;
    return new Promise((resolve) => {
      const done = () => {
        for (const event of events) socket.off(event, done);
        resolve();
      };
      for (const event of events) socket.on(event, done);
    });
  }

  async hasEnded(): Promise<boolean> {
    // What has come by now is noticed when the event loop has been around.
    this.#socket.read(0);
    await new Promise<void>((resolve) => setImmediate(resolve));
    return this.#isOver || this.#socket.destroyed;
  }

  async secure(wishes: TlsWishes): Promise<{ readonly cipher: string }> {
    const settings = tlsSettings(wishes, this.address);
    const secured = connectTls({ socket: this.#socket, ...settings });
    await new Promise<void>((resolve, reject) => {
      const fail = (error?: Error) =>
        reject(CLIENT_ERRORS.tls(error?.message ?? 'the server has closed the connection'));
      secured.once('error', fail).once('close', fail);
      secured.once('secureConnect', () => {
        secured.off('error', fail).off('close', fail);
        resolve();
      });
    });
    this.#socket = secured;
    this.#watch();
    return { cipher: secured.getCipher().standardName };
  }

  close(): void {
    this.#socket.end();
    this.#socket.unref();
  }
}

/** A chain is checked where an authority was named, the host's name only where that was asked for. */
function tlsSettings(wishes: TlsWishes, host: string | undefined): ConnectionOptions {
  const { ca, capath, cert, key, crl, cipher, verify } = wishes;
  const versions = (wishes.versions?.split(',') ?? []).map((text) => text.trim()).sort();
  const authorities = [...filesOf(ca), ...directoryOf(capath)];
  try {
    return {
      ...(authorities.length > 0 && { ca: authorities }),
      ...(cert !== undefined && { cert: readFileSync(cert) }),
      ...((key ?? cert) !== undefined && { key: readFileSync(key ?? cert ?? '') }),
      ...(crl !== undefined && { crl: readFileSync(crl) }),
      ...(cipher !== undefined && { ciphers: cipher }),
      ...(versions.length > 0 && {
        minVersion: versions[0] as SecureVersion,
        maxVersion: versions.at(-1) as SecureVersion,
      }),
      ...(host !== undefined && { host }),
      ...(host !== undefined && isIP(host) === 0 && { servername: host }),
      rejectUnauthorized: verify || authorities.length > 0,
      ...(!verify && { checkServerIdentity: () => undefined }),
    };
  } catch (error) {
    throw CLIENT_ERRORS.tls(error instanceof Error ? error.message : String(error));
  }
}

const filesOf = (path: string | undefined): Buffer[] => (path === undefined ? [] : [readFileSync(path)]);

const directoryOf = (path: string | undefined): Buffer[] =>
  path === undefined
    ? []
    : readdirSync(path)
        .filter((name) => /\.(pem|crt|\d+)$/.test(name))
        .map((name) => readFileSync(join(path, name)));
