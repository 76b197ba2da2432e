/**
 * The lab's Vault behind a socket of this machine, where nobody else can reach it.
 *
 * Each connection passes a plain socket first: that is where faults act that come before TLS or HTTP.
 */
import {
  createServer as createHttp,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import { createServer as createHttps, type Server as HttpsServer } from 'node:https';
import { createServer as createSocket, type Socket, type Server as SocketServer } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Certificate, LabCertificates } from '../real-certificates.js';
import {
  type CertificateFault,
  type ConnectionFault,
  isCertificateFault,
  isConnectionFault,
  type Reply,
} from './faults.js';
import type { LabVault } from './lab-vault.js';
import { answer, type VaultAnswer, type VaultRequest } from './message.js';

/** How long Vault keeps a connection open on which nothing happens. */
const IDLE_MS = 300_000;
const BODY_BYTES_MAX = 32 * 2 ** 20;
/** Bytes that begin no TLS record and no HTTP answer. */
const GARBAGE = Buffer.from('5ea110f5ea110f5ea110f5ea110f', 'hex');
const NO_TLS_HERE = 'HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n';

export interface Listening {
  /** `http://127.0.0.1:8200`. */
  readonly url: string;
  readonly port: number;
  /** Speaks TLS. */
  readonly isSecure: boolean;
  /** Makes faults of the listener itself true; to be called when they have changed. */
  refresh(): Promise<void>;
  close(): Promise<void>;
}

/** Listens on loopback; port 0 takes a free one. */
export async function listen(vault: LabVault, port: number, certificates?: LabCertificates): Promise<Listening> {
  const listener = new VaultListener(vault, certificates);
  await listener.open(port);
  return listener;
}

class VaultListener implements Listening {
  port = 0;
  private readonly vault: LabVault;
  private readonly certificates: LabCertificates | undefined;
  private readonly inner: Server | HttpsServer;
  private readonly sockets = new Map<string, Socket>();
  private doors: SocketServer[] = [];
  private certificate: Certificate | undefined;

  constructor(vault: LabVault, certificates: LabCertificates | undefined) {
    this.vault = vault;
    this.certificates = certificates;
    this.certificate = certificates?.server;
    this.inner = certificates ? createHttps(contextOf(certificates.server)) : createHttp();
    this.inner.keepAliveTimeout = IDLE_MS;
    this.inner.on('request', (request, response) => void this.onRequest(request, response));
    this.inner.on('clientError', (error, socket) => this.onUnreadable(error, socket));
  }

  get url(): string {
    return this.certificates ? `https://localhost:${this.port}` : `http://127.0.0.1:${this.port}`;
  }

  get isSecure(): boolean {
    return this.certificates !== undefined;
  }

  async open(port: number): Promise<void> {
    const door = await this.openDoor(port, '127.0.0.1');
    const address = door.address();
    this.port = typeof address === 'object' && address !== null ? address.port : port;
    this.doors = [door];
    // A machine without IPv6 has one address less.
    await this.openDoor(this.port, '::1').then(
      (second) => this.doors.push(second),
      () => {},
    );
  }

  private openDoor(port: number, host: string): Promise<SocketServer> {
    const door = createSocket((socket) => this.onConnection(socket));
    return new Promise((resolve, reject) => {
      door.once('error', reject);
      door.listen(port, host, () => resolve(door));
    });
  }

  async refresh(): Promise<void> {
    const names = this.vault.faults.rules.map(({ name }) => name);
    if (names.includes('down')) await this.closeDoors();
    else if (this.doors.length === 0) await this.open(this.port);
    const { certificates, inner } = this;
    if (certificates === undefined || !('setSecureContext' in inner)) return;
    const certificate = shown(certificates, names.find(isCertificateFault));
    if (certificate === this.certificate) return;
    this.certificate = certificate;
    inner.setSecureContext(contextOf(certificate));
    // Who is connected has seen another one.
    for (const socket of this.sockets.values()) socket.destroy();
  }

  async close(): Promise<void> {
    await this.closeDoors();
    this.inner.close();
  }

  private async closeDoors(): Promise<void> {
    const closed = this.doors.splice(0).map((door) => new Promise<void>((resolve) => door.close(() => resolve())));
    for (const socket of this.sockets.values()) socket.destroy();
    await Promise.all(closed);
  }

  private onConnection(socket: Socket): void {
    const name = nameOf(socket);
    this.sockets.set(name, socket);
    socket.on('close', () => this.sockets.delete(name));
    socket.on('error', () => {});
    const rule = this.vault.faults.hit('CONNECT', isConnectionFault);
    if (rule === undefined) this.inner.emit('connection', socket);
    else socket.once('data', () => spoil(socket, rule.name as ConnectionFault));
  }

  private async onRequest(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(incoming);
    if (body === undefined) {
      this.reply(
        { kind: 'answer', answer: answer(413, { errors: ['request body too large'] }) },
        incoming.socket,
        response,
      );
      return;
    }
    const { method = '', url = '', headers } = incoming;
    // Who takes this for a proxy names the host, too.
    const target = url.replace(/^https?:\/\/[^/?]*/, '');
    const request = { method, target, headers: headers as VaultRequest['headers'], body };
    this.reply(this.vault.exchange(request), incoming.socket, response);
  }

  /** Node's reader knows no method LIST. */
  private onUnreadable(error: Error & { code?: string; rawPacket?: Buffer }, socket: Duplex): void {
    const request = error.code === 'HPE_INVALID_METHOD' ? readList(error.rawPacket) : undefined;
    if (request === undefined) socket.end(NO_TLS_HERE);
    else this.reply(this.vault.exchange(request), socket as Socket);
  }

  private reply(reply: Reply, socket: Socket, response?: ServerResponse): void {
    const raw = this.sockets.get(nameOf(socket)) ?? socket;
    switch (reply.kind) {
      case 'reset':
        raw.resetAndDestroy();
        return;
      case 'close':
        raw.destroy();
        return;
      case 'hang':
        return;
      case 'truncate': {
        const { status, headers, body } = reply.answer;
        const half = body.slice(0, body.length >> 1);
        socket.write(`${head({ status, headers, body: `${body}…` })}${half}`, () => raw.end());
        return;
      }
      case 'answer': {
        const send = () => {
          if (response) sendTo(response, reply.answer);
          else socket.end(head(reply.answer) + reply.answer.body);
        };
        if (reply.delayMs === undefined) send();
        else setTimeout(send, reply.delayMs).unref();
      }
    }
  }
}

/** Both ends have the same port there, whether TLS lies between or not. */
const nameOf = ({ remoteAddress, remotePort }: Socket) => `${remoteAddress} ${remotePort}`;

const contextOf = ({ certificate, key }: Certificate) => ({ cert: certificate, key });

function shown(certificates: LabCertificates, fault: CertificateFault | undefined): Certificate {
  switch (fault) {
    case 'ca-unknown':
      return certificates.unknown;
    case 'name-mismatch':
      return certificates.foreign;
    case 'cert-expired':
      return certificates.expired;
    default:
      return certificates.server;
  }
}

function spoil(socket: Socket, fault: ConnectionFault): void {
  if (fault === 'garbage-tls') socket.end(GARBAGE);
  else if (fault === 'tls-on-plain') socket.end(NO_TLS_HERE);
  else socket.destroy();
}

async function readBody(incoming: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const part of incoming as AsyncIterable<Buffer>) {
      bytes += part.length;
      if (bytes <= BODY_BYTES_MAX) parts.push(part);
    }
  } catch {
    // Who has gone hears no answer.
    return undefined;
  }
  return bytes <= BODY_BYTES_MAX ? Buffer.concat(parts).toString() : undefined;
}

function readList(packet: Buffer | undefined): VaultRequest | undefined {
  const [first = '', ...lines] = (packet?.toString('latin1') ?? '').split('\r\n\r\n', 1)[0]?.split('\r\n') ?? [];
  const [, target] = /^LIST (\S+) HTTP\/1\.[01]$/.exec(first) ?? [];
  if (target === undefined) return undefined;
  const headers = lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
  });
  return { method: 'LIST', target, headers: Object.fromEntries(headers), body: '' };
}

function sendTo(response: ServerResponse, { status, headers, body }: VaultAnswer): void {
  response.writeHead(status, { ...headers, ...(status === 204 ? {} : { 'content-length': Buffer.byteLength(body) }) });
  response.end(body);
}

/** The lines before a body, for who writes them without Node's help. */
function head({ status, headers, body }: VaultAnswer): string {
  const lines = Object.entries({ ...headers, 'content-length': String(Buffer.byteLength(body)), connection: 'close' });
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.map(([k, v]) => `${k}: ${v}\r\n`).join('')}\r\n`;
}
