/** server_audit: who came and went, what they said, and which tables that has touched. */
import { definePlugin, type Library } from 'sealion/plugin';
import { AuditTrail } from './trail.js';
import { auditVariables } from './variables.js';

/** A library of its own for each server: its variables tell its trail of their changes. */
const library: Library = () => {
  const trail = new AuditTrail();
  return definePlugin({
    name: 'SERVER_AUDIT',
    type: 'AUDIT',
    version: '1.4',
    versionString: '1.4.14',
    maturity: 'Stable',
    author: 'Sealion',
    description: 'Audit the server activity',
    license: 'GPL',
    vars: auditVariables(trail),
    init: (host) => trail.start(host),
  });
};

export default library;
