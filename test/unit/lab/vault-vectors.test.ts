/** What real clients asked a Vault and took from it, request by request. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { JsonObject } from '../../../src/lab/vault/message.js';
import { world } from './vault-world.js';

interface Vector {
  readonly client: string;
  readonly method: string;
  readonly path: string;
  readonly token: string | null;
  readonly body?: JsonObject;
  readonly status: number;
  readonly response?: JsonObject;
}

const { vectors }: { vectors: readonly Vector[] } = JSON.parse(readFileSync('test/data/lab/vault-kv.json', 'utf8'));

/** Times and names of another day. */
const VOLATILE =
  /^(request_id|accessor|uuid|cluster_id|creation_time|issue_time|server_time_utc|(created|updated|deletion)_time)$/;

function comparable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      VOLATILE.test(name) && (inner !== '' || name === 'request_id') ? `some ${typeof inner}` : comparable(inner),
    ]),
  );
}

/** Where the recording's stand-in said less than a Vault does, or more. */
function expected({ path, response }: Vector): unknown {
  if (response === undefined) return undefined;
  // Its name is something that a sealed Vault cannot read.
  if (response['sealed'] === true) {
    const { cluster_name: _, cluster_id: __, ...rest } = response;
    return comparable(rest);
  }
  if (!path.endsWith('lookup-self')) return comparable(response);
  const { data } = response as { data: JsonObject };
  const more = { issue_time: '…', renewable: false, path: 'auth/token/root' };
  return comparable({ ...response, data: { ...data, ...more } });
}

const READS_KEYS = 'path "mariadb/data/*" { capabilities = ["read"] }';

test('every answer is as recorded', async () => {
  const vault = world({ unsealKey: 'a'.repeat(64) });
  vault.ask('PUT', 'sys/policies/acl/ro', { policy: READS_KEYS });
  vault.ask('POST', 'auth/token/create', { id: 'ro', policies: ['ro'], no_default_policy: true });
  for (const [at, vector] of vectors.entries()) {
    const { method, path, token, body, status } = vector;
    await vault.clock.sleep(10);
    const said = vault.send(method, path, body, token);
    const name = `${at}: ${method} ${path}`;
    expect([name, said.status], JSON.stringify(said.body)).toEqual([name, status]);
    expect([name, comparable(said.body)]).toEqual([name, expected(vector)]);
  }
  expect(vectors).toHaveLength(53);
});
