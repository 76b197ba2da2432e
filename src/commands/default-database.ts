/** The default database of a session, whose collation is what @@collation_database shows. */
import type { Engine } from '../engine/engine.js';
import { INFORMATION_SCHEMA } from '../infoschema/catalog.js';
import type { SessionValues } from '../sysvars/session-values.js';
import { collationDatabase, collationServer } from '../sysvars/vars/charsets.js';

const COLLATION_OF_NAMES = 'utf8mb3_general_ci';

/** Makes the session's variable follow its database; without one it follows the server's. */
export function followDatabase(name: string | undefined, values: SessionValues, engine: Engine): void {
  values.set(collationDatabase, collationOf(name, engine) ?? values.get(collationServer));
}

function collationOf(name: string | undefined, engine: Engine): string | undefined {
  if (name === undefined) return undefined;
  return name === INFORMATION_SCHEMA ? COLLATION_OF_NAMES : engine.database(name)?.collation;
}
