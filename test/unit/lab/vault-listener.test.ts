/** The lab's Vault behind real sockets: methods, TLS, faults of the wire, and the door for its control. */
import { afterEach, describe, expect, test } from 'vitest';
import type { HttpFailure } from '../../../src/base/http-failure.js';
import { parseFault } from '../../../src/lab/fault-rules.js';
import { type LabCertificates, makeCertificates } from '../../../src/lab/real-certificates.js';
import { setFault } from '../../../src/lab/vault/control.js';
import { LabVault } from '../../../src/lab/vault/lab-vault.js';
import { type Control, openControl } from '../../../src/lab/vault/real-control.js';
import { type Listening, listen } from '../../../src/lab/vault/real-listener.js';
import { realClock, realHttp, realRandom } from '../../../src/server/ports.js';
import { withServer } from './raw-socket.js';

const CONTROL_TOKEN = 'control';
const open: (Listening | Control)[] = [];

afterEach(async () => {
  for (const door of open.splice(0)) await door.close();
});

async function start(certificates?: LabCertificates) {
  const vault = new LabVault({ clock: realClock, random: realRandom, rootToken: 'root' });
  const listening = await listen(vault, 0, certificates);
  const control = await openControl(vault, listening, CONTROL_TOKEN);
  open.push(listening, control);
  const send = async (method: string, url: string, token: string, body?: object) => {
    const {
      status,
      headers,
      body: said,
    } = await realHttp.request({
      method,
      url,
      headers: { 'x-vault-token': token, connection: 'close' },
      timeoutMs: 5000,
      ...(body && { body: Buffer.from(JSON.stringify(body)) }),
      ...(certificates && url.startsWith('https:') && { authorities: certificates.authority }),
    });
    const text = Buffer.from(said).toString();
    return { status, headers, text, body: /^[{[]/.test(text) ? JSON.parse(text) : undefined };
  };
  return {
    vault,
    listening,
    ask: (method: string, path: string, body?: object) => send(method, `${listening.url}/v1/${path}`, 'root', body),
    control: (method: string, path: string, body?: object, token = CONTROL_TOKEN) =>
      send(method, `${control.url}/${path}`, token, body),
    /** Why there is no answer, or its status. */
    fails: async (fault: string) => {
      setFault(vault, parseFault(fault), listening.isSecure);
      await listening.refresh();
      const seen = await send('GET', `${listening.url}/v1/secret/data/1`, 'root').then(
        ({ status }) => String(status),
        (error: HttpFailure) => error.reason.kind,
      );
      vault.faults.clear();
      await listening.refresh();
      return seen;
    },
  };
}

test('answers as Vault does', async () => {
  const { ask, vault } = await start();
  expect((await ask('PUT', 'secret/data/1', { data: { data: 'ä' } })).status).toBe(200);
  const { status, headers, body } = await ask('GET', 'secret/data/1');
  expect([status, body.data.data, headers['content-type'], headers['cache-control']]).toEqual([
    200,
    { data: 'ä' },
    'application/json',
    'no-store',
  ]);
  expect(await ask('DELETE', 'secret/data/1')).toMatchObject({ status: 204, text: '' });
  expect(await ask('POST', 'secret/data/1', { data: { data: 'x'.repeat(33 * 2 ** 20) } })).toMatchObject({
    status: 413,
  });
  expect(vault.requests.at(0)).toBe('PUT /v1/secret/data/1');
});

test('LIST, which Node does not know', async () => {
  const { ask, listening } = await start();
  await ask('PUT', 'secret/data/a', { data: {} });
  const said = await withServer(
    listening.port,
    'LIST /v1/secret/metadata HTTP/1.1\r\nHost: x\r\nX-Vault-Token: root\r\n\r\n',
  );
  expect(said).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*"keys":\["a"\]/);
  expect(await withServer(listening.port, 'nonsense\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
});

describe('what goes wrong on the wire', () => {
  test('without TLS', async () => {
    const { fails } = await start();
    expect(await fails('reset')).toBe('reset');
    expect(await fails('close')).toBe('no answer');
    expect(await fails('truncate')).toBe('cut off');
    expect(await fails('plain-on-tls')).toBe('no answer');
    expect(await fails('down')).toBe('no connection');
    expect(await fails('slow,delay=1')).toBe('404');
    await expect(fails('ca-unknown')).rejects.toThrow("'ca-unknown' needs a lab with --tls");
    await expect(fails('down,times=1')).rejects.toThrow("'down' lasts until it is cleared: it has no times");
  });

  test('with TLS', { timeout: 30_000 }, async () => {
    const { fails, ask } = await start(await makeCertificates(realClock.now()));
    expect((await ask('GET', 'sys/health')).status).toBe(200);
    expect(await fails('ca-unknown')).toBe('bad certificate');
    expect(await fails('cert-expired')).toBe('bad certificate');
    expect(await fails('name-mismatch')).toBe('wrong host');
    expect(await fails('tls-on-plain')).toBe('TLS');
    expect(await fails('garbage-tls')).toBe('TLS');
    expect(await fails('reset')).toBe('reset');
    expect(await fails('truncate')).toBe('cut off');
    expect((await ask('GET', 'sys/health')).status).toBe(200);
  });
});

test('the control sets faults and time, for who may', async () => {
  const { control, ask } = await start();
  expect((await control('GET', 'faults', undefined, 'root')).status).toBe(403);
  expect((await control('PUT', 'faults/sealed', { times: '1' })).status).toBe(204);
  expect([(await ask('GET', 'sys/mounts')).status, (await ask('GET', 'sys/mounts')).status]).toEqual([503, 200]);
  expect((await control('GET', 'faults')).body).toEqual([{ name: 'sealed', times: 1, hits: 1 }]);
  expect((await control('DELETE', 'faults')).status).toBe(204);
  expect((await control('GET', 'requests')).body).toEqual(['GET /v1/sys/mounts', 'GET /v1/sys/mounts']);
  expect((await control('DELETE', 'requests')).status).toBe(204);
  const before = (await ask('GET', 'sys/health')).body.server_time_utc;
  expect((await control('POST', 'clock', { advance: '1h' })).status).toBe(204);
  expect((await ask('GET', 'sys/health')).body.server_time_utc - before).toBeGreaterThanOrEqual(3600);
  for (const [path, body] of [
    ['faults/nosuch', {}],
    ['faults/reset', { times: 'x' }],
  ] as const)
    expect((await control('PUT', path, body)).status).toBe(400);
  expect((await control('POST', 'clock', { advance: '-1h' })).status).toBe(400);
  expect((await control('GET', 'nothing')).status).toBe(404);
});
