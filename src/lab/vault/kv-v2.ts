/** A key-value mount with versions: data, metadata, delete, undelete, destroy, config. */
import { applyPatch } from './merge-patch.js';
import { badRequest, isObject, type Json, type JsonObject, notFound, VaultRefusal } from './message.js';
import { customMetadata, duration, limit, readFlag } from './parameters.js';
import type { Mount, Secret, SecretVersion } from './state.js';
import { durationText, timeText } from './time.js';

const DEFAULT_MAX_VERSIONS = 10;

const CAS_MISSING = 'check-and-set parameter required for this call';
const CAS_MISMATCH = 'check-and-set parameter did not match the current version';
const CAS_UNREADABLE = 'error parsing check-and-set parameter';

/** One version, the current one unless another is asked for. */
export function readSecret({ secrets }: Mount, key: string, wanted: string | null, now: number): JsonObject {
  const secret = secrets.get(key);
  if (secret === undefined) throw notFound();
  const number = versionWanted(wanted) || secret.currentVersion;
  const version = secret.versions.get(number);
  if (version === undefined) throw notFound();
  const metadata = versionMetadata(secret, number, version);
  if (isGone(version, now)) throw new VaultRefusal(404, [], { data: null, metadata });
  return { data: JSON.parse(version.data ?? 'null') as Json, metadata };
}

/** A new version. */
export function writeSecret(mount: Mount, key: string, body: JsonObject, now: number): JsonObject {
  const { data } = body;
  if (!isObject(data)) throw badRequest('no data provided');
  checkAndSet(mount, mount.secrets.get(key), body['options']);
  return addVersion(mount, key, data, now);
}

/** A new version that differs from the current one in what the body names (RFC 7396). */
export function patchSecret(mount: Mount, key: string, body: JsonObject, now: number): JsonObject {
  if (!isObject(body['data'])) throw badRequest('no data provided');
  const secret = mount.secrets.get(key);
  const current = secret?.versions.get(secret.currentVersion);
  if (secret === undefined || current === undefined) throw notFound();
  if (isGone(current, now)) {
    const metadata = versionMetadata(secret, secret.currentVersion, current);
    throw new VaultRefusal(404, [], { data: null, metadata });
  }
  checkAndSet(mount, secret, body['options']);
  const patched = applyPatch(JSON.parse(current.data ?? '{}') as Json, body['data']);
  return addVersion(mount, key, patched as JsonObject, now);
}

function checkAndSet({ config }: Mount, secret: Secret | undefined, options: Json | undefined): void {
  const cas = isObject(options) ? options['cas'] : undefined;
  if (cas === undefined || cas === null) {
    if (config.casRequired || secret?.casRequired) throw badRequest(CAS_MISSING);
    return;
  }
  const wanted = typeof cas === 'string' && /^-?\d+$/.test(cas) ? Number(cas) : cas;
  if (typeof wanted !== 'number' || !Number.isInteger(wanted)) throw badRequest(CAS_UNREADABLE);
  if (wanted !== (secret?.currentVersion ?? 0)) throw badRequest(CAS_MISMATCH);
}

function addVersion(mount: Mount, key: string, data: JsonObject, now: number): JsonObject {
  const secret = mount.secrets.get(key) ?? newSecret(now);
  mount.secrets.set(key, secret);
  const version: SecretVersion = { createdTime: now, destroyed: false, data: JSON.stringify(data) };
  const lifeMs = lifeOf(mount, secret);
  if (lifeMs > 0) version.deletionTime = now + lifeMs;
  secret.currentVersion++;
  secret.updatedTime = now;
  secret.versions.set(secret.currentVersion, version);
  const trimmed = secret.currentVersion - (secret.maxVersions || mount.config.maxVersions || DEFAULT_MAX_VERSIONS);
  if (trimmed > 0) {
    for (const number of secret.versions.keys()) if (number <= trimmed) secret.versions.delete(number);
    secret.oldestVersion = trimmed + 1;
  }
  return versionMetadata(secret, secret.currentVersion, version);
}

const newSecret = (now: number): Secret => ({
  createdTime: now,
  updatedTime: now,
  currentVersion: 0,
  oldestVersion: 0,
  maxVersions: 0,
  casRequired: false,
  deleteVersionAfterMs: 0,
  customMetadata: undefined,
  versions: new Map(),
});

/** How long a new version is to live; 0 is for ever. The mount's setting is the longest that a secret may have. */
function lifeOf({ config }: Mount, secret: Secret): number {
  const [ofMount, own] = [config.deleteVersionAfterMs, secret.deleteVersionAfterMs];
  if (ofMount < 0 || own < 0) return 0;
  if (ofMount === 0 || own === 0) return Math.max(ofMount, own);
  return Math.min(ofMount, own);
}

/** Marks the current version as deleted. */
export function deleteLatest({ secrets }: Mount, key: string, now: number): void {
  const secret = secrets.get(key);
  if (secret !== undefined) markDeleted(secret, [secret.currentVersion], now);
}

export function deleteVersions(mount: Mount, key: string, body: JsonObject, now: number): void {
  const numbers = versionsIn(body);
  const secret = mount.secrets.get(key);
  if (secret !== undefined) markDeleted(secret, numbers, now);
}

function markDeleted(secret: Secret, numbers: readonly number[], now: number): void {
  for (const version of chosen(secret, numbers)) if (!isGone(version, now)) version.deletionTime = now;
}

export function undeleteVersions(mount: Mount, key: string, body: JsonObject): void {
  for (const version of chosen(mount.secrets.get(key), versionsIn(body)))
    if (!version.destroyed) delete version.deletionTime;
}

/** Forgets what the versions held, for ever. */
export function destroyVersions(mount: Mount, key: string, body: JsonObject): void {
  for (const version of chosen(mount.secrets.get(key), versionsIn(body))) {
    version.destroyed = true;
    delete version.data;
  }
}

const chosen = (secret: Secret | undefined, numbers: readonly number[]): SecretVersion[] =>
  numbers.flatMap((number) => secret?.versions.get(number) ?? []);

function versionsIn({ versions }: JsonObject): number[] {
  const list = Array.isArray(versions) ? versions : typeof versions === 'string' ? versions.split(',') : [versions];
  const numbers = list.map((version: Json | undefined) => Number(version ?? Number.NaN));
  if (numbers.length === 0 || numbers.some((number) => !Number.isInteger(number) || number < 1))
    throw badRequest('No version number provided');
  return numbers;
}

function versionWanted(text: string | null): number {
  if (text === null || text === '') return 0;
  if (/^\d+$/.test(text)) return Number(text);
  throw badRequest('error converting input for field "version": not a whole number');
}

/** Everything about a secret but what it says. */
export function readMetadata({ secrets }: Mount, key: string): JsonObject {
  const secret = secrets.get(key);
  if (secret === undefined) throw notFound();
  const versions = [...secret.versions].map(([number, { createdTime, deletionTime, destroyed }]) => [
    String(number),
    { created_time: timeText(createdTime), deletion_time: timeText(deletionTime), destroyed },
  ]);
  return {
    cas_required: secret.casRequired,
    created_time: timeText(secret.createdTime),
    current_version: secret.currentVersion,
    custom_metadata: custom(secret),
    delete_version_after: durationText(secret.deleteVersionAfterMs),
    max_versions: secret.maxVersions,
    oldest_version: secret.oldestVersion,
    updated_time: timeText(secret.updatedTime),
    versions: Object.fromEntries(versions) as JsonObject,
  };
}

/** Changes what the body names; the secret need not be there. */
export function writeMetadata(mount: Mount, key: string, body: JsonObject, now: number): void {
  const life = duration(body, 'delete_version_after');
  const versions = limit(body, 'max_versions');
  const required = readFlag(body, 'cas_required');
  const fields = customMetadata(body['custom_metadata']);
  const secret = mount.secrets.get(key) ?? newSecret(now);
  mount.secrets.set(key, secret);
  secret.maxVersions = versions ?? secret.maxVersions;
  secret.casRequired = required ?? secret.casRequired;
  secret.deleteVersionAfterMs = life ?? secret.deleteVersionAfterMs;
  if (body['custom_metadata'] !== undefined) secret.customMetadata = fields;
  secret.updatedTime = now;
}

/** Changes what the body names of a secret that is there; fields of custom metadata are merged, null takes one away. */
export function patchMetadata(mount: Mount, key: string, body: JsonObject, now: number): void {
  const secret = mount.secrets.get(key);
  if (secret === undefined) throw notFound();
  const patch = body['custom_metadata'];
  const fields = isObject(patch) ? applyPatch(custom(secret), patch) : patch;
  writeMetadata(mount, key, fields === undefined ? body : { ...body, custom_metadata: fields }, now);
}

export function deleteMetadata({ secrets }: Mount, key: string): void {
  secrets.delete(key);
}

export const readConfig = ({ config }: Mount): JsonObject => ({
  cas_required: config.casRequired,
  delete_version_after: durationText(config.deleteVersionAfterMs),
  max_versions: config.maxVersions,
});

export function writeConfig({ config }: Mount, body: JsonObject): void {
  const life = duration(body, 'delete_version_after');
  const versions = limit(body, 'max_versions');
  config.casRequired = readFlag(body, 'cas_required') ?? config.casRequired;
  config.maxVersions = versions ?? config.maxVersions;
  config.deleteVersionAfterMs = life ?? config.deleteVersionAfterMs;
}

const isGone = ({ destroyed, deletionTime }: SecretVersion, now: number): boolean =>
  destroyed || (deletionTime !== undefined && deletionTime <= now);

const versionMetadata = (
  secret: Secret,
  number: number,
  { createdTime, deletionTime, destroyed }: SecretVersion,
): JsonObject => ({
  created_time: timeText(createdTime),
  custom_metadata: custom(secret),
  deletion_time: timeText(deletionTime),
  destroyed,
  version: number,
});

const custom = ({ customMetadata }: Secret): JsonObject | null =>
  customMetadata === undefined ? null : Object.fromEntries(customMetadata);
