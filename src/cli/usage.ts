/** `sealion --help` and `--version`. */
import { readFileSync } from 'node:fs';
import { clientHelpText } from '../client/options.js';

/** The version of this package. */
function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return version;
}

export const versionText = (): string => `sealion ${packageVersion()}\n`;

export const usageText =
  (): string => `Sealion: MariaDB's data-at-rest encryption and plugins, to learn, rehearse and test with.

Usage: sealion [OPTIONS] [database]        the client on a server of its own
       sealion serve [SERVER OPTIONS]      a server in the foreground
       sealion install-db [SERVER OPTIONS] make a data directory
       sealion check [SERVER OPTIONS]      what a server would do with its option files
       sealion inspect [OPTIONS] FILE …    what files of a server are, and how they are encrypted
       sealion lab vault [OPTIONS]         a Vault to rehearse with, which fails when it is told to
       sealion vault COMMAND …             Vault's own commands, for the lab or any Vault
       sealion test [OPTIONS] FILE|DIR …   run test scripts

The client opens ./sealion-data, which it makes, unless an option or an option file names a data directory. Options
that are not listed here are mariadbd's: --datadir, --defaults-file, --plugin-load-add, --sealion-profile=10.11|11.8|12.3|enterprise …

${clientHelpText()}`;
