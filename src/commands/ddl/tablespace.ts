/** ALTER TABLE … DISCARD TABLESPACE and … IMPORT TABLESPACE: a table whose file comes from elsewhere. */
import { type SqlError, sqlError } from '../../base/errors.js';
import { ok, type Result } from '../../base/result.js';
import { rebuildName, tablespaceName } from '../../engine/file-names.js';
import { CfgFileError, decodeCfgFile } from '../../engine/interchange/cfg-file.js';
import {
  ForeignFileError,
  type ForeignTablespace,
  openForeignTablespace,
} from '../../engine/interchange/foreign-tablespace.js';
import { innodbTable } from '../../engine/interchange/innodb-table.js';
import { schemaMismatches } from '../../engine/interchange/schema-match.js';
import { PageCorruption } from '../../engine/page/corruption.js';
import { PagedStorage } from '../../engine/paged-storage.js';
import type { Table } from '../../engine/table.js';
import type { Context } from '../define.js';
import { refuseReferenced } from '../foreign-keys/parents.js';
import { commitTransaction } from '../transactions.js';

/** The storage engine's numbers for what went wrong, as 1816 and 1030 tell them. */
const GENERIC = [11, 'Generic error'] as const;
const CORRUPTION = [37, 'Data structure corruption'] as const;
const NOT_FOUND = [41, 'Tablespace not found'] as const;
const IO_ERROR = [100, 'I/O error'] as const;
const HA_ERR_GENERIC = [168, 'Unknown (generic) error from engine'] as const;
const HA_ERR_TABLESPACE_MISSING = [194, 'Tablespace is missing for a table'] as const;
const HA_ERR_TABLE_EXIST = [156, 'The table already existed in the storage engine'] as const;

type EngineError = readonly [number: number, text: string];

/** Why an import ends: errors that are told first, the engine's reason, and the server's word for it. */
class ImportFailure extends Error {
  readonly causes: readonly SqlError[];
  readonly reason: EngineError;
  readonly verdict: SqlError;

  constructor(reason: EngineError, verdict: SqlError, causes: readonly SqlError[] = []) {
    super(reason[1]);
    this.causes = causes;
    this.reason = reason;
    this.verdict = verdict;
  }
}

const engineFailed = ([number, text]: EngineError): SqlError => sqlError('ER_GET_ERRNO', number, text, 'InnoDB');

export function alterTablespace(
  table: Table,
  action: 'DISCARD' | 'IMPORT',
  context: Context,
): Promise<Result> | Result {
  const { db, name, engine } = table.definition;
  if (!(table.storage instanceof PagedStorage)) throw sqlError('ER_ILLEGAL_HA', engine, db, name);
  return action === 'DISCARD' ? discard(table, context) : importTablespace(table, context);
}

function discard(table: Table, context: Context): Result {
  const { engine, warn } = context;
  const { db, name } = table.definition;
  refuseReferenced(table, context);
  if (table.entry.discarded) warn('Warning', sqlError('ER_TABLESPACE_MISSING', tablespaceName(db, name)));
  else engine.discardTablespace(table);
  return ok();
}

async function importTablespace(table: Table, context: Context): Promise<Result> {
  const { db, name } = table.definition;
  const note = (text: string) => context.ports.log.write('Note', `InnoDB: ${text}`, context.session.id);
  if (!table.entry.discarded) refuseOverwriting(table, context);
  try {
    await importFile(table, note, context);
    return ok();
  } catch (error) {
    if (!(error instanceof ImportFailure)) throw error;
    note(`Discarding tablespace of table \`${db}\`.\`${name}\`: ${error.reason[1]}`);
    throw listed(error, table, context);
  }
}

/** 1813 */
function refuseOverwriting({ definition: { db, name } }: Table, { warn, ports, session }: Context): never {
  const text = `Unable to import tablespace \`${db}\`.\`${name}\` because it already exists.  Please DISCARD the tablespace before IMPORT.`;
  ports.log.write('ERROR', `InnoDB: ${text}`, session.id);
  const exists = sqlError('ER_TABLESPACE_EXISTS', tablespaceName(db, name));
  warn('Error', exists);
  warn('Error', engineFailed(HA_ERR_TABLE_EXIST));
  throw exists;
}

/** Lists all that there is to say; what the client hears is the first error. */
function listed(
  failure: ImportFailure,
  { definition: { db, name } }: Table,
  { warn, ports, session }: Context,
): SqlError {
  const { causes, reason, verdict } = failure;
  for (const cause of causes) warn('Error', cause);
  warn('Warning', sqlError('ER_INNODB_IMPORT_ERROR', `\`${db}\`.\`${name}\``, ...reason));
  if (verdict.errno === CORRUPT) ports.log.write('ERROR', `mariadbd: ${verdict.message}`, session.id);
  warn('Error', verdict);
  return causes[0] ?? verdict;
}

const CORRUPT = sqlError('ER_NOT_KEYFILE', '').errno;

async function importFile(table: Table, note: (text: string) => void, context: Context): Promise<void> {
  const { definition } = table;
  const path = `./${tablespaceName(definition.db, definition.name)}`;
  checkSchema(table, `${path}.cfg`, note, context);
  const file = await openFile(table, path, context);
  try {
    await replaceByFile(table, file, context);
  } catch (error) {
    throw error instanceof PageCorruption ? corrupt(table) : error;
  } finally {
    file.close();
  }
  note('Phase I - Update all pages');
  note('Sync to disk');
  note('Sync to disk - done!');
  note('Phase III - Flush changes to disk');
  note('Phase IV - Flush complete');
}

const corrupt = ({ definition }: Table, causes: readonly SqlError[] = []): ImportFailure =>
  new ImportFailure(CORRUPTION, sqlError('ER_NOT_KEYFILE', definition.name), causes);

/** The `.cfg` file is held against the table; without one, there is only a warning. */
function checkSchema(table: Table, path: string, note: (text: string) => void, context: Context): void {
  const { ports, engine, warn } = context;
  const real = engine.datadir.resolve(path);
  if (!ports.files.exists(real)) {
    const text = `Error opening '${path}', will attempt to import without schema verification`;
    warn('Warning', sqlError('ER_IO_READ_ERROR', ...NO_SUCH_FILE, text));
    refuseSecondaryIndexes(table);
    return;
  }
  try {
    const { host, table: meta } = decodeCfgFile(Buffer.from(ports.files.readFile(real)));
    note(`Importing tablespace for table '${meta.name}' that was exported from host '${host}'`);
    const wrong = schemaMismatches(innodbTable(table), meta);
    if (wrong.length === 0) return;
    const causes = wrong.map((text) => sqlError('ER_TABLE_SCHEMA_MISMATCH', text));
    throw new ImportFailure(GENERIC, engineFailed(HA_ERR_GENERIC), causes);
  } catch (error) {
    throw error instanceof CfgFileError ? badCfgFile(error) : error;
  }
}

const NO_SUCH_FILE = [2, 'No such file or directory'] as const;

function badCfgFile({ reason, part }: CfgFileError): ImportFailure {
  if (reason === 'version') {
    const tooNew = sqlError('ER_NOT_SUPPORTED_YET', 'meta-data version');
    return new ImportFailure(GENERIC, engineFailed(HA_ERR_GENERIC), [tooNew]);
  }
  const cut = sqlError('ER_IO_READ_ERROR', ...NO_SUCH_FILE, `while reading ${part}.`);
  return new ImportFailure(IO_ERROR, engineFailed(HA_ERR_GENERIC), [cut]);
}

/** Their roots can only be told from the `.cfg` file: 1815. */
function refuseSecondaryIndexes(table: Table): void {
  if (innodbTable(table).indexes.length === 1) return;
  const { definition } = table;
  const name = tablespaceName(definition.db, definition.name);
  const refused = sqlError(
    'ER_INTERNAL_ERROR',
    `Drop all secondary indexes before importing table ${name} when .cfg file is missing.`,
  );
  throw new ImportFailure(GENERIC, engineFailed(HA_ERR_GENERIC), [refused]);
}

async function openFile(table: Table, path: string, context: Context): Promise<ForeignTablespace> {
  const { engine, ports, keys, encryptTables } = context;
  try {
    const real = engine.datadir.resolve(`${path}.ibd`);
    const file = await openForeignTablespace(real, table.definition, { files: ports.files, keys });
    // Whether such a file counts as encrypted is a matter of the variable as it is now.
    if (file.crypt?.type === 1 && file.crypt.mode === 'DEFAULT' && encryptTables() === 'OFF') {
      file.close();
      throw corrupt(table, [sqlError('ER_TABLE_SCHEMA_MISMATCH', 'ROW_FORMAT mismatch')]);
    }
    return file;
  } catch (error) {
    if (error instanceof PageCorruption) throw corrupt(table);
    if (error instanceof ForeignFileError) throw noTablespace(error, path, context);
    throw error;
  }
}

function noTablespace(
  { reason, pageSize }: ForeignFileError,
  path: string,
  { ports, session }: Context,
): ImportFailure {
  const say = (text: string) => ports.log.write('ERROR', `InnoDB: ${text}`, session.id);
  if (reason === 'short') return new ImportFailure(IO_ERROR, engineFailed(HA_ERR_GENERIC));
  if (reason === 'page size') {
    say(`Tablespace to be imported has a different page size than this server. Tablespace page size is ${pageSize}`);
    return new ImportFailure(CORRUPTION, engineFailed(HA_ERR_GENERIC));
  }
  say('Operating system error number 2 in a file operation.');
  say("Error number 2 means 'No such file or directory'");
  say(`Trying to import a tablespace, but could not open the tablespace file ${path}.ibd`);
  return new ImportFailure(NOT_FOUND, engineFailed(HA_ERR_TABLESPACE_MISSING));
}

/**
 * Writes the file's rows to a tablespace of this server, which then takes the file's place. What page 0 says of
 * encryption stays, whatever the table's options are.
 */
async function replaceByFile(table: Table, file: ForeignTablespace, context: Context): Promise<void> {
  const { engine } = context;
  const rebuilt = engine.createTable({
    definition: { ...table.definition, name: rebuildName(table.entry.id) },
    crypt: file.crypt,
    nextAutoIncrement: file.autoIncrement + 1n,
  });
  try {
    await rebuilt.load();
    const transaction = engine.begin();
    try {
      engine.write(transaction, [rebuilt], (writes) => {
        for (const rows of file.rows()) {
          for (const row of rows) {
            const key = rebuilt.storage.keyOf(row);
            if (!writes.insert(rebuilt, key, row)) throw new PageCorruption(0, 'a key comes twice');
          }
        }
      });
    } catch (error) {
      engine.rollback(transaction);
      throw error;
    }
    await commitTransaction(transaction, context);
    engine.replaceTable(table, rebuilt);
  } catch (error) {
    engine.dropTables([rebuilt]);
    throw error;
  }
}

/** Without its tablespace a table cannot be rebuilt. */
export const discarded = ({ definition }: Table): SqlError => sqlError('ER_TABLESPACE_DISCARDED', definition.name);
