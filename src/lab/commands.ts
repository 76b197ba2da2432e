/** `\vault` and `\lab`: the commands of a shell, at the prompt and in scripts, for the lab in this program. */
import { LAB_VAULT_TOKEN, LAB_VAULT_URL } from '../base/lab-address.js';
import { runVault, type VaultHost } from '../vault/program.js';
import { VaultMistake } from '../vault/request.js';
import type { LabDoor } from './door.js';
import { askLabAt, isLabMistake, runLabCommand } from './requests.js';

/** What the commands have of the world. */
export type ConsoleHost = Pick<VaultHost, 'env' | 'keptToken' | 'readFile'>;

/** What a command has said, and its exit code. */
export interface Said {
  readonly status: number;
  readonly output: string;
  readonly errors: string;
}

export type LabProgram = 'vault' | 'lab';

/** The Vault that VAULT_ADDR, or `-address`, names; else the lab's. */
const namesVault = (words: readonly string[], env: ConsoleHost['env']) =>
  Boolean(env['VAULT_ADDR']) || words.some((word) => /^--?address(=|$)/.test(word));

/** Where it is the lab's, what is said of another Vault does not count. */
const labEnvironment = (env: ConsoleHost['env']): ConsoleHost['env'] => ({
  VAULT_ADDR: LAB_VAULT_URL,
  VAULT_TOKEN: LAB_VAULT_TOKEN,
  VAULT_FORMAT: env['VAULT_FORMAT'],
});

const HELP = `\\lab status                          the Vault in this program
\\lab fault vault NAME [OPTIONS]      let it fail from now on; --times=N --after=N --match=REGEX --delay=MS --chance=P --seed=N
\\lab clear vault [NAME]              end that fault, or all
\\lab faults vault                    which faults there are now
\\lab clock vault DURATION            let so much time pass there: 90s, 1h30m
\\lab requests vault [--clear]        what it was asked
`;

/** Runs one command line of words. */
export async function runForConsole(
  program: LabProgram,
  words: readonly string[],
  door: LabDoor,
  host: ConsoleHost,
): Promise<Said> {
  const said = { output: '', errors: '' };
  const write = (text: string) => {
    said.output += text;
  };
  if (program === 'lab') {
    if (words.length === 0 || words[0] === '--help') return { ...said, status: 0, output: HELP };
    return { ...(await labCommand(words, door, host, write)), output: said.output };
  }
  const env = namesVault(words, host.env) ? host.env : labEnvironment(host.env);
  const status = await runVault(words, {
    ...host,
    env,
    http: door,
    readInput() {
      throw new VaultMistake('There is no standard input here', 1);
    },
    write,
    writeError(text) {
      said.errors += text;
    },
  });
  return { ...said, status };
}

async function labCommand(
  words: readonly string[],
  door: LabDoor,
  { env }: ConsoleHost,
  write: (text: string) => void,
): Promise<Omit<Said, 'output'>> {
  try {
    const elsewhere = Boolean(env['SEALION_LAB']);
    await runLabCommand(words, elsewhere ? askLabAt(env, door) : (await door.vault()).ask, write);
    return { status: 0, errors: '' };
  } catch (error) {
    if (!isLabMistake(error)) throw error;
    return { status: 2, errors: error.message };
  }
}
