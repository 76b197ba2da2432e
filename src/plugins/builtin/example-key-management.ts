/**
 * example_key_management: every id is known, and all keys get a new version every 45 to 90 seconds.
 *
 * A version is the time of its birth, a key the digest of its id and version. For teaching only.
 */
import { createHash } from 'node:crypto';
import { definePlugin } from 'sealion/plugin';

const LIFE_SECONDS_MIN = 45;
const LIFE_SECONDS_SPREAD = 46;

export default definePlugin({
  name: 'example_key_management',
  type: 'ENCRYPTION',
  version: '1.0',
  maturity: 'Experimental',
  author: 'Sealion',
  description: 'Example key management plugin',
  license: 'GPL',

  init({ now, random }) {
    const seconds = () => Math.floor(now().getTime() / 1000);
    const life = () => LIFE_SECONDS_MIN + ((random.bytes(1)[0] ?? 0) % LIFE_SECONDS_SPREAD);
    let version = seconds();
    let due = version + life();
    return {
      latestVersion() {
        if (seconds() <= due) return version;
        version = seconds();
        due = version + life();
        return version;
      },
      key(id, keyVersion) {
        const name = Buffer.alloc(8);
        name.writeUInt32LE(id);
        name.writeUInt32LE(keyVersion, 4);
        return createHash('md5').update(name).digest();
      },
    };
  },
});
