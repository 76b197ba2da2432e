/** Variables about character sets and collations. A charset variable is the visible half of its collation. */

import { charsetOf, resolveCollation } from '../../base/charsets.js';
import { SqlError } from '../../base/errors.js';
import { projection, type Sysvar, type SysvarType, sysvar, text } from '../define.js';

/** The name that the server goes on with, or its error about a name that it does not know. */
function known(resolve: () => string): string | SqlError {
  try {
    return resolve();
  } catch (error) {
    if (error instanceof SqlError) return error;
    throw error;
  }
}

/** Numbers of collations are not known here: the text of one is a wrong name. */
function named(rules: Parameters<typeof text>[0]): SysvarType<string> {
  const names = text(rules);
  return {
    ...names,
    name: 'ENUM',
    fromSql: (input, plugin, current) =>
      names.fromSql(
        input.type === 'INT' && input.value !== null ? { type: 'STRING', value: String(input.value) } : input,
        plugin,
        current,
      ),
  };
}

const charset = named({
  nullable: false,
  normalize: (name) => known(() => charsetOf(resolveCollation(name, undefined))),
});
/** NULL means that results are not converted; it is kept as the empty text. */
const charsetOrNone: SysvarType<string> = {
  ...named({ normalize: (name) => known(() => charsetOf(resolveCollation(name, undefined))) }),
  toSql: (value) => value || null,
};
const collation = named({ nullable: false, normalize: (name) => known(() => resolveCollation(undefined, name)) });

function collationVariable(name: string, comment: string, option = false): Sysvar<string> {
  const declared = {
    scope: 'BOTH',
    type: collation,
    default: 'latin1_swedish_ci',
    comment,
    commandLine: null,
  } as const;
  return sysvar(name, option ? { ...declared, option: 'REQUIRED' } : declared);
}

function charsetVariable(name: string, comment: string, of: Sysvar<string>, option = false): Sysvar<string> {
  const through = projection(of, charsetOf, (chosen: string) => resolveCollation(chosen, undefined));
  const declared = { scope: 'BOTH', type: charset, default: 'latin1', comment, commandLine: null, through } as const;
  return sysvar(name, option ? { ...declared, option: 'REQUIRED' } : declared);
}

export const collationConnection = collationVariable('collation_connection', 'Collation of literals.');
export const collationDatabase = collationVariable('collation_database', 'Collation of the default database.');
export const collationServer = collationVariable('collation_server', 'Collation of databases that name none.', true);
export const characterSetConnection = charsetVariable(
  'character_set_connection',
  'Character set of literals.',
  collationConnection,
);
export const characterSetDatabase = charsetVariable(
  'character_set_database',
  'Character set of the default database.',
  collationDatabase,
);
export const characterSetServer = charsetVariable(
  'character_set_server',
  'Character set of databases that name none.',
  collationServer,
  true,
);

export const characterSetClient = sysvar('character_set_client', {
  scope: 'BOTH',
  type: charset,
  default: 'latin1',
  commandLine: null,
  comment: 'Character set of the statements that the client sends.',
});

export const characterSetResults = sysvar('character_set_results', {
  scope: 'BOTH',
  type: charsetOrNone,
  default: 'latin1',
  commandLine: null,
  comment: 'The character set used for returning query results to the client',
});

export const characterSetFilesystem = sysvar('character_set_filesystem', {
  scope: 'BOTH',
  type: charset,
  default: 'binary',
  commandLine: null,
  option: 'REQUIRED',
  comment: 'Character set of file names.',
});

export const characterSetSystem = sysvar('character_set_system', {
  scope: 'GLOBAL',
  dynamic: false,
  type: charset,
  default: 'utf8mb3',
  commandLine: null,
  comment: 'Character set of identifiers.',
});

/** Character sets and collations. */
export const CHARSET_VARIABLES: readonly Sysvar[] = [
  characterSetClient,
  characterSetConnection,
  characterSetDatabase,
  characterSetFilesystem,
  characterSetResults,
  characterSetServer,
  characterSetSystem,
  collationConnection,
  collationDatabase,
  collationServer,
];
