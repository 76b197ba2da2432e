/** One request on its way through the lab's Vault: what its parts mean, once they are read. */
import type { Random } from '../../base/ports.js';
import { badRequest, isObject, type Json, type JsonObject, VaultRefusal, type VaultRequest } from './message.js';
import type { Token, VaultState } from './state.js';

export type Operation = 'create' | 'read' | 'update' | 'patch' | 'delete' | 'list';

export interface Call {
  readonly state: VaultState;
  readonly now: number;
  readonly random: Random;
  readonly requestId: string;
  /** `update` for all that writes: what is there decides whether it creates. */
  readonly operation: Operation;
  readonly head: boolean;
  /** `team/`, or '' for the root namespace. */
  readonly namespace: string;
  /** Below its namespace; without `v1/` in front, and without a slash at the end. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: JsonObject;
  readonly tokenId: string | undefined;
}

/** Who calls, and what they may do. */
export interface Caller {
  readonly token: Token;
  may(operation: Operation | 'sudo', path: string): boolean;
}

const OPERATIONS: Readonly<Record<string, Operation>> = {
  GET: 'read',
  HEAD: 'read',
  LIST: 'list',
  POST: 'update',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};

/** Reads a request. What it asks of the state is which namespaces there are. */
export function readCall(state: VaultState, request: VaultRequest, now: number, random: Random): Call {
  const { pathname, query } = split(request.target);
  const listed = request.method === 'GET' && query.get('list') === 'true';
  const operation = listed ? 'list' : OPERATIONS[request.method];
  if (operation === undefined) throw new VaultRefusal(405);
  if (!pathname.startsWith('/v1/')) throw new VaultRefusal(404);
  const { namespace, path } = inNamespace(state, namespaceOf(request), pathname.slice('/v1/'.length));
  return {
    state,
    now,
    random,
    requestId: uuid(random),
    operation,
    head: request.method === 'HEAD',
    namespace,
    path: path.replace(/\/+$/, ''),
    query,
    body: readBody(request),
    tokenId: tokenOf(request),
  };
}

function split(target: string): { pathname: string; query: URLSearchParams } {
  const mark = target.indexOf('?');
  const path = mark < 0 ? target : target.slice(0, mark);
  const query = new URLSearchParams(mark < 0 ? '' : target.slice(mark));
  try {
    return { pathname: decodeURIComponent(path).replace(/\/{2,}/g, '/'), query };
  } catch {
    throw new VaultRefusal(400, ['invalid URL escape']);
  }
}

function namespaceOf({ headers }: VaultRequest): string {
  const name = (headers['x-vault-namespace'] ?? '').replace(/^\/+|\/+$/g, '');
  return name === '' ? '' : `${name}/`;
}

/** A namespace is named by the header, or is the beginning of the path. */
function inNamespace(state: VaultState, named: string, path: string): { namespace: string; path: string } {
  if (named !== '' && !state.namespaces.has(named)) throw new VaultRefusal(404, [`no handler for route "${path}"`]);
  const below = [...state.namespaces].filter((name) => `${named}${path}`.startsWith(name)).sort();
  const namespace = below.at(-1) ?? named;
  return { namespace, path: `${named}${path}`.slice(namespace.length) };
}

function readBody({ method, body }: VaultRequest): JsonObject {
  if (body.trim() === '' || method === 'GET' || method === 'HEAD' || method === 'LIST') return {};
  let value: Json;
  try {
    value = JSON.parse(body) as Json;
  } catch {
    throw badRequest('failed to parse JSON input: invalid JSON');
  }
  if (!isObject(value)) throw badRequest('failed to parse JSON input: not an object');
  return value;
}

function tokenOf({ headers }: VaultRequest): string | undefined {
  const [, bearer] = /^Bearer (.+)$/.exec(headers['authorization'] ?? '') ?? [];
  return headers['x-vault-token'] || bearer;
}

/** A random UUID. */
export function uuid(random: Random): string {
  const hex = Buffer.from(random.bytes(16)).toString('hex');
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20)];
  return parts.join('-');
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Letters and digits, each as likely as the others. */
export function randomName(random: Random, length: number): string {
  let name = '';
  while (name.length < length) {
    for (const byte of random.bytes(length)) {
      if (byte < 4 * LETTERS.length && name.length < length) name += LETTERS[byte % LETTERS.length];
    }
  }
  return name;
}
