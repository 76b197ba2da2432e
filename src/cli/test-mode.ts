/** `sealion test`: scripts in the language of mysqltest, each on a server of its own in virtual time. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, userInfo } from 'node:os';
import { join } from 'node:path';
import type { Clock, Ports } from '../base/ports.js';
import { bundledLibraries } from '../plugins/bundled-libraries.js';
import { decodeBytes } from '../render/text.js';
import { runTests, type TestHost } from '../script/cli.js';
import { splitLeading } from '../script/test-preparation.js';
import type { ServerPlace } from '../script/test-runner.js';
import type { TestServer } from '../script/test-server.js';
import { errorLog } from '../server/error-log.js';
import { noTrace, realClock, realHttp, realRandom } from '../server/ports.js';
import { realFiles } from '../server/real-files.js';
import { Server } from '../server/server.js';
import { VirtualClock } from '../server/virtual-clock.js';
import { prepareMariadb, runOnMariadb } from './oracle.js';
import { labIn, runOnLab } from './own-lab.js';
import { textWriter } from './terminal.js';
import { answerAsWorker, endWorkersWithThisProcess, startWorker, WORKER_ARGUMENT } from './test-workers.js';

export function runTestMode(args: readonly string[]): Promise<number> {
  const host = testHost();
  if (args[0] === WORKER_ARGUMENT && process.send) return answerAsWorker(host);
  endWorkersWithThisProcess();
  return runTests(args, { ...host, startWorker });
}

/** This machine as the driver sees it; tests run in this process. */
export function testHost(): TestHost {
  return {
    startServer: startTestServer,
    runReal: runOnMariadb,
    prepareReal: prepareMariadb,
    directory: process.cwd(),
    files: realFiles,
    clock: realClock,
    processors: availableParallelism(),
    environment: { ...libraryVariables, ...process.env },
    async execute(command, environment) {
      const env = { ...process.env, ...Object.fromEntries(environment) };
      const { status, stdout } = spawnSync(command, { shell: true, env, stdio: ['ignore', 'pipe', 'inherit'] });
      return { status: status ?? 1, output: decodeBytes(stdout) };
    },
    readInput: () => readFileSync(process.stdin.fd),
    write: textWriter(process.stdout),
    writeError: textWriter(process.stderr),
    color: process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined,
  };
}

/** A server whose data, log and files all lie below `vardir`. */
async function startTestServer(
  options: readonly string[],
  { vardir, logdir, realTime }: ServerPlace,
): Promise<TestServer> {
  const log = join(logdir, 'mysqld.1.err');
  const datadir = join(vardir, 'data');
  const world = testPorts(realTime, (line) => realFiles.appendFile(log, `${line}\n`));
  const lab = labIn(datadir, world);
  const ports = { ...world, http: lab };
  const { leading, own } = splitLeading(options);
  const place = [...leading, `--datadir=${datadir}`, `--log-error=${log}`, '--sealion-profile=10.11'];
  let server = await Server.start([...place, ...own], ports, { createDatadir: true }).catch(async (error: unknown) => {
    await lab.close();
    throw error;
  });
  return {
    connect: async (account) => server.connect({ ...account, systemUser: userInfo().username }),
    async restart(more) {
      await server.shutdown();
      server = await Server.start([...place, ...own, ...more], ports);
    },
    stop: () => server.shutdown(),
    async kill() {
      server.crash();
    },
    async close() {
      await server.shutdown();
      await lab.close();
    },
    runOnLab: (program, words) => runOnLab(program, words, lab),
    clock: world.clock,
    datadir,
    errorLog: log,
    get variables() {
      return {
        PLUGIN_DIR: String(server.variables.getByName('plugin_dir')).replace(/\/$/, ''),
        // Nobody listens there; scripts replace its name in what a refused connection writes.
        MASTER_MYSOCK: join(vardir, 'mysqld.1.sock'),
      };
    },
  };
}

/** The real world, with a clock that nobody waits for unless time is to be real. */
function testPorts(realTime: boolean, sink: (line: string) => void): Ports {
  const virtual = new VirtualClock(realClock.now());
  const clock: Clock = realTime ? realClock : virtual;
  return {
    clock,
    watch: realClock,
    random: realRandom,
    files: realFiles,
    http: realTime ? realHttp : { request: (request) => virtual.during(realHttp.request(request)) },
    log: errorLog(clock, sink),
    trace: noTrace,
    env: process.env,
  };
}

/** X_SO=x.so for every library that is there, as scripts expect it. */
const libraryVariables: Readonly<Record<string, string>> = Object.fromEntries(
  Object.keys(bundledLibraries).map((name) => [`${name.toUpperCase().replaceAll('-', '_')}_SO`, `${name}.so`]),
);
