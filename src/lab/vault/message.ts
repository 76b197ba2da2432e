/** What goes to the lab's Vault and comes from it, before it is HTTP. */

/** Any value that JSON has. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

export type JsonObject = { readonly [name: string]: Json };

/** A request as HTTP has it. Names of headers are in small letters. */
export interface VaultRequest {
  readonly method: string;
  /** With `/v1/` in front and the query behind. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

export interface VaultAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What Vault refuses, with the texts of its answer. */
export class VaultRefusal extends Error {
  override readonly name = 'VaultRefusal';
  readonly status: number;
  readonly errors: readonly string[];
  /** What the answer holds instead of errors. */
  readonly rest: JsonObject | undefined;

  constructor(status: number, errors: readonly string[] = [], rest?: JsonObject) {
    super(`Vault answers ${status}`);
    this.status = status;
    this.errors = errors;
    this.rest = rest;
  }
}

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Vault's way to list errors in one. */
export const multiError = (...errors: string[]): string =>
  `${errors.length} error${errors.length === 1 ? '' : 's'} occurred:\n${errors.map((error) => `\t* ${error}\n`).join('')}\n`;

export const permissionDenied = () => new VaultRefusal(403, [multiError('permission denied')]);
export const invalidToken = () => new VaultRefusal(403, [multiError('permission denied', 'invalid token')]);
export const badRequest = (text: string) => new VaultRefusal(400, [text]);
export const notFound = () => new VaultRefusal(404);
export const unsupportedPath = () => new VaultRefusal(404, [multiError('unsupported path')]);
export const unsupportedOperation = () => new VaultRefusal(405, [multiError('unsupported operation')]);

const HEADERS = {
  'cache-control': 'no-store',
  'content-type': 'application/json',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
};

/** An answer of that status; without a body, if there is none. */
export function answer(status: number, body?: JsonObject): VaultAnswer {
  if (body === undefined) return { status, headers: { ...HEADERS }, body: '' };
  return { status, headers: { ...HEADERS }, body: `${JSON.stringify(body)}\n` };
}

/** What every answer about secrets is wrapped in. */
export const envelope = (requestId: string, data: Json, others: JsonObject = {}): JsonObject => ({
  request_id: requestId,
  lease_id: '',
  renewable: false,
  lease_duration: 0,
  data,
  wrap_info: null,
  warnings: null,
  auth: null,
  ...others,
});
