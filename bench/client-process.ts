/** One connection of the `mariadb` client, kept open, so that statements are timed without the client's start. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { MariadbServer } from '../test/support/mariadb.js';

const DONE = 'statements are done';

export class ClientProcess {
  private readonly child: ChildProcessByStdio<Writable, Readable, null>;
  private readonly exited: Promise<unknown>;
  private done: () => void = () => {};
  private lines: string[] = [];

  constructor({ socket }: MariadbServer) {
    const args = ['--no-defaults', `--socket=${socket}`, '--user=root', '--batch', '--skip-column-names'];
    this.child = spawn('mariadb', [...args, '--unbuffered', 'test'], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.exited = once(this.child, 'exit');
    createInterface(this.child.stdout).on('line', (line) => {
      if (line === DONE) this.done();
      else this.lines.push(line);
    });
  }

  /** Ends when the server has answered them all; what it printed. */
  async run(statements: string): Promise<string[]> {
    this.lines = [];
    const answered = new Promise<void>((resolve) => {
      this.done = resolve;
    });
    this.child.stdin.write(`${statements};\nSELECT '${DONE}';\n`);
    await Promise.race([answered, this.exited]);
    if (this.child.exitCode !== null) throw new Error('The mariadb client ended before its statements');
    return this.lines;
  }

  async close(): Promise<void> {
    this.child.stdin.end();
    await this.exited;
  }
}
