/** CREATE, ALTER and DROP of procedures and functions. */
import { charsetOf } from '../../base/charsets.js';
import { sqlError } from '../../base/errors.js';
import { ok } from '../../base/result.js';
import { typeText } from '../../base/type-text.js';
import type { AccountName, CreateRoutine, DataType } from '../../parser/ast.js';
import { functionNamed } from '../../query/functions/index.js';
import type { Routine } from '../../routines/proc-table.js';
import { currentDatabase } from '../catalog.js';
import { columnType } from '../ddl/column-types.js';
import type { Commands, Context } from '../define.js';
import { variableColumn } from './machine.js';
import { requireDefiner, requireRoutine, requireToCreate } from './privileges.js';

const MAX_NAME = 64;

export const routineCommands = {
  CreateRoutine(statement, context) {
    const { routines, warn } = context;
    const { routine, name, orReplace, ifNotExists } = statement;
    const db = currentDatabase(name.db, context);
    checkName(name.name);
    if (!context.engine.database(db)) throw sqlError('ER_BAD_DB_ERROR', db);
    requireToCreate(db, context);
    const made = routineFrom(statement, db, context);
    requireDefiner(made.definer, context);
    const old = routines.find(routine.type, db, name.name);
    if (old && !orReplace) {
      const exists = sqlError('ER_SP_ALREADY_EXISTS', routine.type, name.name);
      if (!ifNotExists) throw exists;
      warn('Note', exists);
      return ok();
    }
    if (old) {
      requireRoutine('ALTER ROUTINE', { type: routine.type, db, name: name.name }, context);
      routines.drop(old);
    }
    if (routine.type === 'FUNCTION' && name.db === undefined && functionNamed(name.name.toLowerCase()))
      warn('Note', sqlError('ER_NATIVE_FCT_NAME_COLLISION', name.name));
    routines.put(made);
    grantToMaker(made, context);
    return ok();
  },

  AlterRoutine({ type, name, characteristics }, context) {
    const routine = findRoutine(type, name.db, name.name, context);
    requireRoutine('ALTER ROUTINE', routine, context);
    const { comment, dataAccess, security } = characteristics;
    context.routines.put({
      ...routine,
      ...(comment !== undefined && { comment }),
      ...(dataAccess !== undefined && { dataAccess }),
      ...(security !== undefined && { security }),
      modified: now(context),
    });
    return ok();
  },

  DropRoutine({ type, ifExists, name }, context) {
    const db = currentDatabase(name.db, context);
    const routine = context.routines.find(type, db, name.name);
    requireRoutine('ALTER ROUTINE', { type, db, name: name.name }, context);
    if (!routine) {
      const missing = sqlError('ER_SP_DOES_NOT_EXIST', type, `${db}.${name.name}`);
      if (!ifExists) throw missing;
      context.warn('Note', missing);
      return ok();
    }
    context.routines.drop(routine);
    return ok();
  },
} satisfies Pick<Commands, 'CreateRoutine' | 'AlterRoutine' | 'DropRoutine'>;

/** Error: 1305. */
function findRoutine(type: Routine['type'], given: string | undefined, name: string, context: Context): Routine {
  const db = currentDatabase(given, context);
  const routine = context.routines.find(type, db, name);
  if (!routine) throw sqlError('ER_SP_DOES_NOT_EXIST', type, `${db}.${name}`);
  return routine;
}

function routineFrom({ routine, name, definer }: CreateRoutine, db: string, context: Context): Routine {
  const { type, parameters, parameterText, returns, characteristics, bodyText } = routine;
  const databaseCollation = context.engine.database(db)?.collation ?? context.defaults.collation;
  for (const parameter of parameters) variableColumn(parameter.name, parameter.type, databaseCollation);
  const time = now(context);
  return {
    ...{ db, name: name.name, type, parameterText, body: bodyText },
    returns: returns ? returnText(returns, databaseCollation) : '',
    dataAccess: characteristics.dataAccess ?? 'CONTAINS SQL',
    deterministic: characteristics.deterministic ?? false,
    security: characteristics.security ?? 'DEFINER',
    comment: characteristics.comment ?? '',
    definer: definerText(definer, context),
    ...{ created: time, modified: time, sqlMode: String(context.value('sql_mode')) },
    charsetClient: String(context.value('character_set_client')),
    collationConnection: String(context.value('collation_connection')),
    databaseCollation,
  };
}

/** The type as SHOW prints it, with its character set where it has one. */
function returnText(written: DataType, collation: string): string {
  const type = columnType(written, { column: '', collation });
  const charset = 'collation' in type ? ` CHARSET ${charsetOf(type.collation)} COLLATE ${type.collation}` : '';
  return `${typeText(type)}${charset}`;
}

/** `user@host` */
export function definerText(definer: AccountName | undefined, { session, accounts, warn }: Context): string {
  const { account } = session.access;
  if (!definer || definer.user === 'CURRENT_USER') return `${account.user}@${account.host}`;
  const found = accounts.find(definer);
  if (!found) warn('Note', sqlError('ER_NO_SUCH_USER', definer.user, definer.host));
  return `${definer.user}@${definer.host}`;
}

/** In UTC, as rows keep it. */
export const now = ({ environment }: Context): string =>
  new Date(environment.now()).toISOString().slice(0, 'yyyy-mm-dd hh:mm:ss'.length).replace('T', ' ');

/** automatic_sp_privileges: who makes a routine may run, change and drop it. */
function grantToMaker(routine: Routine, { session, routines, value }: Context): void {
  if (String(value('automatic_sp_privileges')) === '1') routines.grant(session.access.account, routine);
}

/** Errors: 1059, 1458. */
function checkName(name: string): void {
  if (name === '' || name.endsWith(' ')) throw sqlError('ER_SP_WRONG_NAME', name);
  if (name.length > MAX_NAME) throw sqlError('ER_TOO_LONG_IDENT', name);
}
