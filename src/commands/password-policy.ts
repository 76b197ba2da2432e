/** What PASSWORD VALIDATION plugins make of a new password. */
import { NATIVE } from '../accounts/account.js';
import { type SqlError, sqlError } from '../base/errors.js';
import type { AuthMethod } from '../parser/ast.js';
import type { Context } from './define.js';

/**
 * Why the account may not log in that way: 1819 with the plugin's name, which has warned of the reasons itself, or 1290
 * where there is only a hash to judge. Undefined when it may, and whenever no plugin validates.
 */
export function passwordRefusal(user: string, methods: readonly AuthMethod[], context: Context): SqlError | undefined {
  const validators = context.plugins.services('PASSWORD VALIDATION');
  if (validators.length === 0) return undefined;
  for (const { plugin = NATIVE, hash = '', password = '' } of methods) {
    if (plugin !== NATIVE) continue;
    if (hash !== '') {
      if (context.value('strict_password_validation') !== '1') continue;
      return sqlError('ER_OPTION_PREVENTS_STATEMENT', '--strict-password-validation');
    }
    const refusing = validators.find(({ service }) => !service.validate(user, password));
    if (refusing) return sqlError('ER_NOT_VALID_PASSWORD', refusing.name);
  }
  return undefined;
}
