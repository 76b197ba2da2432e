/** One connection of the `mariadb` client, kept open, so that statements are timed without the client's start. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { MariadbServer } from '../test/support/mariadb.js';

const DONE = 'statements are done';

export class ClientProcess {
  private readonly child: ChildProcessByStdio<Writable, Readable, null>;
  private readonly lines: Interface;

  constructor({ socket }: MariadbServer) {
    const args = [
      '--no-defaults',
      `--socket=${socket}`,
      '--user=root',
      '--batch',
      '--skip-column-names',
      '--unbuffered',
    ];
    this.child = spawn('mariadb', [...args, 'test'], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.lines = createInterface(this.child.stdout);
  }

  /** Ends when the server has answered them all. */
  async run(statements: string): Promise<void> {
    this.child.stdin.write(`${statements};\nSELECT '${DONE}';\n`);
    const ended = new Promise<never>((_, reject) => {
      this.child.once('exit', () => reject(new Error('The mariadb client ended before its statements')));
    });
    while ((await Promise.race([once(this.lines, 'line'), ended]))[0] !== DONE);
  }

  async close(): Promise<void> {
    const exited = once(this.child, 'exit');
    this.child.stdin.end();
    await exited;
  }
}
