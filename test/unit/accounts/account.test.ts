import { describe, expect, test } from 'vitest';
import {
  type Account,
  formatAccount,
  isAuthenticated,
  isUsable,
  newAccount,
  parseAccount,
} from '../../../src/accounts/account.js';
import { accessOf, GLOBAL_ACCESS, privilegeNames } from '../../../src/accounts/privileges.js';
import { isNativeHash, nativePasswordHash } from '../../../src/base/native-password.js';

const SECRET = '*14E65567ABDB5135D0CFD9A70B3032C179A49EE7';
const NAME = { user: 'u', host: 'localhost' };

describe('hashes', () => {
  test('are those of the server', () => {
    expect(nativePasswordHash('secret')).toBe(SECRET);
    expect(nativePasswordHash('')).toBe('');
  });

  test.each([
    [SECRET, true],
    [SECRET.toLowerCase(), true],
    [SECRET.slice(1), false],
    [`${SECRET}0`, false],
    ['', false],
  ])('%s can be one: %s', (text, can) => {
    expect(isNativeHash(text)).toBe(can);
  });
});

describe('credentials', () => {
  const account = (...auth: { plugin: string; hash: string }[]) => ({ ...newAccount(NAME), auth });
  const native = { plugin: 'mysql_native_password', hash: SECRET };
  const socket = { plugin: 'unix_socket', hash: '' };

  const opens = (one: Account, password: string, systemUser?: string) =>
    isAuthenticated(one, password, { systemUser, user: 'u' }, () => undefined);

  test('the password opens the account, nothing else does', () => {
    expect(opens(account(native), 'secret')).toBe(true);
    expect(opens(account(native), 'Secret')).toBe(false);
    expect(opens(account(native), '')).toBe(false);
    expect(opens(newAccount(NAME), '')).toBe(true);
    expect(opens(newAccount(NAME), 'x')).toBe(false);
  });

  test('unix_socket looks at who runs the client', () => {
    expect(opens(account(socket), '', 'u')).toBe(true);
    expect(opens(account(socket), '', 'other')).toBe(false);
    expect(opens(account(socket, native), 'secret', 'other')).toBe(true);
  });

  test('a hash must be one that the plugin can work with', () => {
    expect(isUsable({ ...native, hash: 'short' })).toBe(false);
    expect(isUsable({ ...socket, hash: 'short' })).toBe(true);
  });
});

describe('the JSON of mysql.global_priv', () => {
  test('all bits are all privileges', () => {
    expect(parseAccount(NAME, '{"access":18446744073709551615}')).toMatchObject({ access: GLOBAL_ACCESS, auth: [] });
  });

  test('an account is written as the server writes it', () => {
    const account = { ...newAccount(NAME), access: accessOf('SELECT', 'SUPER'), locked: true, passwordChanged: 7 };
    expect(formatAccount(account, 101119)).toBe(
      '{"access":32769,"version_id":101119,"plugin":"mysql_native_password","authentication_string":"","account_locked":true,"password_last_changed":7}',
    );
  });

  test('what is not understood is kept', () => {
    const json = `{"access":1,"version_id":101119,"plugin":"mysql_native_password","authentication_string":"${SECRET}","auth_or":[{},{"plugin":"unix_socket"}],"max_questions":5,"password_last_changed":7}`;
    const account = parseAccount(NAME, json);
    expect(account?.auth.map(({ plugin }) => plugin)).toEqual(['mysql_native_password', 'unix_socket']);
    expect(account && formatAccount(account, 101119)).toBe(json);
  });

  test('anything else is no account', () => {
    expect(parseAccount(NAME, 'x')).toBeUndefined();
    expect(parseAccount(NAME, '1')).toBeUndefined();
  });
});

test('privileges are bits in the order of SHOW GRANTS', () => {
  expect(accessOf('SELECT')).toBe(1n);
  expect(accessOf('SLAVE MONITOR')).toBe(1n << 38n);
  expect(privilegeNames(accessOf('SUPER', 'SELECT', 'NO SUCH'))).toEqual(['SELECT', 'SUPER']);
});
