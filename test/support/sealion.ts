/** Sealion in this process on a real data directory, with the real ports: what the interop tests compare. */
import type { ClientSession } from '../../src/base/session.js';
import type { TableDefinition } from '../../src/engine/definition.js';
import { tabText } from '../../src/render/tab.js';
import { realPorts } from '../../src/server/ports.js';
import { Server } from '../../src/server/server.js';

export class Sealion {
  private readonly server: Server;
  private readonly session: ClientSession;

  private constructor(server: Server) {
    this.server = server;
    this.session = server.connect({ user: 'root', host: 'localhost', database: 'test' });
  }

  /** A server without option files, on a data directory that is made if there is none. */
  static async start(datadir: string, options: readonly string[] = []): Promise<Sealion> {
    const args = ['--no-defaults', `--datadir=${datadir}`, ...options];
    return new Sealion(
      await Server.start(
        args,
        realPorts(() => {}),
        { createDatadir: true },
      ),
    );
  }

  /** What the batch client would print for one statement: the column names and the rows, or nothing where there are none. */
  async sql(statement: string): Promise<string> {
    const outcomes = await this.session.execute(statement);
    return outcomes
      .map((outcome) => {
        if (outcome.kind === 'error') throw new Error(`${outcome.errno} (${outcome.sqlstate}): ${outcome.message}`);
        return outcome.kind === 'rows' && outcome.rows.length > 0 ? tabText(outcome, { header: true, raw: false }) : '';
      })
      .join('');
  }

  /** What the batch client with --force would print for them, a line each: the rows first, then the errors. */
  async force(statements: readonly string[]): Promise<string> {
    let rows = '';
    let errors = '';
    for (const [index, statement] of statements.entries()) {
      for (const outcome of await this.session.execute(statement)) {
        if (outcome.kind === 'error') {
          errors += `ERROR ${outcome.errno} (${outcome.sqlstate}) at line ${index + 1}: ${outcome.message}\n`;
        } else if (outcome.kind === 'rows' && outcome.rows.length > 0) {
          rows += tabText(outcome, { header: true, raw: false });
        }
      }
    }
    return rows + errors;
  }

  /** What `mariadb --force --batch --skip-column-names` would print on standard output for many statements. */
  async answers(statements: readonly string[]): Promise<string> {
    const printed: string[] = [];
    for (const statement of statements) {
      for (const outcome of await this.session.execute(statement))
        if (outcome.kind === 'rows') printed.push(tabText(outcome, { header: false, raw: false }));
    }
    return printed.join('');
  }

  /** What the dictionary says of a table. */
  definition(name: string): TableDefinition {
    const table = this.server.engine.find('test', name);
    if (!table) throw new Error(`There is no table test.${name}`);
    return table.definition;
  }

  async shutdown(): Promise<void> {
    await this.session.close();
    await this.server.shutdown();
  }
}
