/** REQUIRE: what the connections of an account must have. mysql.global_priv keeps it beside the plugin. */
import type { Transport } from '../base/session.js';
import type { Account } from './account.js';

/** What REQUIRE says; a text that is empty is not compared. */
interface Requirement {
  readonly type: (typeof TYPES)[number];
  readonly cipher?: string;
  readonly issuer?: string;
  readonly subject?: string;
}

/** As the table counts them. */
const TYPES = ['NONE', 'SSL', 'X509', 'SPECIFIED'] as const;

interface Stored {
  readonly ssl_type?: number;
  readonly ssl_cipher?: string;
  readonly x509_issuer?: string;
  readonly x509_subject?: string;
}

export function requirementOf({ other }: Account): Required<Requirement> {
  const { ssl_type = 0, ssl_cipher = '', x509_issuer = '', x509_subject = '' } = other as Stored;
  return { type: TYPES[ssl_type] ?? 'NONE', cipher: ssl_cipher, issuer: x509_issuer, subject: x509_subject };
}

/** The same account with another one; undefined: it stays. */
export function withRequirement(account: Account, requirement: Requirement | undefined): Account {
  if (!requirement) return account;
  const { type, cipher = '', issuer = '', subject = '' } = requirement;
  const stored: Stored = {
    ssl_type: TYPES.indexOf(type),
    ssl_cipher: cipher,
    x509_issuer: issuer,
    x509_subject: subject,
  };
  return { ...account, other: { ...account.other, ...stored } };
}

/** `REQUIRE …` with a blank before it; nothing where nothing is required. */
export function requirementText(account: Account): string {
  const { type, ...certificate } = requirementOf(account);
  if (type === 'NONE') return '';
  if (type !== 'SPECIFIED') return ` REQUIRE ${type}`;
  const parts = (['issuer', 'subject', 'cipher'] as const).filter((part) => certificate[part] !== '');
  return ` REQUIRE${parts.map((part) => ` ${part.toUpperCase()} '${certificate[part]}'`).join('')}`;
}

/** Whether a client may come in that way. In process there is no way that anybody could listen to. */
export function isSatisfied(account: Account, transport: Pick<Transport, 'tls'> | undefined): boolean {
  const { type, cipher, issuer, subject } = requirementOf(account);
  if (type === 'NONE' || !transport) return true;
  const { tls } = transport;
  if (!tls || type === 'SSL') return tls !== undefined;
  if (type === 'X509') return tls.peer !== undefined;
  if (cipher !== '' && tls.cipher !== cipher) return false;
  const isWanted = (wanted: string, is: string | undefined) => wanted === '' || wanted === is;
  return isWanted(issuer, tls.peer?.issuer) && isWanted(subject, tls.peer?.subject);
}
