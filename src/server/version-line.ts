/** The line of the log that says where a server takes clients. */
import type { ServerCore } from './core.js';

/** Without time and level, as it stands there. */
export function versionLine({ serverVersion, variables }: Pick<ServerCore, 'serverVersion' | 'variables'>): string {
  const text = (name: string) => String(variables.getByName(name) ?? '');
  const port = variables.getByName('skip_networking') === true ? 0 : text('port');
  return `Version: '${serverVersion}'  socket: '${text('socket')}'  port: ${port}  ${text('version_comment')}`;
}
