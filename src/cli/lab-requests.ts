/** What is said to a lab that runs elsewhere on this machine. */
import { parseArgs } from 'node:util';
import { HttpFailure } from '../base/http-failure.js';
import { FaultMistake } from '../lab/fault-rules.js';
import { realHttp } from '../server/ports.js';

const FAULT_OPTIONS = ['match', 'times', 'after', 'delay', 'chance', 'seed'] as const;

type Environment = Readonly<Record<string, string | undefined>>;

/** Runs one command; its exit code. */
export async function askLab(
  args: readonly string[],
  env: Environment,
  write: (text: string) => void,
): Promise<number> {
  const texts = Object.fromEntries(FAULT_OPTIONS.map((name) => [name, { type: 'string' as const }]));
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { ...texts, clear: { type: 'boolean' } },
    allowPositionals: true,
  });
  const [command = '', service, argument, ...more] = positionals;
  if (service !== 'vault' || more.length > 0)
    throw new FaultMistake(`there is no '${positionals.join(' ')}'; see --help`);
  const { clear, ...members } = values;
  switch (command) {
    case 'fault':
      if (argument === undefined) throw new FaultMistake('which fault? see --help');
      await ask(env, 'PUT', `faults/${encodeURIComponent(argument)}`, members);
      return 0;
    case 'clear':
      await ask(env, 'DELETE', argument === undefined ? 'faults' : `faults/${encodeURIComponent(argument)}`);
      return 0;
    case 'clock':
      await ask(env, 'POST', 'clock', { advance: argument ?? '' });
      return 0;
    case 'faults':
      for (const rule of JSON.parse(await ask(env, 'GET', 'faults')) as Record<string, unknown>[])
        write(`${ruleText(rule)}\n`);
      return 0;
    case 'requests':
      for (const line of JSON.parse(await ask(env, 'GET', 'requests')) as string[]) write(`${line}\n`);
      if (clear) await ask(env, 'DELETE', 'requests');
      return 0;
    default:
      throw new FaultMistake(`there is no '${command}'; see --help`);
  }
}

const ruleText = ({ name, ...members }: Record<string, unknown>) =>
  [name, ...Object.entries(members).map(([member, value]) => `${member}=${value}`)].join(' ');

async function ask(env: Environment, method: string, path: string, body?: object): Promise<string> {
  const { SEALION_LAB: url, SEALION_LAB_TOKEN: token } = env;
  if (!url || !token) throw new FaultMistake('SEALION_LAB and SEALION_LAB_TOKEN must say which lab; it prints them');
  const headers = { 'x-vault-token': token };
  const sent = body === undefined ? {} : { body: Buffer.from(JSON.stringify(body)) };
  const answer = await realHttp.request({ method, url: `${url}/${path}`, headers, ...sent }).catch((error: unknown) => {
    if (error instanceof HttpFailure) throw new FaultMistake(`no lab answers at ${url}`);
    throw error;
  });
  const text = Buffer.from(answer.body).toString();
  if (answer.status < 300) return text;
  const said = text.startsWith('{') ? (JSON.parse(text) as { error?: string }).error : undefined;
  throw new FaultMistake(said ?? `the lab answers ${answer.status}`);
}
