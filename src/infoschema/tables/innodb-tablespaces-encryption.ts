import { defineTable, int, nullable, ubigint, uint, varchar } from '../define.js';

export const innodbTablespacesEncryption = defineTable({
  name: 'INNODB_TABLESPACES_ENCRYPTION',
  columns: {
    SPACE: uint(),
    NAME: nullable(varchar(655)),
    ENCRYPTION_SCHEME: uint(),
    KEYSERVER_REQUESTS: uint(),
    MIN_KEY_VERSION: uint(),
    CURRENT_KEY_VERSION: uint(),
    KEY_ROTATION_PAGE_NUMBER: nullable(ubigint()),
    KEY_ROTATION_MAX_PAGE_NUMBER: nullable(ubigint()),
    CURRENT_KEY_ID: uint(),
    ROTATING_OR_FLUSHING: int(1),
  },

  /** Only tablespaces that have crypt data. Each row asks for the newest version of the tablespace's key. */
  async rows({ engine, require }) {
    require('PROCESS');
    const encrypted = engine.tablespaces().filter(({ crypt }) => crypt !== undefined);
    const states = [];
    for (const tablespace of encrypted) {
      const state = await tablespace.encryptionState();
      states.push({
        SPACE: tablespace.space,
        NAME: tablespace.name,
        ENCRYPTION_SCHEME: state.scheme,
        KEYSERVER_REQUESTS: state.keyRequests,
        MIN_KEY_VERSION: state.minKeyVersion,
        CURRENT_KEY_VERSION: state.currentKeyVersion,
        // Both are NULL while no encryption thread works on the tablespace.
        KEY_ROTATION_PAGE_NUMBER: null,
        KEY_ROTATION_MAX_PAGE_NUMBER: null,
        CURRENT_KEY_ID: state.keyId,
        ROTATING_OR_FLUSHING: 0,
      });
    }
    return states;
  },
});
