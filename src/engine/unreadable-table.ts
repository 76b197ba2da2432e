/**
 * Tables that cannot be used, told in the server's words.
 *
 * What a client hears depends on what is broken and on what was tried before: a page that did not decrypt is
 * warned of once, and a table that CHECK TABLE has found corrupt answers otherwise from then on. Observed on a
 * real server; all of it is forgotten at the next start, since the files have not changed.
 */
import { SqlError, sqlError } from '../base/errors.js';

/** A row of CHECK TABLE before its verdict: Msg_type and Msg_text. */
export type CheckAnswer = readonly [type: 'Warning' | 'Error', text: string];

export interface UnreadableFacts {
  readonly db: string;
  readonly name: string;
  /** `./db/table.ibd` */
  readonly path: string;
  readonly space: number;
  readonly keyId: number;
}

interface Answers {
  /** Listed before the error. */
  readonly warning?: SqlError;
  /** Listed after the error. */
  readonly consequence?: SqlError;
  readonly check: readonly CheckAnswer[];
  /** How the table answers once this has been told; the same way by default. */
  /** undefined: it is tried again. */
  readonly afterUse?: () => UnreadableTable | undefined;
  readonly afterCheck?: () => UnreadableTable | undefined;
}

export class UnreadableTable extends SqlError {
  /** Whether the table cannot even be opened, or only its rows cannot be read. */
  readonly stage: 'open' | 'rows';
  private readonly answers: Answers;

  constructor(stage: 'open' | 'rows', { errno, sqlstate, message }: SqlError, answers: Answers) {
    super(errno, sqlstate, message);
    this.stage = stage;
    this.answers = answers;
  }

  get warning(): SqlError | undefined {
    return this.answers.warning;
  }

  get consequence(): SqlError | undefined {
    return this.answers.consequence;
  }

  get check(): readonly CheckAnswer[] {
    return this.answers.check;
  }

  afterUse(): UnreadableTable | undefined {
    return this.answers.afterUse ? this.answers.afterUse() : this;
  }

  afterCheck(): UnreadableTable | undefined {
    return this.answers.afterCheck ? this.answers.afterCheck() : this;
  }
}

/** One of the first pages is bad, or its key is missing or wrong: 1877. */
export function headDamaged({ db, name }: UnreadableFacts): UnreadableTable {
  const error = sqlError('ER_TABLE_CORRUPT', db, name);
  return new UnreadableTable('open', error, { check: [['Error', error.message]] });
}

/** The file of that tablespace (`db/table`) is not there: 1812 and 1030. */
export function tablespaceMissing(tablespace: string): UnreadableTable {
  const warning = sqlError('ER_TABLESPACE_MISSING', tablespace);
  const error = sqlError('ER_GET_ERRNO', HA_ERR_TABLESPACE_MISSING, 'Tablespace is missing for a table', 'InnoDB');
  return new UnreadableTable('open', error, {
    warning,
    check: [
      ['Warning', warning.message],
      ['Error', error.message],
    ],
  });
}

/** ALTER TABLE … DISCARD TABLESPACE has taken its file away: 1814 and 1030. */
export function tablespaceDiscarded(name: string): UnreadableTable {
  const error = sqlError('ER_TABLESPACE_DISCARDED', name);
  const consequence = sqlError(
    'ER_GET_ERRNO',
    HA_ERR_TABLESPACE_MISSING,
    'Tablespace is missing for a table',
    'InnoDB',
  );
  return new UnreadableTable('open', error, { consequence, check: [['Error', error.message]] });
}

/** A plain page behind the first ones is bad, or the file ends before it: 1034. */
export function pageDamaged(facts: UnreadableFacts): UnreadableTable {
  return new UnreadableTable('rows', sqlError('ER_NOT_KEYFILE', facts.name), {
    check: [BROKEN_TREE],
    afterCheck: () => markedCorrupt(facts),
  });
}

/** An encrypted page behind the first ones is bad: 192 and 1296. */
export function pageUndecryptable(facts: UnreadableFacts): UnreadableTable {
  const { db, name, path, space } = facts;
  const cause = sqlError(
    'HA_ERR_DECRYPTION_FAILED',
    `\`${db}\`.\`${name}\` in tablespace ${space} (file ${path}) cannot be decrypted.`,
  );
  return new UnreadableTable('rows', decryptionFailed(), {
    warning: cause,
    check: [['Warning', cause.message], BROKEN_TREE],
    afterUse: () => undecryptable(facts),
    afterCheck: () => headDamaged(facts),
  });
}

/** An encrypted Aria table (`./db/table.MAD`), and no key 1: 199. With the key it can be used at once. */
export function ariaKeyMissing(path: string): UnreadableTable {
  const error = sqlError('HA_ERR_CANNOT_INITIALIZE_ENCRYPTION', path);
  const again = () => undefined;
  return new UnreadableTable('open', error, {
    check: [['Error', error.message]],
    afterUse: again,
    afterCheck: again,
  });
}

/** A row of an encrypted Aria table that another key has encrypted: 1030. */
export function ariaChecksumWrong(): UnreadableTable {
  const error = sqlError('ER_GET_ERRNO', HA_ERR_WRONG_CRC, 'Read page with wrong checksum', 'Aria');
  return new UnreadableTable('rows', error, { check: [['Error', error.message]] });
}

/** HA_ERR_NO_ENCRYPTION as a storage engine says it. */
export const NO_ENCRYPTION = 'Cannot initialize encryption. Check that all encryption parameters have been set';
const HA_ERR_WRONG_CRC = 176;

/** HA_ERR_DECRYPTION_FAILED as a statement reports it. */
export const decryptionFailed = (): SqlError =>
  sqlError('ER_GET_ERRMSG', HA_ERR_DECRYPTION_FAILED, DECRYPTION_FAILED, 'InnoDB');

const HA_ERR_DECRYPTION_FAILED = 192;
const HA_ERR_TABLESPACE_MISSING = 194;
const DECRYPTION_FAILED =
  'Table encrypted but decryption failed. This could be because correct encryption management plugin is not loaded, used encryption key is not available or encryption method does not match.';
const BROKEN_TREE: CheckAnswer = ['Warning', 'InnoDB: The B-tree of index PRIMARY is corrupted.'];

function undecryptable(facts: UnreadableFacts): UnreadableTable {
  return new UnreadableTable('rows', decryptionFailed(), {
    check: [['Error', `Tablespace is missing for table '${facts.name}'`]],
    afterCheck: () => encryptedAway(facts),
  });
}

function encryptedAway({ name, path, keyId }: UnreadableFacts): UnreadableTable {
  const warning = sqlError(
    'HA_ERR_DECRYPTION_FAILED',
    `${name} in file ${path} is encrypted but encryption service or used key_id ${keyId} is not available.  Can't continue reading table.`,
  );
  const error = decryptionFailed();
  return new UnreadableTable('rows', error, {
    warning,
    check: [
      ['Warning', warning.message],
      ['Error', error.message],
    ],
  });
}

function markedCorrupt({ db, name }: UnreadableFacts): UnreadableTable {
  const warning = new SqlError(1877, 'HY000', `InnoDB: Table \`${db}\`.\`${name}\` is corrupted.`);
  const error = sqlError('ER_GET_ERRNO', warning.errno, `Unknown error ${warning.errno}`, 'InnoDB');
  return new UnreadableTable('rows', error, {
    warning,
    check: [['Warning', 'InnoDB: Index PRIMARY is marked as corrupted']],
  });
}
