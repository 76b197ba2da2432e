/** `sealion test`: scripts in the language of mysqltest, each on a server of its own in virtual time. */
import { spawnSync } from 'node:child_process';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { Ports } from '../base/ports.js';
import { bundledLibraries } from '../plugins/bundled-libraries.js';
import { decodeBytes } from '../render/text.js';
import { runTests, type TestHost } from '../script/cli.js';
import type { TestServer } from '../script/test-server.js';
import { errorLog } from '../server/error-log.js';
import { noTrace, realClock, realHttp, realRandom } from '../server/ports.js';
import { realFiles } from '../server/real-files.js';
import { Server } from '../server/server.js';
import { VirtualClock } from '../server/virtual-clock.js';
import { textWriter } from './terminal.js';

export function runTestMode(args: readonly string[]): Promise<number> {
  return runTests(args, testHost());
}

/** This machine as the driver sees it. */
export function testHost(): TestHost {
  return {
    startServer: startTestServer,
    directory: process.cwd(),
    files: realFiles,
    clock: realClock,
    environment: process.env,
    async execute(command, environment) {
      const env = { ...process.env, ...Object.fromEntries(environment) };
      const { status, stdout } = spawnSync(command, { shell: true, env, stdio: ['ignore', 'pipe', 'inherit'] });
      return { status: status ?? 1, output: decodeBytes(stdout) };
    },
    write: textWriter(process.stdout),
    writeError: textWriter(process.stderr),
    color: process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined,
  };
}

/** A server whose data, log and files all lie below `vardir`. */
async function startTestServer(options: readonly string[], vardir: string): Promise<TestServer> {
  const clock = new VirtualClock(realClock.now());
  const log = join(vardir, 'log', 'mysqld.1.err');
  const ports: Ports = {
    clock,
    watch: realClock,
    random: realRandom,
    files: realFiles,
    http: { request: (request) => clock.during(realHttp.request(request)) },
    log: errorLog(clock, (line) => realFiles.appendFile(log, `${line}\n`)),
    trace: noTrace,
    env: process.env,
  };
  const datadir = join(vardir, 'data');
  const place = ['--no-defaults', `--datadir=${datadir}`, `--log-error=${log}`, '--sealion-profile=10.11'];
  let server = await Server.start([...place, ...options], ports, { createDatadir: true });
  return {
    connect: async (account) => server.connect({ ...account, systemUser: userInfo().username }),
    async restart(more) {
      await server.shutdown();
      server = await Server.start([...place, ...options, ...more], ports);
    },
    stop: () => server.shutdown(),
    async kill() {
      server.crash();
    },
    clock,
    datadir,
    errorLog: log,
    get variables() {
      return {
        PLUGIN_DIR: String(server.variables.getByName('plugin_dir')).replace(/\/$/, ''),
        // Nobody listens there; scripts replace its name in what a refused connection writes.
        MASTER_MYSOCK: join(vardir, 'mysqld.1.sock'),
        ...libraryVariables,
      };
    },
  };
}

/** X_SO=x.so for every library that is there, as scripts expect it. */
const libraryVariables: Readonly<Record<string, string>> = Object.fromEntries(
  Object.keys(bundledLibraries).map((name) => [`${name.toUpperCase().replaceAll('-', '_')}_SO`, `${name}.so`]),
);
