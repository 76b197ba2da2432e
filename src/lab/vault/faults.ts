/** The failures of a Vault by name, and what each does to an answer, to a connection, or to the certificate. */
import {
  answer,
  isObject,
  type Json,
  type JsonObject,
  multiError,
  type VaultAnswer,
  type VaultRequest,
} from './message.js';

/** What happens on the wire instead of a plain answer. */
export type Reply =
  | { readonly kind: 'answer'; readonly answer: VaultAnswer; readonly delayMs?: number }
  /** The connection is reset, closed, or left open without a word. */
  | { readonly kind: 'reset' | 'close' | 'hang' }
  /** Says how long the body is and closes within. */
  | { readonly kind: 'truncate'; readonly answer: VaultAnswer };

/** What a fault knows about the request that it hits. `honest` is the answer without it. */
export interface Hit {
  readonly request: VaultRequest;
  readonly honest: () => VaultAnswer;
  readonly delayMs: number | undefined;
}

interface FaultKind {
  /** What it hits when the rule does not say. */
  readonly match?: RegExp;
  readonly act: (hit: Hit) => Reply;
}

const says = (status: number, body: JsonObject, headers: Readonly<Record<string, string>> = {}): Reply => {
  const said = answer(status, body);
  return { kind: 'answer', answer: { ...said, headers: { ...said.headers, ...headers } } };
};

const refuses = (status: number, ...errors: string[]) => ({ act: () => says(status, { errors }) });

const TUNE = /\/tune$/;
const DATA = /\/data\//;
const DATA_OF_VERSION = /\/data\/.*[?&]version=/;
const HTML = '<html><head><title>502 Bad Gateway</title></head><body>proxy</body></html>';
const HUGE_BYTES = 140_000;
const SLOW_MS = 1500;

/** What an answer says, as an object to change; `{}` when it says nothing. */
function changed({ honest }: Hit, change: (body: Record<string, Json>) => void): Reply {
  const said = honest();
  if (said.status !== 200) return { kind: 'answer', answer: said };
  const body = JSON.parse(said.body) as Record<string, Json>;
  change(body);
  return says(said.status, body);
}

/** Changes what is known of a secret. */
const secret = (change: (data: Record<string, Json>) => void): FaultKind => ({
  match: DATA,
  act: (hit) => changed(hit, (body) => change(isObject(body['data']) ? (body['data'] as Record<string, Json>) : {})),
});

const keyData = (text: (key: string) => string): FaultKind =>
  secret((data) => {
    const inner = isObject(data['data']) ? data['data'] : {};
    data['data'] = { ...inner, data: text(String(inner['data'] ?? '')) };
  });

const options = (value: Json | undefined): FaultKind => ({
  match: TUNE,
  act: (hit) =>
    changed(hit, (body) => {
      for (const level of [body, body['data'] as Record<string, Json>]) {
        if (value === undefined) delete level['options'];
        else level['options'] = value;
      }
    }),
});

/** A version that is gone answers with what is known of it. */
const goneVersion = (metadata: JsonObject): FaultKind => ({
  match: DATA_OF_VERSION,
  act: (hit) => {
    const said = hit.honest();
    if (said.status !== 200) return { kind: 'answer', answer: said };
    const body = JSON.parse(said.body) as { data: { metadata: JsonObject } };
    return says(404, { ...body, data: { data: null, metadata: { ...body.data.metadata, ...metadata } } });
  },
});

const wire = (kind: 'reset' | 'close' | 'hang'): FaultKind => ({ act: () => ({ kind }) });
const pathOf = ({ target }: VaultRequest) => target.replace(/^\/v1\//, '').replace(/\?.*$/, '');

const KINDS: Readonly<Record<string, FaultKind>> = {
  sealed: refuses(503, 'Vault is sealed'),
  'token-expired': refuses(403, multiError('permission denied', 'invalid token')),
  'token-revoked': refuses(403, multiError('permission denied', 'invalid token')),
  'policy-denied': refuses(403, multiError('permission denied')),
  'rate-limited': {
    act: ({ request }) =>
      says(429, { errors: [`request path "${pathOf(request)}": rate limit quota exceeded`] }, { 'retry-after': '1' }),
  },
  'standby-redirect': {
    act: ({ request, honest }) => {
      // The active node is the same lab, which knows by the query who has been sent already.
      if (/[?&]redirected=1$/.test(request.target)) return { kind: 'answer', answer: honest() };
      const { target } = request;
      return says(307, {}, { location: `${target}${target.includes('?') ? '&' : '?'}redirected=1` });
    },
  },
  'no-leader': refuses(500, 'local node not active but active cluster node not found'),
  reset: wire('reset'),
  close: wire('close'),
  hang: wire('hang'),
  truncate: { act: ({ honest }) => ({ kind: 'truncate', answer: honest() }) },
  slow: { act: ({ honest, delayMs = SLOW_MS }) => ({ kind: 'answer', answer: honest(), delayMs }) },
  html: {
    act: () => ({ kind: 'answer', answer: { status: 200, headers: { 'content-type': 'text/html' }, body: HTML } }),
  },
  huge: {
    match: DATA,
    act: () => ({ kind: 'answer', answer: { ...answer(200), body: 'a'.repeat(HUGE_BYTES) } }),
  },
  'kv-v1': options({ version: '1' }),
  'no-options': options(undefined),
  'no-version': options({}),
  // As who repeats the answers of Vault's manual, but not those of Vault.
  'data-only': {
    match: TUNE,
    act: (hit) =>
      changed(hit, (body) => {
        for (const name of Object.keys(body)) if (name !== 'data') delete body[name];
      }),
  },
  'key-missing': { ...refuses(404), match: DATA },
  'version-deleted': goneVersion({ deletion_time: '2026-01-01T00:00:00Z' }),
  'version-destroyed': goneVersion({ destroyed: true }),
  'max-versions-trim': { ...refuses(404), match: DATA_OF_VERSION },
  // As after a `metadata delete` and a new `put`: the key of today is version 1, and there are no others.
  'metadata-deleted': {
    match: DATA,
    act: (hit) => {
      const wanted = new URLSearchParams(hit.request.target.replace(/^[^?]*/, '')).get('version');
      if (wanted !== null && Number(wanted) > 1) return says(404, { errors: [] });
      return changed(hit, (body) => {
        const data = isObject(body['data']) ? body['data'] : {};
        const metadata = isObject(data['metadata']) ? data['metadata'] : {};
        body['data'] = { ...data, metadata: { ...metadata, version: 1 } };
      });
    },
  },
  'not-hex': keyData((key) => `zz${key.slice(2)}`),
  'odd-length': keyData((key) => `${key}0`),
  'too-long': keyData((key) => `${key.padEnd(64, '0')}00`),
  'wrong-field': secret((data) => {
    data['data'] = { value: '' };
  }),
  'data-null': secret((data) => {
    data['data'] = null;
  }),
  // The version that means that there is none.
  'version-invalid': secret((data) => {
    const metadata = isObject(data['metadata']) ? data['metadata'] : {};
    data['metadata'] = { ...metadata, version: 2 ** 32 - 1 };
  }),
  'no-metadata': secret((data) => {
    delete data['metadata'];
  }),
};

/** Those that hit connections before there is a request, and need a listener. */
const CONNECTION_FAULTS = ['down', 'garbage-tls', 'plain-on-tls', 'tls-on-plain'] as const;
export type ConnectionFault = (typeof CONNECTION_FAULTS)[number];

/** Those that are another certificate than the right one. */
const CERTIFICATE_FAULTS = ['ca-unknown', 'name-mismatch', 'cert-expired'] as const;
export type CertificateFault = (typeof CERTIFICATE_FAULTS)[number];

export const isConnectionFault = (name: string): name is ConnectionFault =>
  (CONNECTION_FAULTS as readonly string[]).includes(name);
export const isCertificateFault = (name: string): name is CertificateFault =>
  (CERTIFICATE_FAULTS as readonly string[]).includes(name);
export const isRequestFault = (name: string): boolean => Object.hasOwn(KINDS, name);

export const FAULT_NAMES: readonly string[] = [
  ...Object.keys(KINDS),
  ...CONNECTION_FAULTS,
  ...CERTIFICATE_FAULTS,
].sort();

/** What the fault hits when nobody says so. */
export const usualMatch = (name: string): RegExp | undefined => KINDS[name]?.match;

/** What the fault of that name makes of a request. */
export function act(name: string, hit: Hit): Reply {
  return KINDS[name]?.act(hit) ?? { kind: 'answer', answer: hit.honest() };
}
