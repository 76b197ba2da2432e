/** Failures of a request by libcurl's numbers and in its words: that is how the server tells them. */
import type { HttpFailureReason } from 'sealion/plugin';

/** A transfer that libcurl would have given up. */
export class CurlError extends Error {
  override readonly name = 'CurlError';
  readonly code: number;

  constructor([code, text]: CurlText) {
    super(`curl returned this error code: ${code} with the following error message: ${text}`);
    this.code = code;
  }
}

type CurlText = readonly [code: number, text: string];

export const OPERATION_TIMEDOUT = 28;

export const MALFORMED: CurlText = [3, 'URL using bad/illegal format or missing URL'];

export const badAuthorities = (path: string): CurlText => [77, `error setting certificate file: ${path}`];

export const tooManyRedirects = (limit: number): CurlText => [47, `Maximum (${limit}) redirects followed`];

export function curlText(reason: HttpFailureReason): CurlText {
  switch (reason.kind) {
    case 'malformed':
      return MALFORMED;
    case 'unsupported scheme':
      return [1, `Protocol "${reason.scheme}" not supported or disabled in libcurl`];
    case 'unknown host':
      return [6, `Could not resolve host: ${reason.host}`];
    case 'no connection':
      return [
        7,
        `Failed to connect to ${reason.host} port ${reason.port} after ${reason.afterMs} ms: Couldn't connect to server`,
      ];
    case 'slow connection':
      return [OPERATION_TIMEDOUT, `Connection timed out after ${reason.afterMs} milliseconds`];
    case 'slow answer':
      return [OPERATION_TIMEDOUT, slowAnswer(reason)];
    case 'reset':
      return [56, 'Recv failure: Connection reset by peer'];
    case 'no answer':
      return [52, 'Empty reply from server'];
    case 'cut off':
      return [18, `transfer closed with ${remainder(reason.missing)}`];
    case 'body too long':
      return [23, 'Failure writing output to destination'];
    case 'bad chunk':
      return [56, 'Illegal or missing hexadecimal sequence in chunked-encoding'];
    case 'not HTTP':
      return [1, 'Received HTTP/0.9 when not allowed'];
    default:
      return secureText(reason);
  }
}

type Kind<K extends HttpFailureReason['kind']> = Extract<HttpFailureReason, { kind: K }>;

function secureText(reason: Kind<'no handshake' | 'TLS' | 'bad certificate' | 'wrong host' | 'other'>): CurlText {
  switch (reason.kind) {
    case 'no handshake':
      // The blank at the end is libcurl's.
      return [35, `OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection to ${reason.host}:${reason.port} `];
    case 'TLS':
      return [35, `${reason.library}: ${reason.error}`];
    case 'bad certificate':
      return [60, `SSL certificate problem: ${reason.problem}`];
    case 'wrong host':
      return [60, wrongHost(reason)];
    case 'other':
      return [56, reason.text];
  }
}

function slowAnswer({ afterMs, received, expected }: Kind<'slow answer'>): string {
  const bytes = expected === undefined ? received : `${received} out of ${expected}`;
  return `Operation timed out after ${afterMs} milliseconds with ${bytes} bytes received`;
}

const remainder = (missing: number | undefined) =>
  missing === undefined ? 'outstanding read data remaining' : `${missing} bytes remaining to read`;

function wrongHost({ host, subject }: Kind<'wrong host'>): string {
  return subject === undefined
    ? `SSL: no alternative certificate subject name matches target host name '${host}'`
    : `SSL: certificate subject name '${subject}' does not match target host name '${host}'`;
}
