/** `sys/…`: seal, health, policies, namespaces; mounts have a file of their own. */
import type { Call, Caller } from './call.js';
import {
  answer,
  badRequest,
  envelope,
  type JsonObject,
  notFound,
  permissionDenied,
  unsupportedOperation,
  unsupportedPath,
  type VaultAnswer,
} from './message.js';
import { answerMount, injected, listMounts, preflight, tune } from './mounts.js';
import { readFlag, readList, readText } from './parameters.js';
import { capabilitiesFor, parsePolicy } from './policies.js';
import type { VaultState } from './state.js';
import { policyText, rulesOf } from './tokens.js';

/** What the lab says to be. */
const VERSION = '1.17.6';
const BUILD_DATE = '2024-09-24T21:52:07Z';

/** What anybody may ask, sealed or not; undefined for everything else. */
export function answerOpen(call: Call): VaultAnswer | undefined {
  const { path, state, operation } = call;
  switch (path) {
    case 'sys/health':
      return health(call);
    case 'sys/seal-status':
      return answer(200, sealStatus(state));
    case 'sys/unseal':
      if (operation !== 'update') throw unsupportedOperation();
      return unseal(call);
    case 'sys/init':
      if (operation === 'read') return answer(200, { initialized: true });
      throw badRequest('Vault is already initialized');
    case 'sys/leader':
      return answer(200, {
        ha_enabled: false,
        is_self: false,
        active_time: '0001-01-01T00:00:00Z',
        leader_address: '',
        leader_cluster_address: '',
        performance_standby: false,
        performance_standby_last_remote_wal: 0,
      });
    default:
      return undefined;
  }
}

/** Names that a Vault tells while it can read them. */
const cluster = ({ sealed, clusterName, clusterId }: VaultState): JsonObject =>
  sealed ? {} : { cluster_name: clusterName, cluster_id: clusterId };

function health({ state, query, now, head }: Call): VaultAnswer {
  const code = (name: string, usual: number) => Number(query.get(name) ?? usual) || usual;
  const status = state.sealed ? code('sealedcode', 503) : code('activecode', 200);
  if (head) return answer(status);
  return answer(status, {
    initialized: true,
    sealed: state.sealed,
    standby: false,
    performance_standby: false,
    replication_performance_mode: 'disabled',
    replication_dr_mode: 'disabled',
    server_time_utc: Math.floor(now / 1000),
    version: VERSION,
    ...cluster(state),
  });
}

const sealStatus = (state: VaultState): JsonObject => ({
  type: 'shamir',
  initialized: true,
  sealed: state.sealed,
  t: 1,
  n: 1,
  progress: 0,
  nonce: '',
  version: VERSION,
  build_date: BUILD_DATE,
  migration: false,
  ...cluster(state),
  recovery_seal: false,
  storage_type: 'inmem',
});

function unseal({ state, body }: Call): VaultAnswer {
  if (readFlag(body, 'reset') === true) return answer(200, sealStatus(state));
  const key = readText(body, 'key') ?? '';
  if (key === '') throw badRequest("'key' must be specified in request body as JSON, or 'reset' set to true");
  const bytes = Buffer.from(key, /^[0-9a-f]{64}$/i.test(key) ? 'hex' : 'base64');
  if (!bytes.equals(Buffer.from(state.unsealKey, 'hex')))
    throw badRequest('failed to decrypt keys from storage: invalid key');
  state.sealed = false;
  return answer(200, sealStatus(state));
}

/** `sys/<rest>` for somebody who may. */
export function answerSystem(call: Call, caller: Caller, rest: string): VaultAnswer {
  const [, area = rest, name = ''] =
    /^(mounts|policies\/acl|policy|namespaces|internal\/ui\/mounts)\/(.+)$/.exec(rest) ?? [];
  switch (area) {
    case 'mounts':
      if (name === '') return listMounts(call);
      return name.endsWith('/tune') ? tune(call, name.slice(0, -'/tune'.length)) : answerMount(call, name);
    case 'internal/ui/mounts':
      return preflight(call, caller, name);
    case 'policies/acl':
    case 'policy':
      return answerPolicies(call, name, area === 'policy');
    case 'namespaces':
      return answerNamespaces(call, name);
    case 'seal':
      if (call.operation !== 'update') throw unsupportedOperation();
      if (!caller.may('sudo', call.path)) throw permissionDenied();
      call.state.sealed = true;
      return answer(204);
    case 'capabilities-self':
      return capabilities(call, caller);
    default:
      throw unsupportedPath();
  }
}

function answerPolicies(call: Call, name: string, old: boolean): VaultAnswer {
  const { state, namespace, operation, requestId, body } = call;
  if (name === '') {
    if (operation !== 'list' && operation !== 'read') throw unsupportedOperation();
    const own = [...state.policies.keys()]
      .filter((key) => key.startsWith(namespace))
      .map((key) => key.slice(namespace.length));
    const keys = [...new Set(['default', 'root', ...own])].sort();
    return old ? injected(requestId, { keys, policies: keys }) : answer(200, envelope(requestId, { keys }));
  }
  const text = name === 'root' ? '' : policyText(state, namespace, name);
  switch (operation) {
    case 'read':
      if (text === undefined) throw notFound();
      if (old) return injected(requestId, { name, rules: text });
      return answer(200, envelope(requestId, { name, policy: text }));
    case 'update':
      if (name === 'root') throw badRequest('cannot update "root" policy');
      state.policies.set(namespace + name, policyIn(body));
      return answer(204);
    case 'delete':
      if (name === 'root' || name === 'default') throw badRequest(`cannot delete "${name}" policy`);
      state.policies.delete(namespace + name);
      return answer(204);
    default:
      throw unsupportedOperation();
  }
}

/** The text of a policy that can be read; it may come in base64. */
function policyIn(body: JsonObject): string {
  const text = readText(body, 'policy') ?? readText(body, 'rules') ?? '';
  if (text === '') throw badRequest("'policy' parameter not supplied or empty");
  const plain = /^[A-Za-z0-9+/\s]+=*\s*$/.test(text) ? Buffer.from(text, 'base64').toString() : text;
  parsePolicy(plain);
  return plain;
}

function answerNamespaces(call: Call, name: string): VaultAnswer {
  const { state, namespace, operation, requestId } = call;
  if (name === '') return listNamespaces(call);
  const full = `${namespace}${name}/`;
  switch (operation) {
    case 'update':
      state.namespaces.add(full);
      return answer(200, envelope(requestId, { id: name, path: full }));
    case 'read':
      if (!state.namespaces.has(full)) throw notFound();
      return answer(200, envelope(requestId, { id: name, path: full }));
    case 'delete':
      removeNamespace(state, full);
      return answer(204);
    default:
      throw unsupportedOperation();
  }
}

function listNamespaces({ state, namespace, operation, requestId }: Call): VaultAnswer {
  if (operation !== 'list') throw unsupportedOperation();
  const below = [...state.namespaces].filter((each) => each.startsWith(namespace) && each !== namespace);
  const keys = below.map((each) => each.slice(namespace.length)).filter((each) => /^[^/]+\/$/.test(each));
  if (keys.length === 0) throw notFound();
  return answer(200, envelope(requestId, { keys: keys.sort() }));
}

/** With all that is in it. */
function removeNamespace({ namespaces, mounts, tokens }: VaultState, name: string): void {
  for (const each of [...namespaces]) if (each.startsWith(name)) namespaces.delete(each);
  for (const { path, namespace } of [...mounts.values()]) if (namespace.startsWith(name)) mounts.delete(path);
  for (const { id, namespace } of [...tokens.values()]) if (namespace.startsWith(name)) tokens.delete(id);
}

function capabilities({ body, requestId, state, operation }: Call, { token }: Caller): VaultAnswer {
  if (operation !== 'update') throw unsupportedOperation();
  const paths = readList(body, 'paths') ?? readList(body, 'path') ?? [];
  if (paths.length === 0) throw badRequest('paths must be supplied');
  const rules = rulesOf(state, token);
  const of = (path: string) => {
    if (token.policies.includes('root')) return ['root'];
    const allowed = [...capabilitiesFor(rules, path)].sort();
    return allowed.length > 0 ? allowed : ['deny'];
  };
  const data = Object.fromEntries(paths.map((path) => [path, of(path)]));
  return injected(requestId, paths.length === 1 ? { ...data, capabilities: of(paths[0] ?? '') } : data);
}
