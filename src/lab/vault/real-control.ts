/** The lab's own door beside Vault's: faults, time, and what was asked. Whoever has the root token may use it. */
import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FaultMistake, type FaultRule, faultRule } from '../fault-rules.js';
import { isCertificateFault } from './faults.js';
import type { LabVault } from './lab-vault.js';
import type { Listening } from './real-listener.js';
import { parseDuration } from './time.js';

export interface Control {
  readonly url: string;
  close(): void;
}

interface Done {
  readonly status: number;
  readonly body?: unknown;
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
    const done = change(vault, listening, `${incoming.method} ${area}`, name, body);
    if (area === 'faults') await listening.refresh();
    return done;
  } catch (error) {
    if (error instanceof FaultMistake) return { status: 400, body: { error: error.message } };
    if (error instanceof SyntaxError) return { status: 400, body: { error: 'the body is no JSON' } };
    throw error;
  }
}

function change(
  vault: LabVault,
  { isSecure }: Listening,
  what: string,
  name: string | undefined,
  body: Record<string, string>,
): Done {
  switch (what) {
    case 'GET faults':
      return { status: 200, body: vault.faults.rules.map(({ match, ...rule }) => ({ ...rule, match: match?.source })) };
    case 'PUT faults':
      setFault(vault, faultRule(name ?? '', body), isSecure);
      return { status: 204 };
    case 'DELETE faults':
      vault.faults.clear(name);
      return { status: 204 };
    case 'POST clock': {
      const ms = parseDuration(body['advance']);
      if (ms === undefined || ms < 0) throw new FaultMistake("'advance' must be a duration such as 90s or 1h30m");
      vault.advance(ms);
      return { status: 204 };
    }
    case 'GET requests':
      return { status: 200, body: vault.requests };
    case 'DELETE requests':
      vault.requests.length = 0;
      return { status: 204 };
    default:
      return { status: 404, body: { error: 'there is nothing of that name' } };
  }
}

/** Sets a fault that makes sense there. */
export function setFault(vault: LabVault, rule: FaultRule, isSecure: boolean): void {
  const { name, ...members } = rule;
  const [member] = Object.keys(members);
  // What is there or not knows nothing of counts.
  if ((name === 'down' || isCertificateFault(name)) && member !== undefined)
    throw new FaultMistake(`'${name}' lasts until it is cleared: it has no ${member}`);
  if (isCertificateFault(name) && !isSecure) throw new FaultMistake(`'${name}' needs a lab with --tls`);
  vault.setFault(rule);
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
