/** Files for what a sort has no memory for: below tmpdir, without a name once they are open, encrypted with encrypt_tmp_files. */
import { join } from 'node:path';
import { type ErrorName, sqlError } from '../base/errors.js';
import type { Ports } from '../base/ports.js';
import { systemError } from '../plugins/system-error.js';
import type { Block, TemporaryFile } from '../query/sort/merge-sort.js';
import { BlockCipher, BlockDamage } from '../services/block-cipher.js';
import type { CipherMode } from '../services/encryption.js';

/** EBADMSG: what was read is not what was written. */
const DAMAGED = { errno: 74, text: 'Bad message' };
const NAME_BYTES = 8;

/** `mode` is that of pages; undefined: what is written is not encrypted. Errors: 1; reading and writing 2 and 3. */
export function openTemporaryFile(
  directory: string,
  { files, random }: Pick<Ports, 'files' | 'random'>,
  mode: CipherMode | undefined,
): TemporaryFile {
  const path = join(directory, `MY${Buffer.from(random.bytes(NAME_BYTES)).toString('hex')}`);
  const file = during('EE_CANTCREATEFILE', path, () => files.open(path, 'create'));
  // Whatever happens to this program, the file ends with it.
  during('EE_CANTCREATEFILE', path, () => files.remove(path));
  const cipher = mode && new BlockCipher(random, mode);
  let end = 0;
  return {
    append(block) {
      const position = end;
      const stored = cipher ? cipher.seal(block, position) : block;
      during('EE_WRITE', path, () => file.write(stored, position));
      end += stored.length;
      return { position, length: stored.length };
    },
    read({ position, length }: Block) {
      const stored = Buffer.alloc(length);
      return during('EE_READ', path, () => {
        if (file.read(stored, position) < length) throw new BlockDamage();
        return cipher ? cipher.open(stored, position) : stored;
      });
    },
    close: () => file.close(),
  };
}

function during<T>(error: ErrorName & `EE_${string}`, path: string, work: () => T): T {
  try {
    return work();
  } catch (failure) {
    const reason = failure instanceof BlockDamage ? DAMAGED : systemError(failure);
    if (reason === undefined) throw failure;
    throw sqlError(error as 'EE_READ', path, reason.errno, reason.text);
  }
}
