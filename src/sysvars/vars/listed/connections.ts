/** Variables of connections, TLS and the thread pool: listed; but for those of TLS (`server/tls.ts`), without effect. `declaration.ts` says how to read them. */
import { listed } from './declaration.js';

export const LISTED_CONNECTIONS = listed(`
  extra_port                        | global | uint 0..65535 | 0 | fixed | Second port to listen on; 0 is none.
  host_cache_size                   | global | ulong 0..65536 | 128 |  | How many host names are remembered.
  idle_readonly_transaction_timeout | both   | uint 0..31536000 | 0 |  | Seconds after which an idle transaction that only read loses its connection.
  idle_write_transaction_timeout    | both   | uint 0..31536000 | 0 |  | Seconds after which an idle transaction that wrote loses its connection.
  locked_in_memory                  | global | bool | ? => OFF | fixed, no-option | Whether the server is kept from being swapped out.
  progress_report_time              | both   | ulong 0..4294967295 | 5 |  | Seconds between two reports of progress.
  proxy_protocol_networks           | global | text |  | for CONNECTION ADMIN | Networks whose proxies may tell the client's address.
  server_uid                        | global | text | ? | fixed, no-option | What identifies this server.
  skip_show_database                | global | bool | OFF | fixed, optional | SHOW DATABASES needs a privilege.
  ssl_ca                            | global | text? |  | fixed | File with certificate authorities.
  ssl_capath                        | global | text? |  | fixed | Directory with certificate authorities.
  ssl_cert                          | global | text? |  | fixed | File with the server's certificate.
  ssl_cipher                        | global | text? |  | fixed | Ciphers that may be used.
  ssl_crl                           | global | text? |  | fixed | File with revoked certificates.
  ssl_crlpath                       | global | text? |  | fixed | Directory with revoked certificates.
  ssl_key                           | global | text? |  | fixed | File with the server's key.
  tcp_nodelay                       | both   | bool | ON | optional, sessions-only | Small packets are sent at once.
  thread_pool_dedicated_listener    | global | bool | OFF | optional, for CONNECTION ADMIN | A thread of its own waits for clients.
  thread_pool_exact_stats           | global | bool | OFF | optional, for CONNECTION ADMIN | Statistics use an exact clock.
  thread_pool_idle_timeout          | global | uint 1..4294967295 | 60 | for CONNECTION ADMIN | Seconds after which an idle thread ends.
  thread_pool_max_threads           | global | uint 1..65536 | 65536 | for CONNECTION ADMIN | Most threads of the pool.
  thread_pool_oversubscribe         | global | uint 1..1000 | 3 | for CONNECTION ADMIN | How many more threads than processors may work.
  thread_pool_priority              | both   | enum high,low,auto | auto | for CONNECTION ADMIN | Queue of this session.
  thread_pool_prio_kickup_timer     | global | uint 0..4294967295 | 1000 | for CONNECTION ADMIN | Milliseconds after which a waiting client is preferred.
  thread_pool_stall_limit           | global | uint 1..4294967295 | 500 | for CONNECTION ADMIN | Milliseconds after which a thread counts as stalled.
  tls_version                       | global | set TLSv1.0,TLSv1.1,TLSv1.2,TLSv1.3 | TLSv1.2,TLSv1.3 | fixed | Versions of the protocol that may be used.
`);
