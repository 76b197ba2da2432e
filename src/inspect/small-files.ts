/** Files that are no tablespaces: what they are, by what stands in them or by their name, and whether they hold data. */
import type { OpenFile } from '../base/ports.js';
import { isKeyFileError, type Keys, parseKeyFile } from '../plugins/builtin/file-key-management/key-file.js';
import { isEncrypted } from '../plugins/builtin/file-key-management/openssl.js';
import { type Encryption, type FileKind, type Findings, plainFindings } from './report.js';
import { readAt } from './tablespace.js';

interface Known {
  readonly pattern: RegExp;
  readonly kind: FileKind;
  readonly what: string;
  readonly encryption: Encryption;
  readonly why?: string;
}

const NO_ENCRYPTION = 'this engine has no encryption';

/** By name. Those that hold rows count as plain, since their tables can be converted. */
const BY_NAME: readonly Known[] = [
  { pattern: /\.MYD$/, kind: 'MyISAM data', what: 'rows of a MyISAM table', encryption: 'plain', why: NO_ENCRYPTION },
  { pattern: /\.MYI$/, kind: 'MyISAM index', what: 'index of a MyISAM table', encryption: 'never' },
  { pattern: /\.CSV$/, kind: 'CSV data', what: 'rows of a CSV table', encryption: 'plain', why: NO_ENCRYPTION },
  { pattern: /\.ARZ$/, kind: 'other', what: 'rows of an ARCHIVE table', encryption: 'plain', why: NO_ENCRYPTION },
  { pattern: /\.(CSM|MRG|par|isl|cfg)$/, kind: 'other', what: 'facts about a table', encryption: 'never' },
  { pattern: /\.frm$/, kind: 'table definition', what: 'definition of a table or view', encryption: 'never' },
  { pattern: /\.(TRG|TRN)$/, kind: 'other', what: 'a trigger', encryption: 'never' },
  { pattern: /^db\.opt$/, kind: 'other', what: 'options of a database', encryption: 'no data' },
  { pattern: /^aria_log\.\d+$/, kind: 'Aria log', what: 'log of changes to Aria tables', encryption: 'never' },
  { pattern: /^aria_log_control$/, kind: 'other', what: 'state of the Aria log', encryption: 'no data' },
  { pattern: /^ib_buffer_pool$/, kind: 'other', what: 'numbers of pages to load at a start', encryption: 'no data' },
  { pattern: /^ddl_recovery(-backup)?\.log$/, kind: 'other', what: 'log of unfinished DDL', encryption: 'never' },
  { pattern: /^tc\.log$/, kind: 'other', what: 'log of transactions', encryption: 'no data' },
  { pattern: /^(general_log|slow_log)$|\.(err|log)$/, kind: 'other', what: 'a log in text', encryption: 'never' },
  {
    pattern: /\.(index|state|info|pid|sock)$|^(mysql|mariadb)_upgrade_info$/,
    kind: 'other',
    what: 'state of the server',
    encryption: 'no data',
  },
  {
    pattern: /^aws-kms-key\.\d+\.\d+$/,
    kind: 'encrypted key file',
    what: 'a key that AWS KMS has encrypted',
    encryption: 'no data',
  },
  {
    pattern: /^sealion\.db(-wal|-shm)?$/,
    kind: 'Sealion dictionary',
    what: 'definitions, and rows of tables without a file',
    encryption: 'plain',
    why: 'it holds mysql.* and the journal',
  },
  { pattern: /^sealion\.cnf$|\.cnf$/, kind: 'other', what: 'options', encryption: 'no data' },
];

/** Fields of a MyISAM or CSV file that is empty hold nothing. */
const withSize = (known: Known, size: number): Findings => ({
  ...plainFindings(known.kind, size === 0 ? 'no data' : known.encryption, [['content', known.what]]),
  ...(known.why === undefined || size === 0 ? {} : { why: known.why }),
  keyVersions: known.encryption === 'plain' && size > 0 ? { 0: 1 } : {},
});

const KEY_FILE_MAX = 1024 * 1024;

/** What else a file may be; `name` is its own, without the directory. */
export function inspectSmallFile(name: string, file: OpenFile): Findings {
  const size = file.size();
  const known = BY_NAME.find(({ pattern }) => pattern.test(name));
  if (known) return withSize(known, size);
  if (size === 0) return plainFindings('unknown', 'no data', [['content', 'nothing: the file is empty']]);
  const start = readAt(file, 0, 64);
  if (isEncrypted(start)) {
    const text = 'written by `openssl enc`: a key file of file_key_management, if it is one';
    return plainFindings('encrypted key file', 'no data', [['content', text]]);
  }
  if (start.toString('latin1', 0, 15) === 'SQLite format 3') return withSize(sealionDictionary, size);
  const keys = size <= KEY_FILE_MAX ? parseKeyFile(readAt(file, 0, size), true) : undefined;
  if (keys && !isKeyFileError(keys)) return keyFileFindings(keys);
  return {
    ...plainFindings('unknown', 'unknown'),
    why: 'it is no file of MariaDB that is known here',
    problems: [{ level: 'warning', text: 'it is no file of MariaDB that is known here' }],
  };
}

const sealionDictionary = BY_NAME.find(({ kind }) => kind === 'Sealion dictionary') as Known;

/** Which keys there are, and of which size: never what they are. */
function keyFileFindings(keys: Keys): Findings {
  const list = [...keys].flatMap(([id, versions]) =>
    [...versions].map(([version, key]) => ({ id, version, bits: key.length * 8 })),
  );
  const text = list
    .map(({ id, version, bits }) => `${id}${version === 1 ? '' : `;${version}`} (${bits} bits)`)
    .join(', ');
  return {
    ...plainFindings('key file', 'no data', [['keys', text]]),
    problems: [{ level: 'warning', text: 'the keys in it are in clear: `openssl enc -aes-256-cbc` encrypts the file' }],
    details: { keys: list },
  };
}
