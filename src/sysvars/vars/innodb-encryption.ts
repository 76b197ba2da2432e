/** Variables of the InnoDB storage engine about encryption. */
import { bool, oneOf, type Sysvar, sysvar, unsigned } from '../define.js';

export const innodbEncryptTables = sysvar('innodb_encrypt_tables', {
  scope: 'GLOBAL',
  type: oneOf('OFF', 'ON', 'FORCE'),
  default: 'OFF',
  commandLine: 'OPTIONAL',
  comment: "Enable encryption for tables. Don't forget to enable --innodb-encrypt-log too",
});

export const innodbEncryptLog = sysvar('innodb_encrypt_log', {
  scope: 'GLOBAL',
  dynamic: false,
  type: bool,
  default: false,
  commandLine: 'OPTIONAL',
  comment: 'Enable redo log encryption',
});

export const innodbEncryptTemporaryTables = sysvar('innodb_encrypt_temporary_tables', {
  scope: 'GLOBAL',
  dynamic: false,
  type: bool,
  default: false,
  commandLine: 'OPTIONAL',
  comment: 'Enrypt the temporary table data.',
});

export const innodbEncryptionThreads = sysvar('innodb_encryption_threads', {
  scope: 'GLOBAL',
  type: unsigned({ max: 255, block: 0 }),
  default: 0,
  comment: 'Number of threads performing background key rotation ',
});

export const innodbEncryptionRotateKeyAge = sysvar('innodb_encryption_rotate_key_age', {
  scope: 'GLOBAL',
  type: unsigned({ max: 4_294_967_295, block: 0 }),
  default: 1,
  comment:
    'Key rotation - re-encrypt in background all pages that were encrypted with a key that many (or more) versions behind. Value 0 indicates that key rotation is disabled.',
});

export const innodbEncryptionRotationIops = sysvar('innodb_encryption_rotation_iops', {
  scope: 'GLOBAL',
  type: unsigned({ max: 4_294_967_295, block: 0 }),
  default: 100,
  comment: 'Use this many iops for background key rotation',
});

export const innodbDefaultEncryptionKeyId = sysvar('innodb_default_encryption_key_id', {
  scope: 'BOTH',
  type: unsigned({ min: 1, max: 4_294_967_295, block: 0 }),
  default: 1,
  comment: 'Default encryption key id used for table encryption.',
});

export const innodbImmediateScrubDataUncompressed = sysvar('innodb_immediate_scrub_data_uncompressed', {
  scope: 'GLOBAL',
  type: bool,
  default: false,
  comment: 'Enable scrubbing of data',
});

export const innodbCompressionDefault = sysvar('innodb_compression_default', {
  scope: 'BOTH',
  type: bool,
  default: false,
  commandLine: 'OPTIONAL',
  comment: 'Is compression the default for new tables',
});

export const innodbChecksumAlgorithm = sysvar('innodb_checksum_algorithm', {
  scope: 'GLOBAL',
  type: oneOf('crc32', 'strict_crc32', 'full_crc32', 'strict_full_crc32'),
  default: 'full_crc32',
  comment:
    'The algorithm InnoDB uses for page checksumming. Possible values are FULL_CRC32 for new files, always use CRC-32C; for old, see CRC32 below; STRICT_FULL_CRC32 for new files, always use CRC-32C; for old, see STRICT_CRC32 below; CRC32 write crc32, allow previously used algorithms to match when reading; STRICT_CRC32 write crc32, do not allow other algorithms to match when reading; New files created with full_crc32 are readable by MariaDB 10.4.3+',
});

/** Encryption, key rotation and what decides the format of new files. */
export const INNODB_ENCRYPTION_VARIABLES: readonly Sysvar[] = [
  innodbEncryptTables,
  innodbEncryptLog,
  innodbEncryptTemporaryTables,
  innodbEncryptionThreads,
  innodbEncryptionRotateKeyAge,
  innodbEncryptionRotationIops,
  innodbDefaultEncryptionKeyId,
  innodbImmediateScrubDataUncompressed,
  innodbCompressionDefault,
  innodbChecksumAlgorithm,
];
