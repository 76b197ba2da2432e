/** Runs statements in a world and answers as the batch client prints. */
import { SqlError } from '../../../src/base/errors.js';
import { type Cell, ok, type Result } from '../../../src/base/result.js';
import type { Statement } from '../../../src/parser/ast.js';
import { parse } from '../../../src/parser/parse.js';
import type { TableSource } from '../../../src/query/catalog.js';
import { bindInsert, runInsert } from '../../../src/query/dml-insert.js';
import { bindDelete, bindUpdate, runDelete, runUpdate } from '../../../src/query/dml-update.js';
import type { World } from './world.js';
import { TestWriter } from './writer.js';

const ESCAPES: Readonly<Record<string, string>> = { '\0': '\\0', '\n': '\\n', '\t': '\\t', '\\': '\\\\' };

function cellText(cell: Cell): string {
  if (cell === null) return 'NULL';
  return Buffer.from(cell)
    .toString()
    .replace(/[\0\n\t\\]/g, (one) => ESCAPES[one] ?? one);
}

function write(world: World, statement: Statement): Result {
  const { db, catalog, env } = world;
  const writerOf = ({ name }: TableSource): TestWriter => new TestWriter(world, world.table({ name }));
  switch (statement.kind) {
    case 'Insert': {
      const bound = bindInsert(statement, catalog, env);
      return runInsert(db, bound, writerOf(bound.table), env);
    }
    case 'Update': {
      const bound = bindUpdate(statement, catalog, env);
      return runUpdate(db, bound, writerOf(bound.table), env);
    }
    case 'Delete': {
      const bound = bindDelete(statement, catalog, env);
      return runDelete(db, bound, writerOf(bound.table), env);
    }
    default:
      throw new Error(`Not for this world: ${statement.kind}`);
  }
}

function okText(result: Result): string[] {
  if (result.kind === 'rows') return result.rows.map((row) => row.map(cellText).join('\t'));
  const { affectedRows, info } = result;
  const first = `Query OK, ${affectedRows} ${affectedRows === 1 ? 'row' : 'rows'} affected`;
  return info === '' ? [first] : [first, info];
}

/** Runs a statement that writes; when it fails, it leaves nothing behind. */
function writeAtomically(world: World, statement: Statement): Result {
  world.db.exec('SAVEPOINT statement');
  try {
    return write(world, statement);
  } catch (error) {
    world.db.exec('ROLLBACK TO statement');
    throw error;
  } finally {
    world.db.exec('RELEASE statement');
  }
}

function answer(world: World, sql: string): string[] {
  const statement = parse(sql);
  if (statement.kind === 'SelectStatement') return world.query(sql).rows.map((row) => row.map(cellText).join('\t'));
  if (statement.kind === 'CreateTable') world.create(statement);
  else if (statement.kind === 'Set') world.sqlMode = new Set(/'(.*)'/.exec(sql)?.[1]?.split(','));
  else return okText(writeAtomically(world, statement));
  return okText(ok());
}

/** What the client prints for a statement: rows or an error, then the warnings. */
export function run(world: World, sql: string): string {
  world.conditions.length = 0;
  let lines: string[];
  try {
    lines = answer(world, sql);
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    lines = [`ERROR ${error.errno}: ${error.message}`];
    world.conditions.length = 0;
  }
  return [...lines, ...world.conditions.map(({ level, errno, message }) => `${level} ${errno}: ${message}`)]
    .join('\n')
    .trimEnd();
}
