/** What the plugin remembers of Vault: the latest version of each key, and the keys by version. */
import type { KeyId, KeyVersion } from 'sealion/plugin';

/** Something remembered, and since when. */
interface Remembered<T> {
  readonly value: T;
  readonly at: number;
}

/** A moment in the life of the cache: what was asked for before a flush is not remembered after it. */
export type CacheAge = symbol;

export class KeyCache {
  private readonly now: () => number;
  private latestVersions = new Map<KeyId, Remembered<KeyVersion>>();
  private keys = new Map<string, Remembered<Uint8Array>>();
  private current: CacheAge = Symbol();

  constructor(now: () => number) {
    this.now = now;
  }

  get age(): CacheAge {
    return this.current;
  }

  /** The latest versions, by key id. */
  get latest(): readonly (readonly [KeyId, KeyVersion])[] {
    return [...this.latestVersions].map(([id, { value }]) => [id, value]);
  }

  /** The latest version, unless it has been remembered for longer than `maxAgeMs`. */
  latestVersion(id: KeyId, maxAgeMs = Number.POSITIVE_INFINITY): KeyVersion | undefined {
    return this.young(this.latestVersions.get(id), maxAgeMs);
  }

  key(id: KeyId, version: KeyVersion, maxAgeMs = Number.POSITIVE_INFINITY): Uint8Array | undefined {
    return this.young(this.keys.get(nameOf(id, version)), maxAgeMs);
  }

  /** Vault has said which version is the latest. It may be lower than it was: the secret was made anew. */
  rememberLatest(age: CacheAge, id: KeyId, version: KeyVersion, key: Uint8Array): void {
    if (age !== this.current) return;
    this.latestVersions.set(id, { value: version, at: this.now() });
    this.keys.set(nameOf(id, version), { value: key, at: this.now() });
  }

  /** Vault has given a version that was asked for. */
  remember(age: CacheAge, id: KeyId, version: KeyVersion, key: Uint8Array): void {
    if (age !== this.current) return;
    const latest = this.latestVersions.get(id)?.value ?? 0;
    if (version > latest) this.latestVersions.set(id, { value: version, at: this.now() });
    this.keys.set(nameOf(id, version), { value: key, at: this.now() });
  }

  /** Forgets everything at once. */
  flush(): void {
    this.latestVersions = new Map();
    this.keys = new Map();
    this.current = Symbol();
  }

  private young<T>(remembered: Remembered<T> | undefined, maxAgeMs: number): T | undefined {
    // With no time at all nothing is young, even if the clock stands still meanwhile.
    return remembered && maxAgeMs > 0 && this.now() - remembered.at <= maxAgeMs ? remembered.value : undefined;
  }
}

const nameOf = (id: KeyId, version: KeyVersion) => `${id}:${version}`;
