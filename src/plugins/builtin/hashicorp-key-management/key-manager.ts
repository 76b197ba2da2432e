/**
 * Keys from Vault, through the cache.
 *
 * While Vault cannot be reached, what is remembered counts, however old it is. An answer of Vault's always counts:
 * a 403 is no reason to look into the cache.
 */
import type { Host, KeyId, KeyManager, KeyVersion } from 'sealion/plugin';
import { INVALID_KEY_VERSION } from 'sealion/plugin';
import { isProblem, keyBytes, keyVersion, type Problem } from './answer.js';
import type { KeyCache } from './cache.js';
import type { VaultClient } from './client.js';
import { CurlError } from './curl.js';
import { type Messages, messagesTo } from './messages.js';
import type { VaultVars } from './variables.js';

const NO_KEY_DATA = 'Unable to get key data';
const NOT_FOUND = 404;

/** The body of an answer; `nothing` when the client and the log have heard why; or Vault is out of reach. */
type Reply = { readonly body: string } | 'nothing' | 'unreachable';

export class VaultKeyManager implements KeyManager {
  private readonly vars: Host<VaultVars>['vars'];
  private readonly say: Messages;
  private readonly client: VaultClient;
  private readonly cache: KeyCache;
  /** The URL of all keys. */
  private readonly keys: string;

  constructor({ vars, log }: Host<VaultVars>, client: VaultClient, cache: KeyCache, keys: string) {
    this.vars = vars;
    this.say = messagesTo(log);
    this.client = client;
    this.cache = cache;
    this.keys = keys;
  }

  readonly latestVersion = async (id: KeyId): Promise<KeyVersion | undefined> => {
    const { cache, vars } = this;
    const known = vars.cachingEnabled ? cache.latestVersion(id, Number(vars.cacheVersionTimeout)) : undefined;
    if (known !== undefined) return known;
    const { age } = cache;
    const reply = await this.ask(String(id), `key id: ${id}`);
    if (reply === 'nothing') return undefined;
    if (reply === 'unreachable') return cache.latestVersion(id) ?? this.fail(NO_KEY_DATA);
    const version = this.checked(keyVersion(reply.body));
    if (version === undefined || version === INVALID_KEY_VERSION) return undefined;
    // Without a cache nobody wants to see the key now.
    if (!vars.cachingEnabled) return version;
    const key = this.checked(keyBytes(reply.body));
    if (key === undefined) return undefined;
    cache.rememberLatest(age, id, version, key);
    return version;
  };

  readonly key = async (id: KeyId, version: KeyVersion): Promise<Uint8Array | undefined> => {
    const { cache, vars } = this;
    const maxAgeMs = vars.cacheTimeout === undefined ? undefined : Number(vars.cacheTimeout);
    const known = vars.cachingEnabled ? cache.key(id, version, maxAgeMs) : undefined;
    if (known !== undefined) return known;
    const { age } = cache;
    const reply = await this.ask(`${id}?version=${version}`, `key id: ${id}, key version: ${version}`);
    if (reply === 'nothing') return undefined;
    if (reply === 'unreachable') return cache.key(id, version) ?? this.fail(NO_KEY_DATA);
    const key = this.checked(keyBytes(reply.body));
    if (key !== undefined && vars.cachingEnabled) cache.remember(age, id, version, key);
    return key;
  };

  private async ask(key: string, name: string): Promise<Reply> {
    try {
      const { status, body } = await this.client.get(this.keys + key);
      if (status === NOT_FOUND || (isSuccess(status) && body === '')) {
        this.say.note(`Key not found (${name})`);
        return 'nothing';
      }
      if (isSuccess(status)) return { body };
      this.say.warning(serverError(status, body));
    } catch (error) {
      if (!(error instanceof CurlError)) throw error;
      if (this.vars.cachingEnabled && this.vars.useCacheOnTimeout !== false) return 'unreachable';
      this.say.error(error.message);
    }
    this.say.error(NO_KEY_DATA);
    return 'nothing';
  }

  /** The answer without what is wrong with it, which is told. */
  private checked<T>(answer: T | Problem): T | undefined {
    if (!isProblem(answer)) return answer;
    if ('note' in answer) this.say.note(answer.note);
    else this.say.error(answer.error);
    return undefined;
  }

  private fail(text: string): undefined {
    this.say.error(text);
    return undefined;
  }
}

/** How the log tells what Vault refuses. */
export const serverError = (status: number, body: string) => `Hashicorp server error: ${status}, response: ${body}`;

export const isSuccess = (status: number) => status >= 200 && status < 300;
