/** The errors of a client that talks to another process: those of MariaDB's client library. */
import { SqlError } from '../base/errors.js';

const lost = (message: string): SqlError => new SqlError(2013, 'HY000', message);

export const CLIENT_ERRORS = {
  noSocket: (path: string, errno: number) =>
    new SqlError(2002, 'HY000', `Can't connect to local server through socket '${path}' (${errno})`),
  noServer: (host: string, errno: number) =>
    new SqlError(2002, 'HY000', `Can't connect to server on '${host}' (${errno})`),
  unknownHost: (host: string, code: number) => new SqlError(2005, 'HY000', `Unknown server host '${host}' (${code})`),
  gone: () => new SqlError(2006, 'HY000', 'Server has gone away'),
  otherProtocol: (version: number) =>
    new SqlError(2007, '00000', `Protocol mismatch. Server Version = ${version} Client Version = 10`),
  noGreeting: (errno: number) =>
    lost(`Lost connection to server at 'handshake: reading initial communication packet', system error: ${errno}`),
  lost: () => lost('Lost connection to server during query'),
  tls: (reason: string) => new SqlError(2026, 'HY000', `TLS/SSL error: ${reason}`),
  malformed: () => new SqlError(2027, 'HY000', 'Received malformed packet'),
  noPlugin: (name: string) =>
    new SqlError(2059, 'HY000', `Authentication plugin '${name}' cannot be loaded: it is not known here`),
  inTheClear: (name: string) =>
    new SqlError(
      2059,
      'HY000',
      `Authentication plugin '${name}' cannot be loaded: it would send the password in the clear`,
    ),
} as const;
