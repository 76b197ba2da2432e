/** Each way in which a request can fail, on a real socket. */
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createSecureServer } from 'node:tls';
import { afterEach, describe, expect, test } from 'vitest';
import { HttpFailure } from '../../../src/base/http-failure.js';
import type { HttpRequest } from '../../../src/base/ports.js';
import { realHttp } from '../../../src/server/ports.js';

const TLS = 'test/data/plugins/hashicorp-tls';
const pem = (file: string) => readFileSync(`${TLS}/${file}`, 'utf8');

const servers: Server[] = [];
const sockets = new Set<Socket>();
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers.splice(0)) server.close();
  sockets.clear();
});

async function listen(server: Server): Promise<number> {
  servers.push(server);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** A server that does this once it has heard something. */
const answering = (answer: (socket: Socket) => void) =>
  listen(createServer((socket) => socket.once('data', () => answer(socket))));

const secure = (name: string, key = name) =>
  listen(
    createSecureServer({ cert: pem(`${name}.crt`), key: pem(`${key}.key`) }, (socket) => {
      socket.on('error', () => {});
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'));
    }).on('tlsClientError', () => {}),
  );

/** The body of the answer, or why there is none. */
async function get(url: string, more: Partial<HttpRequest> = {}): Promise<unknown> {
  try {
    return Buffer.from((await realHttp.request({ method: 'GET', url, headers: {}, ...more })).body).toString();
  } catch (error) {
    return error instanceof HttpFailure ? error.reason : error;
  }
}

const head = (more: string) => `HTTP/1.1 200 OK\r\n${more}\r\n\r\n`;

describe('the wire', () => {
  const ask = async (answer: (socket: Socket) => void, more?: Partial<HttpRequest>) =>
    get(`http://127.0.0.1:${await answering(answer)}/`, more);

  test('closed', async () => {
    expect(await ask((socket) => socket.end())).toEqual({ kind: 'no answer' });
  });

  test('reset', async () => {
    expect(await ask((socket) => socket.resetAndDestroy())).toEqual({ kind: 'reset' });
  });

  test('closed within the body', async () => {
    const short = `${head('Content-Length: 500')}${'x'.repeat(25)}`;
    expect(await ask((socket) => socket.end(short))).toEqual({ kind: 'cut off', missing: 475 });
    const chunked = `${head('Transfer-Encoding: chunked')}5\r\nab`;
    expect(await ask((socket) => socket.end(chunked))).toEqual({ kind: 'cut off' });
  });

  test('no HTTP', async () => {
    expect(await ask((socket) => socket.end('garbage garbage\r\n\r\n'))).toEqual({ kind: 'not HTTP' });
    const chunked = `${head('Transfer-Encoding: chunked')}zz\r\n`;
    expect(await ask((socket) => socket.end(chunked))).toEqual({ kind: 'bad chunk' });
  });

  test('too slow', async () => {
    const late = { afterMs: expect.any(Number), received: 0 };
    expect(await ask(() => {}, { timeoutMs: 50 })).toEqual({ kind: 'slow answer', ...late });
    const part = `${head('Content-Length: 500')}${'x'.repeat(25)}`;
    expect(await ask((socket) => socket.write(part), { timeoutMs: 100 })).toEqual({
      kind: 'slow answer',
      ...late,
      received: 25,
      expected: 500,
    });
  });

  test('too long', async () => {
    const body = (length: number) => `${head(`Content-Length: ${length}`)}${'x'.repeat(length)}`;
    expect(await ask((socket) => socket.end(body(11)), { bodyBytesMax: 10 })).toEqual({ kind: 'body too long' });
    expect(await ask((socket) => socket.end(body(10)), { bodyBytesMax: 10 })).toBe('x'.repeat(10));
  });
});

describe('an address', () => {
  test.each([
    ['http://no host/', { kind: 'malformed' }],
    ['http://127.0.0.1:99999/', { kind: 'malformed' }],
    ['ftp://host/', { kind: 'unsupported scheme', scheme: 'ftp' }],
    ['foo://host/', { kind: 'unsupported scheme', scheme: 'foo' }],
    ['http://no.such.host.invalid/', { kind: 'unknown host', host: 'no.such.host.invalid' }],
    ['http://127.0.0.1:1/', { kind: 'no connection', host: '127.0.0.1', port: 1, afterMs: expect.any(Number) }],
    ['http://[::1]:1/', { kind: 'no connection', host: '::1', port: 1, afterMs: expect.any(Number) }],
  ])('%s', async (url, reason) => {
    expect(await get(url)).toEqual(reason);
  });
});

describe('TLS', () => {
  const ca = { authorities: pem('ca.crt') };
  const problem = (text: string) => ({ kind: 'bad certificate', problem: text });

  test('a server that the given authorities vouch for', async () => {
    expect(await get(`https://localhost:${await secure('vault')}/`, ca)).toBe('ok');
  });

  test.each([
    ['vault', undefined, 'unable to get local issuer certificate'],
    ['vault', 'other.crt', 'unable to get local issuer certificate'],
    ['self', undefined, 'self-signed certificate'],
    ['self', 'ca.crt', 'self-signed certificate'],
  ])('%s.crt, authorities %s: %s', async (name, authorities, text) => {
    const trusted = authorities === undefined ? {} : { authorities: pem(authorities) };
    expect(await get(`https://localhost:${await secure(name)}/`, trusted)).toEqual(problem(text));
  });

  test('an expired certificate', async () => {
    const port = await secure('expired', 'vault');
    expect(await get(`https://localhost:${port}/`, ca)).toEqual(problem('certificate has expired'));
  });

  test('a certificate of somebody else', async () => {
    const host = '127.0.0.1';
    expect(await get(`https://${host}:${await secure('vault')}/`, ca)).toEqual({ kind: 'wrong host', host });
    const unnamed = await get(`https://${host}:${await secure('unnamed')}/`, ca);
    expect(unnamed).toEqual({ kind: 'wrong host', host, subject: 'unnamed' });
  });

  test('whom one trusts, another need not', async () => {
    const url = `https://localhost:${await secure('vault')}/`;
    expect(await get(url, ca)).toBe('ok');
    expect(await get(url, { authorities: pem('other.crt') })).toHaveProperty('kind', 'bad certificate');
  });

  test('no TLS at the other end', async () => {
    const plain = await answering((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    expect(await get(`https://127.0.0.1:${plain}/`)).toEqual({
      kind: 'TLS',
      library: expect.stringMatching(/^OpenSSL\/3\.[\d.]+$/),
      error: 'error:0A00010B:SSL routines::wrong version number',
    });
    const closing = await answering((socket) => socket.end());
    expect(await get(`https://127.0.0.1:${closing}/`)).toEqual({
      kind: 'no handshake',
      host: '127.0.0.1',
      port: closing,
    });
  });

  test('nothing said is no connection yet', async () => {
    const silent = await answering(() => {});
    expect(await get(`https://127.0.0.1:${silent}/`, { timeoutMs: 100 })).toHaveProperty('kind', 'slow connection');
  });
});

test('a connection serves several requests', async () => {
  let connections = 0;
  const port = await listen(
    createServer((socket) => {
      connections++;
      socket.on('data', () => socket.write(`${head('Content-Length: 2')}ok`));
    }),
  );
  for (let request = 0; request < 3; request++) expect(await get(`http://127.0.0.1:${port}/`)).toBe('ok');
  expect(connections).toBe(1);
});
