/** CREATE, DROP and USE of databases. */
import { resolveCollation } from '../base/charsets.js';
import { sqlError } from '../base/errors.js';
import { ok } from '../base/result.js';
import { INFORMATION_SCHEMA } from '../infoschema/catalog.js';
import type { Commands } from './define.js';
import { commitOpen } from './transactions.js';

export const databaseCommands = {
  async CreateDatabase({ name, ifNotExists, orReplace, charset, collate }, context) {
    const { engine, warn, defaults } = context;
    await commitOpen(context);
    if (engine.database(name)) {
      const exists = sqlError('ER_DB_CREATE_EXISTS', name);
      if (ifNotExists) {
        warn('Note', exists);
        return ok(1);
      }
      if (!orReplace) throw exists;
      engine.dropDatabase(name);
    }
    const collation =
      charset === undefined && collate === undefined ? defaults.collation : resolveCollation(charset, collate);
    engine.createDatabase({ name, collation });
    return ok(1);
  },

  async DropDatabase({ name, ifExists }, context) {
    const { engine, warn, session } = context;
    await commitOpen(context);
    const missing = sqlError('ER_DB_DROP_EXISTS', name);
    if (name.toLowerCase() === INFORMATION_SCHEMA)
      throw sqlError('ER_DBACCESS_DENIED_ERROR', session.user, session.host, name);
    if (!engine.database(name)) {
      if (!ifExists) throw missing;
      warn('Note', missing);
      return ok();
    }
    const tables = engine.tables(name).length;
    engine.dropDatabase(name);
    if (session.database === name) session.database = undefined;
    return ok(tables);
  },

  UseDatabase({ name }, { engine, session }) {
    const isInfo = name.toLowerCase() === INFORMATION_SCHEMA;
    if (!isInfo && !engine.database(name)) throw sqlError('ER_BAD_DB_ERROR', name);
    session.database = isInfo ? INFORMATION_SCHEMA : name;
    return ok();
  },
} satisfies Pick<Commands, 'CreateDatabase' | 'DropDatabase' | 'UseDatabase'>;
