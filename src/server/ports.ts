/** The real ports: this machine's time, chance, files and network. Only the composition root and tests use them. */
import { randomBytes } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { totalmem } from 'node:os';
import type { Clock, Http, Ports, Random, Trace } from '../base/ports.js';
import { errorLog } from './error-log.js';
import { backgroundFiles } from './real-files.js';
import { realThreads } from './real-threads.js';

/** The longest wait that a timer of Node's takes; a longer one is waited for in parts. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export const realClock: Clock = {
  now: () => Date.now(),

  sleep(ms, signal) {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      const wait = startTimer(ms, false, () => {
        signal?.removeEventListener('abort', abort);
        resolve();
      });
      const abort = () => {
        wait.cancel();
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', abort, { once: true });
    });
  },

  timer: (ms, callback) => startTimer(ms, true, callback),
};

export const realRandom: Random = { bytes: (length) => randomBytes(length) };

/** Node's client, which is not loaded before the first request. */
export const realHttp: Http = { request: async (request) => (await import('./real-http.js')).exchange(request) };

/** A trace that nobody reads. */
export const noTrace: Trace = { enabled: false, emit() {} };

/** Writes each event as a line of JSON, with its time, to the end of a file. */
export function fileTrace(path: string, clock: Clock): Trace & { close(): void } {
  const descriptor = openSync(path, 'a', 0o600);
  return {
    enabled: true,
    emit: (event) => writeSync(descriptor, `${JSON.stringify({ at: clock.now(), ...event })}\n`),
    close: () => closeSync(descriptor),
  };
}

/** The real world, its error log going to `sink` line by line; SEALION_TRACE names a file for the trace. */
export function realPorts(sink: (line: string) => void): Ports {
  const trace = process.env['SEALION_TRACE'];
  return {
    clock: realClock,
    random: realRandom,
    files: backgroundFiles,
    http: realHttp,
    log: errorLog(realClock, sink),
    trace: trace ? fileTrace(trace, realClock) : noTrace,
    threads: realThreads,
    memoryBytes: process.constrainedMemory() || totalmem(),
    env: process.env,
  };
}

function startTimer(ms: number, background: boolean, callback: () => void): { cancel(): void } {
  let timeout: NodeJS.Timeout;
  const start = (left: number) => {
    const part = Math.min(left, LONGEST_TIMER_MS);
    timeout = setTimeout(() => (left > part ? start(left - part) : callback()), part);
    if (background) timeout.unref();
  };
  start(ms);
  return { cancel: () => clearTimeout(timeout) };
}
