/** The command line of `sealion test`. */

/** A switch, a value, or one of several words. */
interface OptionDeclaration {
  readonly value?: string;
  readonly help: string;
  readonly number?: true;
  readonly oneOf?: readonly string[];
}

// biome-ignore format: read as a table.
const OPTIONS = {
  record:                 { help: 'Write the result files instead of comparing with them' },
  force:                  { help: 'Go on after a failure; allow --record in CI' },
  parallel:               { value: 'N', number: true, help: 'So many worker processes; as many as processors by default' },
  retry:                  { value: 'N', number: true, help: 'Run a test that fails up to N more times' },
  'testcase-timeout':     { value: 'SECONDS', number: true, help: 'End a test that takes longer (900)' },
  'max-test-fail':        { value: 'N', number: true, help: 'Stop after so many failures' },
  suite:                  { value: 'NAME,…', help: 'Only tests of these suites' },
  'do-test':              { value: 'REGEX', help: 'Only tests whose name matches' },
  'skip-test':            { value: 'REGEX', help: 'No tests whose name matches' },
  'start-from':           { value: 'NAME', help: 'Begin with this test' },
  combination:            { value: 'NAME', help: 'Only runs of this combination' },
  server:                 { value: 'mariadbd', oneOf: ['mariadbd'], help: "Run on real servers, with MariaDB's own mysqltest" },
  compare:                { help: 'Run on both and show where they differ' },
  extern:                 { value: 'SERVER', help: 'Run on this server: socket=PATH or HOST:PORT' },
  'real-time':            { help: 'Let time pass as it does; by default nobody waits' },
  explain:                { help: 'Show the commands of the scripts, do not run them' },
  format:                 { value: 'mtr|tap|junit', oneOf: ['mtr', 'tap', 'junit'], help: 'What is printed' },
  'xml-report':           { value: 'FILE', help: 'Write a report for JUnit readers, too' },
  'result-file':          { value: 'FILE', help: 'The result of the only script; - prints its output' },
  vardir:                 { value: 'DIR', help: 'Where servers and scripts keep their files (./var)' },
  tmpdir:                 { value: 'DIR', help: "Where scripts keep temporary files (in the test's vardir)" },
  logdir:                 { value: 'DIR', help: "Where logs and output that differs go" },
  'suite-dir':            { value: 'DIR', help: "Where includes are looked for after the script's directory" },
  basedir:                { value: 'DIR', help: 'Where they are looked for at last, and suites by their names' },
  'allow-exec':           { help: 'Let scripts run programs' },
  'mysqltest-exit-codes': { help: 'Exit with 62 when the only test is skipped' },
  help:                   { help: 'Show this list' },
} as const satisfies Record<string, OptionDeclaration>;

type OptionName = keyof typeof OPTIONS;

/** What the command line asks for: switches have the value ''. */
export interface TestArguments {
  readonly options: ReadonlyMap<OptionName, string>;
  readonly paths: readonly string[];
}

/** Reads the arguments; a string is the complaint about them. */
export function parseTestArguments(args: readonly string[]): TestArguments | string {
  const options = new Map<OptionName, string>();
  const paths: string[] = [];
  const words = [...args];
  for (let arg = words.shift(); arg !== undefined; arg = words.shift()) {
    if (!arg.startsWith('--')) {
      if (arg.startsWith('-') && arg !== '-') return `unknown option '${arg}'`;
      paths.push(arg);
      continue;
    }
    const complaint = readOption(arg.slice(2), words, options);
    if (complaint !== undefined) return complaint;
  }
  return contradiction(options, paths) ?? { options, paths };
}

/** Reads one option, its value from the words behind it where it must. Gives the complaint. */
function readOption(text: string, words: string[], options: Map<OptionName, string>): string | undefined {
  const [name = '', ...rest] = text.split('=');
  if (!isOption(name)) return `unknown option '--${text}'`;
  const declaration: OptionDeclaration = OPTIONS[name];
  const takesValue = declaration.value !== undefined;
  const value = rest.length > 0 ? rest.join('=') : takesValue ? words.shift() : '';
  if (value === undefined) return `option '--${name}' requires an argument`;
  if (!takesValue && rest.length > 0) return `option '--${name}' cannot take an argument`;
  const complaint = wrongValue(declaration, value);
  if (complaint !== undefined) return `option '--${name}' ${complaint}, not '${value}'`;
  options.set(name, value);
  return undefined;
}

const isOption = (name: string): name is OptionName => Object.hasOwn(OPTIONS, name);

function wrongValue({ number, oneOf }: OptionDeclaration, value: string): string | undefined {
  if (number && !/^\d+$/.test(value)) return 'takes a number';
  if (oneOf && !oneOf.includes(value)) return `is one of ${oneOf.join(', ')}`;
  return undefined;
}

/** Options that cannot go together. */
function contradiction(options: ReadonlyMap<OptionName, string>, paths: readonly string[]): string | undefined {
  const both = (one: OptionName, other: OptionName): boolean => options.has(one) && options.has(other);
  if (both('compare', 'record')) return '--compare shows differences, it records nothing';
  if (both('extern', 'record')) return '--record needs a server of its own; --server=mariadbd records from real ones';
  if (both('extern', 'server')) return '--extern and --server name different servers';
  if (options.has('result-file') && paths.length !== 1) return '--result-file is for one script';
  if (options.get('parallel') === '0') return "option '--parallel' takes a number from 1 on, not '0'";
  if (options.has('extern') && externServer(options.get('extern') ?? '') === undefined) {
    return '--extern takes socket=PATH or HOST:PORT';
  }
  return undefined;
}

/** Where the running server is that `--extern` names. */
export type ExternServer = { readonly socket: string } | { readonly host: string; readonly port: number };

export function externServer(text: string): ExternServer | undefined {
  if (/^socket=./.test(text)) return { socket: text.slice('socket='.length) };
  const [, host, port] = /^(.+):(\d{1,5})$/.exec(text) ?? [];
  return host === undefined ? undefined : { host, port: Number(port) };
}

const HELP_WIDTH = 26;

/** `sealion test --help` */
export function helpText(): string {
  const lines = Object.entries(OPTIONS).map(([name, option]) => {
    const left = `--${name}${'value' in option ? `=${option.value}` : ''}`;
    return `  ${left.padEnd(HELP_WIDTH)} ${option.help}\n`;
  });
  return `Usage: sealion test [OPTIONS] FILE|DIRECTORY|SUITE.TEST …

Runs scripts in the language of mysqltest, each on a server of its own, and compares what they write with the result
files beside them. A file that ends in .sql is a script, too; - reads one from standard input and prints its output.

${lines.join('')}`;
}
