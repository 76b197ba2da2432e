/** The server's options that are no system variables. */
import { bool, type OptionArgument, oneOf, type Sysvar, sysvar, text, unsigned } from './define.js';
import { PROFILE_NAMES } from './profiles.js';
import type { SysvarType } from './sysvar-type.js';

function option<V>(
  name: string,
  type: SysvarType<V>,
  argument: OptionArgument,
  initial: V,
  comment: string,
): Sysvar<V> {
  return sysvar(name.replaceAll('-', '_'), {
    scope: 'GLOBAL',
    type,
    default: initial,
    commandLine: argument,
    optionName: name,
    optionOnly: true,
    comment,
  });
}

const flag = (name: string, comment: string): Sysvar<boolean> => option(name, bool, 'NONE', false, comment);
const value = (name: string, comment: string): Sysvar<string> => option(name, text(), 'REQUIRED', '', comment);

export const pluginLoad = value('plugin-load', 'Libraries to load at start-up instead of those named before.');
export const pluginLoadAdd = value('plugin-load-add', 'Libraries to load at start-up.');
export const user = value('user', 'Account of the operating system to run as.');
export const logBasename = value('log-basename', 'First part of the names of log files.');
export const logBinary = option(
  'log-bin',
  text(),
  'OPTIONAL',
  '',
  'Path of the binary log, which is written when this is given.',
);
export const bootstrap = flag('bootstrap', 'Runs the statements on standard input without network, then stops.');
export const help = flag('help', 'Shows the options and stops.');
export const verbose = flag('verbose', 'Shows more together with --help.');
export const version = flag('version', 'Shows the version and stops.');
export const consoleLog = option('console', bool, 'OPTIONAL', false, 'The error log goes to standard error.');
export const stackTrace = option('stack-trace', bool, 'OPTIONAL', true, 'A crash shows where it was.');
export const gdb = flag('gdb', 'Signals are left to a debugger.');
export const clientHandshake = option(
  'character-set-client-handshake',
  bool,
  'OPTIONAL',
  true,
  'Clients may choose their character set at connect.',
);
export const sealionProfile = option(
  'sealion-profile',
  oneOf(...PROFILE_NAMES),
  'REQUIRED',
  'enterprise',
  'Which server is simulated.',
);
export const sealionPluginTimeout = option(
  'sealion-plugin-timeout',
  unsigned({ min: 1, max: 31_536_000 }),
  'REQUIRED',
  60,
  'Seconds that a plugin has for one call.',
);

/** All of them. */
export const SERVER_ONLY_OPTIONS: readonly Sysvar[] = [
  pluginLoad,
  pluginLoadAdd,
  user,
  logBasename,
  logBinary,
  bootstrap,
  help,
  verbose,
  version,
  consoleLog,
  stackTrace,
  gdb,
  clientHandshake,
  sealionProfile,
  sealionPluginTimeout,
];
