/** All variables that are there without a library: the server's own, and those of the engines by their plugin. */
import type { Sysvar } from '../define.js';
import { ACCEPTED_OPTIONS, ACCEPTED_PLUGIN_OPTIONS } from './accepted.js';
import { ARIA_VARIABLES } from './aria.js';
import { BUFFER_VARIABLES } from './buffers.js';
import { CHARSET_VARIABLES } from './charsets.js';
import { CONNECTION_VARIABLES } from './connections.js';
import { FEATURE_VARIABLES } from './features.js';
import { IDENTITY_VARIABLES } from './identity.js';
import { INNODB_COMMON_VARIABLES } from './innodb.js';
import { INNODB_ENCRYPTION_VARIABLES } from './innodb-encryption.js';
import { LISTED_PLUGIN_VARIABLES, LISTED_VARIABLES } from './listed/index.js';
import { LOG_VARIABLES } from './logs.js';
import { MYISAM_VARIABLES } from './myisam.js';
import { SESSION_VARIABLES } from './session.js';
import { STATEMENT_VARIABLES } from './statements.js';

/** The server's own variables. */
const SERVER_VARIABLES: readonly Sysvar[] = [
  ...IDENTITY_VARIABLES,
  ...FEATURE_VARIABLES,
  ...CONNECTION_VARIABLES,
  ...SESSION_VARIABLES,
  ...STATEMENT_VARIABLES,
  ...CHARSET_VARIABLES,
  ...BUFFER_VARIABLES,
  ...LOG_VARIABLES,
  ...LISTED_VARIABLES,
];

/** Variables of the built-in plugins, whose options are read by the rules of plugins. */
export const BUILT_IN_PLUGIN_VARIABLES: Readonly<Record<string, readonly Sysvar[]>> = {
  InnoDB: [...INNODB_ENCRYPTION_VARIABLES, ...INNODB_COMMON_VARIABLES, ...LISTED_PLUGIN_VARIABLES.InnoDB],
  Aria: [...ARIA_VARIABLES, ...LISTED_PLUGIN_VARIABLES.Aria],
  MyISAM: [...MYISAM_VARIABLES, ...LISTED_PLUGIN_VARIABLES.MyISAM],
};

const SIMULATED: readonly Sysvar[] = [...SERVER_VARIABLES, ...Object.values(BUILT_IN_PLUGIN_VARIABLES).flat()];
const SIMULATED_NAMES: ReadonlySet<string> = new Set(
  SIMULATED.filter(({ option }) => option !== null).map(({ name }) => name),
);
const notSimulated = ({ name }: Sysvar): boolean => !SIMULATED_NAMES.has(name);

/** All of them. */
export const ALL_VARIABLES: readonly Sysvar[] = [
  ...SIMULATED,
  ...ACCEPTED_OPTIONS.filter(notSimulated),
  ...Object.values(ACCEPTED_PLUGIN_OPTIONS).flat().filter(notSimulated),
];

const OWNERS: ReadonlyMap<Sysvar, string> = new Map(
  [...Object.entries(BUILT_IN_PLUGIN_VARIABLES), ...Object.entries(ACCEPTED_PLUGIN_OPTIONS)].flatMap(
    ([plugin, variables]) => variables.map((variable): [Sysvar, string] => [variable, plugin]),
  ),
);

/** The built-in plugin that a variable belongs to. */
export const builtInPluginOf = (variable: Sysvar): string | undefined => OWNERS.get(variable);
