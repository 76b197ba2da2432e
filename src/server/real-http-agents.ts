/**
 * Connections that are kept for the next request, and whom a server's certificate is checked against.
 *
 * They are kept only briefly: on one that the other side has closed meanwhile, a request would fail that reached
 * nobody.
 */
import { existsSync, readFileSync } from 'node:fs';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { createSecureContext } from 'node:tls';

const KEPT = { keepAlive: true, timeout: 1000 };

/** Where machines keep the authorities that they trust. */
const BUNDLES = ['/etc/ssl/certs/ca-certificates.crt', '/etc/pki/tls/certs/ca-bundle.crt', '/etc/ssl/cert.pem'];

const plain = new HttpAgent(KEPT);
/** By the certificates of the authorities; undefined for the machine's. */
const secure = new Map<string | undefined, HttpsAgent>();

/** Who connects to that place. */
export function agentFor({ protocol }: URL, authorities: string | undefined): HttpAgent {
  if (protocol !== 'https:') return plain;
  const known = secure.get(authorities);
  if (known) return known;
  const ca = authorities ?? machineAuthorities();
  const agent = new HttpsAgent({ ...KEPT, secureContext: createSecureContext(ca === undefined ? {} : { ca }) });
  secure.set(authorities, agent);
  return agent;
}

/** Undefined: those that Node brings along. */
function machineAuthorities(): string | undefined {
  const bundle = BUNDLES.find((path) => existsSync(path));
  return bundle && readFileSync(bundle, 'utf8');
}
