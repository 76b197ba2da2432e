/** A Vault made of answers, and a server in this process that has its keys from there. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HttpFailure, type HttpFailureReason } from '../../../src/base/http-failure.js';
import type { Http, HttpRequest, HttpResponse } from '../../../src/base/ports.js';
import { realPorts } from '../../../src/server/ports.js';
import { Server } from '../../../src/server/server.js';
import type { Session } from '../../../src/server/session.js';
import { VirtualClock } from '../../../src/server/virtual-clock.js';
import { CollectingLog, CollectingTrace } from '../../support/ports.js';

/** What goes wrong on the wire. `match` is about the path; without it every request is meant. */
export interface Fault {
  readonly kind: 'reset' | 'hang' | 'delay' | 'truncate' | 'status' | 'refused';
  readonly match?: string;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Key 1 and key 2 of 16 bytes, whose versions tests add to. */
export class ScriptedVault implements Http {
  readonly versions = new Map([
    [1, ['11'.repeat(16)]],
    [2, ['22'.repeat(16)]],
  ]);
  /** Path and query of each request. */
  readonly requests: string[] = [];
  readonly tokens = new Set<string | undefined>();
  fault: Fault | undefined;

  async request(request: HttpRequest): Promise<HttpResponse> {
    const path = request.url.replace(/^https?:\/\/[^/]*/, '');
    this.requests.push(path);
    this.tokens.add(request.headers['x-vault-token']);
    const { fault } = this;
    const hit = fault !== undefined && new RegExp(fault.match ?? '').test(path);
    const response = hit ? faulty(fault, request) : undefined;
    const answer = response ?? this.answer(path);
    if (answer.body.length > (request.bodyBytesMax ?? Number.POSITIVE_INFINITY)) throw failure('body too long');
    return answer;
  }

  /** How many requests there were since the last time. */
  count(): number {
    return this.requests.splice(0).length;
  }

  private answer(path: string): HttpResponse {
    if (path.includes('/tune')) return respond(200, '{"options":{"version":"2"}}');
    const [, id, wanted] = /\/data\/(\d+)(?:\?version=(\d+))?$/.exec(path) ?? [];
    const versions = this.versions.get(Number(id)) ?? [];
    const version = Number(wanted ?? versions.length);
    const data = versions[version - 1];
    return data === undefined ? respond(404, '{"errors":[]}') : respond(200, secret(data, version));
  }
}

/** What Vault answers for a version of a key. */
export const secret = (data: string, version: number | string) =>
  `{"request_id":"r","data":{"data":{"data":"${data}"},"metadata":{"version":${version}}},"auth":null}\n`;

const failure = (kind: 'body too long' | 'reset') => new HttpFailure({ kind });

function respond(status: number, body: string, headers: Readonly<Record<string, string>> = {}): HttpResponse {
  return { status, headers, body: Buffer.from(body) };
}

/** Undefined where the answer is right, and only late. */
function faulty(fault: Fault, { timeoutMs = 0 }: HttpRequest): HttpResponse | undefined {
  const fail = (reason: HttpFailureReason) => {
    throw new HttpFailure(reason);
  };
  switch (fault.kind) {
    case 'reset':
      throw failure('reset');
    case 'hang':
      return fail({ kind: 'slow answer', afterMs: timeoutMs + 1, received: 0 });
    case 'truncate':
      return fail({ kind: 'cut off', missing: 475 });
    case 'refused':
      return fail({ kind: 'no connection', host: '127.0.0.1', port: 8201, afterMs: 0 });
    case 'status': {
      const [, bytes] = /^<(\d+) bytes of a>$/.exec(fault.body ?? '') ?? [];
      return respond(fault.status ?? 200, bytes ? 'a'.repeat(Number(bytes)) : (fault.body ?? ''), fault.headers);
    }
    case 'delay':
      return undefined;
  }
}

const running: { server: Server; directory: string }[] = [];

/** Stops what the tests have started. */
export async function stopServers(): Promise<void> {
  for (const { server, directory } of running.splice(0)) {
    await server.shutdown();
    rmSync(directory, { recursive: true });
  }
}

export const OPTIONS = [
  '--loose-hashicorp-key-management-vault-url=http://127.0.0.1:8201/v1/mariadb',
  '--loose-hashicorp-key-management-token=s.secret',
  '--loose-hashicorp-key-management-timeout=2',
  '--loose-hashicorp-key-management-max-retries=1',
  '--loose-hashicorp-key-management-cache-version-timeout=0',
];

export const LOADED = '--plugin-load-add=hashicorp_key_management';

/** What a client sees of statements, one behind the other, up to the first error. */
export interface Seen {
  readonly error: { readonly code: number; readonly sqlstate: string; readonly message: string } | null;
  readonly rows: readonly (readonly string[])[];
  readonly showWarnings: readonly string[];
}

export async function serverWith(http: Http, options: readonly string[], log = new CollectingLog()) {
  const directory = mkdtempSync(join(tmpdir(), 'sealion-vault-'));
  const trace = new CollectingTrace();
  const clock = new VirtualClock();
  const args = ['--no-defaults', '--sealion-profile=10.11', `--datadir=${directory}`, ...OPTIONS, ...options];
  const outside: Http = { request: (request) => clock.during(http.request(request)) };
  const ports = { ...realPorts(() => {}), http: outside, log, trace, clock, env: {} };
  const server = await Server.start(args, ports, { createDatadir: true }).catch((error: unknown) => {
    rmSync(directory, { recursive: true });
    throw error;
  });
  running.push({ server, directory });
  const root = server.connect({ user: 'root', host: 'localhost' });
  return {
    clock,
    trace,
    log,
    /** The lines since the last time. */
    logged: () => log.entries.splice(0).map(({ level, text }) => `[${level}] ${text}`),
    sql: (statements: string) => run(root, statements),
    as: (user: string, statements: string) => run(server.connect({ user, host: 'localhost' }), statements),
  };
}

async function run(session: Session, statements: string): Promise<Seen> {
  let error: Seen['error'] = null;
  let rows: Seen['rows'] = [];
  for (const statement of statements.split('; ')) {
    const [outcome] = await session.execute(statement);
    if (outcome?.kind === 'rows') rows = outcome.rows.map((row) => row.map(String));
    if (outcome?.kind !== 'error') continue;
    error = { code: outcome.errno, sqlstate: outcome.sqlstate, message: outcome.message };
    break;
  }
  const showWarnings = session.diagnostics.conditions.map(
    ({ level, errno, message }) => `${level} (Code ${errno}): ${message}`,
  );
  return { error, rows, showWarnings };
}
