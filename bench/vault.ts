/** Keys from Vault: what a look-up costs, and how often Vault is asked, beside the real plugin's requests. */
import { join } from 'node:path';
import type { Http } from '../src/base/ports.js';
import { LabVault } from '../src/lab/vault/lab-vault.js';
import { listen } from '../src/lab/vault/real-listener.js';
import library from '../src/plugins/builtin/hashicorp-key-management/index.js';
import type { Plugin } from '../src/plugins/define.js';
import { realClock, realRandom } from '../src/server/ports.js';
import type { KeyManager } from '../src/services/encryption.js';
import { MariadbServer, temporaryDirectory } from '../test/support/mariadb.js';
import { Sealion } from '../test/support/sealion.js';
import { hostOf, serverOf } from '../test/unit/plugins/world.js';
import { atMost, type Figure, type Goal, processor } from './measure.js';

const KEYS = 10_000;
const LOOK_UPS = 1_000_000;
const TABLES = 1000;
const TOKEN = 'root';

/** A real server asks once more for a page that it writes at a moment of its own. */
const EQUAL: Goal = { text: '= 1', holds: (ratio) => Math.abs(ratio - 1) <= 0.01 };
const UP_TO_TWICE: Goal = { text: '1 … 2', holds: (ratio) => ratio >= 0.99 && ratio <= 2 };

/**
 * The cache as users set it. Each creation of a table looks up the latest version of its key twice. With no time at all a
 * real server asks once for both when they come within a millisecond, and this one always twice.
 */
const CACHES: readonly (readonly [name: string, goal: Goal, ...options: string[]])[] = [
  ['as it is', EQUAL],
  ['cache_version_timeout=0', UP_TO_TWICE, '--hashicorp-key-management-cache-version-timeout=0'],
  ['cache_timeout=0', UP_TO_TWICE, '--hashicorp-key-management-cache-timeout=0'],
  ['caching_enabled=OFF', EQUAL, '--hashicorp-key-management-caching-enabled=OFF'],
];

export async function vault(): Promise<Figure[]> {
  const figures = await lookUps();
  for (const [name, goal, ...options] of CACHES) figures.push(await requests(name, goal, options));
  return figures;
}

function labWith(keys: number): LabVault {
  const lab = new LabVault({ clock: realClock, random: realRandom, rootToken: TOKEN });
  const put = (path: string, body: object) =>
    lab.answer({
      method: 'POST',
      target: `/v1/${path}`,
      headers: { 'x-vault-token': TOKEN },
      body: JSON.stringify(body),
    });
  put('sys/mounts/test', { type: 'kv', options: { version: '2' } });
  for (let id = 1; id <= keys; id++) put(`test/data/${id}`, { data: { data: id.toString(16).padStart(64, '0') } });
  lab.requests.length = 0;
  return lab;
}

/** The plugin by itself, with a Vault that is no network away. */
async function lookUps(): Promise<Figure[]> {
  const lab = labWith(KEYS);
  const http: Http = {
    async request({ method, url, headers }) {
      const target = url.replace(/^http:\/\/[^/]*/, '');
      const { status, body, headers: said } = lab.answer({ method, target, headers, body: '' });
      return { status, headers: said, body: Buffer.from(body) };
    },
  };
  const keys = await started(http);
  const first = processor();
  for (let id = 1; id <= KEYS; id++) await keys.latestVersion(id);
  const all = processor() - first;
  const again = processor();
  for (let count = 0; count < LOOK_UPS; count++) await keys.latestVersion(1 + (count % KEYS));
  const each = (1000 * (processor() - again)) / LOOK_UPS;
  return [
    {
      name: `look-ups of ${KEYS} keys in Vault`,
      ours: `${all.toFixed(0)} ms`,
      other: '',
      ratio: all,
      goal: atMost(5000),
    },
    {
      name: `a look-up in a cache of ${KEYS}, in µs`,
      ours: `${each.toFixed(2)} µs`,
      other: '',
      ratio: each,
      goal: atMost(2),
    },
  ];
}

async function started(http: Http): Promise<KeyManager> {
  const server = serverOf(12, 3);
  const vars = {
    vaultUrl: 'http://vault:8200/v1/test',
    token: TOKEN,
    vaultCa: '',
    timeout: 15,
    maxRetries: 3,
    cachingEnabled: true,
    cacheVersionTimeout: 3_600_000n,
    checkKvVersion: true,
    cacheTimeout: 2n ** 63n - 1n,
    useCacheOnTimeout: true,
  };
  const host = { ...hostOf(vars, '/data', server, []), http };
  const [plugin] = library(server) as readonly Plugin[];
  return (await plugin?.init(host)) as KeyManager;
}

/** How often each server asks a lab of its own while it creates tables. */
async function requests(cache: string, goal: Goal, options: readonly string[]): Promise<Figure> {
  const ours = await withLab(options, async (words, count) => {
    const server = await Sealion.start(join(temporaryDirectory(), 'data'), words);
    const asked = await count(async () => {
      for (const statement of CREATIONS) await server.sql(statement);
    });
    await server.shutdown();
    return asked;
  });
  const theirs = await withLab(options, async (words, count) => {
    const server = await MariadbServer.start(words);
    const asked = await count(() => server.sql(CREATIONS.join(';\n')));
    await server.remove();
    return asked;
  });
  return {
    name: `requests for ${TABLES} tables, ${cache}`,
    ours: String(ours),
    other: String(theirs),
    ratio: theirs === 0 ? Number(ours === 0) : ours / theirs,
    goal,
  };
}

const CREATIONS = Array.from(
  { length: TABLES },
  (_, at) => `CREATE TABLE t${at} (a INT) ENGINE=InnoDB ENCRYPTED=YES ENCRYPTION_KEY_ID=2`,
);

type Count = (work: () => Promise<unknown>) => Promise<number>;

async function withLab<T>(
  options: readonly string[],
  run: (words: readonly string[], count: Count) => Promise<T>,
): Promise<T> {
  const lab = labWith(2);
  const listening = await listen(lab, 0);
  const words = [
    '--plugin-maturity=unknown',
    '--plugin-load-add=hashicorp_key_management',
    `--hashicorp-key-management-vault-url=${listening.url}/v1/test`,
    `--hashicorp-key-management-token=${TOKEN}`,
    // So large that pages are written at the end only.
    '--innodb-buffer-pool-size=512M',
    ...options,
  ];
  try {
    return await run(words, async (work) => {
      const before = lab.requestCount;
      await work();
      return lab.requestCount - before;
    });
  } finally {
    await listening.close();
  }
}
