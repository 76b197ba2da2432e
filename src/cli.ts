/** The `sealion` program: sub-commands, else the client on a server of its own. Each mode loads what it needs. */
import { runClientMode } from './cli/client-mode.js';

const [command, ...rest] = process.argv.slice(2);

async function main(): Promise<number> {
  switch (command) {
    case 'serve':
      return (await import('./cli/serve-mode.js')).runServeMode(rest);
    case 'check':
      return (await import('./cli/check-mode.js')).runCheckMode(rest);
    case 'inspect':
      return (await import('./cli/inspect-mode.js')).runInspectMode(rest);
    case 'install-db':
      return (await import('./cli/install-mode.js')).runInstallMode(rest);
    case 'lab':
      return (await import('./cli/lab-mode.js')).runLabMode(rest);
    case 'test':
      return (await import('./cli/test-mode.js')).runTestMode(rest);
    case 'vault':
      return (await import('./cli/vault-mode.js')).runVaultMode(rest);
    default:
      return runClientMode(process.argv.slice(2));
  }
}

main().then(
  (exitCode) => {
    process.exitCode = exitCode;
  },
  (error: unknown) => {
    process.stderr.write(`sealion: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 70;
  },
);
