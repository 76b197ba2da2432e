/** Digests and checksums. */
import { createHash } from 'node:crypto';
import { crc32 } from '@node-rs/crc32';
import { sqlError } from '../../base/errors.js';
import { NATIVE_HASH_LENGTH, nativePasswordHash } from '../../base/native-password.js';
import { integer as integerType } from '../../base/types.js';
import { declare, declareRaw, type SqlFunction } from './define.js';
import { bytes, integer } from './parameters.js';
import { plainText } from './strings.js';

const hexDigest = (algorithm: string, value: Uint8Array): string => createHash(algorithm).update(value).digest('hex');

function digestFunction(name: string, algorithm: string, length: number): SqlFunction {
  return declare(name, {
    parameters: [bytes],
    type: plainText(() => length),
    call: (_context, value) => hexDigest(algorithm, value),
  });
}

const SHA2_BITS = new Set([224, 256, 384, 512]);

const sha2 = declare('sha2', {
  parameters: [bytes, integer],
  type: plainText(([, bits]) => {
    const count = bits?.kind === 'Constant' && typeof bits.value === 'bigint' ? Number(bits.value) : 512;
    return (count === 0 ? 256 : count) / 4;
  }),
  nullable: true,
  call(context, value, length) {
    const bits = length === 0n ? 256 : Number(length);
    if (SHA2_BITS.has(bits)) return hexDigest(`sha${bits}`, value);
    context.env.warn('Warning', sqlError('ER_WRONG_PARAMETERS_TO_NATIVE_FCT', 'sha2'));
    return null;
  },
});

/** PASSWORD(): empty for NULL too. */
const password = declareRaw('password', 1, 1, {
  type: plainText(() => NATIVE_HASH_LENGTH),
  nullable: () => false,
  call(context, [value = null]) {
    const type = context.args[0]?.type;
    if (value === null || !type) return '';
    return nativePasswordHash(bytes.coerce(value, type, context) ?? '');
  },
});

const UUID_VERSION = 0x40;
const UUID_VARIANT = 0x80;

const uuid = declareRaw('uuid', 0, 0, {
  deterministic: false,
  type: () => ({ name: 'VARCHAR', length: 36, collation: 'utf8mb3_general_ci' }),
  nullable: () => false,
  call({ env }) {
    const random = env.random.bytes(16);
    random[6] = ((random[6] ?? 0) & 0x0f) | UUID_VERSION;
    random[8] = ((random[8] ?? 0) & 0x3f) | UUID_VARIANT;
    return Buffer.from(random)
      .toString('hex')
      .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  },
});

export const hashFunctions: readonly SqlFunction[] = [
  digestFunction('md5', 'md5', 32),
  ...['sha', 'sha1'].map((name) => digestFunction(name, 'sha1', 40)),
  sha2,
  declare('crc32', {
    parameters: [bytes],
    type: integerType('INT', true),
    call: (_context, value) => BigInt(crc32(value)),
  }),
  password,
  uuid,
];
