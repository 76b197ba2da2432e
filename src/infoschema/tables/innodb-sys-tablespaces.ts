import type { Engine } from '../../engine/engine.js';
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
    for (const { space, name, file, pages } of spaces(engine)) {
      yield {
        SPACE: space,
        NAME: name,
        FLAG: FULL_CRC32_16K,
        ROW_FORMAT: null,
        PAGE_SIZE,
        FILENAME: file,
        FS_BLOCK_SIZE: BLOCK_SIZE,
        FILE_SIZE: pages * PAGE_SIZE,
        ALLOCATED_SIZE: pages * PAGE_SIZE,
      };
    }
  },
});

/** The temporary tablespace is the last. */
const TEMPORARY = { space: 4_294_967_294, name: 'innodb_temporary', file: './ibtmp1', pages: 768 };

function* spaces(engine: Engine): Iterable<typeof TEMPORARY> {
  for (const system of engine.encryption.systemSpaces)
    yield { space: system.space, name: system.name, file: system.file, pages: system.pages() };
  for (const tablespace of engine.tablespaces()) {
    const { space, name } = tablespace;
    yield { space, name, file: `./${name}.ibd`, pages: tablespace.pages() };
  }
  yield TEMPORARY;
}
