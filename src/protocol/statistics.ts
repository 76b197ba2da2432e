/** The line of COM_STATISTICS, which `mariadb-admin status` shows. */
import type { Server } from '../server/server.js';

const count = (server: Server, name: string): number => Number(server.status.value(name) ?? 0);

export function statisticsText(server: Server): string {
  const { uptime, connected } = server;
  const questions = count(server, 'Questions');
  const rate = uptime === 0 ? 0 : questions / uptime;
  const tables = count(server, 'Open_tables');
  return [
    `Uptime: ${uptime}`,
    `Threads: ${connected}`,
    `Questions: ${questions}`,
    `Slow queries: ${count(server, 'Slow_queries')}`,
    `Opens: ${count(server, 'Opened_tables')}`,
    `Open tables: ${tables}`,
    `Queries per second avg: ${rate.toFixed(3)}`,
  ].join('  ');
}
