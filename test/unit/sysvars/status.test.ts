/** Status variables are listed as SHOW STATUS lists them. */
import { expect, test } from 'vitest';
import { statusRows } from '../../../src/sysvars/status.js';
import { STATUS_VARIABLES } from '../../../src/sysvars/status-names.js';

const ENCRYPTION = [
  'Innodb_encryption_rotation_pages_read_from_cache',
  'Innodb_encryption_rotation_pages_read_from_disk',
  'Innodb_encryption_rotation_pages_modified',
  'Innodb_encryption_rotation_pages_flushed',
  'Innodb_encryption_rotation_estimated_iops',
  'Innodb_encryption_n_merge_blocks_encrypted',
  'Innodb_encryption_n_merge_blocks_decrypted',
  'Innodb_encryption_n_rowlog_blocks_encrypted',
  'Innodb_encryption_n_rowlog_blocks_decrypted',
  'Innodb_encryption_n_temp_blocks_encrypted',
  'Innodb_encryption_n_temp_blocks_decrypted',
  'Innodb_encryption_num_key_requests',
];

test('encryption counters stand in the server’s order', () => {
  expect(STATUS_VARIABLES.filter((name) => name.startsWith('Innodb_encryption_'))).toEqual(ENCRYPTION);
});

test('no name is there twice', () => {
  expect(new Set(STATUS_VARIABLES).size).toBe(STATUS_VARIABLES.length);
});

test('what nobody has counted is zero, what has a fixed value has it', () => {
  const rows = new Map(statusRows({ status: (name) => (name === 'Uptime' ? 12 : undefined) }));
  expect([
    rows.get('Uptime'),
    rows.get('Com_select'),
    rows.get('Innodb_have_lz4'),
    rows.get('Innodb_page_size'),
  ]).toEqual(['12', '0', 'OFF', '16384']);
});
