/**
 * The keys in memory. They come from the file, but the file may not take them back: data is encrypted with them.
 *
 * A file that is read again may add keys and versions. Versions that it lacks stay in memory until the server ends;
 * a file that lacks a whole key, knows only older versions of one, or has other bytes for a version is refused.
 */
import { type KeyId, type KeyVersion, PluginError } from 'sealion/plugin';
import { CANNOT_READ } from './failures.js';
import type { Keys } from './key-file.js';

export class KeyStore {
  private keys: Keys = new Map();
  private read: (() => Keys) | undefined;

  get isOpen(): boolean {
    return this.read !== undefined;
  }

  /** Reads the keys for the first time. Throws what `read` throws. */
  open(read: () => Keys): void {
    this.keys = read();
    this.read = read;
  }

  close(): void {
    this.keys = new Map();
    this.read = undefined;
  }

  /** Reads the keys again. When that throws, everything is as before. */
  reload(): void {
    const found = this.read?.();
    if (!found) return;
    for (const [id, versions] of this.keys) checkSuccessor(id, versions, found.get(id));
    const all = new Map(found);
    for (const [id, versions] of this.keys) all.set(id, new Map([...versions, ...(found.get(id) ?? [])]));
    this.keys = all;
  }

  /** Every key with its newest version. */
  *latestVersions(): Generator<readonly [id: KeyId, version: KeyVersion]> {
    for (const [id, versions] of this.keys) yield [id, newest(versions)];
  }

  latestVersion(id: KeyId): KeyVersion | undefined {
    const versions = this.keys.get(id);
    return versions && newest(versions);
  }

  key(id: KeyId, version: KeyVersion): Uint8Array | undefined {
    return this.keys.get(id)?.get(version);
  }
}

type Versions = ReadonlyMap<KeyVersion, Uint8Array>;

const newest = (versions: Versions): KeyVersion => Math.max(...versions.keys());

function checkSuccessor(id: KeyId, old: Versions, found: Versions | undefined): void {
  if (!found) throw refusal(`Key ${id} is missing`);
  const [had, has] = [newest(old), newest(found)];
  if (has < had) throw refusal(`The latest version of key ${id} is ${has}, but version ${had} is in use`);
  for (const [version, key] of found) {
    const known = old.get(version);
    if (known && !Buffer.from(known).equals(key)) throw refusal(`Version ${version} of key ${id} has changed`);
  }
}

const refusal = (reason: string): PluginError => new PluginError(CANNOT_READ, `${reason}. The old keys stay in use`);
