/** `vault secrets …`, `token …`, `operator …`, `status`. */
import { cleanPath } from './arguments.js';
import type { Command } from './command.js';
import { type Fields, VaultMistake } from './request.js';
import { fieldTable, table, valueText } from './tables.js';

const SEALED = 2;

const firstOf = (rest: readonly string[]): string => {
  const [first] = rest;
  if (first !== undefined && rest.length === 1) return first;
  throw new VaultMistake(
    `${first === undefined ? 'Not enough' : 'Too many'} arguments (expected 1, got ${rest.length})`,
    1,
  );
};

const enable: Command = async ({ client, say }, { flags, rest }) => {
  const type = firstOf(rest);
  const path = cleanPath(flags.get('path') ?? type);
  const version = flags.get('version') ?? (type === 'kv-v2' ? '2' : type === 'kv-v1' ? '1' : undefined);
  const engine = type.replace(/^kv-v[12]$/, 'kv');
  const body: Fields = {
    type: engine,
    description: flags.get('description') ?? '',
    config: {
      default_lease_ttl: flags.get('default-lease-ttl') ?? '',
      max_lease_ttl: flags.get('max-lease-ttl') ?? '',
    },
    ...(version !== undefined && { options: { version } }),
  };
  await client.must('POST', `sys/mounts/${path}`, 'Error enabling', body);
  say(`Success! Enabled the ${engine} secrets engine at: ${path}/`);
};

const disable: Command = async ({ client, say }, { rest }) => {
  const path = cleanPath(firstOf(rest));
  await client.must('DELETE', `sys/mounts/${path}`, `Error disabling secrets engine at ${path}/`);
  say(`Success! Disabled the secrets engine (if it existed) at: ${path}/`);
};

const secretsList: Command = async ({ client, show }) => {
  const answer = await client.must('GET', 'sys/mounts', 'Error listing secrets engines');
  show({ data: answer['data'] ?? answer }, (mounts) => {
    const rows = Object.keys(mounts)
      .sort()
      .map((path) => {
        const { type, accessor, description } = mounts[path] as Fields;
        return [path, String(type), String(accessor), String(description || 'n/a')];
      });
    return table(['Path', 'Type', 'Accessor', 'Description'], rows);
  });
};

const tune: Command = async ({ client, say }, { flags, rest }) => {
  const path = cleanPath(firstOf(rest));
  const version = flags.get('version');
  const body: Fields = {
    ...(flags.has('description') && { description: flags.get('description') ?? '' }),
    ...(flags.has('default-lease-ttl') && { default_lease_ttl: flags.get('default-lease-ttl') ?? '' }),
    ...(flags.has('max-lease-ttl') && { max_lease_ttl: flags.get('max-lease-ttl') ?? '' }),
    ...(version !== undefined && { options: { version } }),
  };
  await client.must('POST', `sys/mounts/${path}/tune`, `Error tuning secrets engine ${path}/`, body);
  say(`Success! Tuned the secrets engine at: ${path}/`);
};

const lookup: Command = async ({ client, show }, { flags, rest }) => {
  const what = 'Error looking up token';
  const accessor = flags.get('accessor') !== undefined;
  const [token] = rest;
  if (accessor)
    show(
      await client.must('POST', 'auth/token/lookup-accessor', what, { accessor: flags.get('accessor') ?? '' }),
      fieldTable,
    );
  else if (token === undefined) show(await client.must('GET', 'auth/token/lookup-self', what), fieldTable);
  else show(await client.must('POST', 'auth/token/lookup', what, { token }), fieldTable);
};

const createToken: Command = async ({ client, show }, { flags }) => {
  const text = (flag: string, name: string): Fields => (flags.has(flag) ? { [name]: flags.get(flag) ?? '' } : {});
  const body: Fields = {
    ...(flags.has('policy') && { policies: (flags.get('policy') ?? '').split(',') }),
    ...text('ttl', 'ttl'),
    ...text('explicit-max-ttl', 'explicit_max_ttl'),
    ...text('period', 'period'),
    ...text('display-name', 'display_name'),
    ...text('id', 'id'),
    ...(flags.has('use-limit') && { num_uses: Number(flags.get('use-limit')) }),
    ...(flags.has('orphan') && { no_parent: true }),
    ...(flags.has('no-default-policy') && { no_default_policy: true }),
    renewable: flags.get('renewable') !== 'false',
  };
  const answer = await client.must('POST', 'auth/token/create', 'Error creating token', body);
  const auth = answer['auth'] as Fields;
  const rows = [
    ['token', auth['client_token']],
    ['token_accessor', auth['accessor']],
    ['token_duration', durationText(Number(auth['lease_duration']))],
    ['token_renewable', auth['renewable']],
    ['token_policies', quotedList(auth['token_policies'])],
    ['identity_policies', '[]'],
    ['policies', quotedList(auth['policies'])],
  ] as const;
  const fields = Object.fromEntries(rows.map(([name, value]) => [name, value ?? null]));
  show(
    answer,
    () =>
      table(
        ['Key', 'Value'],
        rows.map(([name, value]) => [name, valueText(value ?? null)]),
      ),
    fields,
  );
};

const quotedList = (names: Fields[string] | undefined) =>
  `[${(Array.isArray(names) ? names : []).map((name) => JSON.stringify(name)).join(' ')}]`;

/** As Go prints durations; for ever is a sign of its own. */
const durationText = (seconds: number) => {
  if (seconds === 0) return '∞';
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return `${hours > 0 ? `${hours}h` : ''}${seconds >= 60 ? `${minutes}m` : ''}${seconds % 60}s`;
};

const status: Command = async ({ client, show, end }) => {
  const seal = await client.must('GET', 'sys/seal-status', 'Error checking seal status');
  const ha = seal['sealed'] === true ? {} : await client.must('GET', 'sys/leader', 'Error checking leader status');
  show({ ...seal, data: { ...seal, ha_enabled: ha['ha_enabled'] ?? false } }, statusTable);
  if (seal['sealed'] === true) end(SEALED);
};

function statusTable(seal: Fields): string {
  const sealed = seal['sealed'] === true;
  const rows: [string, Fields[string] | undefined][] = [
    ['Seal Type', seal['type']],
    ['Initialized', seal['initialized']],
    ['Sealed', seal['sealed']],
    ['Total Shares', seal['n']],
    ['Threshold', seal['t']],
    ...(sealed
      ? ([
          ['Unseal Progress', `${seal['progress']}/${seal['t']}`],
          ['Unseal Nonce', seal['nonce'] || 'n/a'],
        ] as [string, string][])
      : []),
    ['Version', seal['version']],
    ['Build Date', seal['build_date']],
    ['Storage Type', seal['storage_type']],
    ...(sealed
      ? []
      : ([
          ['Cluster Name', seal['cluster_name']],
          ['Cluster ID', seal['cluster_id']],
        ] as [string, string][])),
    ['HA Enabled', seal['ha_enabled'] ?? false],
  ];
  return table(
    ['Key', 'Value'],
    rows.map(([name, value]) => [name, valueText(value ?? null)]),
  );
}

const seal: Command = async ({ client, say }) => {
  await client.must('PUT', 'sys/seal', 'Error sealing');
  say('Success! Vault is sealed.');
};

const unseal: Command = async ({ client, show, source }, { flags, rest }) => {
  const reset = flags.get('reset') === 'true';
  const key = reset ? '' : (rest[0] ?? source.readInput().trim());
  const state = await client.must('PUT', 'sys/unseal', 'Error unsealing', reset ? { reset } : { key });
  show({ ...state, data: state }, statusTable);
};

export const systemCommands: Readonly<Record<string, Command>> = {
  'secrets enable': enable,
  'secrets disable': disable,
  'secrets list': secretsList,
  'secrets tune': tune,
  'token lookup': lookup,
  'token create': createToken,
  'operator seal': seal,
  'operator unseal': unseal,
  status,
};
