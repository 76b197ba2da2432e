/** CREATE, DROP and USE of databases. */
import { resolveCollation, simulated } from '../base/charsets.js';
import { sqlError } from '../base/errors.js';
import { ok } from '../base/result.js';
import { INFORMATION_SCHEMA } from '../infoschema/catalog.js';
import { refuseInformationSchema } from './catalog.js';
import { followDatabase } from './default-database.js';
import type { Commands, Context } from './define.js';
import { isReferencedFromElsewhere } from './foreign-keys/parents.js';

export const databaseCommands = {
  async CreateDatabase({ name, ifNotExists, orReplace, charset, collate }, context) {
    const { engine, warn, defaults } = context;
    refuseInformationSchema(name, context);
    checkDatabaseName(name);
    let dropped = 0;
    if (engine.database(name)) {
      const exists = sqlError('ER_DB_CREATE_EXISTS', name);
      if (ifNotExists) {
        warn('Note', exists);
        return ok();
      }
      if (!orReplace) throw exists;
      dropDatabase(name, context);
      context.routines.dropDatabase(name);
      dropped = 1;
    }
    const collation =
      charset === undefined && collate === undefined
        ? simulated(defaults.collation)
        : resolveCollation(charset, collate);
    engine.createDatabase({ name, collation });
    return ok(1 + dropped);
  },

  async DropDatabase({ name, ifExists }, context) {
    const { engine, warn, session, routines } = context;
    refuseInformationSchema(name, context);
    checkDatabaseName(name);
    const missing = sqlError('ER_DB_DROP_EXISTS', name);
    if (!engine.database(name)) {
      if (!ifExists) throw missing;
      warn('Note', missing);
      return ok();
    }
    const tables = engine.tables(name).length + engine.views.list(name).length;
    dropDatabase(name, context);
    routines.dropDatabase(name);
    if (session.database === name) {
      session.database = undefined;
      followDatabase(undefined, session.values, engine);
    }
    return ok(tables);
  },

  UseDatabase({ name }, { engine, session }) {
    checkDatabaseName(name);
    const isInfo = name.toLowerCase() === INFORMATION_SCHEMA;
    if (!isInfo && !engine.database(name)) throw sqlError('ER_BAD_DB_ERROR', name);
    session.database = isInfo ? INFORMATION_SCHEMA : name;
    session.access.enter(session.database);
    followDatabase(session.database, session.values, engine);
    return ok();
  },
} satisfies Pick<Commands, 'CreateDatabase' | 'DropDatabase' | 'UseDatabase'>;

/** Tables that foreign keys of other databases refer to stay, and the database with them. Error: 1451. */
function dropDatabase(name: string, context: Context): void {
  const { engine } = context;
  const tables = engine.tables(name);
  const kept = tables.filter((table) => isReferencedFromElsewhere(table, context));
  for (const view of engine.views.list(name)) engine.views.remove(view);
  if (kept.length === 0) {
    engine.dropDatabase(name);
    return;
  }
  engine.dropTables(tables.filter((table) => !kept.includes(table)));
  throw sqlError('ER_PARENT_IS_REFERENCED');
}

const MAX_NAME = 64;

/** Error: 1102. */
function checkDatabaseName(name: string): void {
  if (name === '' || name.endsWith(' ') || name.length > MAX_NAME) throw sqlError('ER_WRONG_DB_NAME', name);
}
