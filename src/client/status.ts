/** The block that `status` shows. */

import { durationText } from '../render/status-line.js';
import { cellText } from '../render/text.js';
import type { Client } from './client.js';

const RULE = '-'.repeat(14);
const TAB = 8;
/** Values begin at the third tab stop. */
const LABEL_WIDTH = 3 * TAB;

/** What is known about the connection and its server. What the server does not tell is left out. */
export async function statusText(client: Client): Promise<string> {
  const { session } = client;
  const variables = await answers(client, 'SHOW VARIABLES');
  const counters = await answers(client, 'SHOW GLOBAL STATUS');
  const [user] = await firstRow(client, 'SELECT USER()');
  const entries: readonly (readonly [label: string, value: string | undefined])[] = [
    ['Connection id', String(session.connectionId)],
    ['Current database', session.database ?? ''],
    ['Current user', user],
    ['SSL', session.cipher === undefined ? 'Not in use' : `Cipher in use is ${session.cipher}`],
    ['Current pager', client.pager ?? 'stdout'],
    ['Using outfile', `'${client.tee ?? ''}'`],
    ['Using delimiter', client.splitter.delimiter],
    ['Server', 'MariaDB'],
    ['Server version', session.serverVersion],
    ['Server characterset', variables.get('character_set_server')],
    ['Db     characterset', variables.get('character_set_database')],
    ['Client characterset', variables.get('character_set_client')],
    ['Conn.  characterset', variables.get('character_set_connection')],
    ['Uptime', uptime(counters)],
  ];
  const lines = entries.map(([label, value]) => (value === undefined ? '' : `${tabbed(`${label}:`)}${value}\n`));
  return `${RULE}\n${lines.join('')}\n${counterLine(counters)}${RULE}\n\n`;
}

function tabbed(label: string): string {
  return label + '\t'.repeat(Math.max(1, Math.ceil((LABEL_WIDTH - label.length) / TAB)));
}

function uptime(counters: ReadonlyMap<string, string>): string | undefined {
  const seconds = counters.get('uptime');
  return seconds === undefined ? undefined : durationText(Number(seconds) * 1000).replace(/\.\d+ sec$/, ' sec');
}

const COUNTERS = [
  ['Threads', 'threads_connected'],
  ['Questions', 'questions'],
  ['Slow queries', 'slow_queries'],
  ['Opens', 'opened_tables'],
  ['Open tables', 'open_tables'],
] as const;

function counterLine(counters: ReadonlyMap<string, string>): string {
  const known = COUNTERS.filter(([, name]) => counters.has(name));
  if (known.length === 0) return '';
  const rate = Number(counters.get('questions') ?? 0) / Math.max(1, Number(counters.get('uptime') ?? 0));
  const texts = known.map(([label, name]) => `${label}: ${counters.get(name)}`);
  return `${texts.join('  ')}  Queries per second avg: ${rate.toFixed(3)}\n`;
}

async function firstRow(client: Client, sql: string): Promise<string[]> {
  const [outcome] = await client.session.execute(sql);
  return outcome?.kind === 'rows' ? (outcome.rows[0] ?? []).map(cellText) : [];
}

async function answers(client: Client, sql: string): Promise<Map<string, string>> {
  const [outcome] = await client.session.execute(sql);
  if (outcome?.kind !== 'rows') return new Map();
  return new Map(outcome.rows.map(([name = null, value = null]) => [cellText(name).toLowerCase(), cellText(value)]));
}
