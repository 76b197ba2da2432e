/**
 * Every row of the recorded faults, played by the lab: the real plugin and ours ask it, and clients and logs say the
 * same, after as many requests.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { parseFault } from '../../src/lab/fault-rules.js';
import { makeCertificates } from '../../src/lab/real-certificates.js';
import { setFault } from '../../src/lab/vault/control.js';
import { realClock } from '../../src/server/ports.js';
import { temporaryDirectory } from '../support/mariadb.js';
import { LOADED, stopServers } from '../unit/plugins/hashicorp-world.js';
import {
  comparable,
  type Lab,
  optionsFor,
  ourPlayer,
  ourStart,
  type Played,
  type Player,
  realPlayer,
  realStart,
  startLab,
} from './lab-world.js';

interface Row extends Played {
  readonly id: string;
  readonly sql: string;
}

interface StartRow {
  readonly id: string;
  readonly options: string;
  readonly up: boolean;
  readonly errorLog: readonly string[];
}

const recorded: { init: readonly Row[]; data: readonly Row[]; startupWithForce: readonly StartRow[] } = JSON.parse(
  readFileSync('test/data/plugins/hashicorp-faults.json', 'utf8'),
);

/** The recorded faults by their names in the lab. */
const FAULTS: Readonly<Record<string, string>> = {
  'init-reset': 'reset,match=tune',
  'init-hang': 'hang,match=tune',
  'init-sealed': 'sealed',
  'init-403': 'token-expired',
  'init-404': 'key-missing,match=tune',
  'init-html': 'html',
  'init-kv1': 'kv-v1',
  'init-nooptions': 'no-options',
  'init-noversion': 'no-version',
  'init-dataonly': 'data-only',
  'init-redirect': 'standby-redirect',
  'cold-reset': 'reset',
  'cold-hang': 'hang',
  'cold-sealed': 'sealed',
  'cold-403': 'policy-denied',
  'cold-429': 'rate-limited',
  'cold-deleted404': 'version-destroyed,match=/data/',
  'cold-html': 'html',
  'cold-nometa': 'no-metadata',
  'cold-noinner': 'wrong-field',
  'cold-datanull': 'data-null',
  'cold-nothex': 'not-hex',
  'cold-odd': 'odd-length',
  'cold-toolong': 'too-long',
  'cold-ver0': 'version-invalid',
  'cold-truncate': 'truncate',
  'cold-big': 'huge',
  'warm-reset': 'reset',
  'warm-hang': 'hang',
  'warm-sealed': 'sealed',
  'warm-404': 'key-missing',
  'warm-insert-sealed': 'sealed',
  slow: 'slow,delay=1500',
};

/** A real server writes the pages of small changes much later, and asks for their key then (docs/differences.md). */
const WRITES_LATER = ['boot', 'warm-insert-sealed'];

/** Two look-ups within one tick of the clock are one request, even where a version is known for no time. */
const WITHIN_A_TICK = ['boot', 'slow'];

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
});
afterEach(stopServers);
afterAll(() => lab.close());

async function play({ id, sql }: Row, player: Player): Promise<Played> {
  const fault = FAULTS[id];
  lab.vault.faults.clear();
  if (fault !== undefined) setFault(lab.vault, parseFault(fault), false);
  lab.vault.requests.length = 0;
  const { error, showWarnings, errorLog } = await player.play(sql);
  return { error, showWarnings, requests: lab.vault.requests.length, errorLog };
}

/** Holds the real server against the recording: the same error, as many warnings and requests. */
function expectRecorded(seen: Played, { id, error, showWarnings, requests }: Row): void {
  const saved = WITHIN_A_TICK.includes(id) && seen.requests > 0 && seen.requests < requests;
  expect([id, seen.error?.code, seen.showWarnings.length, saved ? requests : seen.requests]).toEqual([
    id,
    error?.code,
    showWarnings.length,
    requests,
  ]);
}

/** Holds ours against the real server. */
function expectSame({ id }: Row, real: Played, ours: Played): void {
  const requests = WITHIN_A_TICK.includes(id) ? real.requests : ours.requests;
  if (!WRITES_LATER.includes(id)) expect([id, comparable({ ...ours, requests })]).toEqual([id, comparable(real)]);
}

test('the plugin cannot start', async () => {
  const players = [await realPlayer(optionsFor(lab)), await ourPlayer(optionsFor(lab))];
  for (const row of recorded.init) {
    // This one is no fault: there is no such mount.
    if (row.id === 'init-400nomount') lab.ask('DELETE', 'sys/mounts/mariadb');
    const [real, ours] = [await play(row, players[0] as Player), await play(row, players[1] as Player)];
    if (row.id === 'init-400nomount') lab.ask('POST', 'sys/mounts/mariadb', { type: 'kv-v2' });
    expectRecorded(real, row);
    expectSame(row, real, ours);
  }
  await players[0]?.stop();
});

test('cold and warm, in the order of the recording', { timeout: 200_000 }, async () => {
  for (const id of [1, 2]) lab.put(id, String(id).repeat(32));
  const players: Player[] = [];
  lab.vault.faults.clear();
  players.push(await realPlayer([...optionsFor(lab), LOADED]), await ourPlayer([...optionsFor(lab), LOADED]));
  for (const row of recorded.data) {
    const [real, ours] = [await play(row, players[0] as Player), await play(row, players[1] as Player)];
    expectRecorded(real, row);
    expectSame(row, real, ours);
  }
  await players[0]?.stop();
});

describe('a start that depends on it', () => {
  let secure: Lab;
  let directory: string;
  let closedPort: number;

  beforeAll(async () => {
    directory = temporaryDirectory();
    const certificates = await makeCertificates(realClock.now());
    const others = await makeCertificates(realClock.now());
    writeFileSync(join(directory, 'ca.crt'), certificates.authority);
    writeFileSync(join(directory, 'other.crt'), others.authority);
    secure = await startLab(certificates);
    lab.vault.faults.clear();
    lab.put(1, '1'.repeat(32));
    lab.ask('PUT', 'sys/policies/acl/keys', { policy: 'path "mariadb/data/*" { capabilities = ["read"] }' });
    lab.ask('POST', 'auth/token/create', { id: 'ro', policies: ['keys'], no_default_policy: true });
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closedPort = (server.address() as { port: number }).port;
    await new Promise((resolve) => server.close(resolve));
  });
  afterAll(() => secure.close());

  test.each(recorded.startupWithForce)('$id', async ({ id, options, up, errorLog }) => {
    const here = (text: string) =>
      text
        .replaceAll('<tlsdir>', directory)
        .replaceAll(/<closed port>|\b5998\b/g, String(closedPort))
        .replaceAll(/\b8201\b/g, String(lab.listening.port))
        .replaceAll(/\b8202\b/g, String(secure.listening.port));
    if (id === 'hostmismatch') setFault(secure.vault, parseFault('name-mismatch'), true);
    await secure.listening.refresh();
    const args = [...optionsFor(lab), LOADED, '--hashicorp-key-management=FORCE', ...here(options).split(' ')];
    const [real, ours] = [await realStart(args), await ourStart(args)];
    secure.vault.faults.clear();
    await secure.listening.refresh();
    const relevant = (lines: readonly string[]) => lines.filter((line) => /hashicorp: |Aborting/.test(line));
    const expected = { up, errorLog: errorLog.map(here) };
    expect(comparable({ ...real, errorLog: relevant(real.errorLog) })).toEqual(comparable(expected));
    expect(comparable(ours)).toEqual(comparable(real));
  });
});
