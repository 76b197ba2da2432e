/** The command line of `sealion test`. */

/** A switch or a value that the driver knows. */
interface OptionDeclaration {
  readonly value?: string;
  readonly help: string;
}

// biome-ignore format: read as a table.
const OPTIONS = {
  record:                 { help: 'Write the result files instead of comparing with them' },
  force:                  { help: 'Go on after a failure; allow --record in CI' },
  suite:                  { value: 'NAME,…', help: 'Only tests of these suites' },
  'do-test':              { value: 'REGEX', help: 'Only tests whose name matches' },
  'skip-test':            { value: 'REGEX', help: 'No tests whose name matches' },
  'start-from':           { value: 'NAME', help: 'Begin with this test' },
  'max-test-fail':        { value: 'N', help: 'Stop after so many failures' },
  vardir:                 { value: 'DIR', help: 'Where servers and scripts keep their files' },
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
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? '';
    if (!arg.startsWith('--')) {
      paths.push(arg);
      continue;
    }
    const [name = '', ...rest] = arg.slice(2).split('=');
    if (!isOption(name)) return `unknown option '${arg}'`;
    const takesValue = 'value' in OPTIONS[name];
    const value = rest.length > 0 ? rest.join('=') : takesValue ? args[++at] : '';
    if (value === undefined) return `option '--${name}' requires an argument`;
    if (!takesValue && rest.length > 0) return `option '--${name}' cannot take an argument`;
    options.set(name, value);
  }
  return { options, paths };
}

const isOption = (name: string): name is OptionName => Object.hasOwn(OPTIONS, name);

const HELP_WIDTH = 26;

/** `sealion test --help` */
export function helpText(): string {
  const lines = Object.entries(OPTIONS).map(([name, option]) => {
    const left = `--${name}${'value' in option ? `=${option.value}` : ''}`;
    return `  ${left.padEnd(HELP_WIDTH)} ${option.help}\n`;
  });
  return `Usage: sealion test [OPTIONS] FILE|DIRECTORY …\n\n${lines.join('')}`;
}
