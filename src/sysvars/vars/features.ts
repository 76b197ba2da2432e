/** Variables that say which features were built in. */
import { type Sysvar, sysvar, text } from '../define.js';

export const haveCompress = sysvar('have_compress', {
  scope: 'GLOBAL',
  dynamic: false,
  type: text(),
  default: 'YES',
  commandLine: null,
  comment: 'Whether COMPRESS() is there.',
});

export const haveCrypt = sysvar('have_crypt', {
  scope: 'GLOBAL',
  dynamic: false,
  type: text(),
  default: 'YES',
  commandLine: null,
  comment: 'Whether ENCRYPT() is there.',
});

export const haveDynamicLoading = sysvar('have_dynamic_loading', {
  scope: 'GLOBAL',
  dynamic: false,
  type: text(),
  default: 'YES',
  commandLine: null,
  comment: 'Whether plugins can be loaded at run time.',
});

export const haveGeometry = sysvar('have_geometry', {
  scope: 'GLOBAL',
  dynamic: false,
  type: text(),
  default: 'NO',
  commandLine: null,
  comment: 'Whether there are geometry types.',
});

export const haveOpenssl = sysvar('have_openssl', {
  scope: 'GLOBAL',
  dynamic: false,
  type: text(),
  default: 'YES',
  commandLine: null,
  comment: 'Whether OpenSSL does the cryptography.',
});

export const haveProfiling = sysvar('have_profiling', {
  scope: 'GLOBAL',
  dynamic: false,
  type: text(),
  default: 'NO',
  commandLine: null,
  comment: 'Whether statements can be profiled.',
});

export const haveQueryCache = sysvar('have_query_cache', {
  scope: 'GLOBAL',
  dynamic: false,
  type: text(),
  default: 'YES',
  commandLine: null,
  comment: 'Whether there is a query cache.',
});

export const haveRtreeKeys = sysvar('have_rtree_keys', {
  scope: 'GLOBAL',
  dynamic: false,
  type: text(),
  default: 'NO',
  commandLine: null,
  comment: 'Whether there are spatial indexes.',
});

export const haveSsl = sysvar('have_ssl', {
  scope: 'GLOBAL',
  dynamic: false,
  type: text(),
  default: 'DISABLED',
  commandLine: null,
  comment: 'Whether connections can be encrypted.',
});

export const haveSymlink = sysvar('have_symlink', {
  scope: 'GLOBAL',
  dynamic: false,
  type: text(),
  default: 'YES',
  commandLine: null,
  comment: 'Whether table files may be symbolic links.',
});

/** The have_ variables. */
export const FEATURE_VARIABLES: readonly Sysvar[] = [
  haveCompress,
  haveCrypt,
  haveDynamicLoading,
  haveGeometry,
  haveOpenssl,
  haveProfiling,
  haveQueryCache,
  haveRtreeKeys,
  haveSsl,
  haveSymlink,
];
