import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { errorLog, formatLogLine } from '../../../src/server/error-log.js';
import { fileTrace, realClock, realHttp, realRandom } from '../../../src/server/ports.js';
import { VirtualClock } from '../../../src/server/virtual-clock.js';

describe('the clock', () => {
  test('sleeps, and tells the time', async () => {
    const start = realClock.now();
    await realClock.sleep(20);
    expect(realClock.now() - start).toBeGreaterThanOrEqual(19);
  });

  test('an aborted sleep rejects with the reason', async () => {
    await expect(realClock.sleep(60_000, AbortSignal.abort('gone'))).rejects.toBe('gone');
    const abort = new AbortController();
    const sleep = realClock.sleep(60_000, abort.signal);
    abort.abort(new Error('killed'));
    await expect(sleep).rejects.toThrow('killed');
  });

  test('a sleep longer than a timer of Node’s does not end at once', async () => {
    const abort = new AbortController();
    const sleep = realClock.sleep(2 ** 40, abort.signal);
    await realClock.sleep(30);
    abort.abort('still asleep');
    await expect(sleep).rejects.toBe('still asleep');
  });

  test('timers fire unless cancelled', async () => {
    const fired: string[] = [];
    realClock.timer(5, () => fired.push('kept'));
    realClock.timer(5, () => fired.push('cancelled')).cancel();
    await realClock.sleep(40);
    expect(fired).toEqual(['kept']);
  });
});

test('chance gives as many bytes as asked for, and others each time', () => {
  expect(realRandom.bytes(32)).toHaveLength(32);
  expect(realRandom.bytes(32)).not.toEqual(realRandom.bytes(32));
});

describe('the error log', () => {
  test.each([
    [new Date(2026, 0, 2, 3, 4, 5), '2026-01-02  3:04:05 0 [Note] text'],
    [new Date(2026, 10, 30, 13, 59, 0), '2026-11-30 13:59:00 0 [Note] text'],
  ])('a line at %s', (time, line) => {
    expect(formatLogLine(time.getTime(), 'Note', 'text')).toBe(line);
  });

  test('lines carry the connection and go to the sink', () => {
    const lines: string[] = [];
    const log = errorLog(new VirtualClock(new Date(2026, 0, 1, 12).getTime()), (line) => lines.push(line));
    log.write('ERROR', 'mariadbd: oh', 7);
    log.write('Warning', 'hm');
    expect(lines).toEqual(['2026-01-01 12:00:00 7 [ERROR] mariadbd: oh', '2026-01-01 12:00:00 0 [Warning] hm']);
  });
});

test('the trace is one line of JSON for each event', () => {
  const directory = mkdtempSync(join(tmpdir(), 'sealion-trace-'));
  const path = join(directory, 'trace.ndjson');
  const trace = fileTrace(path, new VirtualClock(1000));
  trace.emit({ type: 'plugin', plugin: 'p', call: 'init' });
  trace.emit({ type: 'key', keyId: 1, version: 2, fingerprint: 'ab' });
  trace.close();
  const events = readFileSync(path, 'utf8').trimEnd().split('\n');
  expect(events.map((line) => JSON.parse(line))).toEqual([
    { at: 1000, type: 'plugin', plugin: 'p', call: 'init' },
    { at: 1000, type: 'key', keyId: 1, version: 2, fingerprint: 'ab' },
  ]);
  rmSync(directory, { recursive: true });
});

describe('HTTP', () => {
  /** Runs `work` against a server that echoes, moves /old and never answers /never. */
  async function withServer<T>(work: (base: string) => Promise<T>): Promise<T> {
    const server = createServer((request, response) => {
      if (request.url === '/never') return;
      response.writeHead(request.url === '/old' ? 302 : 201, { location: '/new', 'x-method': request.method });
      request.pipe(response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      return await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }

  test('a request carries method and body, the answer status, headers and body', async () => {
    const body = Uint8Array.from([1, 2, 255]);
    const answer = await withServer((base) =>
      realHttp.request({ method: 'PUT', url: `${base}/a`, headers: { 'x-a': 'b' }, body }),
    );
    expect(answer).toMatchObject({ status: 201, headers: { 'x-method': 'PUT' } });
    expect([...answer.body]).toEqual([1, 2, 255]);
  });

  test('a redirect is an answer', async () => {
    const answer = await withServer((base) => realHttp.request({ method: 'GET', url: `${base}/old`, headers: {} }));
    expect(answer).toMatchObject({ status: 302, headers: { location: '/new' } });
  });

  test('no answer in time rejects', async () => {
    const request = withServer((base) =>
      realHttp.request({ method: 'GET', url: `${base}/never`, headers: {}, timeoutMs: 50 }),
    );
    await expect(request).rejects.toMatchObject({ reason: { kind: 'slow answer' } });
  });

  test('where nobody listens it rejects with the reason', async () => {
    const closed = await withServer(async (base) => base);
    await expect(realHttp.request({ method: 'GET', url: closed, headers: {} })).rejects.toMatchObject({
      reason: { kind: 'no connection', host: '127.0.0.1' },
    });
  });
});
