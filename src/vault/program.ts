/** The `vault` program: finds the command, asks, and prints as the flags want it. */
import type { Http } from '../base/ports.js';
import { readArguments, type ValueSource } from './arguments.js';
import type { Run } from './command.js';
import { kvCommands } from './kv-commands.js';
import { policyCommands } from './policy-commands.js';
import { type Fields, VaultClient, VaultMistake } from './request.js';
import { systemCommands } from './system-commands.js';
import { valueText } from './tables.js';

/** What the program has of the world. */
export interface VaultHost extends ValueSource {
  readonly http: Http;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The token of who has logged in before; there may be none. */
  keptToken(): string | undefined;
  write(text: string): void;
  writeError(text: string): void;
}

const COMMANDS = { ...kvCommands, ...policyCommands, ...systemCommands };
const USUAL_ADDRESS = 'https://127.0.0.1:8200';

const HELP = `Usage: vault <command> [-flag=value …] [arguments]

Commands:
${Object.keys(COMMANDS)
  .sort()
  .map((name) => `  vault ${name}\n`)
  .join('')}
Flags of all commands: -address, -ca-cert, -namespace, -format=table|json, -field=NAME.
VAULT_ADDR, VAULT_TOKEN, VAULT_CACERT, VAULT_NAMESPACE and VAULT_FORMAT say the same.
`;

/** Runs one command; its exit code. */
export async function runVault(words: readonly string[], host: VaultHost): Promise<number> {
  try {
    const name = [3, 2, 1]
      .map((count) => words.slice(0, count).join(' '))
      .find((text) => Object.hasOwn(COMMANDS, text));
    const command = COMMANDS[name ?? ''];
    if (name === undefined || command === undefined) {
      const asked = words.length === 0 || words.includes('-help') || words.includes('--help');
      (asked ? host.write : host.writeError)(HELP);
      return asked && words.length > 0 ? 0 : 127;
    }
    const args = readArguments(words.slice(name.split(' ').length));
    let exitCode = 0;
    await command(
      runFor(args.flags, host, (code) => {
        exitCode = code;
      }),
      args,
    );
    return exitCode;
  } catch (error) {
    if (!(error instanceof VaultMistake)) throw error;
    host.writeError(`${error.message.trimEnd()}\n`);
    return error.exitCode;
  }
}

function runFor(flags: ReadonlyMap<string, string>, host: VaultHost, end: Run['end']): Run {
  const { env } = host;
  const authorities = flags.get('ca-cert') ?? env['VAULT_CACERT'];
  const client = new VaultClient(host.http, {
    url: flags.get('address') ?? env['VAULT_ADDR'] ?? USUAL_ADDRESS,
    token: env['VAULT_TOKEN'] || host.keptToken(),
    namespace: flags.get('namespace') ?? (env['VAULT_NAMESPACE'] || undefined),
    authorities: authorities ? host.readFile(authorities) : undefined,
  });
  const format = flags.get('format') ?? env['VAULT_FORMAT'] ?? 'table';
  if (format !== 'table' && format !== 'json') throw new VaultMistake(`Invalid output format: ${format}`, 1);
  return {
    client,
    source: host,
    end,
    say: (text) => host.write(`${text}\n`),
    show(answer, form, fields) {
      const data = (answer['data'] ?? {}) as Fields;
      const field = flags.get('field');
      if (field !== undefined) host.write(fieldText(fields ?? data, field));
      else if (format === 'json') host.write(`${JSON.stringify(answer, undefined, 2)}\n`);
      else host.write(form(data));
    },
  };
}

function fieldText(fields: Fields, name: string): string {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (value === undefined) throw new VaultMistake(`Field "${name}" not present in secret`, 1);
  return `${valueText(value)}\n`;
}
