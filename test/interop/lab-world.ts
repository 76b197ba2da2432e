/** The lab's Vault for a real server and for ours: each asks one of its own that says the same. */
import { createConnection } from 'mysql2/promise';
import type { LabCertificates } from '../../src/lab/real-certificates.js';
import { LabVault } from '../../src/lab/vault/lab-vault.js';
import { type Listening, listen } from '../../src/lab/vault/real-listener.js';
import { realClock, realHttp, realRandom } from '../../src/server/ports.js';
import { MariadbServer } from '../support/mariadb.js';
import { CollectingLog } from '../support/ports.js';
import { type Seen, serverWith } from '../unit/plugins/hashicorp-world.js';

/** What a client and the log have of one row, and how often Vault was asked. */
export interface Played extends Omit<Seen, 'rows'> {
  readonly requests: number;
  readonly errorLog: readonly string[];
}

export interface Lab {
  readonly vault: LabVault;
  readonly listening: Listening;
  /** Asks as root. */
  ask(method: string, path: string, body?: object): { status: number };
  put(id: number, key: string): void;
  close(): Promise<void>;
}

export const ROOT_TOKEN = 's.secret';

/** A Vault with an empty mount `mariadb`. */
export async function startLab(certificates?: LabCertificates): Promise<Lab> {
  const vault = new LabVault({ clock: realClock, random: realRandom, rootToken: ROOT_TOKEN });
  const listening = await listen(vault, 0, certificates);
  const ask = (method: string, path: string, body?: object) =>
    vault.answer({
      method,
      target: `/v1/${path}`,
      headers: { 'x-vault-token': ROOT_TOKEN },
      body: body ? JSON.stringify(body) : '',
    });
  ask('POST', 'sys/mounts/mariadb', { type: 'kv-v2' });
  const put = (id: number, key: string) => void ask('POST', `mariadb/data/${id}`, { data: { data: key } });
  return { vault, listening, ask, put, close: () => listening.close() };
}

/** As of the recording: two tries of two seconds, and nobody relies on a version that is known. */
export const optionsFor = ({ listening }: Lab): string[] => [
  `--loose-hashicorp-key-management-vault-url=${listening.url}/v1/mariadb`,
  `--loose-hashicorp-key-management-token=${ROOT_TOKEN}`,
  '--loose-hashicorp-key-management-timeout=2',
  '--loose-hashicorp-key-management-max-retries=1',
  '--loose-hashicorp-key-management-cache-version-timeout=0',
];

export interface Player {
  play(sql: string): Promise<Omit<Played, 'requests'>>;
  stop(): Promise<void>;
}

/** The real server. */
export async function realPlayer(options: readonly string[]): Promise<Player & { readonly server: MariadbServer }> {
  const server = await MariadbServer.start(options);
  return {
    server,
    async play(sql) {
      // A connection would remember the warnings of the row before.
      const connection = await createConnection({ socketPath: server.socket, user: 'root' });
      const before = server.errorLog.length;
      let error: Seen['error'] = null;
      for (const statement of sql.split('; ')) {
        try {
          await connection.query(statement);
        } catch (failure) {
          const { errno, sqlState, sqlMessage } = failure as { errno: number; sqlState: string; sqlMessage: string };
          error = { code: errno, sqlstate: sqlState, message: sqlMessage };
          break;
        }
      }
      const [rows] = await connection.query('SHOW WARNINGS');
      const warnings = rows as { Level: string; Code: number; Message: string }[];
      const showWarnings = warnings.map(({ Level, Code, Message }) => `${Level} (Code ${Code}): ${Message}`);
      await connection.end();
      return { error, showWarnings, errorLog: pluginLines(server.errorLog.slice(before)) };
    },
    stop: () => server.remove(),
  };
}

/** Ours, with the real network. */
export async function ourPlayer(options: readonly string[]): Promise<Player> {
  const server = await serverWith(realHttp, options);
  return {
    async play(sql) {
      server.logged();
      const { error, showWarnings } = await server.as('root', sql);
      return { error, showWarnings, errorLog: pluginLines(server.logged().join('\n')) };
    },
    stop: async () => {},
  };
}

/** Does our server come up with these options, and what does it say? */
export async function ourStart(options: readonly string[]): Promise<{ up: boolean; errorLog: string[] }> {
  const log = new CollectingLog();
  const up = await serverWith(realHttp, options, log).then(
    () => true,
    () => false,
  );
  return { up, errorLog: pluginLines(log.lines.join('\n')) };
}

export async function realStart(options: readonly string[]): Promise<{ up: boolean; errorLog: string[] }> {
  let said = '';
  const up = await MariadbServer.start(options).then(
    async (server) => {
      said = server.errorLog;
      await server.remove();
      return true;
    },
    (error: Error) => {
      said = error.message;
      return false;
    },
  );
  return { up, errorLog: pluginLines(said) };
}

/** Lines about the plugin, without times; the recording has no others. */
const pluginLines = (log: string): string[] =>
  log.split('\n').flatMap((line) => {
    const [, level = '', text = ''] = /\[(Note|Warning|ERROR)\] (.*)$/.exec(line) ?? [];
    const isOurs = /hashicorp/.test(text) || text === 'Aborting';
    return isOurs ? [`[${level}] ${text.replace(/^\S*mariadbd: /, 'mariadbd: ').trimEnd()}`] : [];
  });

/** Without what no two runs have in common, and without keys, which only the real server shows. */
export const comparable = <T>(value: T): T =>
  JSON.parse(
    JSON.stringify(value)
      .replaceAll(/(127\.0\.0\.1|localhost)(:| port )\d+/g, '$1$2N')
      .replaceAll(/after \d+ (ms|milliseconds)/g, 'after N $1')
      .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'UUID')
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
      .replaceAll(/OpenSSL\/[\d.]+/g, 'OpenSSL')
      .replaceAll(/\\"(?:[0-9a-f]{2}){16,32}\\"/gi, '\\"***\\"'),
  );
