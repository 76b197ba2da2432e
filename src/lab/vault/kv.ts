/** What a call below a key-value mount means. */
import type { Call } from './call.js';
import * as v2 from './kv-v2.js';
import {
  answer,
  badRequest,
  envelope,
  isObject,
  type Json,
  type JsonObject,
  notFound,
  unsupportedOperation,
  type VaultAnswer,
  VaultRefusal,
} from './message.js';
import type { Mount } from './state.js';

const WRONG_VERSION =
  "Invalid path for a versioned K/V secrets engine. See the API docs for the appropriate API endpoints to use. If using the Vault CLI, use 'vault kv get' for this operation.";
const LEASE_OF_VALUES_S = 2_764_800;

type Done = JsonObject | undefined;

/** `rest` is the path below the mount. */
export function answerKv(call: Call, mount: Mount, rest: string): VaultAnswer {
  return mount.version === 2 ? answerVersioned(call, mount, rest) : answerValues(call, mount, rest);
}

/** Is something there that a write would change? Decides whether it is an update or creates. */
export function isThere(mount: Mount, rest: string): boolean {
  if (mount.version !== 2) return mount.values.has(rest);
  const [, area, key = ''] = /^([^/]*)\/(.*)$/.exec(rest) ?? [];
  return area === 'data' || area === 'metadata' ? mount.secrets.has(key) : true;
}

function answerVersioned(call: Call, mount: Mount, rest: string): VaultAnswer {
  const slash = rest.indexOf('/');
  const [area, key] = slash < 0 ? [rest, ''] : [rest.slice(0, slash), rest.slice(slash + 1)];
  try {
    const done = runVersioned(call, mount, area, key);
    return done === undefined ? answer(204) : answer(200, envelope(call.requestId, done));
  } catch (error) {
    // A version that is gone answers with what is known of it.
    if (!(error instanceof VaultRefusal && error.rest)) throw error;
    const { warnings = null, ...data } = error.rest;
    return answer(error.status, envelope(call.requestId, 'metadata' in data ? data : null, { warnings }));
  }
}

/** What there is to do, by area and operation. */
const VERSIONED: Readonly<Record<string, (call: Call, mount: Mount, key: string) => Done>> = {
  'data read': ({ query, now }, mount, key) => v2.readSecret(mount, key, query.get('version'), now),
  'data update': ({ body, now }, mount, key) => v2.writeSecret(mount, key, body, now),
  'data patch': ({ body, now }, mount, key) => v2.patchSecret(mount, key, body, now),
  'data delete': ({ now }, mount, key) => nothing(v2.deleteLatest(mount, key, now)),
  'delete update': ({ body, now }, mount, key) => nothing(v2.deleteVersions(mount, key, body, now)),
  'undelete update': ({ body }, mount, key) => nothing(v2.undeleteVersions(mount, key, body)),
  'destroy update': ({ body }, mount, key) => nothing(v2.destroyVersions(mount, key, body)),
  'metadata read': (_, mount, key) => v2.readMetadata(mount, key),
  'metadata update': ({ body, now }, mount, key) => nothing(v2.writeMetadata(mount, key, body, now)),
  'metadata patch': ({ body, now }, mount, key) => nothing(v2.patchMetadata(mount, key, body, now)),
  'metadata delete': (_, mount, key) => nothing(v2.deleteMetadata(mount, key)),
};

const AREAS = new Set(Object.keys(VERSIONED).map((name) => name.split(' ')[0]));

function runVersioned(call: Call, mount: Mount, area: string, key: string): Done {
  const { operation, body } = call;
  if (area === 'config' && key === '') {
    if (operation === 'read') return v2.readConfig(mount);
    if (operation === 'update') return nothing(v2.writeConfig(mount, body));
    throw unsupportedOperation();
  }
  if (area === 'metadata' && operation === 'list') return { keys: keysBelow(mount.secrets.keys(), key) };
  if (!AREAS.has(area) || key === '') throw new VaultRefusal(404, [], { warnings: [WRONG_VERSION] });
  const run = VERSIONED[`${area} ${operation}`];
  if (run === undefined) throw unsupportedOperation();
  return run(call, mount, key);
}

/** For what changes something and has nothing to say. */
const nothing = (_: unknown): undefined => undefined;

function answerValues({ operation, body, requestId }: Call, { values }: Mount, rest: string): VaultAnswer {
  if (operation === 'list') return answer(200, envelope(requestId, { keys: keysBelow(values.keys(), rest) }));
  switch (operation) {
    case 'read': {
      const text = values.get(rest);
      if (text === undefined) throw notFound();
      return answer(200, envelope(requestId, JSON.parse(text) as Json, { lease_duration: LEASE_OF_VALUES_S }));
    }
    case 'update':
      if (rest === '' || !isObject(body) || Object.keys(body).length === 0) throw badRequest('missing data fields');
      values.set(rest, JSON.stringify(body));
      return answer(204);
    case 'delete':
      values.delete(rest);
      return answer(204);
    default:
      throw unsupportedOperation();
  }
}

/** The names in a folder; those of folders in it have a slash at the end. */
function keysBelow(paths: Iterable<string>, folder: string): string[] {
  const prefix = folder === '' ? '' : `${folder}/`;
  const names = new Set<string>();
  for (const path of paths) {
    if (!path.startsWith(prefix)) continue;
    const [, name = ''] = /^([^/]*\/?)/.exec(path.slice(prefix.length)) ?? [];
    if (name !== '') names.add(name);
  }
  if (names.size === 0) throw notFound();
  return [...names].sort();
}
