/** Status variables of the connection that asks, and of TLS. */
import type { Transport } from '../base/session.js';
import type { TlsServer } from './tls.js';

/** A depth that nobody has limited. */
const UNLIMITED = '18446744073709551615';
/** A client may show a certificate, and is asked for it once. */
const ASKED_ONCE = '5';
const SESSION_SECONDS = '7200';
const CACHE_SIZE = '128';

/** What goes for all connections. */
export const TLS_STATUS = {
  Ssl_ctx_verify_depth: ({ tls }: Served) => tls && UNLIMITED,
  Ssl_ctx_verify_mode: ({ tls }: Served) => tls && ASKED_ONCE,
  Ssl_session_cache_mode: ({ tls }: Served) => tls && 'SERVER',
  Ssl_session_cache_size: ({ tls }: Served) => tls && CACHE_SIZE,
};

interface Served {
  readonly tls: TlsServer | undefined;
}

/** What a session sees of its own connection; undefined: nothing else than others see. */
export function connectionStatus(
  name: string,
  scope: 'GLOBAL' | 'SESSION',
  transport: Transport | undefined,
  server: TlsServer | undefined,
): string | undefined {
  if (!transport) return undefined;
  if (name === 'Compression') return transport.isCompressed ? 'ON' : 'OFF';
  if (name.startsWith('Bytes_') && scope === 'SESSION') {
    return String(name === 'Bytes_sent' ? transport.bytesSent : transport.bytesReceived);
  }
  if (!transport.tls || !name.startsWith('Ssl_')) return undefined;
  switch (name) {
    case 'Ssl_cipher':
      return transport.tls.cipher;
    case 'Ssl_version':
      return transport.tls.version;
    case 'Ssl_cipher_list':
      return server?.cipherList;
    case 'Ssl_default_timeout':
      return SESSION_SECONDS;
    case 'Ssl_server_not_after':
      return server?.validTo;
    case 'Ssl_server_not_before':
      return server?.validFrom;
    case 'Ssl_verify_depth':
      return UNLIMITED;
    case 'Ssl_verify_mode':
      return ASKED_ONCE;
    default:
      return undefined;
  }
}
