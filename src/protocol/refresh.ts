/** COM_REFRESH: FLUSH in the words of old clients, one bit for each thing. */
import { type Outcome, ok } from '../base/result.js';
import type { Session } from '../server/session.js';

/** Threads and what belongs to replication are not here: there is nothing to refresh of them. */
const FLUSHED: readonly (readonly [bit: number, name: string])[] = [
  [1, 'PRIVILEGES'],
  [2, 'LOGS'],
  [4, 'TABLES'],
  [8, 'HOSTS'],
  [16, 'STATUS'],
];

/** The first error ends it. */
export async function refresh(bits: number, session: Session): Promise<Outcome> {
  let outcome: Outcome = { ...ok(), warningCount: 0 };
  for (const [bit, name] of FLUSHED) {
    if ((bits & bit) === 0 || outcome.kind === 'error') continue;
    outcome = (await session.execute(`FLUSH ${name}`, { single: true }))[0] ?? outcome;
  }
  return outcome;
}
