/**
 * rotating_keys: makes its own keys. A new version begins when an interval has passed, and at FLUSH.
 *
 * Every key is derived from the secret of its version and its id. The secrets are kept in a file: whoever loses it has
 * lost the data, and whoever reads it can read the data.
 */
import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import {
  definePlugin,
  type Host,
  type InformationSchemaTable,
  PluginError,
  sysvar,
  text,
  unsigned,
} from 'sealion/plugin';

const about = { version: '1.0', maturity: 'Experimental', author: 'You', license: 'BSD' } as const;
const ER_UNKNOWN_ERROR = 1105;

const vars = {
  interval: sysvar('rotating_keys_interval', {
    scope: 'GLOBAL',
    type: unsigned({ min: 0, max: 31_536_000 }),
    default: 0,
    comment: 'Seconds between two key versions; 0 makes new ones at FLUSH only',
  }),
  file: sysvar('rotating_keys_file', {
    scope: 'GLOBAL',
    type: text(),
    default: 'rotating-keys.json',
    dynamic: false,
    comment: 'Where the secrets are kept, seen from the data directory',
  }),
};

/** The secret that all keys of one version are derived from, and when it was made (milliseconds since 1970). */
interface Version {
  readonly since: number;
  readonly secret: string;
}

/** The versions that there are: number 1 first. */
class Versions {
  readonly list: Version[];
  private readonly host: Host<typeof vars>;
  private readonly path: string;

  constructor(host: Host<typeof vars>) {
    this.host = host;
    this.path = join(host.datadir, host.vars.file);
    this.list = host.files.exists(this.path) ? JSON.parse(Buffer.from(host.files.readFile(this.path)).toString()) : [];
    if (this.list.length === 0) this.begin();
  }

  /** The number of the newest version. Whoever asks after the interval has passed gets a new one. */
  latest(): number {
    const { vars, now } = this.host;
    const age = now().getTime() - (this.list.at(-1)?.since ?? 0);
    if (vars.interval > 0 && age >= vars.interval * 1000) this.begin();
    return this.list.length;
  }

  /** Begins a version. It is in the file before anything is encrypted with it. */
  begin(): void {
    const secret = Buffer.from(this.host.random.bytes(32)).toString('hex');
    this.list.push({ since: this.host.now().getTime(), secret });
    this.host.files.writeFile(this.path, JSON.stringify(this.list), 0o600);
  }

  key(id: number, version: number): Uint8Array | undefined {
    const secret = this.list[version - 1]?.secret;
    return secret === undefined ? undefined : createHmac('sha256', secret).update(String(id)).digest();
  }
}

/** Both plugins look at the same versions. */
let versions: Versions | undefined;

const keys = definePlugin({
  ...about,
  name: 'rotating_keys',
  type: 'ENCRYPTION',
  description: 'Keys that are renewed',
  vars,

  init(host) {
    const kept = new Versions(host);
    versions = kept;
    return {
      latestVersion: () => kept.latest(),
      key: (id, version) => kept.key(id, version),
      status: () => ({ Rotating_keys_versions: String(kept.list.length) }),
    };
  },
});

const table = definePlugin({
  ...about,
  name: 'rotating_keys_versions',
  type: 'INFORMATION SCHEMA',
  description: 'The versions of rotating_keys',

  init({ now }): InformationSchemaTable {
    const kept = versions;
    if (kept === undefined) throw new PluginError(ER_UNKNOWN_ERROR, 'rotating_keys is not active');
    const number = { type: { name: 'BIGINT', unsigned: true, zerofill: false, width: 20 }, nullable: false } as const;
    return {
      columns: { VERSION: { ...number, showName: 'Version' }, AGE: { ...number, showName: null } },
      show: true,
      rows: ({ has }) =>
        has('PROCESS')
          ? kept.list.map(({ since }, index) => [index + 1, Math.floor((now().getTime() - since) / 1000)])
          : [],
      reset: () => kept.begin(),
    };
  },
});

export default [keys, table];
