/** `sealion lab …`: stand-in key services on this machine, and what is said to those that run. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { parseFault } from '../lab/fault-rules.js';
import type { LabCertificates } from '../lab/real-certificates.js';
import { askLabAt, isLabMistake, runLabCommand } from '../lab/requests.js';
import { setFault } from '../lab/vault/control.js';
import { LabVault } from '../lab/vault/lab-vault.js';
import { openControl } from '../lab/vault/real-control.js';
import { type Listening, listen } from '../lab/vault/real-listener.js';
import { StateFile, StateFileError } from '../lab/vault/state-file.js';
import { realClock, realHttp, realRandom } from '../server/ports.js';
import { realFiles } from '../server/real-files.js';
import { LAB_HELP } from './lab-help.js';

const USUAL_PORT = 8200;
const OWNER_ONLY = 0o600;
const USAGE = 2;
/** Longer than any process lives; only there to keep it alive. */
const FOREVER_MS = 2 ** 31 - 1;

/** What is wrong with how the lab was called. */
class LabMistake extends Error {}

export async function runLabMode(args: readonly string[]): Promise<number> {
  const [command, ...rest] = args;
  try {
    if (command === undefined || command === '--help') {
      process.stdout.write(LAB_HELP);
      return command === undefined ? USAGE : 0;
    }
    if (command === 'vault') return await runVault(rest);
    const write = (text: string) => void process.stdout.write(text);
    await runLabCommand([command, ...rest], askLabAt(process.env, realHttp), write);
    return 0;
  } catch (error) {
    if (!isMistake(error)) throw error;
    process.stderr.write(`sealion lab: ${error.message}\n`);
    return USAGE;
  }
}

const isMistake = (error: unknown): error is Error =>
  error instanceof LabMistake || error instanceof StateFileError || isLabMistake(error);

async function runVault(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string' },
      tls: { type: 'boolean' },
      state: { type: 'string' },
      fault: { type: 'string', multiple: true },
      'audit-log': { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    process.stdout.write(LAB_HELP);
    return 0;
  }
  const stopped = new Promise<void>((stop) => {
    process.once('SIGTERM', () => stop());
    process.once('SIGINT', () => stop());
  });
  const vault = openVault(values.state, values['audit-log']);
  for (const text of values.fault ?? []) setFault(vault, parseFault(text), values.tls ?? false);
  const place = values.tls ? await certificatesIn(values.state) : undefined;
  const listening = await openListener(vault, portIn(values.port), place?.certificates);
  await listening.refresh();
  const token = Buffer.from(realRandom.bytes(16)).toString('hex');
  const control = await openControl(vault, listening, token);
  process.stdout.write(exportLines(vault, { url: listening.url, ca: place?.path, lab: control.url, token }));
  const alive = setInterval(() => {}, FOREVER_MS);
  await stopped;
  clearInterval(alive);
  control.close();
  await listening.close();
  place?.remove();
  return 0;
}

function portIn(text: string | undefined): number {
  if (text === undefined) return USUAL_PORT;
  const port = Number(text);
  if (/^\d+$/.test(text) && port < 2 ** 16) return port;
  throw new LabMistake(`'${text}' is no port`);
}

async function openListener(vault: LabVault, port: number, certificates?: LabCertificates): Promise<Listening> {
  try {
    return await listen(vault, port, certificates);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') throw new LabMistake(`port ${port} is in use; --port=0 takes a free one`);
    if (code === 'EACCES') throw new LabMistake(`port ${port} is not allowed; --port=0 takes a free one`);
    throw error;
  }
}

/** A Vault that keeps what it knows in a file, if one is named. */
function openVault(file: string | undefined, auditLog: string | undefined): LabVault {
  const kept = file === undefined ? undefined : new StateFile(file, realFiles);
  const vault: LabVault = new LabVault({
    clock: realClock,
    random: realRandom,
    ...(kept?.state && { state: kept.state }),
    rootToken: process.env['VAULT_DEV_ROOT_TOKEN_ID'],
    ...(kept && { onChange: () => kept.save(vault.stateText) }),
    ...(auditLog !== undefined && {
      onAudit: (entry) => realFiles.appendFile(auditLog, `${JSON.stringify(entry)}\n`),
    }),
  });
  // Whoever made it, it is for nobody else's eyes.
  kept?.save(vault.stateText);
  return vault;
}

interface CertificatePlace {
  readonly certificates: LabCertificates;
  /** Of the authority's certificate. */
  readonly path: string;
  remove(): void;
}

/** Beside the state, so that clients can go on trusting; else for this time only. */
async function certificatesIn(state: string | undefined): Promise<CertificatePlace> {
  const { makeCertificates } = await import('../lab/real-certificates.js');
  if (state === undefined) {
    const certificates = await makeCertificates(realClock.now());
    const directory = mkdtempSync(join(tmpdir(), 'sealion-lab-'));
    const path = join(directory, 'ca.pem');
    realFiles.writeFile(path, certificates.authority);
    return { certificates, path, remove: () => rmSync(directory, { recursive: true }) };
  }
  const kept = `${state}.tls`;
  const certificates = existsSync(kept)
    ? (JSON.parse(readFileSync(kept, 'utf8')) as LabCertificates)
    : await makeCertificates(realClock.now());
  realFiles.writeFile(kept, JSON.stringify(certificates), OWNER_ONLY);
  const path = resolve(`${state}.ca.pem`);
  realFiles.writeFile(path, certificates.authority);
  return { certificates, path, remove() {} };
}

interface Addresses {
  readonly url: string;
  readonly ca: string | undefined;
  readonly lab: string;
  readonly token: string;
}

/** What a shell needs to know. */
function exportLines({ state }: LabVault, { url, ca, lab, token }: Addresses): string {
  const root = [...state.tokens.values()].find(({ policies, expireTime }) => policies.includes('root') && !expireTime);
  const variables = {
    VAULT_ADDR: url,
    VAULT_TOKEN: root?.id,
    VAULT_CACERT: ca,
    SEALION_LAB: lab,
    SEALION_LAB_TOKEN: token,
  };
  const lines = Object.entries(variables).flatMap(([name, value]) =>
    value === undefined ? [] : [`export ${name}=${quoted(value)}`],
  );
  return `${lines.join('\n')}\n# unseal key: ${state.unsealKey}\n`;
}

const quoted = (text: string) => (/^[\w./:@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
