/** What can be done with a lab's Vault beside asking it: faults, time, and what was asked. */
import { FaultMistake, type FaultRule, faultRule } from '../fault-rules.js';
import { isCertificateFault } from './faults.js';
import type { LabVault } from './lab-vault.js';
import { parseDuration, timeText } from './time.js';

/** A Vault and how it can be reached. */
export interface Controlled {
  readonly vault: LabVault;
  readonly url: string;
  /** Speaks TLS. */
  readonly isSecure: boolean;
}

export interface Done {
  readonly status: number;
  readonly body?: unknown;
}

/** Does what `METHOD area` says, with the name behind it and the members of the body. */
export function control(
  { vault, url, isSecure }: Controlled,
  what: string,
  name: string | undefined,
  body: Readonly<Record<string, string>>,
): Done {
  switch (what) {
    case 'GET status':
      return { status: 200, body: statusOf(vault, url) };
    case 'GET faults':
      return { status: 200, body: vault.faults.rules.map(({ match, ...rule }) => ({ ...rule, match: match?.source })) };
    case 'PUT faults':
      setFault(vault, faultRule(name ?? '', body), isSecure);
      return { status: 204 };
    case 'DELETE faults':
      vault.faults.clear(name);
      return { status: 204 };
    case 'POST clock': {
      const ms = parseDuration(body['advance']);
      if (ms === undefined || ms < 0) throw new FaultMistake("'advance' must be a duration such as 90s or 1h30m");
      vault.advance(ms);
      return { status: 204 };
    }
    case 'GET requests':
      return { status: 200, body: vault.requests };
    case 'DELETE requests':
      vault.requests.length = 0;
      return { status: 204 };
    default:
      return { status: 404, body: { error: 'there is nothing of that name' } };
  }
}

const statusOf = ({ state, now, faults, requests }: LabVault, url: string) => ({
  address: url,
  sealed: state.sealed,
  time: timeText(now),
  mounts: [...state.mounts.keys()].sort(),
  faults: faults.rules.map(({ name }) => name),
  requests: requests.length,
});

/** Sets a fault that makes sense there. */
export function setFault(vault: LabVault, rule: FaultRule, isSecure: boolean): void {
  const { name, ...members } = rule;
  const [member] = Object.keys(members);
  // What is there or not knows nothing of counts.
  if ((name === 'down' || isCertificateFault(name)) && member !== undefined)
    throw new FaultMistake(`'${name}' lasts until it is cleared: it has no ${member}`);
  if (isCertificateFault(name) && !isSecure) throw new FaultMistake(`'${name}' needs a lab with --tls`);
  vault.setFault(rule);
}
