/** One request and its answer over Node's HTTP client. */
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { HttpFailure } from '../base/http-failure.js';
import type { HttpRequest, HttpResponse } from '../base/ports.js';
import { agentFor } from './real-http-agents.js';
import { failureOf, type Progress } from './real-http-failures.js';

export function exchange(request: HttpRequest): Promise<HttpResponse> {
  const url = parse(request.url);
  return new Promise((resolve, reject) => {
    const progress = new Meter(url);
    const outgoing = open(request, url);
    const timer = request.timeoutMs === undefined ? undefined : setTimeout(() => fail('late'), request.timeoutMs);
    const end = () => clearTimeout(timer);
    const fail = (error: unknown) => {
      end();
      reject(failureOf(error, progress));
      outgoing.destroy();
    };
    outgoing.on('error', fail);
    outgoing.on('socket', (socket) => {
      progress.connected = outgoing.reusedSocket;
      if (outgoing.reusedSocket) return;
      socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
        progress.connected = true;
      });
    });
    outgoing.on('response', (incoming) => {
      collect(incoming, progress, request.bodyBytesMax).then((body) => {
        end();
        resolve({ status: incoming.statusCode ?? 0, headers: headersOf(incoming), body });
      }, fail);
    });
    outgoing.end(request.body);
  });
}

function parse(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) throw new HttpFailure({ kind: 'malformed' });
  if (url.protocol === 'http:' || url.protocol === 'https:') return url;
  throw new HttpFailure({ kind: 'unsupported scheme', scheme: url.protocol.slice(0, -1) });
}

function open({ method, headers, authorities }: HttpRequest, url: URL): ClientRequest {
  const options = { method, headers, agent: agentFor(url, authorities) };
  return url.protocol === 'https:' ? httpsRequest(url, options) : httpRequest(url, options);
}

/** How far a request has come. */
class Meter implements Progress {
  readonly host: string;
  readonly port: number;
  readonly isSecure: boolean;
  connected = false;
  answered = false;
  received = 0;
  expected: number | undefined;
  private readonly start = performance.now();

  constructor(url: URL) {
    this.isSecure = url.protocol === 'https:';
    this.host = url.hostname.replace(/^\[|\]$/g, '');
    this.port = Number(url.port || (this.isSecure ? 443 : 80));
  }

  get elapsedMs(): number {
    return Math.floor(performance.now() - this.start);
  }
}

async function collect(incoming: IncomingMessage, progress: Meter, bytesMax = Number.POSITIVE_INFINITY) {
  progress.answered = true;
  const length = incoming.headers['content-length'];
  if (length !== undefined) progress.expected = Number(length);
  const parts: Uint8Array[] = [];
  for await (const part of incoming) {
    parts.push(part);
    progress.received += part.length;
    if (progress.received > bytesMax) throw new HttpFailure({ kind: 'body too long' });
  }
  return new Uint8Array(Buffer.concat(parts));
}

/** Where a header comes several times, its values as one. */
function headersOf({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
