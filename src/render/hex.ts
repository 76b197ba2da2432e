/** `--binary-as-hex`: binary columns are shown as hexadecimal numbers. */
import { encodeText } from '../base/escaped-bytes.js';
import type { Rows } from '../base/result.js';
import type { SqlType } from '../base/types.js';

/** True for columns that `--binary-as-hex` is about. */
export const isBinary = ({ name }: SqlType): boolean => name.endsWith('BINARY') || name.endsWith('BLOB');

/** The same result with binary cells as `0x…` text; NULL becomes `0x`, as the MariaDB client has it. */
export function binaryAsHex(result: Rows): Rows {
  const binary = result.columns.map((column) => isBinary(column.type));
  if (!binary.includes(true)) return result;
  const rows = result.rows.map((row) =>
    row.map((cell, index) =>
      binary[index]
        ? `0x${Buffer.from(typeof cell === 'string' ? encodeText(cell) : (cell ?? ''))
            .toString('hex')
            .toUpperCase()}`
        : cell,
    ),
  );
  return { ...result, rows };
}
