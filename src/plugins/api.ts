/** What plugin authors may use: all that `sealion/plugin` gives. */
export { SqlError } from '../base/errors.js';
export { HttpFailure, type HttpFailureReason } from '../base/http-failure.js';
export type { Http, HttpRequest, HttpResponse } from '../base/ports.js';
export {
  type Cipher,
  type CipherMode,
  INVALID_KEY_VERSION,
  type KeyId,
  type KeyManager,
  type KeyVersion,
} from '../services/encryption.js';
export type { InformationSchemaTable, PluginTableColumn, TableReader } from '../services/information-schema.js';
export {
  bool,
  double,
  flags,
  int,
  long,
  oneOf,
  type SetNews,
  type Sysvar,
  type SysvarType,
  switches,
  sysvar,
  text,
  unsigned,
  unsignedLong,
} from '../sysvars/define.js';
export {
  type AuditEvent,
  type AuditService,
  type Authentication,
  definePlugin,
  type Host,
  isAtLeast,
  type Library,
  type License,
  type Maturity,
  type PasswordValidation,
  type Plugin,
  PluginError,
  type PluginLog,
  type PluginType,
  type ServerIdentity,
  type Services,
  type Stoppable,
  type TableAccess,
} from './define.js';
export { errcode, type SystemError, systemError } from './system-error.js';
