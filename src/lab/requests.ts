/** What is said to a lab: in this program, or elsewhere on this machine. */
import { parseArgs } from 'node:util';
import { HttpFailure } from '../base/http-failure.js';
import type { Http } from '../base/ports.js';
import { FaultMistake } from './fault-rules.js';

const FAULT_OPTIONS = ['match', 'times', 'after', 'delay', 'chance', 'seed'] as const;

/** Does a request at the lab's own door, and gives what it answers. Rejects with FaultMistake. */
export type AskLab = (method: string, path: string, body?: Readonly<Record<string, string>>) => Promise<string>;

/** Runs one command. Throws FaultMistake, or what `parseArgs` throws. */
export async function runLabCommand(
  args: readonly string[],
  ask: AskLab,
  write: (text: string) => void,
): Promise<void> {
  const texts = Object.fromEntries(FAULT_OPTIONS.map((name) => [name, { type: 'string' as const }]));
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { ...texts, clear: { type: 'boolean' } },
    allowPositionals: true,
  });
  const [command = '', service = command === 'status' ? 'vault' : undefined, argument, ...more] = positionals;
  if (service !== 'vault' || more.length > 0)
    throw new FaultMistake(`there is no '${positionals.join(' ')}'; see --help`);
  const { clear, ...members } = values as Record<string, string> & { clear?: boolean };
  switch (command) {
    case 'status':
      write(statusText(JSON.parse(await ask('GET', 'status')) as Status));
      break;
    case 'fault':
      if (argument === undefined) throw new FaultMistake('which fault? see --help');
      await ask('PUT', `faults/${encodeURIComponent(argument)}`, members);
      break;
    case 'clear':
      await ask('DELETE', argument === undefined ? 'faults' : `faults/${encodeURIComponent(argument)}`);
      break;
    case 'clock':
      await ask('POST', 'clock', { advance: argument ?? '' });
      break;
    case 'faults':
      for (const rule of JSON.parse(await ask('GET', 'faults')) as Record<string, unknown>[])
        write(`${ruleText(rule)}\n`);
      break;
    case 'requests':
      for (const line of JSON.parse(await ask('GET', 'requests')) as string[]) write(`${line}\n`);
      if (clear) await ask('DELETE', 'requests');
      break;
    default:
      throw new FaultMistake(`there is no '${command}'; see --help`);
  }
}

/** A mistake in a command, that is told and no bug. */
export const isLabMistake = (error: unknown): error is Error =>
  error instanceof FaultMistake ||
  (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'));

const ruleText = ({ name, ...members }: Record<string, unknown>) =>
  [name, ...Object.entries(members).map(([member, value]) => `${member}=${value}`)].join(' ');

interface Status {
  readonly address: string;
  readonly sealed: boolean;
  readonly time: string;
  readonly mounts: readonly string[];
  readonly faults: readonly string[];
  readonly requests: number;
}

function statusText({ address, sealed, time, mounts, faults, requests }: Status): string {
  const lines = {
    Address: address,
    Sealed: String(sealed),
    Time: time,
    Mounts: mounts.join(' '),
    Faults: faults.join(' ') || 'none',
    Requests: String(requests),
  };
  return Object.entries(lines)
    .map(([name, value]) => `${name.padEnd(9)} ${value}\n`)
    .join('');
}

/** Asks the lab that SEALION_LAB and SEALION_LAB_TOKEN name. */
export const askLabAt =
  (env: Readonly<Record<string, string | undefined>>, http: Http): AskLab =>
  async (method, path, body) => {
    const { SEALION_LAB: url, SEALION_LAB_TOKEN: token } = env;
    if (!url || !token) throw new FaultMistake('SEALION_LAB and SEALION_LAB_TOKEN must say which lab; it prints them');
    const headers = { 'x-vault-token': token };
    const sent = body === undefined ? {} : { body: Buffer.from(JSON.stringify(body)) };
    const answer = await http.request({ method, url: `${url}/${path}`, headers, ...sent }).catch((error: unknown) => {
      if (error instanceof HttpFailure) throw new FaultMistake(`no lab answers at ${url}`);
      throw error;
    });
    const text = Buffer.from(answer.body).toString();
    if (answer.status < 300) return text;
    const said = text.startsWith('{') ? (JSON.parse(text) as { error?: string }).error : undefined;
    throw new FaultMistake(said ?? `the lab answers ${answer.status}`);
  };
