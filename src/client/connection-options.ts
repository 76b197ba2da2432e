/** Options of the client that say which server it talks to, as MariaDB's own client has them. */

/** What was written; nothing is there that was not. A switch is `1` or `0`. */
export interface ConnectionOptions {
  readonly connect?: string;
  readonly host?: string;
  readonly port?: string;
  readonly socket?: string;
  readonly protocol?: string;
  readonly user?: string;
  readonly password?: string;
  readonly database?: string;
  readonly compress?: string;
  readonly connectTimeout?: string;
  readonly defaultCharacterSet?: string;
  readonly ssl?: string;
  readonly sslCa?: string;
  readonly sslCapath?: string;
  readonly sslCert?: string;
  readonly sslKey?: string;
  readonly sslCipher?: string;
  readonly sslCrl?: string;
  readonly tlsVersion?: string;
  readonly sslVerifyServerCert?: string;
}

export interface ConnectionDeclaration {
  readonly name: string;
  readonly short?: string;
  readonly key: keyof ConnectionOptions;
  readonly isSwitch?: boolean;
  readonly help: string;
  /** It makes the client connect to another server: always, or where no option of a server is beside it. */
  readonly connects?: 'always' | 'alone';
}

// biome-ignore format: read as a table.
export const CONNECTION_OPTIONS: readonly ConnectionDeclaration[] = [
  { name: 'connect',                             key: 'connect',      connects: 'always', help: 'Use a server that runs: mysql://user:password@host:port/database' },
  { name: 'host',                    short: 'h', key: 'host',         connects: 'always', help: 'Use the server on this host' },
  { name: 'port',                    short: 'P', key: 'port',         connects: 'alone',  help: 'Its TCP port' },
  { name: 'socket',                  short: 'S', key: 'socket',       connects: 'alone',  help: 'Its socket file on this machine' },
  { name: 'protocol',                            key: 'protocol',     connects: 'alone',  help: 'TCP or SOCKET' },
  { name: 'compress',                short: 'C', key: 'compress',     isSwitch: true,     help: 'Compress what is sent' },
  { name: 'connect-timeout',                     key: 'connectTimeout',                   help: 'Seconds to wait for the server' },
  { name: 'default-character-set',               key: 'defaultCharacterSet',              help: 'Character set to talk in (utf8mb4)' },
  { name: 'ssl',                                 key: 'ssl',          isSwitch: true,     help: 'Encrypt the connection' },
  { name: 'ssl-ca',                              key: 'sslCa',                            help: 'PEM file of who may vouch for the server' },
  { name: 'ssl-capath',                          key: 'sslCapath',                        help: 'Directory of such files' },
  { name: 'ssl-cert',                            key: 'sslCert',                          help: 'PEM file of the own certificate' },
  { name: 'ssl-key',                             key: 'sslKey',                           help: 'PEM file of its key' },
  { name: 'ssl-cipher',                          key: 'sslCipher',                        help: 'Ciphers, in OpenSSL\'s words' },
  { name: 'ssl-crl',                             key: 'sslCrl',                           help: 'PEM file of revoked certificates' },
  { name: 'tls-version',                         key: 'tlsVersion',                       help: 'Versions of TLS: TLSv1.2,TLSv1.3' },
  { name: 'ssl-verify-server-cert',              key: 'sslVerifyServerCert', isSwitch: true, help: 'The certificate must be for this host' },
];
