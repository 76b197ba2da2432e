/** Asks Vault, as libcurl would: with one time limit for all that belongs to a request, redirects included. */
import { resolve } from 'node:path';
import { type Host, HttpFailure, type HttpResponse } from 'sealion/plugin';
import { badAuthorities, CurlError, curlText, MALFORMED, OPERATION_TIMEDOUT, tooManyRedirects } from './curl.js';
import type { VaultVars } from './variables.js';

const BODY_BYTES_MAX = 131_072;
const REDIRECTS_MAX = 50;

/** An answer that is none of the redirects. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

export class VaultClient {
  private readonly host: Host<VaultVars>;
  private readonly headers: Readonly<Record<string, string>>;

  constructor(host: Host<VaultVars>, token: string, namespace: string) {
    this.host = host;
    this.headers = {
      accept: '*/*',
      'x-vault-token': headerValue(token),
      ...(namespace === '' ? {} : { 'x-vault-namespace': headerValue(namespace) }),
    };
  }

  /** Rejects with CurlError. A request that took too long is made again, others are not. */
  async get(url: string): Promise<Answer> {
    for (let retries = this.host.vars.maxRetries; ; retries--) {
      try {
        return await this.follow(addressOf(url));
      } catch (error) {
        const failure = error instanceof HttpFailure ? new CurlError(curlText(error.reason)) : error;
        const again = failure instanceof CurlError && failure.code === OPERATION_TIMEDOUT && retries > 0;
        if (!again) throw failure;
      }
    }
  }

  private async follow(start: string): Promise<Answer> {
    const { vars, now } = this.host;
    const end = vars.timeout === 0 ? undefined : now().getTime() + 1000 * vars.timeout;
    let url = start;
    for (let redirects = 0; redirects <= REDIRECTS_MAX; redirects++) {
      const response = await this.request(url, end === undefined ? undefined : Math.max(1, end - now().getTime()));
      const { location } = response.headers;
      if (response.status < 300 || response.status >= 400 || location === undefined) {
        return { status: response.status, body: Buffer.from(response.body).toString() };
      }
      url = redirected(location, url);
    }
    throw new CurlError(tooManyRedirects(REDIRECTS_MAX));
  }

  private request(url: string, timeoutMs: number | undefined): Promise<HttpResponse> {
    return this.host.http.request({
      method: 'GET',
      url,
      headers: this.headers,
      bodyBytesMax: BODY_BYTES_MAX,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      ...(/^https:/i.test(url) ? this.authorities() : {}),
    });
  }

  /** Whom to trust, if a file says so. It is read for each request, as on the server. */
  private authorities(): { authorities?: string } {
    const { vars, files, datadir } = this.host;
    if (vars.vaultCa === '') return {};
    const authorities = textOf(() => files.readFile(resolve(datadir, vars.vaultCa)));
    if (!authorities?.includes('-----BEGIN ')) throw new CurlError(badAuthorities(vars.vaultCa));
    return { authorities };
  }
}

/** Whatever keeps a file from being read, it is no bundle. */
function textOf(read: () => Uint8Array): string | undefined {
  try {
    return Buffer.from(read()).toString();
  } catch {
    return undefined;
  }
}

/** A URL may lack its scheme; it must consist of printable characters, its host of ASCII. */
function addressOf(url: string): string {
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(url) ? url : `http://${url}`;
  const host = address.slice(0, address.indexOf('/', address.indexOf('//') + 2));
  const isPlain = !/[^!-~]/.test(host) && !/[\0- \x7f]/.test(address);
  if (!isPlain || !URL.canParse(address)) throw new CurlError(MALFORMED);
  return address;
}

function redirected(location: string, from: string): string {
  if (!URL.canParse(location, from)) throw new CurlError(MALFORMED);
  return new URL(location, from).href;
}

/** Bytes as they were given: a header is Latin-1 to the client. */
const headerValue = (text: string) => Buffer.from(text).toString('latin1');
