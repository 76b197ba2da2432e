/** What to do about a line of the server's log. */
import { ALL_VARIABLES } from '../sysvars/vars/catalog.js';
import { optionName, ownerOf } from './mariadb-libraries.js';

interface Advice {
  readonly advice: string;
  /** The options that have led to it. */
  readonly variables?: readonly string[];
}

const ENCRYPTING = ['innodb_encrypt_tables', 'innodb_encrypt_log', 'innodb_encrypt_temporary_tables'];
const LOAD_IT =
  'Name the key management plugin with plugin_load_add. What INSTALL SONAME has put into mysql.plugin comes too late: that table is read after InnoDB has started.';

const TABLE: readonly (readonly [pattern: RegExp, advice: Advice])[] = [
  [/cannot enable encryption, encryption plugin is not available/, { advice: LOAD_IT, variables: ENCRYPTING }],
  [/^Failed to enable encryption of temporary files/, { advice: LOAD_IT, variables: ['encrypt_tmp_files'] }],
  [/^mariadbd: Invalid key at /, { advice: 'A key is 32, 48 or 64 hexadecimal digits: 128, 192 or 256 bits.' }],
  [/^mariadbd: Invalid key id at /, { advice: 'Ids are 1 to 4294967295.' }],
  [/^mariadbd: Syntax error at /, { advice: 'A line is `id;hexkey`, a comment begins with #.' }],
  [/System key id 1 is missing/, { advice: 'Key 1 encrypts what belongs to no table; the file must have it.' }],
  [
    /Cannot decrypt .* Wrong key\?$/,
    { advice: 'The password, or the digest that the file was encrypted with, is another one.' },
  ],
  [
    /Cannot decrypt .* Not encrypted$/,
    { advice: 'Leave filekey out, or encrypt the key file with `openssl enc -aes-256-cbc -md sha1`.' },
  ],
  [/filename is not set/, { advice: 'Set file_key_management_filename.' }],
  [/^(Buffered warning: )?option '.*': .* adjusted to /, { advice: 'The value is out of range.' }],
];

/** Advice, where there is any. */
export function adviceOn(text: string): Advice | undefined {
  const [, name] = /unknown (?:variable|option) '(?:--)?([^='\s]+)/.exec(text) ?? [];
  if (name !== undefined) return adviceOnName(name);
  return TABLE.find(([pattern]) => pattern.test(text))?.[1];
}

function adviceOnName(name: string): Advice | undefined {
  if (/^loose[-_]/i.test(name)) return { advice: 'Nobody takes it; loose- lets the server start all the same.' };
  const owner = ownerOf(name);
  if (owner)
    return { advice: `It is an option of ${owner.plugin}, which is not loaded: plugin_load_add = ${owner.library}` };
  const similar = similarName(optionName(name));
  return similar === undefined ? undefined : { advice: `Did you mean ${similar}?` };
}

const MOST_CHANGES = 2;

function similarName(name: string): string | undefined {
  const candidates = ALL_VARIABLES.map((variable) => variable.optionName ?? variable.name);
  const [nearest] = candidates
    .map((candidate) => ({ candidate, changes: changesBetween(name, optionName(candidate)) }))
    .sort((left, right) => left.changes - right.changes);
  return nearest && nearest.changes <= MOST_CHANGES ? nearest.candidate : undefined;
}

/** How many letters must be put in, taken out or replaced. */
function changesBetween(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (const [at, letter] of [...left].entries()) {
    const next = [at + 1];
    for (const [index, other] of [...right].entries()) {
      const replaced = (row[index] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[index + 1] ?? 0) + 1, (next[index] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
