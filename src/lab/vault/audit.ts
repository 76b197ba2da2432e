/** What an audit device writes: who asked for what, with secrets as fingerprints only. */
import { createHmac } from 'node:crypto';
import type { JsonObject, VaultRequest } from './message.js';
import type { Responded } from './respond.js';
import { timeText } from './time.js';

/** One line of the log. `key` makes the fingerprints. */
export function auditEntry(
  { answer, call, caller, errors }: Responded,
  request: VaultRequest,
  now: number,
  key: Uint8Array,
): JsonObject {
  const token = caller?.token;
  const hash = (text: string | undefined) =>
    text === undefined ? '' : `hmac-sha256:${createHmac('sha256', key).update(text).digest('hex')}`;
  return {
    time: timeText(now),
    type: 'response',
    ...(errors.length > 0 && { error: errors.join('; ') }),
    auth: token
      ? {
          accessor: hash(token.accessor),
          client_token: hash(token.id),
          display_name: token.displayName,
          policies: token.policies,
          token_type: 'service',
        }
      : null,
    request: {
      id: call?.requestId ?? '',
      client_token: hash(call?.tokenId),
      namespace: { path: call?.namespace ?? '' },
      operation: call?.operation ?? request.method.toLowerCase(),
      path: call?.path ?? '',
    },
    response: { status: answer.status },
  };
}
