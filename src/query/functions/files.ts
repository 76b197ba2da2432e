/** LOAD_FILE(). */
import type { SqlType } from '../../base/types.js';
import { declare, type SqlFunction } from './define.js';
import { characters } from './parameters.js';

const BYTES: SqlType = { name: 'LONGBLOB', length: 0xffffffff };

export const fileFunctions: readonly SqlFunction[] = [
  declare('load_file', {
    parameters: [characters],
    type: BYTES,
    nullable: true,
    deterministic: false,
    call: ({ env }, path) => env.loadFile(path) ?? null,
  }),
];
