/** ha_example: a library of two plugins that do nothing, to try INSTALL and UNINSTALL on. */
import { definePlugin } from 'sealion/plugin';

const engine = definePlugin({
  name: 'EXAMPLE',
  type: 'STORAGE ENGINE',
  version: '0.1',
  maturity: 'Experimental',
  author: 'Sealion',
  description: 'Example storage engine',
  license: 'GPL',
  init: () => ({}),
});

const daemon = definePlugin({
  name: 'UNUSABLE',
  type: 'DAEMON',
  version: '3.14',
  versionString: '3.14.15.926',
  maturity: 'Experimental',
  author: 'Sealion',
  description: 'Unusable Daemon',
  license: 'GPL',
  init: () => ({}),
});

export default [engine, daemon];
