/** Variables whose value is the state of the run. */
import { errorName } from './error-names.js';
import type { ScriptRun } from './run.js';
import { SWITCH_NAMES } from './switches.js';
import type { LiveVariable } from './variables.js';

/** `$mysql_errno`, `$CURRENT_CONNECTION` and their like. */
export function runnerVariables(run: ScriptRun, path: string): Readonly<Record<string, LiveVariable>> {
  const switches = SWITCH_NAMES.map((name): [string, LiveVariable] => [
    `ENABLED_${name.toUpperCase()}`,
    () => (run.switches.isOn(name) ? '1' : '0'),
  ]);
  return {
    ...Object.fromEntries(switches),
    mysql_errno: () => String(run.lastErrno),
    mysql_errname: () => (run.lastErrno < 0 ? '' : errorName(run.lastErrno)),
    CURRENT_CONNECTION: () => run.connections.currentName,
    mysql_get_server_version: () => versionNumber(run.connections.serverVersion),
    MYSQLTEST_FILE: () => path,
    PS_PROTOCOL: () => '0',
    SP_PROTOCOL: () => '0',
    VIEW_PROTOCOL: () => '0',
    CURSOR_PROTOCOL: () => '0',
    NON_BLOCKING_API: () => '0',
  };
}

/** `10.11.19-MariaDB` → `101119`. */
function versionNumber(version: string): string {
  const [major = 0, minor = 0, patch = 0] = version.split(/[.-]/).map(Number);
  return String(major * 10_000 + minor * 100 + patch);
}
