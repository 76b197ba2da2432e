/**
 * Lines `# sealion: name args` of a script: what it needs of the server that it runs on. To mysqltest they are comments.
 *
 * `opt`, `skip-real` and what a real server cannot do are looked for before a run; the others are done where they stand.
 */
import { splitShellWords } from '../base/shell-words.js';
import { type Directive, directiveIn } from './directive-lines.js';
import { ScriptFailure, ScriptSkipped } from './failure.js';
import { requirePlugin } from './includes.js';
import type { ScriptRun } from './run.js';

type Action = (run: ScriptRun, argument: string) => void | Promise<void>;

/** What a directive does in the simulator. */
const ACTIONS: Readonly<Record<string, Action>> = {
  require: requireThing,
  // Read before the start.
  opt: () => {},
  'skip-real': () => {},
  'skip-sim': (_run, argument) => {
    throw new ScriptSkipped(argument === '' ? 'Not for the simulator' : argument);
  },
  clock: moveClock,
  vault: runOnVault,
  kms: () => missing('a KMS stand-in'),
  'known-difference': (run, argument) => {
    if (argument === '') throw new ScriptFailure("Missing name in '# sealion: known-difference'");
    run.differences.expect(argument);
  },
};

/** Why a script with this directive can not run on a real server; not named here: it can. */
const NOT_ON_REAL: Readonly<Record<string, (argument: string) => string>> = {
  'skip-real': (argument) => (argument === '' ? 'Not for a real server' : argument),
  clock: () => 'Moves the clock, which a real server does not let one do',
  vault: () => 'Drives the Vault of the lab',
  kms: () => 'Drives the KMS stand-in',
};

/** What the simulator has of the features that scripts ask for. Others are a mistake in the script. */
const FEATURES: Readonly<Record<string, boolean>> = {
  innodb: true,
  aria: true,
  encryption: true,
  partition: true,
  binlog: false,
  debug: false,
  fulltext: false,
  galera: false,
  replication: false,
  spatial: false,
};

/** The complaint about the first directive that is none. */
export function unknownDirective(directives: readonly Directive[]): string | undefined {
  const unknown = directives.find(({ name }) => !Object.hasOwn(ACTIONS, name));
  return unknown && `mysqltest: At line ${unknown.line}: ${unknownText(unknown.name)}`;
}

/** Further server options, as the lines of an option file. */
export function directiveOptions(directives: readonly Directive[]): string {
  return directives.flatMap(({ name, argument }) => (name === 'opt' ? [argument] : [])).join('\n');
}

/** Why the script does not run on a real server; undefined when it does. */
export function reasonNotOnReal(directives: readonly Directive[]): string | undefined {
  for (const { name, argument } of directives) {
    const reason = NOT_ON_REAL[name]?.(argument);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/** Does what a directive says. */
export async function runDirective(run: ScriptRun, text: string): Promise<void> {
  const { name, argument } = directiveIn(text) ?? { name: '', argument: '' };
  const action = ACTIONS[name];
  if (!action) throw new ScriptFailure(unknownText(name));
  await action(run, argument);
}

const unknownText = (name: string): string =>
  `Unknown directive '${name}' behind '# sealion:'; there are ${Object.keys(ACTIONS).join(', ')}`;

async function requireThing(run: ScriptRun, argument: string): Promise<void> {
  const [kind = '', name = ''] = argument.split(/\s+/);
  if (kind === 'plugin' && /^\w+$/.test(name)) return await requirePlugin(name)(run);
  if (kind !== 'feature' || !Object.hasOwn(FEATURES, name)) {
    const features = Object.keys(FEATURES).join(', ');
    throw new ScriptFailure(
      `'# sealion: require ${argument}' is neither 'plugin NAME' nor 'feature NAME' with one of ${features}`,
    );
  }
  if (!FEATURES[name]) throw new ScriptSkipped(`Needs the feature ${name}, which is not simulated`);
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

async function moveClock(run: ScriptRun, argument: string): Promise<void> {
  const [, amount, unit = ''] = /^\+(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(argument) ?? [];
  if (amount === undefined) {
    throw new ScriptFailure(
      `'# sealion: clock ${argument}' is not like +90s; units are ${Object.keys(UNITS).join(', ')}`,
    );
  }
  if (run.host.realTime) throw new ScriptSkipped('Moves the clock, and time is real');
  await run.host.server.clock.sleep(Number(amount) * (UNITS[unit] ?? 0));
}

/** Commands about the lab itself; all others are those of the `vault` program. */
const LAB_COMMANDS = new Set(['fault', 'clear', 'clock']);

async function runOnVault({ host }: ScriptRun, argument: string): Promise<void> {
  const words = splitShellWords(argument);
  const [first = '', ...rest] = words;
  const { status, errors } = LAB_COMMANDS.has(first)
    ? await host.server.runOnLab('lab', [first, 'vault', ...rest])
    : await host.server.runOnLab('vault', words);
  if (status !== 0) throw new ScriptFailure(`'# sealion: vault ${argument}' ended with ${status}: ${errors.trim()}`);
}

function missing(what: string): never {
  throw new ScriptSkipped(`Needs ${what}, which is not there`);
}
