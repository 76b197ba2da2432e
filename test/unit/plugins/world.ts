/** A plugin's surroundings in memory: a log that can be read, files that are a map, time in our hand. */
import { SqlError } from '../../../src/base/errors.js';
import type { Files, Log, Ports, Trace, TraceEvent } from '../../../src/base/ports.js';
import type { Conditions } from '../../../src/plugins/conditions.js';
import type { Host, ServerIdentity } from '../../../src/plugins/define.js';
import { realFiles } from '../../../src/server/real-files.js';
import { VirtualClock } from '../../../src/server/virtual-clock.js';

export const serverOf = (major: number, minor: number, patch = 0): ServerIdentity => ({
  version: { major, minor, patch },
  enterprise: false,
});

/** Keeps lines as the error log shows them, without the time. */
export function logTo(lines: string[]): Log {
  return { write: (level, text, session = 0) => lines.push(`${session} [${level}] ${text}`) };
}

export function traceTo(events: TraceEvent[]): Trace {
  return { enabled: true, emit: (event) => events.push(event) };
}

/** Ports for plugins: files as they are on the disk, the rest in memory. */
export function portsOf(lines: string[], events: TraceEvent[] = [], files: Files = realFiles): Ports {
  return {
    clock: new VirtualClock(),
    random: { bytes: (length) => new Uint8Array(length) },
    files,
    http: { request: () => Promise.reject(new Error('no network here')) },
    log: logTo(lines),
    trace: traceTo(events),
    env: {},
  };
}

/** The diagnostics of a statement as `Level errno text`. */
export function conditionsTo(list: string[], session = 9): Conditions {
  return { session, add: (level, { errno, message }) => list.push(`${level} ${errno} ${message}`) };
}

/** `errno text` of the error that the client gets. */
export async function clientError(work: Promise<unknown>): Promise<string | undefined> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return error instanceof SqlError
    ? `${error.errno} ${error.message}`
    : error === undefined
      ? undefined
      : String(error);
}

/** A host for a plugin that is started by hand. */
export function hostOf<Values extends object>(
  vars: Values,
  datadir: string,
  server = serverOf(10, 11),
  lines: string[] = [],
) {
  const { clock, ...ports } = portsOf(lines);
  const log = {
    error: (text: string) => void lines.push(`error ${text}`),
    warning: (text: string) => void lines.push(`warning ${text}`),
    note: (text: string) => void lines.push(`note ${text}`),
    raise: (errno: number, text: string) => void lines.push(`raise ${errno} ${text}`),
    warn: (errno: number, text: string) => void lines.push(`warn ${errno} ${text}`),
  };
  return { ...ports, vars, log, now: () => new Date(clock.now()), datadir, server } satisfies Omit<Host, 'vars'> & {
    vars: Values;
  };
}
