/** What a real server logged when it had to start with a Vault behind TLS, behind nothing, or behind another door. */
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { realHttp } from '../../../src/server/ports.js';
import { CollectingLog } from '../../support/ports.js';
import { LOADED, serverWith, stopServers } from './hashicorp-world.js';

interface Row {
  readonly id: string;
  readonly options: string;
  readonly up: boolean;
  readonly errorLog: readonly string[];
}

const { startupWithForce: rows }: { startupWithForce: readonly Row[] } = JSON.parse(
  readFileSync('test/data/plugins/hashicorp-faults.json', 'utf8'),
);

const TLS = 'test/data/plugins/hashicorp-tls';

/** A Vault in which there is no key but key 1 of `ro`, who may not look at the mount. */
const vault: RequestListener = ({ url = '', headers }, response) => {
  const isReader = headers['x-vault-token'] === 'ro';
  if (!url.endsWith('/tune')) response.writeHead(isReader ? 200 : 404).end(isReader ? KEY : '{"errors":[]}');
  else if (isReader) response.writeHead(403).end('{"errors":["1 error occurred:\\n\\t* permission denied\\n\\n"]}\n');
  else response.end('{"options":{"version":"2"}}');
};
const KEY = `{"data":{"data":{"data":"${'11'.repeat(16)}"},"metadata":{"version":1}}}`;

const plain = createServer(vault);
const secure = createSecureServer(
  { cert: readFileSync(`${TLS}/vault.crt`), key: readFileSync(`${TLS}/vault.key`) },
  vault,
);
const ports = new Map<string, number>();

const listen = (server: Server) =>
  new Promise<number>((resolve) =>
    server.listen(0, 'localhost', () => resolve((server.address() as AddressInfo).port)),
  );

beforeAll(async () => {
  const closed = createServer();
  ports.set('5998', await listen(closed));
  closed.close();
  ports.set('8201', await listen(plain)).set('8202', await listen(secure));
});
afterAll(async () => {
  await stopServers();
  for (const server of [plain, secure]) server.close().closeAllConnections();
});

/** The recording's ports, directories and OpenSSL are those of another day. */
const here = (text: string) =>
  text
    .replace('<closed port>', '5998')
    .replace('<tlsdir>', `${process.cwd()}/${TLS}`)
    .replace(/\b(8201|8202|5998)\b/, (port) => String(ports.get(port)));
const comparable = (line: string) => line.replace(/OpenSSL\/[\d.]+/, 'OpenSSL').replace(/after \d+ ms/, 'after 0 ms');

test.each(rows)('$id', async ({ options, up, errorLog }) => {
  const log = new CollectingLog();
  const start = serverWith(realHttp, [LOADED, '--hashicorp-key-management=FORCE', ...here(options).split(' ')], log);
  expect(
    await start.then(
      () => true,
      () => false,
    ),
  ).toBe(up);
  const lines = log.lines.filter((line) => /hashicorp: |Aborting/.test(line));
  expect(lines.map(comparable)).toEqual(errorLog.map(here).map(comparable));
});
