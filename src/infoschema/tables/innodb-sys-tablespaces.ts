import { PAGE_SIZE } from '../../engine/page/layout.js';
import { defineTable, nullable, ubigint, uint, varchar } from '../define.js';

/** FLAG of a full_crc32 tablespace with pages of 16 KiB. */
const FULL_CRC32_16K = 21;
const BLOCK_SIZE = 4096;

export const innodbSysTablespaces = defineTable({
  name: 'INNODB_SYS_TABLESPACES',
  columns: {
    SPACE: uint(),
    NAME: varchar(655),
    FLAG: uint(),
    ROW_FORMAT: nullable(varchar(22)),
    PAGE_SIZE: uint(),
    FILENAME: varchar(512),
    FS_BLOCK_SIZE: uint(),
    FILE_SIZE: ubigint(),
    ALLOCATED_SIZE: ubigint(),
  },

  *rows({ engine, require }) {
    require('PROCESS');
    for (const tablespace of engine.tablespaces()) {
      const bytes = tablespace.pages() * PAGE_SIZE;
      yield {
        SPACE: tablespace.space,
        NAME: tablespace.name,
        FLAG: FULL_CRC32_16K,
        ROW_FORMAT: null,
        PAGE_SIZE,
        FILENAME: `./${tablespace.name}.ibd`,
        FS_BLOCK_SIZE: BLOCK_SIZE,
        FILE_SIZE: bytes,
        ALLOCATED_SIZE: bytes,
      };
    }
  },
});
