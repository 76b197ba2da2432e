/** `sealion serve` in a process of its own. */
import { openListeners } from '../protocol/listener.js';
import { realPorts } from '../server/ports.js';
import { serve } from '../server/serve.js';
import { StartFailure } from '../startup/start-failure.js';
import { openLab } from './own-lab.js';

/** Longer than any process lives; only there to keep it alive. */
const FOREVER_MS = 2 ** 31 - 1;

export async function runServeMode(args: readonly string[]): Promise<number> {
  const ports = realPorts((line) => process.stderr.write(`${line}\n`));
  try {
    await serve(args, {
      ports: { ...ports, http: openLab(args, process.cwd(), ports) },
      directory: process.cwd(),
      pid: process.pid,
      onSignal(stop) {
        process.once('SIGTERM', stop);
        process.once('SIGINT', stop);
      },
      onHangup: (refresh) => process.on('SIGHUP', refresh),
      listen: openListeners,
      stayAlive() {
        const timer = setInterval(() => {}, FOREVER_MS);
        return { stop: () => clearInterval(timer) };
      },
    });
    return 0;
  } catch (error) {
    if (!(error instanceof StartFailure)) throw error;
    for (const { level, text } of error.lines) if (level === undefined) process.stderr.write(`${text}\n`);
    return error.exitCode;
  }
}
