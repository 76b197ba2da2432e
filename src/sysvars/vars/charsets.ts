/** Variables about character sets and collations. A charset variable is the visible half of its collation. */

import { charsetOf, knownCollation } from '../../base/charsets.js';
import { collationOfId, defaultCollationName } from '../../base/collation-names.js';
import { SqlError, sqlError } from '../../base/errors.js';
import { projection, type Sysvar, type SysvarType, sysvar, text } from '../define.js';
import type { SessionReader } from '../sysvar-type.js';
import { pseudoSlaveMode } from './session.js';

/** The name that the server goes on with, or its error about a name that it does not know. */
function known(resolve: () => string): string | SqlError {
  try {
    return resolve();
  } catch (error) {
    if (error instanceof SqlError) return error;
    throw error;
  }
}

/** A number stands for the name that `nameOf` finds; one of nothing stays a number, which is a wrong name. */
function named(
  rules: Parameters<typeof text>[0],
  nameOf: (id: number) => string | undefined,
  objectionTo?: (id: number) => (session: SessionReader) => SqlError | undefined,
): SysvarType<string> {
  const names = text(rules);
  return {
    ...names,
    name: 'ENUM',
    fromSql(input, plugin, current) {
      if (input.type !== 'INT' || input.value === null) return names.fromSql(input, plugin, current);
      const id = Number(input.value);
      const parsed = names.fromSql({ type: 'STRING', value: nameOf(id) ?? String(id) }, plugin, current);
      return 'refusal' in parsed || !objectionTo ? parsed : { ...parsed, objection: objectionTo(id) };
    },
  };
}

const nameOfCharset = (name: string) => known(() => charsetOf(knownCollation(name, undefined)));

const charsetOfId = (id: number): string | undefined => {
  const collation = collationOfId(id);
  return collation === undefined ? undefined : charsetOf(collation);
};

/** Character sets have the numbers of their default collations; only what replays a binary log may use the others. */
const unlessDefault = (id: number) => (session: SessionReader) => {
  const collation = collationOfId(id) ?? '';
  const isDefault = defaultCollationName(charsetOf(collation)) === collation;
  return isDefault || session.get(pseudoSlaveMode) ? undefined : sqlError('ER_UNKNOWN_CHARACTER_SET', String(id));
};

const charset = named({ nullable: false, normalize: nameOfCharset }, charsetOfId, unlessDefault);

/** Statements are never read in these: in their bytes there is no ASCII. */
const NO_CLIENTS: ReadonlySet<string> = new Set(['ucs2', 'utf16', 'utf16le', 'utf32']);

function nameOfClientCharset(given: string): string | SqlError {
  const name = nameOfCharset(given);
  return typeof name === 'string' && NO_CLIENTS.has(name)
    ? sqlError('ER_WRONG_VALUE_FOR_VAR', 'character_set_client', name)
    : name;
}

const clientCharset = named({ nullable: false, normalize: nameOfClientCharset }, charsetOfId, unlessDefault);

/** NULL means that results are not converted; it is kept as the empty text. */
const charsetOrNone: SysvarType<string> = {
  ...named({ normalize: nameOfCharset }, charsetOfId, unlessDefault),
  toSql: (value) => value || null,
};
const collation = named(
  { nullable: false, normalize: (name) => known(() => knownCollation(undefined, name)) },
  collationOfId,
);

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
  const through = projection(of, charsetOf, (chosen: string) => knownCollation(chosen, undefined));
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
  type: clientCharset,
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
