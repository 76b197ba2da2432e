/** Requests to a Vault, of the lab or of anybody, and how its client tells that they failed. */
import { HttpFailure } from '../base/http-failure.js';
import type { Http } from '../base/ports.js';

/** What JSON has, as an answer brings it. */
export type Value = null | boolean | number | string | Value[] | { [name: string]: Value };
export type Fields = { [name: string]: Value };

/** Where Vault is and who asks. */
export interface VaultAddress {
  readonly url: string;
  readonly token: string | undefined;
  readonly namespace: string | undefined;
  /** Certificates (PEM) instead of those that the machine trusts. */
  readonly authorities: string | undefined;
}

/** What is printed on standard error, and the exit code. */
export class VaultMistake extends Error {
  override readonly name = 'VaultMistake';
  readonly exitCode: number;

  constructor(text: string, exitCode = 2) {
    super(text);
    this.exitCode = exitCode;
  }
}

export interface Answer {
  readonly status: number;
  readonly body: Fields;
}

export class VaultClient {
  private readonly http: Http;
  private readonly address: VaultAddress;

  constructor(http: Http, address: VaultAddress) {
    this.http = http;
    this.address = { ...address, url: address.url.replace(/\/+$/, '') };
  }

  /** An answer of whatever status; `what` was to be done, where there is none. */
  async ask(method: string, path: string, what: string, body?: Fields): Promise<Answer> {
    const { url, token, namespace, authorities } = this.address;
    const full = `${url}/v1/${path}`;
    try {
      const { status, body: bytes } = await this.http.request({
        method,
        url: full,
        headers: {
          'x-vault-request': 'true',
          ...(token !== undefined && { 'x-vault-token': token }),
          ...(namespace !== undefined && { 'x-vault-namespace': namespace }),
        },
        ...(body !== undefined && { body: Buffer.from(JSON.stringify(body)) }),
        ...(authorities !== undefined && { authorities }),
        timeoutMs: 60_000,
      });
      return { status, body: parse(Buffer.from(bytes).toString()) };
    } catch (error) {
      if (!(error instanceof HttpFailure)) throw error;
      throw new VaultMistake(`${what}: ${capitalised(method)} "${full}": ${reasonOf(error)}`);
    }
  }

  /** The answer's body; any other status than those that are good is a mistake. */
  async must(method: string, path: string, what: string, body?: Fields): Promise<Fields> {
    const answer = await this.ask(method, path, what, body);
    if (answer.status < 400) return answer.body;
    throw this.refused(method, path, what, answer);
  }

  refused(method: string, path: string, what: string, { status, body }: Answer): VaultMistake {
    const errors = Array.isArray(body['errors']) ? body['errors'] : [];
    const list = errors.map((error) => `* ${error}\n`).join('');
    return new VaultMistake(
      `${what}: Error making API request.\n\nURL: ${method} ${this.address.url}/v1/${path}\nCode: ${status}. Errors:\n\n${list}`,
    );
  }
}

const capitalised = (method: string) => `${method[0]}${method.slice(1).toLowerCase()}`;

function parse(text: string): Fields {
  try {
    return text === '' ? {} : (JSON.parse(text) as Fields);
  } catch {
    throw new VaultMistake('Error: the answer is no JSON: this is no Vault');
  }
}

/** As Go's client says it, where it has its own words. */
function reasonOf({ reason }: HttpFailure): string {
  switch (reason.kind) {
    case 'no connection':
      return `dial tcp ${reason.host}:${reason.port}: connect: connection refused`;
    case 'unknown host':
      return `dial tcp: lookup ${reason.host}: no such host`;
    case 'slow answer':
    case 'slow connection':
      return 'context deadline exceeded';
    case 'reset':
      return 'read: connection reset by peer';
    case 'no answer':
      return 'EOF';
    case 'bad certificate':
      return `tls: failed to verify certificate: ${reason.problem}`;
    case 'wrong host':
      return `tls: failed to verify certificate: x509: certificate is not valid for ${reason.host}`;
    case 'TLS':
      return 'http: server gave HTTP response to HTTPS client';
    case 'unsupported scheme':
      return `unsupported protocol scheme "${reason.scheme}"`;
    default:
      return reason.kind;
  }
}
