/** Which servers can be simulated, and in what their variables differ. What plugins differ in, they know by the identity. */
import type { Sysvar } from './define.js';
import type { VariableRules } from './registry.js';
import { ALL_VARIABLES } from './vars/catalog.js';

/** The names that `--sealion-profile` takes. */
export const PROFILE_NAMES = ['10.11', '11.8', '12.3', 'enterprise'] as const;
export type ProfileName = (typeof PROFILE_NAMES)[number];

/** The release that a server claims to be. */
export interface ReleaseIdentity {
  readonly version: { readonly major: number; readonly minor: number; readonly patch: number };
  readonly enterprise: boolean;
}

/** One simulated server. */
export interface Profile {
  readonly name: ProfileName;
  /** As VERSION() answers. */
  readonly version: string;
  readonly identity: ReleaseIdentity;
  readonly variables: readonly Sysvar[];
  readonly rules: VariableRules;
}

const COMMENT = 'Sealion';

/** Since 11.6 a new server speaks utf8mb4. */
const UNICODE: Readonly<Record<string, unknown>> = {
  character_set_client: 'utf8mb4',
  character_set_results: 'utf8mb4',
  collation_connection: 'utf8mb4_uca1400_ai_ci',
  collation_database: 'utf8mb4_uca1400_ai_ci',
  collation_server: 'utf8mb4_uca1400_ai_ci',
};

/** Rules of 11.8 and later. */
const RECENT: VariableRules = {
  defaults: UNICODE,
  superSuffices: false,
  deprecated: { sql_notes: '@@note_verbosity' },
};

const RELEASES: Readonly<Record<ProfileName, readonly [version: string, rules: VariableRules]>> = {
  '10.11': ['10.11.19-MariaDB', {}],
  '11.8': ['11.8.9-MariaDB', RECENT],
  '12.3': ['12.3.3-MariaDB', RECENT],
  enterprise: ['12.3.3-1-MariaDB-enterprise', RECENT],
};

function identityOf(version: string): ReleaseIdentity {
  const [major = 0, minor = 0, patch = 0] = version.split(/[.-]/).map(Number);
  return { version: { major, minor, patch }, enterprise: version.endsWith('-enterprise') };
}

/** The profile of that name. */
export function profileOf(name: ProfileName): Profile {
  const [version, rules] = RELEASES[name];
  const defaults = { ...rules.defaults, version, version_comment: COMMENT };
  return { name, version, identity: identityOf(version), variables: ALL_VARIABLES, rules: { ...rules, defaults } };
}
