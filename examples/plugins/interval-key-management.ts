/**
 * A key manager whose keys grow a new version every few seconds: the quickest way to watch key rotation.
 *
 * Each key is derived from one passphrase, the key id and the version, so nothing has to be stored.
 * Teaching material: do not protect data with it.
 */
import { createHmac } from 'node:crypto';
import { definePlugin, sysvar, unsigned } from 'sealion/plugin';

const PASSPHRASE = 'not a secret';

export default definePlugin({
  name: 'interval_key_management',
  type: 'ENCRYPTION',
  version: '1.0',
  maturity: 'Experimental',
  author: 'Sealion',
  description: 'Key manager that starts a new key version at a fixed interval',
  license: 'BSD',

  vars: {
    interval: sysvar('interval_key_management_interval', {
      scope: 'GLOBAL',
      type: unsigned({ min: 1, max: 86_400 }),
      default: 60,
      comment: 'Seconds between two key versions',
    }),
  },

  init({ vars, log, now }) {
    const start = now().getTime();
    const latest = () => 1 + Math.floor((now().getTime() - start) / (vars.interval * 1000));
    log.note(`interval_key_management: a new key version every ${vars.interval} s`);

    return {
      latestVersion: async () => latest(),
      key: async (id, version) =>
        version <= latest() ? createHmac('sha256', PASSPHRASE).update(`${id}:${version}`).digest() : undefined,
    };
  },
});
