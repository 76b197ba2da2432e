/** Where things are mounted: `sys/mounts/…`, and finding the mount of a path. */
import { type Call, type Caller, uuid } from './call.js';
import { writeConfig, writeSecret } from './kv-v2.js';
import {
  answer,
  badRequest,
  envelope,
  isObject,
  type JsonObject,
  unsupportedOperation,
  type VaultAnswer,
  VaultRefusal,
} from './message.js';
import { duration, readText } from './parameters.js';
import type { Mount, VaultState } from './state.js';

const SYSTEM_TTL_S = 2_764_800;

/** The mount that a full path (with its namespace) lies in. */
export function mountOf({ mounts }: VaultState, path: string): Mount | undefined {
  return [...mounts.values()].find((mount) => `${path}/`.startsWith(mount.path));
}

/** `sys/mounts`: all of the namespace. */
export function listMounts({ state, namespace, requestId }: Call): VaultAnswer {
  const mounts = [...state.mounts.values()].filter((mount) => mount.namespace === namespace);
  return injected(requestId, Object.fromEntries(mounts.map((mount) => [localPath(mount), described(mount)])));
}

/** `sys/mounts/<path>`. */
export function answerMount(call: Call, path: string): VaultAnswer {
  const { state, requestId, namespace } = call;
  switch (call.operation) {
    case 'update':
      mount(call, path);
      return answer(204);
    case 'read': {
      const found = ownMount(call, path);
      if (found === undefined) throw badRequest(`No secret engine mount at ${path}/`);
      return injected(requestId, described(found));
    }
    case 'delete':
      if (ownMount(call, path)) state.mounts.delete(`${namespace}${path}/`);
      return answer(204);
    default:
      throw unsupportedOperation();
  }
}

/** One of the namespace itself, not of those below. */
function ownMount({ state, namespace }: Call, path: string): Mount | undefined {
  const found = state.mounts.get(`${namespace}${path}/`);
  return found?.namespace === namespace ? found : undefined;
}

function mount(call: Call, path: string): void {
  const { body, random, state, namespace } = call;
  const type = readText(body, 'type');
  const aliases: Readonly<Record<string, string | undefined>> = {
    'kv-v1': '1',
    'kv-v2': '2',
    kv: undefined,
    generic: '1',
  };
  if (type === undefined || type === '') throw badRequest('backend type must be specified as a string');
  if (!Object.hasOwn(aliases, type)) throw badRequest(`plugin not found in the catalog: ${type}`);
  const options = isObject(body['options']) ? body['options'] : {};
  const version = aliases[type] ?? (options['version'] === undefined ? undefined : String(options['version']));
  if (version !== undefined && version !== '1' && version !== '2')
    throw badRequest(`failed to create backend: invalid kv version "${version}"`);
  const full = `${namespace}${path}/`;
  checkFree(call, full);
  const made: Mount = {
    path: full,
    namespace,
    version: version === undefined ? undefined : version === '2' ? 2 : 1,
    description: '',
    accessor: `kv_${Buffer.from(random.bytes(4)).toString('hex')}`,
    uuid: uuid(random),
    defaultLeaseTtl: 0,
    maxLeaseTtl: 0,
    config: { maxVersions: 0, casRequired: false, deleteVersionAfterMs: 0 },
    secrets: new Map(),
    values: new Map(),
  };
  describe(made, body);
  if (isObject(body['config'])) describe(made, body['config']);
  if (version === '2') writeConfig(made, options);
  state.mounts.set(full, made);
}

function checkFree({ state }: Call, path: string): void {
  if (/^(sys|auth|cubbyhole|identity)\//.test(path))
    throw badRequest(`path is already in use at ${path.split('/')[0]}/`);
  for (const { path: other } of state.mounts.values()) {
    if (path.startsWith(other)) throw badRequest(`path is already in use at ${other}`);
    if (other.startsWith(path)) throw badRequest(`existing mount at ${other}`);
  }
}

function describe(mount: Mount, body: JsonObject): void {
  mount.description = readText(body, 'description') ?? mount.description;
  mount.defaultLeaseTtl = seconds(body, 'default_lease_ttl') ?? mount.defaultLeaseTtl;
  mount.maxLeaseTtl = seconds(body, 'max_lease_ttl') ?? mount.maxLeaseTtl;
}

function seconds(body: JsonObject, name: string): number | undefined {
  const ms = body[name] === '' ? undefined : duration(body, name);
  return ms === undefined ? undefined : Math.floor(ms / 1000);
}

/** `sys/mounts/<path>/tune`. */
export function tune(call: Call, path: string): VaultAnswer {
  const { operation, body, requestId, now } = call;
  const found = ownMount(call, path);
  if (found === undefined) throw badRequest(`cannot fetch sysview for path "${path}/"`);
  if (operation === 'read') {
    return injected(requestId, {
      default_lease_ttl: found.defaultLeaseTtl || SYSTEM_TTL_S,
      description: found.description,
      force_no_cache: false,
      max_lease_ttl: found.maxLeaseTtl || SYSTEM_TTL_S,
      options: optionsOf(found),
    });
  }
  if (operation !== 'update') throw unsupportedOperation();
  describe(found, body);
  const version = isObject(body['options']) ? body['options']['version'] : undefined;
  if (version !== undefined) changeVersion(found, String(version), now);
  return answer(204);
}

/** Values become the first versions of secrets; there is no way back. */
function changeVersion(mount: Mount, version: string, now: number): void {
  if (version !== '1' && version !== '2') throw badRequest(`invalid kv version "${version}"`);
  if (version === '1' && mount.version === 2) throw badRequest('cannot downgrade mount from "2"');
  if (version === '2' && mount.version !== 2) {
    for (const [key, text] of mount.values) writeSecret(mount, key, { data: JSON.parse(text) as JsonObject }, now);
    mount.values.clear();
  }
  mount.version = version === '2' ? 2 : 1;
}

/** `sys/internal/ui/mounts/<path>`: what a client must know before it asks for a secret. */
export function preflight({ state, namespace, requestId }: Call, caller: Caller, path: string): VaultAnswer {
  const found = mountOf(state, namespace + path);
  const local = found ? localPath(found) : `${path}/`;
  if (found === undefined || !mayAnything(caller, found, path))
    throw new VaultRefusal(403, [
      `preflight capability check returned 403, please ensure client's policies grant access to path "${local}"`,
    ]);
  return answer(200, envelope(requestId, { ...described(found), path: local }));
}

function mayAnything(caller: Caller, mount: Mount, path: string): boolean {
  const local = localPath(mount);
  const key = path.slice(local.length);
  const asked = mount.version === 2 ? ['data', 'metadata'].map((area) => `${local}${area}/${key}`) : [path];
  const operations = ['read', 'list', 'create', 'update', 'patch', 'delete'] as const;
  return asked.some((place) => operations.some((operation) => caller.may(operation, place)));
}

/** A path as those within the namespace call it. */
const localPath = ({ path, namespace }: Mount) => path.slice(namespace.length);

const optionsOf = ({ version }: Mount): JsonObject | null =>
  version === undefined ? null : { version: String(version) };

const described = (mount: Mount): JsonObject => ({
  accessor: mount.accessor,
  config: { default_lease_ttl: mount.defaultLeaseTtl, force_no_cache: false, max_lease_ttl: mount.maxLeaseTtl },
  description: mount.description,
  external_entropy_access: false,
  local: false,
  options: optionsOf(mount),
  seal_wrap: false,
  type: 'kv',
  uuid: mount.uuid,
});

/** The answers of some places say everything twice, for clients of old. */
export const injected = (requestId: string, data: JsonObject): VaultAnswer =>
  answer(200, envelope(requestId, data, data));
