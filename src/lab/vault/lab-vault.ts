/** A Vault to rehearse with: what it knows, what goes wrong, and what was asked. */
import type { Clock, Random } from '../../base/ports.js';
import { FaultMistake, type FaultRule, FaultRules } from '../fault-rules.js';
import { auditEntry } from './audit.js';
import { randomName, uuid } from './call.js';
import * as faults from './faults.js';
import type { JsonObject, VaultAnswer, VaultRequest } from './message.js';
import { type Responded, respond } from './respond.js';
import { newState, stateText, type VaultState } from './state.js';

const REQUESTS_KEPT = 10_000;

export interface LabVaultOptions {
  readonly clock: Pick<Clock, 'now'>;
  readonly random: Random;
  /** What a file has kept; absent, a new Vault with `secret/` in it. */
  readonly state?: VaultState;
  /** The token of a new Vault's root; absent, a random one. */
  readonly rootToken?: string | undefined;
  /** Told after each request that has changed something. */
  onChange?(): void;
  /** Told of each request that was answered. */
  onAudit?(entry: JsonObject): void;
}

export class LabVault {
  readonly state: VaultState;
  readonly faults = new FaultRules();
  /** `GET /v1/…` of the last ones that have come, those that a fault hit included. */
  readonly requests: string[] = [];
  /** How many have come. */
  requestCount = 0;
  private readonly options: LabVaultOptions;
  private readonly auditKey: Uint8Array;
  private advancedMs = 0;

  constructor(options: LabVaultOptions) {
    this.options = options;
    this.state = options.state ?? freshState(options);
    this.auditKey = options.random.bytes(32);
  }

  /** The lab's own time. */
  get now(): number {
    return this.options.clock.now() + this.advancedMs;
  }

  /** Makes it later, for this Vault alone. */
  advance(ms: number): void {
    this.advancedMs += ms;
  }

  /** Makes things go wrong from now on. */
  setFault(rule: FaultRule): void {
    const { name } = rule;
    if (!faults.FAULT_NAMES.includes(name))
      throw new FaultMistake(`There is no fault '${name}'; there are ${faults.FAULT_NAMES.join(', ')}`);
    const match = rule.match ?? faults.usualMatch(name);
    this.faults.set({ ...rule, ...(match && { match }) });
  }

  /** One request, and what comes of it on the wire. */
  exchange(request: VaultRequest): faults.Reply {
    const line = `${request.method} ${request.target}`;
    this.requestCount++;
    this.requests.push(line);
    if (this.requests.length > REQUESTS_KEPT) this.requests.shift();
    const honest = () => this.answer(request);
    const rule = this.faults.hit(line, faults.isRequestFault);
    return rule
      ? faults.act(rule.name, { request, honest, delayMs: rule.delayMs })
      : { kind: 'answer', answer: honest() };
  }

  /** The answer when nothing goes wrong. */
  answer(request: VaultRequest): VaultAnswer {
    const { random, onChange, onAudit } = this.options;
    const responded = respond(this.state, request, this.now, random);
    onAudit?.(auditEntry(responded, request, this.now, this.auditKey));
    if (hasChanged(responded, this.state)) onChange?.();
    return responded.answer;
  }

  /** What a file keeps. */
  get stateText(): string {
    return stateText(this.state);
  }
}

function hasChanged({ call, caller, answer: { status } }: Responded, { tokens }: VaultState): boolean {
  const wrote = call?.operation !== 'read' && call?.operation !== 'list' && status < 400;
  // Every use counts of a token that may be used so often only.
  const token = caller?.token;
  return wrote || (token !== undefined && (token.usesLeft > 0 || !tokens.has(token.id)));
}

function freshState({ clock, random, rootToken }: LabVaultOptions): VaultState {
  const now = clock.now();
  const token = rootToken ?? `hvs.${randomName(random, 24)}`;
  const unsealKey = Buffer.from(random.bytes(32)).toString('hex');
  const state = newState({
    rootToken: token,
    unsealKey,
    clusterId: uuid(random),
    now,
    accessor: randomName(random, 24),
  });
  const headers = { 'x-vault-token': token };
  const body = JSON.stringify({ type: 'kv', description: 'key/value secret storage', options: { version: '2' } });
  respond(state, { method: 'POST', target: '/v1/sys/mounts/secret', headers, body }, now, random);
  return state;
}
