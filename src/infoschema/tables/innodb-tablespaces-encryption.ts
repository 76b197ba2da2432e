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
    const states = await engine.encryption.states();
    return states.map(({ scan, ...state }) => ({
      SPACE: state.space,
      NAME: state.name,
      ENCRYPTION_SCHEME: state.scheme,
      KEYSERVER_REQUESTS: state.keyRequests,
      MIN_KEY_VERSION: state.minKeyVersion,
      CURRENT_KEY_VERSION: state.currentKeyVersion,
      KEY_ROTATION_PAGE_NUMBER: scan?.next ?? null,
      KEY_ROTATION_MAX_PAGE_NUMBER: scan?.end ?? null,
      CURRENT_KEY_ID: state.keyId,
      ROTATING_OR_FLUSHING: scan ? 1 : 0,
    }));
  },
});
