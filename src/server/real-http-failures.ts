/** What Node's errors say about an HTTP request that has no answer. */
import { HttpFailure, type HttpFailureReason } from '../base/http-failure.js';

/** How far the request had come. */
export interface Progress {
  readonly host: string;
  readonly port: number;
  readonly isSecure: boolean;
  readonly connected: boolean;
  /** The head of the answer was there. */
  readonly answered: boolean;
  /** Bytes of the body. */
  readonly received: number;
  readonly expected: number | undefined;
  readonly elapsedMs: number;
}

/** What Node's errors have beside their message. */
interface Details {
  readonly code?: string;
  readonly syscall?: string;
  readonly cert?: { readonly subject?: { readonly CN?: string }; readonly subjectaltname?: string };
}

/** `error` is Node's, `late` when the time was up, or the failure itself. */
export function failureOf(error: unknown, progress: Progress): HttpFailure {
  if (error instanceof HttpFailure) return error;
  if (error === 'late') return new HttpFailure(late(progress));
  const known = error instanceof Error ? error : new Error(String(error));
  return new HttpFailure(reasonOf(known, progress));
}

function late({ connected, received, expected, elapsedMs: afterMs }: Progress): HttpFailureReason {
  if (!connected) return { kind: 'slow connection', afterMs };
  return { kind: 'slow answer', afterMs, received, ...(expected === undefined ? {} : { expected }) };
}

function reasonOf(error: Error & Details, progress: Progress): HttpFailureReason {
  const { code = '', syscall, message } = error;
  const { host, port, elapsedMs: afterMs } = progress;
  if (code === 'ENOTFOUND' || code.startsWith('EAI_')) return { kind: 'unknown host', host };
  // Several addresses that all refuse make one error without a call.
  if (syscall === 'connect' || error instanceof AggregateError) return { kind: 'no connection', host, port, afterMs };
  if (code === 'HPE_INVALID_CHUNK_SIZE') return { kind: 'bad chunk' };
  if (code.startsWith('HPE_')) return { kind: 'not HTTP' };
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return wrongHost(error, host);
  if (CERTIFICATE.test(code)) return { kind: 'bad certificate', problem: problemOf(code, message) };
  const openssl = /error:([0-9A-F]{8}):SSL routines:[^:]*:([^:]+)/.exec(message);
  if (openssl) return { kind: 'TLS', library: OPENSSL, error: `error:${openssl[1]}:SSL routines::${openssl[2]}` };
  return code === 'ECONNRESET' ? closed(syscall, progress) : { kind: 'other', text: message };
}

function closed(syscall: string | undefined, progress: Progress): HttpFailureReason {
  const { host, port, received, expected } = progress;
  if (progress.answered)
    return { kind: 'cut off', ...(expected === undefined ? {} : { missing: expected - received }) };
  // Without a call it was the other side that closed, as it may.
  if (syscall !== undefined) return { kind: 'reset' };
  return progress.isSecure && !progress.connected ? { kind: 'no handshake', host, port } : { kind: 'no answer' };
}

const OPENSSL = `OpenSSL/${process.versions.openssl.replace(/\+.*/, '')}`;

/** The codes of OpenSSL's verdicts on certificates. */
const CERTIFICATE = /^(?:UNABLE_TO|CERT_|CRL_|DEPTH_ZERO|SELF_SIGNED|ERROR_IN|INVALID_|PATH_LENGTH|HOSTNAME_MISMATCH)/;

/** Node goes on after OpenSSL's first complaint and tells the last one. */
function problemOf(code: string, message: string): string {
  return code === 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' ? 'unable to get local issuer certificate' : message;
}

function wrongHost({ cert }: Details, host: string): HttpFailureReason {
  const subject = cert?.subject?.CN;
  return { kind: 'wrong host', host, ...(cert?.subjectaltname || !subject ? {} : { subject }) };
}
