/** A request to the lab's Vault and its answer, over what Vault knows. Nothing here waits or reaches outside. */
import type { Random } from '../../base/ports.js';
import { type Call, type Caller, readCall } from './call.js';
import { answerKv, isThere } from './kv.js';
import {
  answer,
  permissionDenied,
  unsupportedPath,
  type VaultAnswer,
  VaultRefusal,
  type VaultRequest,
} from './message.js';
import { mountOf } from './mounts.js';
import type { VaultState } from './state.js';
import { answerOpen, answerSystem } from './system.js';
import { answerTokens, authenticate } from './tokens.js';

/** What was asked and who asked, where that is known: for the audit log. */
export interface Responded {
  readonly answer: VaultAnswer;
  readonly call?: Call;
  readonly caller?: Caller;
  readonly errors: readonly string[];
}

/** Answers, and changes the state where the request says so. */
export function respond(state: VaultState, request: VaultRequest, now: number, random: Random): Responded {
  let call: Call | undefined;
  let caller: Caller | undefined;
  try {
    call = readCall(state, request, now, random);
    const open = answerOpen(call);
    if (open !== undefined) return { answer: open, call, errors: [] };
    if (state.sealed) throw new VaultRefusal(503, ['Vault is sealed']);
    caller = authenticate(call);
    return { answer: dispatch(call, caller), call, caller, errors: [] };
  } catch (error) {
    if (!(error instanceof VaultRefusal)) throw error;
    const { status, errors } = error;
    return { answer: answer(status, { errors }), ...(call && { call }), ...(caller && { caller }), errors };
  }
}

function dispatch(call: Call, caller: Caller): VaultAnswer {
  const { path, state, namespace } = call;
  // Whoever may do anything there may ask; the answer is about that.
  if (path.startsWith('sys/internal/ui/mounts/')) return answerSystem(call, caller, path.slice('sys/'.length));
  const mount = path.startsWith('sys/') ? undefined : mountOf(state, namespace + path);
  const rest = mount ? `${namespace}${path}`.slice(mount.path.length) : '';
  const creates = call.operation === 'update' && mount !== undefined && !isThere(mount, rest);
  if (!caller.may(creates ? 'create' : call.operation, path)) throw permissionDenied();
  if (mount !== undefined) return answerKv(call, mount, rest);
  if (path.startsWith('sys/')) return answerSystem(call, caller, path.slice('sys/'.length));
  if (path.startsWith('auth/token/')) return answerTokens(call, caller, path.slice('auth/token/'.length));
  if (path.startsWith('auth/')) throw unsupportedPath();
  throw new VaultRefusal(404, [`no handler for route "${path}". route entry not found.`]);
}
