/** The lab's own door beside Vault's, for other programs of this machine that have its token. */
import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FaultMistake } from '../fault-rules.js';
import { control, type Done } from './control.js';
import type { LabVault } from './lab-vault.js';
import type { Listening } from './real-listener.js';

export interface Control {
  readonly url: string;
  close(): void;
}

/** Listens on loopback, on any free port. */
export async function openControl(vault: LabVault, listening: Listening, token: string): Promise<Control> {
  const server = createServer(async (incoming, response) => {
    const { status, body } = await answer(vault, listening, token, incoming);
    response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
    response.end(body === undefined ? '' : `${JSON.stringify(body)}\n`);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close() {
      server.close().closeAllConnections();
    },
  };
}

async function answer(vault: LabVault, listening: Listening, token: string, incoming: IncomingMessage): Promise<Done> {
  if (!isSame(incoming.headers['x-vault-token'], token)) return { status: 403, body: { error: 'not the root token' } };
  try {
    const text = await readText(incoming);
    const body = (text === '' ? {} : JSON.parse(text)) as Record<string, string>;
    const [, area, name] = /^\/(\w+)(?:\/([\w-]+))?$/.exec(incoming.url ?? '') ?? [];
    const { url, isSecure } = listening;
    const done = control({ vault, url, isSecure }, `${incoming.method} ${area}`, name, body);
    if (area === 'faults') await listening.refresh();
    return done;
  } catch (error) {
    if (error instanceof FaultMistake) return { status: 400, body: { error: error.message } };
    if (error instanceof SyntaxError) return { status: 400, body: { error: 'the body is no JSON' } };
    throw error;
  }
}

async function readText(incoming: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of incoming as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts).toString();
}

function isSame(given: string | string[] | undefined, token: string): boolean {
  const [a, b] = [Buffer.from(String(given ?? '')), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}
