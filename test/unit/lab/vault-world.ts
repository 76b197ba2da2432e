/** A Vault of the lab in virtual time, and a way to ask it. */

import { LabVault } from '../../../src/lab/vault/lab-vault.js';
import type { JsonObject } from '../../../src/lab/vault/message.js';
import { newState } from '../../../src/lab/vault/state.js';
import { VirtualClock } from '../../../src/server/virtual-clock.js';
import { seededRandom } from '../../support/ports.js';

export interface Said {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what an answer holds is what the tests are about
  readonly body: any;
}

export const ROOT = 'root';

export function world({ unsealKey }: { unsealKey?: string } = {}) {
  const clock = new VirtualClock(Date.UTC(2026, 0, 1));
  const random = seededRandom(1);
  const now = clock.now();
  const clusterId = '00000000-0000-4000-8000-000000000000';
  const audit: JsonObject[] = [];
  let changes = 0;
  const vault = new LabVault({
    clock,
    random,
    state: newState({ rootToken: ROOT, unsealKey: unsealKey ?? '0'.repeat(64), clusterId, now, accessor: 'a' }),
    onChange: () => changes++,
    onAudit: (entry) => audit.push(entry),
  });
  const send = (
    method: string,
    target: string,
    body?: JsonObject,
    token: string | null = ROOT,
    headers: Readonly<Record<string, string>> = {},
  ): Said => {
    const text = body === undefined ? '' : JSON.stringify(body);
    const named = { ...headers, ...(token === null ? {} : { 'x-vault-token': token }) };
    const { status, body: said } = vault.answer({ method, target, headers: named, body: text });
    return { status, body: said === '' ? undefined : JSON.parse(said) };
  };
  const ask = (method: string, path: string, body?: JsonObject, token?: string | null) =>
    send(method, `/v1/${path}`, body, token);
  ask('POST', 'sys/mounts/secret', { type: 'kv', options: { version: '2' } });
  return {
    vault,
    clock,
    audit,
    send,
    ask,
    get changes() {
      return changes;
    },
  };
}
