/** Accounts and grants as statements: what SHOW CREATE USER and SHOW GRANTS print. */
import { type Account, type AuthMethod, NATIVE } from './account.js';
import { quoted, quotedAccount } from './names.js';
import {
  type Access,
  DATABASE_ACCESS,
  GLOBAL_ACCESS,
  GRANT,
  NO_ACCESS,
  privilegeNames,
  TABLE_ACCESS,
} from './privileges.js';
import type { AccountRegistry } from './registry.js';
import { requirementText } from './requirement.js';

/** `IDENTIFIED …` with a blank before it; nothing where the password is empty. */
function identified({ auth }: Account): string {
  const [first, ...others] = auth;
  if (!first || (others.length === 0 && first.plugin === NATIVE && first.hash === '')) return '';
  if (others.length === 0 && first.plugin === NATIVE) return ` IDENTIFIED BY PASSWORD '${first.hash}'`;
  return ` IDENTIFIED VIA ${auth.map(methodText).join(' OR ')}`;
}

const methodText = ({ plugin, hash }: AuthMethod): string => (hash === '' ? plugin : `${plugin} USING '${hash}'`);

/** The statement that makes the account as it is. */
export const createUserText = (account: Account): string =>
  `CREATE USER ${quotedAccount(account)}${identified(account)}${requirementText(account)}${account.locked ? ' ACCOUNT LOCK' : ''}`;

function privilegesText(access: Access, all: Access): string {
  const own = access & ~GRANT;
  if (own === NO_ACCESS) return 'USAGE';
  return own === (all & ~GRANT) ? 'ALL PRIVILEGES' : privilegeNames(own).join(', ');
}

const withGrant = (granted: boolean): string => (granted ? ' WITH GRANT OPTION' : '');

function grantText(access: Access, all: Access, level: string, grantee: string): string {
  const options = withGrant((access & GRANT) !== NO_ACCESS);
  return `GRANT ${privilegesText(access, all)} ON ${level} TO ${grantee}${options}`;
}

/** The statements that give to the account what it has, one a line of SHOW GRANTS. */
export function grantLines(account: Account, registry: AccountRegistry): string[] {
  const grantee = quotedAccount(account);
  return [
    ...(account.isRole && account.access === NO_ACCESS
      ? []
      : [
          grantText(
            account.access,
            GLOBAL_ACCESS,
            '*.*',
            `${grantee}${identified(account)}${requirementText(account)}`,
          ),
        ]),
    ...registry
      .databaseGrantsOf(account)
      .map(({ db, access }) => grantText(access, DATABASE_ACCESS, `${quoted(db)}.*`, grantee)),
    ...registry
      .tableGrantsOf(account)
      .map(({ db, table, access }) => grantText(access, TABLE_ACCESS, `${quoted(db)}.${quoted(table)}`, grantee)),
    ...registry
      .proxyGrantsOf(account)
      .map((proxy) => `GRANT PROXY ON ${quotedAccount(proxy.proxied)} TO ${grantee}${withGrant(proxy.withGrant)}`),
  ];
}
