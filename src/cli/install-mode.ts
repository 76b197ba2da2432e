/** `sealion install-db`: makes a data directory, with the options that a server on it would get. */
import { resolve } from 'node:path';
import { DatadirError } from '../engine/datadir.js';
import { installDatadir } from '../server/bootstrap.js';
import { realPorts } from '../server/ports.js';
import { serverSettings } from '../startup/settings.js';
import { StartFailure } from '../startup/start-failure.js';
import { SystemVariables } from '../sysvars/registry.js';
import { startReport } from './start-report.js';

const SKIP_TEST_DATABASE = '--skip-test-db';

export async function runInstallMode(args: readonly string[]): Promise<number> {
  const ports = realPorts((line) => process.stderr.write(`${line}\n`));
  const directory = process.cwd();
  try {
    const { profile, values } = serverSettings(
      args.filter((word) => word !== SKIP_TEST_DATABASE),
      directory,
      ports,
    );
    const variables = new SystemVariables(profile.variables, profile.rules);
    variables.apply(values);
    const path = resolve(directory, String(variables.getByName('datadir') ?? ''));
    const defaultEngine = String(variables.getByName('default_storage_engine'));
    const collation = String(variables.getByName('collation_server'));
    installDatadir({ path, collation, testDatabase: !args.includes(SKIP_TEST_DATABASE), defaultEngine }, ports);
    process.stdout.write(`Installed the system tables in '${path}'\n`);
    return 0;
  } catch (error) {
    if (error instanceof StartFailure) {
      process.stderr.write(startReport(error, ports.clock.now()));
      return error.exitCode;
    }
    if (!(error instanceof DatadirError)) throw error;
    process.stderr.write(`sealion install-db: ${error.message}\n`);
    return 1;
  }
}
