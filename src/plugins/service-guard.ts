/**
 * Between the server and what a plugin gave to it: a service of the wrong shape is a failed start, and what a plugin
 * throws, gives instead of an answer, or never answers is one line in the log or one failed statement.
 */
import type { Trace } from '../base/ports.js';
import { type Deadline, reasonOf, within } from './deadline.js';
import {
  type AuditService,
  type Authentication,
  type PasswordValidation,
  PluginError,
  type PluginLog,
  type PluginType,
  type Services,
  type Stoppable,
} from './define.js';
import { guardKeyManager } from './key-guard.js';
import { guardTable } from './table-guard.js';

const ER_UNKNOWN_ERROR = 1105;

/** Who hears of what goes on between the server and a plugin. */
export interface Witness {
  readonly log: PluginLog;
  readonly trace: Trace;
  readonly deadline: Deadline;
}

/** For each type: the functions that a service must have, and the service as the server may use it. */
type Guards = { readonly [Type in PluginType]?: Guard<Type> };
interface Guard<Type extends PluginType> {
  readonly demanded: readonly string[];
  guard(name: string, service: Services[Type], witness: Witness): Services[Type];
}

const GUARDS: Guards = {
  ENCRYPTION: { demanded: ['latestVersion', 'key'], guard: guardKeyManager },
  'INFORMATION SCHEMA': { demanded: ['rows'], guard: guardTable },
  AUDIT: { demanded: ['notify'], guard: guardAudit },
  AUTHENTICATION: { demanded: ['hash', 'complaint', 'verify'], guard: guardAuthentication },
  'PASSWORD VALIDATION': { demanded: ['validate'], guard: guardPasswords },
};

/** The service as the server may use it. */
export function guardService(name: string, type: PluginType, service: unknown, witness: Witness): Services[PluginType] {
  // Types that demand nothing may as well give nothing.
  const given: object = typeof service === 'object' && service !== null ? service : {};
  // The key has decided which type the service has.
  const guard = GUARDS[type] as Guard<PluginType> | undefined;
  const missing = guard?.demanded.find((demanded) => typeof Reflect.get(given, demanded) !== 'function');
  if (missing !== undefined)
    throw new PluginError(ER_UNKNOWN_ERROR, `${name}: init must give a service with ${missing}()`);
  const guarded = guard ? guard.guard(name, given as Services[PluginType], witness) : {};
  return { ...guarded, ...guardLife(name, given, witness) };
}

/** What every service may have. */
function guardLife(name: string, service: Stoppable, { log, deadline }: Witness): Stoppable {
  return {
    status() {
      try {
        const entries = Object.entries(service.status?.() ?? {});
        return Object.fromEntries(entries.map(([variable, value]) => [variable, String(value)]));
      } catch (error) {
        log.error(`${name}: ${reasonOf(error)}`);
        return {};
      }
    },
    stop: () => within('stop', () => service.stop?.(), deadline),
  };
}

/** An author who writes `async notify` would otherwise end the process with a rejection that nobody hears. */
function guardAudit(name: string, service: AuditService, { log }: Witness): AuditService {
  const blame = (error: unknown) => log.error(`${name}: ${reasonOf(error)}`);
  return {
    notify(event) {
      try {
        Promise.resolve(service.notify(event)).catch(blame);
      } catch (error) {
        blame(error);
      }
    },
  };
}

/** Without a clear yes a password is refused. */
function guardPasswords(name: string, service: PasswordValidation, { log }: Witness): PasswordValidation {
  const refuse = (problem: string) => {
    log.error(`${name}: ${problem}`);
    return false;
  };
  return {
    validate(user, password) {
      try {
        const answer: unknown = service.validate(user, password);
        if (typeof answer === 'boolean') return answer;
        Promise.resolve(answer).catch(() => undefined);
        return refuse('validate() must give true or false at once');
      } catch (error) {
        return refuse(reasonOf(error));
      }
    },
  };
}

/** Nobody comes in by a mistake: what is no answer is a no. */
function guardAuthentication(name: string, service: Authentication, { log }: Witness): Authentication {
  const attempt = <T>(work: () => unknown, isAnswer: (answer: unknown) => answer is T, otherwise: T): T => {
    try {
      const answer = work();
      if (isAnswer(answer)) return answer;
      Promise.resolve(answer).catch(() => undefined);
      log.error(`${name}: an answer is missing`);
    } catch (error) {
      log.error(`${name}: ${reasonOf(error)}`);
    }
    return otherwise;
  };
  const isText = (answer: unknown) => typeof answer === 'string';
  return {
    clientPlugin: String(service.clientPlugin),
    hash: (password) => attempt(() => service.hash(password), isText, ''),
    complaint: (hash) =>
      attempt(
        () => service.complaint(hash),
        (answer) => answer === undefined || isText(answer),
        'Password hash cannot be checked',
      ),
    verify: (hash, scramble, answer) =>
      attempt(
        () => service.verify(hash, scramble, answer),
        (given) => typeof given === 'boolean',
        false,
      ),
  };
}
