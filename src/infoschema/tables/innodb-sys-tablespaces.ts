import type { Engine } from '../../engine/engine.js';
import { type InnodbFormat, pageSizeOf, spaceFlags } from '../../engine/innodb-format.js';
import { defineTable, nullable, ubigint, uint, varchar } from '../define.js';

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
    for (const { space, name, file, pages, format } of spaces(engine)) {
      yield {
        SPACE: space,
        NAME: name,
        FLAG: spaceFlags(format),
        // Only the older format of files tells it.
        ROW_FORMAT: format.zipPageSize > 0 ? format.rowFormat : null,
        PAGE_SIZE: pageSizeOf(format),
        FILENAME: file,
        FS_BLOCK_SIZE: BLOCK_SIZE,
        FILE_SIZE: pages * pageSizeOf(format),
        ALLOCATED_SIZE: pages * pageSizeOf(format),
      };
    }
  },
});

interface Space {
  readonly space: number;
  readonly name: string;
  readonly file: string;
  readonly pages: number;
  readonly format: InnodbFormat;
}

const PLAIN: InnodbFormat = { rowFormat: 'Dynamic', zipPageSize: 0, compressionLevel: undefined };
/** The temporary tablespace is the last. */
const TEMPORARY = { space: 4_294_967_294, name: 'innodb_temporary', file: './ibtmp1', pages: 768, format: PLAIN };

function* spaces(engine: Engine): Iterable<Space> {
  for (const system of engine.encryption.systemSpaces)
    yield { space: system.space, name: system.name, file: system.file, pages: system.pages(), format: PLAIN };
  for (const tablespace of engine.tablespaces()) {
    const { space, name, format } = tablespace;
    yield { space, name, file: `./${name}.ibd`, pages: tablespace.pages(), format };
  }
  yield TEMPORARY;
}
