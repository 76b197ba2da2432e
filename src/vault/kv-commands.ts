/** `vault kv …`: secrets of a mount with versions or without. */
import { type Arguments, cleanPath, readPairs } from './arguments.js';
import type { Command, Run } from './command.js';
import { type Fields, type Value, VaultMistake } from './request.js';
import { fieldTable, table, titled, versionFields } from './tables.js';

/** Where a secret is: its mount, and what stands behind it. */
interface Place {
  readonly mount: string;
  readonly key: string;
  readonly versioned: boolean;
}

/** Asks Vault how it is mounted there. */
async function placeOf({ client }: Run, { flags, rest }: Arguments): Promise<Place> {
  const [given] = rest;
  if (given === undefined) throw new VaultMistake('Not enough arguments (expected 1, got 0)', 1);
  const named = flags.get('mount');
  const path = cleanPath(named === undefined ? given : `${named}/${given}`);
  const asked = `sys/internal/ui/mounts/${path}`;
  const answer = await client.ask('GET', asked, 'Error');
  // Servers of old do not know this place, and no versions.
  if (answer.status === 404)
    return { mount: path.split('/')[0] ?? '', key: path.split('/').slice(1).join('/'), versioned: false };
  if (answer.status >= 400) throw client.refused('GET', asked, 'Error', answer);
  const { path: mount, options } = answer.body['data'] as { path: string; options: { version?: Value } | null };
  const key = path.startsWith(mount) ? path.slice(mount.length) : '';
  return { mount: cleanPath(mount), key, versioned: String(options?.version) === '2' };
}

const inArea = ({ mount, key, versioned }: Place, area: string) =>
  [mount, ...(versioned ? [area] : []), ...(key === '' ? [] : [key])].map(encodePath).join('/');

const encodePath = (path: string) => path.split('/').map(encodeURIComponent).join('/');

const dataOf = (body: Fields): Fields => (body['data'] ?? {}) as Fields;

const put: Command = async (run, args) => {
  const place = await placeOf(run, args);
  const pairs = readPairs(args.rest.slice(1), run.source);
  const path = inArea(place, 'data');
  const cas = args.flags.get('cas');
  const options: Fields = cas === undefined ? {} : { cas: Number(cas) };
  const body = place.versioned ? { data: pairs, options } : pairs;
  const said = await run.client.must('PUT', path, `Error writing data to ${path}`, body);
  if (place.versioned) run.show(said, (fields) => fieldTable(versionFields(fields)));
  else run.say(`Success! Data written to: ${path}`);
};

const get: Command = async (run, args) => {
  const place = await placeOf(run, args);
  const path = inArea(place, 'data');
  const version = args.flags.get('version');
  const asked = version === undefined ? path : `${path}?version=${encodeURIComponent(version)}`;
  const answer = await run.client.ask('GET', asked, `Error reading ${path}`);
  const { data } = answer.body as { data?: Fields };
  if (answer.status === 404 && !data) throw new VaultMistake(`No value found at ${path}`);
  if (answer.status >= 400 && answer.status !== 404)
    throw run.client.refused('GET', asked, `Error reading ${path}`, answer);
  if (!place.versioned) {
    run.show(answer.body, (fields) => titled('Data', fields));
    return;
  }
  const { data: values, metadata } = data as { data: Fields | null; metadata: Fields };
  const parts = [titled('Metadata', versionFields(metadata)), ...(values ? [titled('Data', values)] : [])];
  run.show(answer.body, () => parts.join('\n'), values ?? {});
};

/** Versions of a secret, as a flag lists them. */
function versionsIn({ flags }: Arguments): Value[] | undefined {
  return flags
    .get('versions')
    ?.split(',')
    .map((text) => {
      if (/^\s*\d+\s*$/.test(text)) return Number(text);
      throw new VaultMistake(`invalid value "${text}" for flag -versions`, 1);
    });
}

const remove: Command = async (run, args) => {
  const place = await placeOf(run, args);
  const versions = versionsIn(args);
  const path = inArea(place, versions ? 'delete' : 'data');
  const what = `Error deleting ${path}`;
  if (versions) await run.client.must('PUT', path, what, { versions });
  else await run.client.must('DELETE', path, what);
  run.say(`Success! Data deleted (if it existed) at: ${inArea(place, 'data')}`);
};

const ofVersions =
  (area: 'undelete' | 'destroy'): Command =>
  async (run, args) => {
    const versions = versionsIn(args);
    if (!versions)
      throw new VaultMistake('No versions provided, use the "-versions" flag to specify the version to change.', 1);
    const place = await placeOf(run, args);
    if (!place.versioned)
      throw new VaultMistake(`${area === 'destroy' ? 'Destroy' : 'Undelete'} not supported on KV Version 1`, 1);
    const path = inArea(place, area);
    await run.client.must('PUT', path, `Error writing data to ${path}`, { versions });
    run.say(`Success! Data written to: ${path}`);
  };

const list: Command = async (run, args) => {
  const path = inArea(await placeOf(run, args), 'metadata');
  const answer = await run.client.ask('GET', `${path}?list=true`, `Error listing ${path}`);
  if (answer.status === 404) throw new VaultMistake(`No value found at ${path}`);
  if (answer.status >= 400) throw run.client.refused('GET', `${path}?list=true`, `Error listing ${path}`, answer);
  const { keys } = dataOf(answer.body) as { keys: string[] };
  run.show(answer.body, () =>
    table(
      ['Keys'],
      keys.map((key) => [key]),
    ),
  );
};

const metadataGet: Command = async (run, args) => {
  const path = inArea(await placeOf(run, args), 'metadata');
  const answer = await run.client.ask('GET', path, `Error reading ${path}`);
  if (answer.status === 404) throw new VaultMistake(`No value found at ${path}`);
  if (answer.status >= 400) throw run.client.refused('GET', path, `Error reading ${path}`, answer);
  const { versions, ...fields } = dataOf(answer.body) as { versions: Record<string, Fields> } & Fields;
  const numbers = Object.keys(versions)
    .map(Number)
    .sort((a, b) => a - b);
  const parts = numbers.map((number) => titled(`Version ${number}`, versionFields(versions[number] ?? {})));
  run.show(answer.body, () => [titled('Metadata', fields), ...parts].join('\n'));
};

const metadataPut: Command = async (run, args) => {
  const path = inArea(await placeOf(run, args), 'metadata');
  const { flags } = args;
  const custom = flags.get('custom-metadata');
  const body: Fields = {
    ...(flags.has('max-versions') && { max_versions: Number(flags.get('max-versions')) }),
    ...(flags.has('cas-required') && { cas_required: flags.get('cas-required') !== 'false' }),
    ...(flags.has('delete-version-after') && { delete_version_after: flags.get('delete-version-after') ?? '' }),
    ...(custom !== undefined && { custom_metadata: readPairs([custom], run.source) }),
  };
  await run.client.must('PUT', path, `Error writing data to ${path}`, body);
  run.say(`Success! Data written to: ${path}`);
};

const metadataDelete: Command = async (run, args) => {
  const path = inArea(await placeOf(run, args), 'metadata');
  await run.client.must('DELETE', path, `Error deleting ${path}`);
  run.say(`Success! Data deleted (if it existed) at: ${path}`);
};

export const kvCommands: Readonly<Record<string, Command>> = {
  'kv put': put,
  'kv get': get,
  'kv delete': remove,
  'kv undelete': ofVersions('undelete'),
  'kv destroy': ofVersions('destroy'),
  'kv list': list,
  'kv metadata get': metadataGet,
  'kv metadata put': metadataPut,
  'kv metadata delete': metadataDelete,
};
