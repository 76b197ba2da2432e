/** Tokens: whose a request is, and `auth/token/…`. */
import { type Call, type Caller, randomName } from './call.js';
import {
  answer,
  badRequest,
  envelope,
  invalidToken,
  isObject,
  type JsonObject,
  permissionDenied,
  unsupportedOperation,
  unsupportedPath,
  type VaultAnswer,
  VaultRefusal,
} from './message.js';
import { duration, limit, readFlag, readList, readText } from './parameters.js';
import { capabilitiesFor, DEFAULT_POLICY, type PathRule, parsePolicy } from './policies.js';
import type { Token, VaultState } from './state.js';
import { timeText } from './time.js';

/** 32 days: how long a token lives of which nothing else is said, and at most. */
const SYSTEM_TTL_MS = 2_764_800_000;

/** Who calls; using a token up is part of it. */
export function authenticate({ state, tokenId, now, namespace }: Call): Caller {
  if (tokenId === undefined) throw new VaultRefusal(403, ['permission denied']);
  const token = state.tokens.get(tokenId);
  if (token === undefined || isOver(token, now)) throw invalidToken();
  // A token is good in its own namespace and in those below.
  if (!namespace.startsWith(token.namespace)) throw permissionDenied();
  if (token.usesLeft > 0 && --token.usesLeft === 0) revoke(state, token.id);
  const isRoot = token.policies.includes('root');
  const rules = isRoot ? [] : rulesOf(state, token);
  const within = namespace.slice(token.namespace.length);
  return {
    token,
    may: (operation, path) => {
      if (isRoot) return true;
      const allowed = capabilitiesFor(rules, within + path);
      if (operation !== 'list') return allowed.has(operation);
      return allowed.has('list') || capabilitiesFor(rules, `${within}${path}/`).has('list');
    },
  };
}

/** All rules of a token's policies; a policy that is not there has none. */
export function rulesOf(state: VaultState, { policies, namespace }: Token): PathRule[] {
  return policies.flatMap((name) => parsePolicy(policyText(state, namespace, name) ?? ''));
}

/** A policy as it was written; `default` is there from the beginning. */
export function policyText({ policies }: VaultState, namespace: string, name: string): string | undefined {
  return policies.get(namespace + name) ?? (name === 'default' ? DEFAULT_POLICY : undefined);
}

const isOver = ({ expireTime }: Token, now: number) => expireTime !== undefined && expireTime <= now;

/** Forgets a token and all that it has made. */
function revoke(state: VaultState, id: string): void {
  state.tokens.delete(id);
  for (const token of [...state.tokens.values()]) if (token.parent === id) revoke(state, token.id);
}

/** `auth/token/<action>`. */
export function answerTokens(call: Call, caller: Caller, action: string): VaultAnswer {
  const run = ACTIONS[`${action} ${call.operation}`];
  if (run !== undefined) return run(call, caller);
  throw Object.keys(ACTIONS).some((name) => name.startsWith(`${action} `)) ? unsupportedOperation() : unsupportedPath();
}

const ACTIONS: Readonly<Record<string, (call: Call, caller: Caller) => VaultAnswer>> = {
  'create update': (call, caller) => create(call, caller, readFlag(call.body, 'no_parent') ?? false),
  'create-orphan update': (call, caller) => create(call, caller, true),
  'lookup-self read': (call, { token }) => shown(call, token),
  'lookup update': (call) => shown(call, named(call)),
  'lookup-accessor update': (call) => shown(call, byAccessor(call), false),
  'renew-self update': (call, { token }) => renew(call, token),
  'renew update': (call) => renew(call, named(call)),
  'revoke-self update': (call, { token }) => revoked(call, token),
  'revoke update': (call) => revoked(call, named(call)),
  'revoke-accessor update': (call) => revoked(call, byAccessor(call)),
  'accessors list': ({ state, requestId }) =>
    answer(200, envelope(requestId, { keys: [...state.tokens.values()].map(({ accessor }) => accessor) })),
};

function named({ state, body, now }: Call): Token {
  const id = readText(body, 'token');
  if (id === undefined) throw badRequest('missing token');
  const token = state.tokens.get(id);
  if (token === undefined || isOver(token, now)) throw new VaultRefusal(403, ['bad token']);
  return token;
}

function byAccessor({ state, body, now }: Call): Token {
  const accessor = readText(body, 'accessor');
  if (accessor === undefined) throw badRequest('missing accessor');
  const token = [...state.tokens.values()].find((each) => each.accessor === accessor);
  if (token === undefined || isOver(token, now)) throw new VaultRefusal(403, ['invalid accessor']);
  return token;
}

function revoked({ state }: Call, token: Token): VaultAnswer {
  revoke(state, token.id);
  return answer(204);
}

function create(call: Call, { token: parent }: Caller, orphan: boolean): VaultAnswer {
  const { state, body, now, random, namespace } = call;
  const isRoot = parent.policies.includes('root');
  const policies = policiesOf(body, parent);
  if (!isRoot && policies.some((name) => name !== 'default' && !parent.policies.includes(name)))
    throw badRequest('child policies must be subset of parent');
  const wanted = readText(body, 'id');
  if (wanted !== undefined && (!isRoot || state.tokens.has(wanted)))
    throw badRequest(
      isRoot ? 'cannot create a token with a duplicate ID' : 'root or sudo privileges required to specify token id',
    );
  const ttlMs = ttlOf(body, policies);
  const meta = isObject(body['meta'])
    ? Object.entries(body['meta']).map(([k, v]) => [k, String(v)] as const)
    : undefined;
  const displayName = readText(body, 'display_name');
  const token: Token = {
    id: wanted ?? `hvs.${randomName(random, 24)}`,
    accessor: randomName(random, 24),
    namespace,
    policies,
    displayName: displayName ? `token-${displayName}` : 'token',
    meta: meta && new Map(meta),
    path: 'auth/token/create',
    parent: orphan ? undefined : parent.id,
    creationTime: now,
    creationTtlMs: ttlMs,
    explicitMaxTtlMs: duration(body, 'explicit_max_ttl') ?? 0,
    periodMs: duration(body, 'period') ?? 0,
    renewable: ttlMs > 0 && (readFlag(body, 'renewable') ?? true),
    expireTime: ttlMs > 0 ? now + ttlMs : undefined,
    lastRenewal: undefined,
    usesLeft: limit(body, 'num_uses') ?? 0,
  };
  state.tokens.set(token.id, token);
  return granted(call, token, ttlMs);
}

function policiesOf(body: JsonObject, parent: Token): string[] {
  const wanted = readList(body, 'policies') ?? [];
  const names = new Set(wanted.length > 0 ? wanted : parent.policies);
  if (!names.has('root') && readFlag(body, 'no_default_policy') !== true) names.add('default');
  return names.has('root') ? ['root'] : [...names].sort();
}

/** 0 is for ever, which only root tokens may live. */
function ttlOf(body: JsonObject, policies: readonly string[]): number {
  const period = duration(body, 'period') ?? 0;
  if (period > 0) return period;
  const max = Math.min(duration(body, 'explicit_max_ttl') || SYSTEM_TTL_MS, SYSTEM_TTL_MS);
  const ttl = duration(body, 'ttl') ?? duration(body, 'lease') ?? 0;
  if (ttl <= 0) return policies.includes('root') ? 0 : max;
  return Math.min(ttl, max);
}

function renew(call: Call, token: Token): VaultAnswer {
  if (!token.renewable || token.expireTime === undefined) throw badRequest('lease is not renewable');
  const { now, body } = call;
  const wanted = token.periodMs || duration(body, 'increment') || token.creationTtlMs;
  const latest =
    token.periodMs > 0 ? Number.POSITIVE_INFINITY : token.creationTime + (token.explicitMaxTtlMs || SYSTEM_TTL_MS);
  token.expireTime = Math.min(now + wanted, latest);
  token.lastRenewal = now;
  return granted(call, token, token.expireTime - now);
}

const granted = ({ requestId }: Call, token: Token, ttlMs: number): VaultAnswer =>
  answer(
    200,
    envelope(requestId, null, {
      auth: {
        client_token: token.id,
        accessor: token.accessor,
        policies: token.policies,
        token_policies: token.policies,
        metadata: token.meta ? Object.fromEntries(token.meta) : null,
        lease_duration: Math.floor(ttlMs / 1000),
        renewable: token.renewable,
        entity_id: '',
        token_type: 'service',
        orphan: token.parent === undefined,
        mfa_requirement: null,
        num_uses: token.usesLeft,
      },
    }),
  );

function shown({ requestId, now }: Call, token: Token, withId = true): VaultAnswer {
  const { expireTime, lastRenewal, periodMs, namespace } = token;
  const data: JsonObject = {
    accessor: token.accessor,
    creation_time: Math.floor(token.creationTime / 1000),
    creation_ttl: Math.floor(token.creationTtlMs / 1000),
    display_name: token.displayName,
    entity_id: '',
    expire_time: expireTime === undefined ? null : timeText(expireTime),
    explicit_max_ttl: Math.floor(token.explicitMaxTtlMs / 1000),
    id: withId ? token.id : '',
    issue_time: timeText(token.creationTime),
    ...(lastRenewal === undefined ? {} : { last_renewal: timeText(lastRenewal) }),
    meta: token.meta ? Object.fromEntries(token.meta) : null,
    ...(namespace === '' ? {} : { namespace_path: namespace }),
    num_uses: token.usesLeft,
    orphan: token.parent === undefined,
    path: token.path,
    ...(periodMs > 0 ? { period: Math.floor(periodMs / 1000) } : {}),
    policies: token.policies,
    renewable: token.renewable,
    ttl: expireTime === undefined ? 0 : Math.max(0, Math.floor((expireTime - now) / 1000)),
    type: 'service',
  };
  return answer(200, envelope(requestId, data));
}
