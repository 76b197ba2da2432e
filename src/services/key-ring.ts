/**
 * The keys that page code uses, fetched beforehand: a statement awaits `resolve` for everything that it can
 * touch, and from then on pages are read and written without waiting.
 *
 * The newest version of a key is asked for each time, since that is how a rotation is noticed. The bytes of one
 * version never change, so they are fetched once.
 */
import { createHash } from 'node:crypto';
import type { Trace } from '../base/ports.js';
import {
  type Cipher,
  type CipherMode,
  INVALID_KEY_VERSION,
  type KeyId,
  type KeyManager,
  type KeySource,
  type KeyVersion,
  NOT_ENCRYPTED,
} from './encryption.js';

/** What a trace shows of a key. */
export function fingerprint(key: Uint8Array): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 8);
}

const nameOf = (id: KeyId, version: KeyVersion) => `${id}:${version}`;

export class KeyRing implements KeySource {
  private readonly trace: Trace;
  private readonly latestVersions = new Map<KeyId, KeyVersion>();
  private readonly keys = new Map<string, Uint8Array>();
  private manager: KeyManager | undefined;
  private requests = 0;
  private asked = 0;

  constructor(trace: Trace) {
    this.trace = trace;
  }

  /** How often keys themselves were fetched. */
  get keyRequests(): number {
    return this.requests;
  }

  /** How often the newest version of a key was asked for: Innodb_encryption_num_key_requests. */
  get latestRequests(): number {
    return this.asked;
  }

  /** False while no encryption plugin has started. */
  get available(): boolean {
    return this.manager !== undefined;
  }

  get cipherMode(): CipherMode {
    return this.manager?.cipherMode?.() ?? 'CBC';
  }

  cipher(id: KeyId, version: KeyVersion): Cipher | undefined {
    return this.manager?.cipher?.(id, version);
  }

  /** The plugin that keys come from, or none. What another one has given is forgotten. */
  setManager(manager: KeyManager | undefined): void {
    if (manager === this.manager) return;
    this.manager = manager;
    this.latestVersions.clear();
    this.keys.clear();
  }

  latest(id: KeyId): KeyVersion {
    return this.latestVersions.get(id) ?? INVALID_KEY_VERSION;
  }

  get(id: KeyId, version: KeyVersion): Uint8Array | undefined {
    return this.keys.get(nameOf(id, version));
  }

  /** Fetches the newest version of each id with its key, and the keys of the older versions that pages carry. */
  async resolve(ids: Iterable<KeyId>, versions: Iterable<readonly [KeyId, KeyVersion]> = []): Promise<void> {
    for (const id of new Set(ids)) await this.fetch(id, await this.fetchLatest(id));
    for (const [id, version] of versions) await this.fetch(id, version);
  }

  private async fetchLatest(id: KeyId): Promise<KeyVersion> {
    if (this.manager) this.asked++;
    const version = (await this.manager?.latestVersion(id)) ?? INVALID_KEY_VERSION;
    this.latestVersions.set(id, version);
    return version;
  }

  private async fetch(id: KeyId, version: KeyVersion): Promise<void> {
    if (version === INVALID_KEY_VERSION || version === NOT_ENCRYPTED || this.get(id, version) !== undefined) return;
    this.requests++;
    const key = await this.manager?.key(id, version);
    if (key === undefined) return;
    this.keys.set(nameOf(id, version), key);
    if (this.trace.enabled) this.trace.emit({ type: 'key', keyId: id, version, fingerprint: fingerprint(key) });
  }
}
