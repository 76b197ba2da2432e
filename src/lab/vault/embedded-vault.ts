/**
 * The lab's Vault in this program: no socket, and the time is the program's. What a network does to a client when
 * something goes wrong, it does by itself.
 *
 * A new one has key 1 and key 2 under `test/`.
 */
import { join } from 'node:path';
import { makeDirectories } from '../../base/file-tree.js';
import { HttpFailure, type HttpFailureReason } from '../../base/http-failure.js';
import { LAB_HOST, LAB_VAULT_PORT, LAB_VAULT_TOKEN, LAB_VAULT_URL } from '../../base/lab-address.js';
import type { Clock, HttpRequest, HttpResponse } from '../../base/ports.js';
import type { LabPlace } from '../door.js';
import { FaultMistake } from '../fault-rules.js';
import type { AskLab } from '../requests.js';
import { control } from './control.js';
import { isConnectionFault, type Reply } from './faults.js';
import { LabVault } from './lab-vault.js';
import type { VaultAnswer } from './message.js';
import { StateFile, StateFileError } from './state-file.js';

const STATE_FILE = 'vault.json';
const KEY_BYTES = 32;
/** How long Vault keeps a connection open on which nothing happens. */
const IDLE_MS = 300_000;

/** Opens it, or makes a new one. */
export function openEmbeddedVault(place: LabPlace, directory: string): EmbeddedVault {
  makeDirectories(directory, place.files);
  const file = openFile(join(directory, STATE_FILE), place);
  const vault: LabVault = new LabVault({
    clock: place.clock,
    random: place.random,
    rootToken: LAB_VAULT_TOKEN,
    ...(file.state && { state: file.state }),
    onChange: () => file.save(vault.stateText),
  });
  if (!file.state) addKeys(vault, place);
  return new EmbeddedVault(vault, place.clock, file);
}

function openFile(path: string, { files }: LabPlace): StateFile {
  try {
    return new StateFile(path, files);
  } catch (error) {
    if (!(error instanceof StateFileError)) throw error;
    throw new HttpFailure({ kind: 'other', text: error.message });
  }
}

function addKeys(vault: LabVault, { random }: LabPlace): void {
  const headers = { 'x-vault-token': LAB_VAULT_TOKEN };
  const put = (path: string, body: object) =>
    vault.answer({ method: 'POST', target: `/v1/${path}`, headers, body: JSON.stringify(body) });
  put('sys/mounts/test', { type: 'kv', options: { version: '2' } });
  for (const id of [1, 2]) {
    put(`test/data/${id}`, { data: { data: Buffer.from(random.bytes(KEY_BYTES)).toString('hex') } });
  }
}

export class EmbeddedVault {
  readonly vault: LabVault;
  private readonly clock: Clock;
  private readonly file: StateFile;

  constructor(vault: LabVault, clock: Clock, file: StateFile) {
    this.vault = vault;
    this.clock = clock;
    this.file = file;
  }

  /** Answers as the listener on a socket does. Rejects with HttpFailure. */
  async request(request: HttpRequest): Promise<HttpResponse> {
    const { vault } = this;
    const url = new URL(request.url);
    const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
    const isDown = vault.faults.rules.some(({ name }) => name === 'down');
    if (port !== LAB_VAULT_PORT || isDown) throw failure({ kind: 'no connection', host: LAB_HOST, port, afterMs: 0 });
    if (url.protocol === 'https:') throw failure({ kind: 'TLS', ...NO_TLS_HERE });
    const spoilt = vault.faults.hit('CONNECT', isConnectionFault);
    if (spoilt) return spoiltConnection(spoilt.name);
    const reply = vault.exchange({
      method: request.method,
      target: request.url.replace(/^[^:]*:\/\/[^/?]*/, '') || '/',
      headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value])),
      body: Buffer.from(request.body ?? []).toString(),
    });
    return this.deliver(reply, request);
  }

  /** What the lab's own door answers. */
  readonly ask: AskLab = async (method, path, body = {}) => {
    const [area, name] = path.split('/').map(decodeURIComponent);
    const done = control({ vault: this.vault, url: LAB_VAULT_URL, isSecure: false }, `${method} ${area}`, name, body);
    if (done.status >= 400) throw new FaultMistake(`there is no '${path}'`);
    return JSON.stringify(done.body ?? null);
  };

  /** Leaves its file to others. */
  close(): void {
    this.file.close();
  }

  private async deliver(reply: Reply, request: HttpRequest): Promise<HttpResponse> {
    switch (reply.kind) {
      case 'reset':
        throw failure({ kind: 'reset' });
      case 'close':
        throw failure({ kind: 'no answer' });
      case 'hang':
        await this.wait(IDLE_MS, request);
        throw failure({ kind: 'no answer' });
      case 'truncate': {
        const bytes = Buffer.byteLength(reply.answer.body);
        // As the listener does it: half of the body, and a length that is 3 bytes more than there is.
        const half = Buffer.byteLength(reply.answer.body.slice(0, reply.answer.body.length >> 1));
        throw failure({ kind: 'cut off', missing: bytes + 3 - half });
      }
      case 'answer':
        if (reply.delayMs !== undefined) await this.wait(reply.delayMs, request);
        return response(reply.answer, request);
    }
  }

  /** Waits, but not longer than the client does. */
  private async wait(ms: number, { timeoutMs }: HttpRequest): Promise<void> {
    if (timeoutMs === undefined || ms < timeoutMs) return this.clock.sleep(ms);
    await this.clock.sleep(timeoutMs);
    throw failure({ kind: 'slow answer', afterMs: timeoutMs, received: 0 });
  }
}

const failure = (reason: HttpFailureReason) => new HttpFailure(reason);

const NO_TLS_HERE = {
  library: `OpenSSL/${process.versions.openssl.replace(/\+.*/, '')}`,
  error: 'error:0A00010B:SSL routines::wrong version number',
};

function spoiltConnection(fault: string): HttpResponse {
  if (fault === 'garbage-tls') throw failure({ kind: 'not HTTP' });
  if (fault === 'plain-on-tls') throw failure({ kind: 'no answer' });
  return { status: 400, headers: {}, body: new Uint8Array() };
}

function response({ status, headers, body }: VaultAnswer, { bodyBytesMax }: HttpRequest): HttpResponse {
  const bytes = Buffer.from(body);
  if (bodyBytesMax !== undefined && bytes.length > bodyBytesMax) throw failure({ kind: 'body too long' });
  return { status, headers, body: new Uint8Array(bytes) };
}
