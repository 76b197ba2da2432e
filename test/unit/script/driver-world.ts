/** The driver in a world of files in memory, a server that always gives the same answer, and no processes. */
import type { Outcome } from '../../../src/base/result.js';
import { varchar } from '../../../src/base/types.js';
import { runTests, type TestHost } from '../../../src/script/cli.js';
import type { ServerPlace } from '../../../src/script/test-runner.js';
import { countingClock, fakeServer, MemoryFiles } from './world.js';

export const SCRIPT = 'select 1;\n';
export const RESULT = 'select 1;\n1\n1\n';

const ANSWER: Outcome = {
  kind: 'rows',
  columns: [{ name: '1', type: varchar(1), nullable: false, db: '', table: '', orgTable: '', orgName: '' }],
  rows: [['1']],
  warningCount: 0,
};

export interface World {
  readonly files: MemoryFiles;
  readonly starts: { options: readonly string[]; vardir: string }[];
  readonly output: () => string;
  run(...args: string[]): Promise<number>;
}

/** The world, and what happened in it. A real server answers as this one does unless `parts` says otherwise. */
export function world(
  contents: Record<string, string>,
  environment: Record<string, string> = {},
  parts: Partial<TestHost> = {},
): World {
  const files = new MemoryFiles(contents);
  const starts: World['starts'] = [];
  let output = '';
  const write = (text: string): void => {
    output += text;
  };
  const session = {
    connectionId: 1,
    database: 'test',
    serverVersion: '10.11.19-MariaDB',
    execute: async (): Promise<Outcome[]> => [ANSWER],
    killQuery: () => {},
    close: async () => {},
  };
  const host: TestHost = {
    startServer: async (options: readonly string[], { vardir }: ServerPlace) => {
      if (options.includes('--broken')) throw new Error('unknown option --broken');
      starts.push({ options, vardir });
      return { ...fakeServer(), connect: async () => session };
    },
    files,
    directory: '/home',
    clock: countingClock(),
    environment,
    execute: async () => ({ status: 0, output: 'said\n' }),
    runReal: async () => ({ kind: 'finished', output: RESULT, message: '' }),
    prepareReal: async () => {},
    processors: 1,
    readInput: () => Buffer.from(SCRIPT),
    write,
    writeError: write,
    color: false,
    ...parts,
  };
  return { files, starts, output: () => output, run: (...args) => runTests(args, host) };
}
