/** A real server and Sealion side by side: the same options, the same statements, two answers. */
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Cell, Outcome } from '../../../src/base/result.js';
import type { ClientSession } from '../../../src/base/session.js';
import { realPorts } from '../../../src/server/ports.js';
import { Server } from '../../../src/server/server.js';
import { MariadbServer } from '../../support/mariadb.js';
import { connectWire } from '../../support/wire.js';
import { LIBRARIES } from './words.js';

const UTF8MB4_GENERAL_CI = 45;
const ACCOUNT = { user: 'root', host: 'localhost', password: '', database: 'test' };

/** What both say to one statement, and what SHOW WARNINGS says after it. */
export interface Answers {
  readonly real: string;
  readonly own: string;
}

const cellText = (cell: Cell): string => (cell === null ? 'NULL' : Buffer.from(cell).toString());

function outcomeText(outcome: Outcome): string {
  if (outcome.kind === 'error') return `ERROR ${outcome.errno} (${outcome.sqlstate}): ${outcome.message}`;
  const warnings = `${outcome.warningCount} warnings`;
  if (outcome.kind === 'ok')
    return `OK, ${outcome.affectedRows} affected, ${warnings}${outcome.info && `, ${outcome.info}`}`;
  const lines = [outcome.columns.map(({ name }) => name), ...outcome.rows.map((row) => row.map(cellText))];
  return `${lines.map((line) => line.join('\t')).join('\n')}\n${warnings}`;
}

const answerText = (outcomes: readonly Outcome[]): string => outcomes.map(outcomeText).join('\n');

/** A plugin directory that holds the libraries which both have, and no others. */
function pluginDirectory(parent: string, real: string): string {
  const directory = join(parent, 'plugins');
  mkdirSync(directory);
  for (const name of Object.keys(LIBRARIES)) copyFileSync(join(real, `${name}.so`), join(directory, `${name}.so`));
  return directory;
}

export class Pair {
  private readonly real: MariadbServer;
  private readonly own: Server;
  private sessions: readonly ClientSession[] = [];

  private constructor(real: MariadbServer, own: Server) {
    this.real = real;
    this.own = own;
  }

  /** `makeOptions` hears of a directory for files that the options name. */
  static async start(makeOptions: (directory: string) => readonly string[]): Promise<Pair> {
    const real = await MariadbServer.start();
    try {
      const [, found = ''] = (await real.sql('SELECT @@plugin_dir')).split('\n');
      const place = [`--plugin-dir=${pluginDirectory(real.directory, found)}`, '--character-set-server=utf8mb4'];
      const options = [...place, '--collation-server=utf8mb4_general_ci', ...makeOptions(real.directory)];
      await real.stop();
      await real.startAgain(options);
      const datadir = join(real.directory, 'own');
      const args = ['--no-defaults', `--datadir=${datadir}`, '--sealion-profile=10.11', '--skip-networking'];
      const ports = realPorts(() => {});
      // The data directory is older than the options, as the real server's is.
      await (await Server.start(args, ports, { createDatadir: true })).shutdown();
      return new Pair(real, await Server.start([...args, ...options], ports));
    } catch (error) {
      await real.remove();
      throw error;
    }
  }

  /** New sessions on both. */
  async connect(): Promise<void> {
    await this.disconnect();
    this.sessions = [
      await connectWire(this.real.socket, ACCOUNT, UTF8MB4_GENERAL_CI),
      this.own.connect({ user: ACCOUNT.user, host: ACCOUNT.host, database: ACCOUNT.database }),
    ];
  }

  async ask(statement: string): Promise<Answers> {
    const [real = '', own = ''] = await Promise.all(
      this.sessions.map(async (session) => {
        const answer = answerText(await session.execute(statement));
        return `${answer}\n-- ${answerText(await session.execute('SHOW WARNINGS'))}`;
      }),
    );
    return { real, own };
  }

  async stop(): Promise<void> {
    await this.disconnect();
    await this.own.shutdown();
    await this.real.remove();
  }

  private async disconnect(): Promise<void> {
    for (const session of this.sessions) await session.close();
    this.sessions = [];
  }
}
