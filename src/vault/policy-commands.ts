/** `vault policy …`, `token revoke`, and `read`, `write`, `delete` of any path. */
import { type Arguments, cleanPath, readPairs } from './arguments.js';
import type { Command, Run } from './command.js';
import { type Fields, VaultMistake } from './request.js';
import { fieldTable } from './tables.js';

const policyPath = (name: string) => `sys/policies/acl/${encodeURIComponent(name.toLowerCase())}`;

/** As many words as the command takes. */
function words({ rest }: Arguments, count: number): readonly string[] {
  if (rest.length === count) return rest;
  const what = rest.length < count ? 'Not enough' : 'Too many';
  throw new VaultMistake(`${what} arguments (expected ${count}, got ${rest.length})`, 1);
}

const policyWrite: Command = async ({ client, say, source }, args) => {
  const [name = '', file = ''] = words(args, 2);
  const policy = file === '-' ? source.readInput() : source.readFile(file);
  await client.must('PUT', policyPath(name), 'Error uploading policy', { policy });
  say(`Success! Uploaded policy: ${name.toLowerCase()}`);
};

const policyRead: Command = async ({ client, say }, args) => {
  const [name = ''] = words(args, 1);
  const path = policyPath(name);
  const answer = await client.ask('GET', path, 'Error reading policy');
  if (answer.status === 404) throw new VaultMistake(`No policy named: ${name}`);
  if (answer.status >= 400) throw client.refused('GET', path, 'Error reading policy', answer);
  say(String((answer.body['data'] as Fields)['policy']).trimEnd());
};

const policyList: Command = async ({ client, say }) => {
  const answer = await client.must('GET', 'sys/policies/acl?list=true', 'Error listing policies');
  for (const name of (answer['data'] as { keys: string[] }).keys) say(name);
};

const policyDelete: Command = async ({ client, say }, args) => {
  const [name = ''] = words(args, 1);
  await client.must('DELETE', policyPath(name), `Error deleting ${name}`);
  say(`Success! Deleted policy: ${name.toLowerCase()}`);
};

const revoke: Command = async ({ client, say }, args) => {
  const what = 'Error revoking token';
  if (args.flags.has('self')) await client.must('POST', 'auth/token/revoke-self', what);
  else await client.must('POST', 'auth/token/revoke', what, { token: words(args, 1)[0] ?? '' });
  say('Success! Revoked token (if it existed)');
};

const encoded = (path: string) => cleanPath(path).split('/').map(encodeURIComponent).join('/');

const show = ({ show }: Run, answer: Fields) => show(answer, fieldTable);

const write: Command = async (run, { rest }) => {
  const [path, ...pairs] = rest;
  if (path === undefined) throw new VaultMistake('Not enough arguments (expected 1, got 0)', 1);
  const body = pairs.length === 0 ? {} : readPairs(pairs, run.source);
  const said = await run.client.must('PUT', encoded(path), `Error writing data to ${cleanPath(path)}`, body);
  if (said['data'] === undefined) run.say(`Success! Data written to: ${cleanPath(path)}`);
  else show(run, said);
};

const read: Command = async (run, args) => {
  const [path = ''] = words(args, 1);
  const what = `Error reading ${cleanPath(path)}`;
  const answer = await run.client.ask('GET', encoded(path), what);
  if (answer.status === 404) throw new VaultMistake(`No value found at ${cleanPath(path)}`);
  if (answer.status >= 400) throw run.client.refused('GET', encoded(path), what, answer);
  show(run, answer.body);
};

const remove: Command = async ({ client, say }, args) => {
  const [path = ''] = words(args, 1);
  await client.must('DELETE', encoded(path), `Error deleting ${cleanPath(path)}`);
  say(`Success! Data deleted (if it existed) at: ${cleanPath(path)}`);
};

export const policyCommands: Readonly<Record<string, Command>> = {
  'policy write': policyWrite,
  'policy read': policyRead,
  'policy list': policyList,
  'policy delete': policyDelete,
  'token revoke': revoke,
  write,
  read,
  delete: remove,
};
