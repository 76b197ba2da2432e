/** The plugin started by hand: its start, its requests, and what it remembers, in virtual time. */
import { describe, expect, test } from 'vitest';
import { HttpFailure } from '../../../src/base/http-failure.js';
import type { Http, HttpRequest, HttpResponse } from '../../../src/base/ports.js';
import library from '../../../src/plugins/builtin/hashicorp-key-management/index.js';
import { type Plugin, PluginError } from '../../../src/plugins/define.js';
import { VirtualClock } from '../../../src/server/virtual-clock.js';
import type { KeyManager } from '../../../src/services/encryption.js';
import { MemoryFiles } from '../../support/memory-files.js';
import { ScriptedVault, secret } from './hashicorp-world.js';
import { hostOf, serverOf } from './world.js';

const DEFAULTS = {
  vaultUrl: 'http://vault:8200/v1/test',
  token: 'tok',
  vaultCa: '',
  timeout: 15,
  maxRetries: 3,
  cachingEnabled: true,
  cacheVersionTimeout: 60_000n,
  checkKvVersion: true,
  cacheTimeout: 2n ** 63n - 1n,
  useCacheOnTimeout: true,
};
type Vars = typeof DEFAULTS & { namespace?: string };

const enterprise = { ...serverOf(12, 3), enterprise: true };
const K1 = Buffer.alloc(16, 0x11);

interface World {
  readonly vars?: Partial<Vars>;
  readonly env?: Readonly<Record<string, string>>;
  readonly http?: Http;
  readonly files?: MemoryFiles;
  readonly server?: ReturnType<typeof serverOf>;
}

/** The plugin's surroundings; `lines` is what it has said since the last look. */
function world({ vars = {}, http = new ScriptedVault(), env = {}, files, server = serverOf(10, 11) }: World = {}) {
  const clock = new VirtualClock();
  const lines: string[] = [];
  const values: Vars = { ...DEFAULTS, ...vars };
  const host = {
    ...hostOf(values, '/data', server, lines),
    now: () => new Date(clock.now()),
    http,
    env,
    ...(files ? { files } : {}),
  };
  const [plugin] = library(server) as readonly Plugin[];
  return {
    clock,
    vars: values,
    said: () => lines.splice(0),
    async start(): Promise<KeyManager> {
      return (await plugin?.init(host)) as KeyManager;
    },
    /** What the plugin says before it gives up, and the reason. */
    async failure(): Promise<string[]> {
      const start = async () => plugin?.init(host);
      const error = await start().then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      if (!(error instanceof PluginError)) throw error ?? new Error('the plugin has started');
      return [...lines.splice(0), `${error.errno} ${error.message}`];
    },
  };
}

/** A started plugin with a Vault that is asked no more than it must. */
async function started(settings: Omit<World, 'http'> = {}) {
  const vault = new ScriptedVault();
  const made = world({ ...settings, http: vault });
  const keys = await made.start();
  vault.requests.splice(0);
  return { ...made, vault, keys };
}

const UNREACHABLE = { kind: 'reset' } as const;
const CURL_56 =
  'raise 1105 hashicorp: curl returned this error code: 56 with the following error message: Recv failure: Connection reset by peer';
const NO_KEY_DATA = 'raise 1105 hashicorp: Unable to get key data';

describe('the token', () => {
  const MISSING =
    '1105 hashicorp: The --hashicorp-key-management-token option value or the value of the corresponding parameter in the configuration file must be specified, otherwise the VAULT_TOKEN environment variable must be set';
  const DIFFERENT =
    'warning hashicorp: The --hashicorp-key-management-token option value or the value of the corresponding parameter is not equal to the value of the VAULT_TOKEN environment variable';

  test('must be there', async () => {
    expect(await world({ vars: { token: '' } }).failure()).toEqual([MISSING]);
    expect(await world({ vars: { token: '' }, env: { VAULT_TOKEN: '' } }).failure()).toEqual([MISSING]);
  });

  test.each([
    ['tok', undefined, 'tok', []],
    ['', 'env', 'env', []],
    ['tok', 'tok', 'tok', []],
    ['tok', 'env', 'tok', [DIFFERENT]],
  ])('option "%s", environment %s: %s', async (token, variable, sent, said) => {
    const vault = new ScriptedVault();
    const made = world({ vars: { token }, http: vault, ...(variable ? { env: { VAULT_TOKEN: variable } } : {}) });
    await made.start();
    expect([...vault.tokens]).toEqual([sent]);
    expect(made.said()).toEqual(said);
  });
});

describe('a start', () => {
  test('asks once, and nothing when the storage is not to be checked', async () => {
    const vault = new ScriptedVault();
    await world({ http: vault }).start();
    expect(vault.requests.splice(0)).toEqual(['/v1/sys/mounts/test/tune']);
    await world({ http: vault, vars: { checkKvVersion: false } }).start();
    expect(vault.requests).toEqual([]);
  });

  test('a wrong URL is found without asking', async () => {
    const vault = new ScriptedVault();
    const [reason] = await world({ http: vault, vars: { vaultUrl: 'http:///v1/t' } }).failure();
    expect(reason).toBe('1105 hashicorp: Supplied URL does not contain a hostname: "http:///v1/t"');
    expect(vault.requests).toEqual([]);
  });

  test.each([
    ['3 URL using bad/illegal format or missing URL', 'http://a b/v1/t'],
    ['3 URL using bad/illegal format or missing URL', 'http://vault/v1/a b'],
    ['3 URL using bad/illegal format or missing URL', 'http://ü.invalid/v1/t'],
    ['3 URL using bad/illegal format or missing URL', '://h/v1/t'],
  ])('%s: %s', async (text, url) => {
    const [code, ...words] = text.split(' ');
    const [said] = await world({ vars: { vaultUrl: url } }).failure();
    expect(said).toBe(
      `raise 1105 hashicorp: curl returned this error code: ${code} with the following error message: ${words.join(' ')}`,
    );
  });
});

/** Answers in turn; the last one again and again. */
class Script implements Http {
  readonly asked: HttpRequest[] = [];
  private readonly answers: ((request: HttpRequest) => HttpResponse)[];

  constructor(...answers: ((request: HttpRequest) => HttpResponse)[]) {
    this.answers = answers;
  }

  async request(request: HttpRequest): Promise<HttpResponse> {
    this.asked.push(request);
    const answer = this.answers.length > 1 ? this.answers.shift() : this.answers[0];
    if (!answer) throw new Error('no answer is left');
    return answer(request);
  }
}

const answer =
  (status: number, body: string, headers = {}) =>
  () => ({ status, headers, body: Buffer.from(body) });
const slow = ({ timeoutMs = 0 }: HttpRequest): never => {
  throw new HttpFailure({ kind: 'slow answer', afterMs: timeoutMs, received: 0 });
};
const version2 = answer(200, '{"options":{"version":"2"}}');

describe('a request', () => {
  test('S23, S25: only reads, with the token, a time limit and a limit of its answer', async () => {
    const http = new Script(version2);
    await world({ http, vars: { timeout: 7 } }).start();
    expect(http.asked).toEqual([
      {
        method: 'GET',
        url: 'http://vault:8200/v1/sys/mounts/test/tune',
        headers: { accept: '*/*', 'x-vault-token': 'tok' },
        timeoutMs: 7000,
        bodyBytesMax: 131_072,
      },
    ]);
  });

  test('has no time limit with a timeout of 0', async () => {
    const http = new Script(version2);
    await world({ http, vars: { timeout: 0 } }).start();
    expect(http.asked[0]).not.toHaveProperty('timeoutMs');
  });

  test('that takes too long is made again, as often as it may be', async () => {
    const http = new Script(slow, slow, version2);
    await world({ http, vars: { maxRetries: 2 } }).start();
    expect(http.asked).toHaveLength(3);

    const inVain = new Script(slow);
    expect(await world({ http: inVain, vars: { maxRetries: 2, timeout: 1 } }).failure()).toEqual([
      'raise 1105 hashicorp: curl returned this error code: 28 with the following error message: Operation timed out after 1000 milliseconds with 0 bytes received',
      '1105 hashicorp: Unable to get storage options for "http://vault:8200/v1/sys/mounts/test/tune"',
    ]);
    expect(inVain.asked).toHaveLength(3);
  });

  test('follows redirects, with its token', async () => {
    const http = new Script(
      answer(302, '', { location: '../zz?q=1' }),
      answer(307, '', { location: 'http://b/x' }),
      version2,
    );
    await world({ http }).start();
    expect(http.asked.map(({ url }) => url)).toEqual([
      'http://vault:8200/v1/sys/mounts/test/tune',
      'http://vault:8200/v1/sys/mounts/zz?q=1',
      'http://b/x',
    ]);
    expect(new Set(http.asked.map(({ headers }) => headers['x-vault-token']))).toEqual(new Set(['tok']));
  });

  test('does not go round in circles', async () => {
    const http = new Script(answer(307, '', { location: '/v1/again' }));
    const [said] = await world({ http }).failure();
    expect(said).toContain('curl returned this error code: 47 ');
    expect(http.asked).toHaveLength(51);
  });

  test('a redirect to nowhere is an answer', async () => {
    const [said] = await world({ http: new Script(answer(307, 'moved')) }).failure();
    expect(said).toBe('warning hashicorp: Hashicorp server error: 307, response: moved');
  });

  test('has a namespace where there are any', async () => {
    const sent = async (settings: World) => {
      const http = new Script(version2);
      const made = world({ ...settings, http });
      await made.start();
      return [http.asked[0]?.headers['x-vault-namespace'], made.said().length];
    };
    const env = { VAULT_NAMESPACE: 'ns2' };
    expect(await sent({ server: enterprise, vars: { namespace: 'ns1' } })).toEqual(['ns1', 0]);
    expect(await sent({ server: enterprise, vars: { namespace: '' }, env })).toEqual(['ns2', 0]);
    expect(await sent({ server: enterprise, vars: { namespace: 'ns1' }, env })).toEqual(['ns1', 1]);
    expect(await sent({ env })).toEqual([undefined, 0]);
  });
});

describe('S24, S47: authorities', () => {
  const PEM = '-----BEGIN CERTIFICATE-----\n';
  const files = () => {
    const memory = new MemoryFiles();
    memory.makeDirectory('/data');
    memory.writeFile('/data/ca.pem', PEM);
    memory.writeFile('/data/text', 'no certificate');
    return memory;
  };

  test('come from the file, below the datadir where its path is relative', async () => {
    const http = new Script(version2);
    await world({ http, files: files(), vars: { vaultUrl: 'https://vault/v1/t', vaultCa: 'ca.pem' } }).start();
    expect(http.asked[0]?.authorities).toBe(PEM);
  });

  test('are none of HTTP’s business', async () => {
    const http = new Script(version2);
    await world({ http, files: files(), vars: { vaultCa: '/nope' } }).start();
    expect(http.asked[0]).not.toHaveProperty('authorities');
  });

  test.each(['/nope.pem', '/data', 'text'])('%s is no bundle', async (vaultCa) => {
    const [said] = await world({ files: files(), vars: { vaultUrl: 'https://vault/v1/t', vaultCa } }).failure();
    expect(said).toBe(
      `raise 1105 hashicorp: curl returned this error code: 77 with the following error message: error setting certificate file: ${vaultCa}`,
    );
  });
});

describe('the latest version', () => {
  test('is remembered as long as cache_version_timeout says', async () => {
    const { vault, keys, clock } = await started({ vars: { cacheVersionTimeout: 1000n } });
    expect(await keys.latestVersion(1)).toBe(1);
    vault.versions.get(1)?.push('33'.repeat(16));
    await clock.advance(1000);
    expect([await keys.latestVersion(1), vault.count()]).toEqual([1, 1]);
    await clock.advance(1);
    expect([await keys.latestVersion(1), vault.count()]).toEqual([2, 1]);
    expect([await keys.key(1, 2), vault.count()]).toEqual([Buffer.alloc(16, 0x33), 0]);
  });

  test('is asked for each time with a timeout of 0', async () => {
    const { vault, keys } = await started({ vars: { cacheVersionTimeout: 0n } });
    for (let time = 0; time < 3; time++) await keys.latestVersion(1);
    expect(vault.count()).toBe(3);
  });

  test('may go down', async () => {
    const { vault, keys } = await started({ vars: { cacheVersionTimeout: 0n } });
    vault.versions.set(1, ['11'.repeat(16), '33'.repeat(16)]);
    expect(await keys.latestVersion(1)).toBe(2);
    vault.versions.set(1, ['44'.repeat(16)]);
    expect(await keys.latestVersion(1)).toBe(1);
    expect(await keys.key(1, 1)).toEqual(Buffer.alloc(16, 0x44));
  });

  test('while Vault is out of reach, is the one that is remembered, however old', async () => {
    const { vault, keys, clock, said } = await started();
    await keys.latestVersion(1);
    await clock.advance(10 ** 9);
    vault.fault = UNREACHABLE;
    expect([await keys.latestVersion(1), said()]).toEqual([1, []]);
    expect([await keys.latestVersion(2), said()]).toEqual([undefined, [NO_KEY_DATA]]);
  });

  test.each<[string, Partial<Vars>]>([
    ['with use_cache_on_timeout=OFF', { useCacheOnTimeout: false }],
    ['with caching_enabled=OFF', { cachingEnabled: false }],
  ])('but not %s', async (_, vars) => {
    const { vault, keys, clock, said } = await started({ vars });
    await keys.latestVersion(1);
    await clock.advance(60_001);
    vault.fault = UNREACHABLE;
    expect([await keys.latestVersion(1), said()]).toEqual([undefined, [CURL_56, NO_KEY_DATA]]);
  });

  test.each([
    [404, ['note hashicorp: Key not found (key id: 1)']],
    [403, ['warning hashicorp: Hashicorp server error: 403, response: no', NO_KEY_DATA]],
    [503, ['warning hashicorp: Hashicorp server error: 503, response: no', NO_KEY_DATA]],
  ])('an answer %d counts more than the cache', async (status, lines) => {
    const { vault, keys, clock, said } = await started();
    await keys.latestVersion(1);
    await clock.advance(60_001);
    vault.fault = { kind: 'status', status, body: 'no\n' };
    expect([await keys.latestVersion(1), said()]).toEqual([undefined, lines]);
  });

  test('S50: without a cache is read without the key, and never remembered', async () => {
    const { vault, keys } = await started({ vars: { cachingEnabled: false } });
    vault.fault = { kind: 'status', body: '{"data":{"metadata":{"version":5}}}' };
    expect([await keys.latestVersion(1), await keys.latestVersion(1), vault.count()]).toEqual([5, 5, 2]);
  });

  test('SET counts at once', async () => {
    const { vault, keys, vars } = await started();
    await keys.latestVersion(1);
    vars.cachingEnabled = false;
    await keys.latestVersion(1);
    vars.cachingEnabled = true;
    await keys.latestVersion(1);
    expect(vault.count()).toBe(2);
  });
});

describe('a key', () => {
  test('that is not remembered is asked for by its version', async () => {
    const { vault, keys } = await started();
    vault.versions.get(1)?.push('33'.repeat(16));
    await keys.latestVersion(1);
    expect(await keys.key(1, 1)).toEqual(K1);
    expect(await keys.key(1, 1)).toEqual(K1);
    expect(vault.requests).toEqual(['/v1/test/data/1', '/v1/test/data/1?version=1']);
  });

  test('raises the latest version, and never lowers it', async () => {
    const { vault, keys } = await started();
    vault.versions.get(1)?.push('33'.repeat(16));
    await keys.key(1, 2);
    await keys.key(1, 1);
    expect([await keys.latestVersion(1), vault.count()]).toEqual([2, 2]);
  });

  test('S52: is remembered as long as cache_timeout says', async () => {
    const { vault, keys, clock } = await started({ vars: { cacheTimeout: 500n } });
    await keys.key(1, 1);
    await clock.advance(500);
    await keys.key(1, 1);
    expect(vault.count()).toBe(1);
    await clock.advance(1);
    await keys.key(1, 1);
    expect(vault.count()).toBe(1);
    await clock.advance(501);
    vault.fault = UNREACHABLE;
    expect(await keys.key(1, 1)).toEqual(K1);
  });

  test('that is gone', async () => {
    const { keys, said } = await started();
    expect([await keys.key(2, 7), said()]).toEqual([
      undefined,
      ['note hashicorp: Key not found (key id: 2, key version: 7)'],
    ]);
  });

  test('of 12.3 is good for ever', async () => {
    const { cacheTimeout, useCacheOnTimeout, ...vars } = DEFAULTS;
    expect([cacheTimeout, useCacheOnTimeout]).toBeDefined();
    const made = world({ server: serverOf(12, 3) });
    Reflect.deleteProperty(made.vars, 'cacheTimeout');
    Reflect.deleteProperty(made.vars, 'useCacheOnTimeout');
    expect(made.vars).toEqual(vars);
    const keys = await made.start();
    await keys.key(1, 1);
    await made.clock.advance(10 ** 12);
    expect(await keys.key(1, 1)).toEqual(K1);
  });
});

test('what a server of each release has', () => {
  const names = (server: ReturnType<typeof serverOf>) =>
    (library(server) as readonly Plugin[]).map(({ name, version, vars }) => [name, version, Object.keys(vars).length]);
  expect(names(serverOf(10, 11))).toEqual([['hashicorp_key_management', '2.0', 10]]);
  expect(names(serverOf(11, 8))).toEqual([['hashicorp_key_management', '2.0', 10]]);
  const table = ['hashicorp_key_management_cache', '2.1', 0];
  expect(names(serverOf(12, 3))).toEqual([['hashicorp_key_management', '2.1', 8], table]);
  expect(names(enterprise)).toEqual([['hashicorp_key_management', '2.1', 11], table]);
});

test('what Vault is asked while the cache is flushed is not remembered', async () => {
  const server = serverOf(12, 3);
  const [plugin, table] = library(server) as readonly Plugin[];
  let release = () => {};
  const waiting = new Promise<void>((resolve) => {
    release = resolve;
  });
  const http: Http = {
    async request({ url }) {
      if (url.endsWith('/tune')) return version2();
      await waiting;
      return answer(200, secret('11'.repeat(16), 1))();
    },
  };
  const host = { ...hostOf({ ...DEFAULTS }, '/data', server), http };
  const keys = (await plugin?.init(host)) as KeyManager;
  const cache = (await table?.init(host)) as { rows(reader: object): unknown; reset(): void };
  const latest = keys.latestVersion(1);
  cache.reset();
  release();
  expect(await latest).toBe(1);
  expect(cache.rows({ show: false, has: () => true, require: () => {} })).toEqual([]);
  await keys.latestVersion(1);
  expect(cache.rows({ show: false, has: () => true, require: () => {} })).toHaveLength(1);
});
