/**
 * How an ALTER TABLE goes about it, as the server would: nothing but the dictionary, in place, or by a copy. Only a
 * copy counts rows; ALGORITHM and LOCK may forbid what a change needs.
 */

import { charsetOf } from '../../base/charsets.js';
import { type SqlError, sqlError } from '../../base/errors.js';
import { isInteger, type SqlType } from '../../base/types.js';
import { primaryKey, type TableDefinition } from '../../engine/definition.js';
import type { AlterAction } from '../../parser/ast.js';

/** What a change needs at least; `reason` is what the server says when it may not have it. */
interface Need {
  readonly way: 'instant' | 'nocopy' | 'inplace' | 'copy';
  readonly reason?: string;
}

/** The way that an ALTER goes. */
export interface Plan {
  /** Rows are counted. */
  readonly copies: boolean;
  /** Pages change: a new tablespace takes the old one's place. */
  readonly rebuilds: boolean;
}

/** Both definitions, and the old position of each new column. */
export interface Alteration {
  readonly before: TableDefinition;
  readonly after: TableDefinition;
  readonly sources: readonly (number | undefined)[];
  readonly temporary: boolean;
  /** New foreign keys hold for the rows that are there. */
  readonly checksRows?: boolean;
}

const ALGORITHMS = ['DEFAULT', 'INPLACE', 'COPY', 'NOCOPY', 'INSTANT'] as const;
const LOCKS = ['DEFAULT', 'NONE', 'SHARED', 'EXCLUSIVE'] as const;

/** Decides. Errors: 1800, 1801, 1845, 1846. */
export function planAlter(alteration: Alteration, actions: readonly AlterAction[]): Plan {
  const algorithm = algorithmOf(actions);
  const lock = lockOf(actions);
  if (alteration.temporary) return planTemporary(algorithm);
  const need = needOf(alteration, actions);
  const copies = algorithm === 'COPY' || need.way === 'copy';
  if (need.way === 'copy' && !/^(DEFAULT|COPY)$/.test(algorithm)) throw refused(`ALGORITHM=${algorithm}`, need, 'COPY');
  const rebuildsNot = algorithm === 'INSTANT' || algorithm === 'NOCOPY';
  if (need.way === 'inplace' && rebuildsNot) throw refused(`ALGORITHM=${algorithm}`, need, 'INPLACE');
  if (need.way === 'nocopy' && algorithm === 'INSTANT') throw refused('ALGORITHM=INSTANT', need, 'NOCOPY');
  if (copies && lock === 'NONE') {
    const reason = alteration.before.engine === 'InnoDB' ? 'COPY algorithm requires a lock' : undefined;
    throw refused('LOCK=NONE', { reason, ...need }, 'SHARED');
  }
  // The next AUTO_INCREMENT value is kept in a page, too.
  const isPhysical = changesPages(alteration) || names(actions, 'AUTO_INCREMENT');
  return { copies, rebuilds: copies || need.way === 'inplace' || isPhysical };
}

/** Temporary tables are always copied, even where something else is asked for. Error: 1845. */
function planTemporary(algorithm: string): Plan {
  if (algorithm === 'INPLACE') throw refused(`ALGORITHM=${algorithm}`, {}, 'COPY');
  return { copies: true, rebuilds: true };
}

function algorithmOf(actions: readonly AlterAction[]): string {
  const word = actions.flatMap((action) => (action.kind === 'Algorithm' ? [action.value] : [])).at(-1) ?? 'DEFAULT';
  const known = ALGORITHMS.find((name) => name === word.toUpperCase());
  if (known === undefined) throw sqlError('ER_UNKNOWN_ALTER_ALGORITHM', word);
  return known;
}

function lockOf(actions: readonly AlterAction[]): string {
  const word = actions.flatMap((action) => (action.kind === 'Lock' ? [action.value] : [])).at(-1) ?? 'DEFAULT';
  const known = LOCKS.find((name) => name === word.toUpperCase());
  if (known === undefined) throw sqlError('ER_UNKNOWN_ALTER_LOCK', word);
  return known;
}

/** 1846 with a reason, 1845 without one. */
function refused(what: string, { reason }: { readonly reason?: string | undefined }, instead: string): SqlError {
  const advice = `${what.split('=')[0]}=${instead}`;
  return reason === undefined
    ? sqlError('ER_ALTER_OPERATION_NOT_SUPPORTED', what, advice)
    : sqlError('ER_ALTER_OPERATION_NOT_SUPPORTED_REASON', what, reason, advice);
}

const COPY_TYPE: Need = { way: 'copy', reason: 'Cannot change column type' };
const OPTIONS: Need = { way: 'inplace', reason: 'Changing table options requires the table to be rebuilt' };
const CHECKS_ROWS: Need = { way: 'copy', reason: 'Adding foreign keys needs foreign_key_checks=OFF' };
const ADDS_KEY: Need = { way: 'nocopy', reason: 'ADD INDEX' };
const DROPS_KEY: Need = {
  way: 'copy',
  reason: 'Dropping a primary key is not allowed without also adding a new primary key',
};

/** Is there a CHECK that rows have not been asked before, or a column that is computed for them? */
function asksMore(before: TableDefinition, after: TableDefinition): boolean {
  const rules = ({ columns, checks = [] }: TableDefinition) => [
    ...columns.flatMap(({ check, generated }) => [check, generated?.stored ? generated.expr : undefined]),
    ...checks.map(({ expr }) => expr),
  ];
  const old = new Set(rules(before));
  return rules(after).some((rule) => rule !== undefined && !old.has(rule));
}

function needOf(alteration: Alteration, actions: readonly AlterAction[]): Need {
  const { before, after } = alteration;
  if (before.engine !== 'InnoDB' || after.engine !== 'InnoDB') {
    return isOnlyInDictionary(alteration, actions) ? { way: 'instant' } : { way: 'copy' };
  }
  const [oldKey, newKey] = [primaryKey(before), primaryKey(after)];
  if (alteration.checksRows) return CHECKS_ROWS;
  if (asksMore(before, after)) return { way: 'copy' };
  if (alteration.sources.some((source, at) => changesType(alteration, source, at))) return COPY_TYPE;
  if (actions.some(({ kind }) => kind === 'OrderBy')) return { way: 'copy' };
  if (oldKey && !newKey) return DROPS_KEY;
  if (optionsOf(before) !== optionsOf(after) || names(actions, 'ROW_FORMAT')) return OPTIONS;
  if (actions.some(({ kind }) => kind === 'Force') || names(actions, 'ENGINE')) return { way: 'inplace' };
  const becomesNotNull = after.columns.some(({ nullable }, at) => {
    const source = alteration.sources[at];
    return !nullable && source !== undefined && before.columns[source]?.nullable === true;
  });
  if (becomesNotNull || !sameKey(alteration)) return { way: 'inplace' };
  return actions.some(({ kind }) => kind === 'AddKey') && addsIndex(alteration) ? ADDS_KEY : { way: 'instant' };
}

/** A foreign key may find an index that is there. */
const addsIndex = ({ before, after }: Alteration): boolean =>
  (after.foreignKeys?.length ?? 0) <= (before.foreignKeys?.length ?? 0) ||
  JSON.stringify(before.indexes) !== JSON.stringify(after.indexes);

/** Comments, defaults and names: all that engines which cannot change a table in place leave to the dictionary. */
function isOnlyInDictionary({ before, after, sources }: Alteration, actions: readonly AlterAction[]): boolean {
  const file = ({ columns, indexes, engineOptions, engine }: TableDefinition) =>
    JSON.stringify([
      columns.map(({ type, nullable, autoIncrement }) => [type, nullable, autoIncrement]),
      indexes,
      engineOptions,
      engine,
    ]);
  const inPlace = sources.every((source, at) => source === at);
  const isWritten = /^(ENGINE|ROW_FORMAT|AUTO_INCREMENT|TRANSACTIONAL|PAGE_CHECKSUM|CHECKSUM|DELAY_KEY_WRITE)$/;
  const options = actions.flatMap((action) => (action.kind === 'Options' ? action.options : []));
  const rewrites = actions.some(({ kind }) => kind === 'Force' || kind === 'OrderBy');
  return (
    file(before) === file(after) &&
    inPlace &&
    !rewrites &&
    !options.some(({ name }) => isWritten.test(name.toUpperCase()))
  );
}

/** Is the option written, whatever its value? */
const names = (actions: readonly AlterAction[], option: string): boolean =>
  actions.some(
    (action) => action.kind === 'Options' && action.options.some(({ name }) => name.toUpperCase() === option),
  );

const optionsOf = ({ engineOptions, engine, rowFormat }: TableDefinition): string =>
  JSON.stringify([
    engineOptions.map(({ name, value }) => `${name.toUpperCase()}=${value.toUpperCase()}`).sort(),
    engine,
    rowFormat,
  ]);

/** The same columns in the same order, wherever they stand. */
function sameKey({ before, after, sources }: Alteration): boolean {
  const old = JSON.stringify(primaryKey(before));
  return old === JSON.stringify(primaryKey(after)?.map((at) => sources[at] ?? -1));
}

function changesType({ before, after }: Alteration, source: number | undefined, at: number): boolean {
  const [from, to] = [source === undefined ? undefined : before.columns[source], after.columns[at]];
  if (!from || !to) return false;
  const isKey = after.indexes.some(({ parts }) => parts.some(({ column }) => column === at));
  return !isCompatible(from.type, to.type, isKey) || (!from.autoIncrement && to.autoIncrement);
}

/** Can the pages stay as they are? */
function isCompatible(from: SqlType, to: SqlType, isKey: boolean): boolean {
  if (isInteger(from)) return isInteger(to) && from.name === to.name && from.unsigned === to.unsigned;
  if ('collation' in from && 'collation' in to) {
    const sameOrder = from.collation === to.collation || (!isKey && isWider(from.collation, to.collation));
    return sameOrder && from.name === to.name && (from.length === to.length || grows(from, to));
  }
  if ('length' in from && 'length' in to && !('collation' in to))
    return from.name === to.name && (from.length === to.length || grows(from, to));
  return JSON.stringify(from) === JSON.stringify(to);
}

const grows = (from: SqlType & { length: number }, to: SqlType & { length: number }): boolean =>
  /^VAR/.test(from.name) && to.length >= from.length;

/** Another order of the same characters, or of more in the same bytes. */
const isWider = (from: string, to: string): boolean =>
  charsetOf(from) === charsetOf(to) || (charsetOf(from) === 'utf8mb3' && charsetOf(to) === 'utf8mb4');

/** Comments, names of keys and defaults live in the dictionary alone; everything else changes pages. */
function changesPages({ before, after }: Alteration): boolean {
  const physical = ({ columns, indexes, engineOptions, engine }: TableDefinition) =>
    JSON.stringify([
      columns.map(({ name, type, nullable, generated }) => [name, type, nullable, generated]),
      indexes.map(({ name, unique, parts }) => [name === 'PRIMARY', unique, parts]),
      engineOptions.map(({ name, value }) => `${name.toUpperCase()}=${value.toUpperCase()}`).sort(),
      engine,
    ]);
  return physical(before) !== physical(after);
}
