/** LOAD DATA INFILE: a file of the server's machine becomes rows of a table. */

import { charsetOf, resolveCollation } from '../base/charsets.js';
import { sqlError } from '../base/errors.js';
import { latin1Text } from '../base/latin1.js';
import { varchar } from '../base/types.js';
import type { LoadData } from '../parser/ast.js';
import { runInsert } from '../query/dml-insert.js';
import { bindLoad, loadTargets } from '../query/dml-load.js';
import { textRows } from '../query/text-fields.js';
import { currentDatabase } from './catalog.js';
import { change, openTarget } from './change.js';
import type { Command, Context } from './define.js';

export const loadData: Command<'LoadData'> = async (statement, context) => {
  refuseUnsupported(statement);
  const { catalog, table } = await openTarget(statement.set, statement.table, context);
  loadTargets(statement, table.definition.columns);
  const { engine, environment, session } = context;
  const bytes = environment.dataFile(statement.file, currentDatabase(statement.table.db, context));
  const rows = textRows(decoded(bytes, statement, context), statement.format, statement.ignoredLines);
  const { insert, variables } = bindLoad(statement, rows, catalog, environment);
  const result = await change(table, catalog, context, (writer) =>
    runInsert(engine.rowDatabase, insert, writer, environment),
  );
  for (const { kind, name } of statement.targets ?? []) {
    const value = variables.get(name.toLowerCase()) ?? null;
    if (kind === 'UserVariable') session.userVariables.set(name, { value, type: varchar(value?.length ?? 0) });
  }
  return result;
};

function refuseUnsupported({ local, format }: LoadData): void {
  if (local) throw sqlError('ER_NOT_SUPPORTED_YET', 'LOAD DATA LOCAL INFILE');
  if (format.fieldEnd === '' && format.enclosure === '')
    throw sqlError('ER_NOT_SUPPORTED_YET', 'LOAD DATA INFILE with fields of fixed length');
}

/** The file's text: in the character set that is named, else that of the default database. */
function decoded(bytes: Uint8Array, { charset }: LoadData, context: Context): string {
  const name = charsetOf(resolveCollation(charset ?? String(context.value('character_set_database')), undefined));
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return name === 'latin1' ? latin1Text(buffer.toString('latin1')) : buffer.toString('utf8');
}
