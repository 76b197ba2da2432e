/** The tables that a statement has to do with because foreign keys refer from one to another. */
import { SqlError } from '../../base/errors.js';
import type { ForeignKey } from '../../engine/definition.js';
import type { Engine } from '../../engine/engine.js';
import { type Link, linkOf } from '../../engine/foreign-keys/links.js';
import { canBeParent, type Reference } from '../../engine/foreign-keys/registry.js';
import type { Table } from '../../engine/table.js';
import type { Context } from '../define.js';
import { checksForeignKeys } from './checks.js';

/** Foreign keys of one table, from both of its sides: in the order of their names. */
export interface TableLinks {
  /** Those that it has. */
  readonly own: readonly Link[];
  /** Those that refer to it. */
  readonly children: readonly Link[];
}

/** The foreign keys of all tables that a statement can come to. */
export type RelatedTables = ReadonlyMap<Table, TableLinks>;

export const NO_LINKS: TableLinks = { own: [], children: [] };

const acts = ({ key: { onDelete, onUpdate } }: Reference): boolean =>
  [onDelete, onUpdate].some((action) => action === 'CASCADE' || action === 'SET NULL');

/** The parent as far as rows can be looked up there. */
function parentOf({ child, key: { references } }: Reference, { find }: Pick<Engine, 'find'>): Table | undefined {
  const { db, name } = references;
  if (db === child.definition.db && name === child.definition.name) return child;
  const parent = find(db, name);
  return parent && canBeParent(parent) && !parent.entry.discarded ? parent : undefined;
}

/**
 * Loads what a change of the tables can lead to: parents, children, and on behind those that a cascade changes.
 * undefined: they have nothing to do with foreign keys.
 */
export async function loadRelated(changed: readonly Table[], engine: Engine): Promise<RelatedTables | undefined> {
  const { foreignKeys } = engine;
  const links = new Map<Table, TableLinks>();
  const find = (db: string, name: string) => engine.find(db, name);
  const waiting = changed.filter(canBeParent);
  for (const table of waiting) {
    const own = foreignKeys.of(table);
    const children = foreignKeys.referencing(table.definition).filter(({ child }) => !child.entry.discarded);
    if (links.has(table) || own.length + children.length === 0) continue;
    for (const { child } of children) await child.load();
    links.set(table, {
      own: await Promise.all(own.map(async (one) => link(one, await readable(parentOf(one, { find })), engine))),
      children: children.map((one) => link(one, table, engine)),
    });
    waiting.push(...children.filter(acts).map(({ child }) => child));
  }
  return links.size > 0 ? links : undefined;
}

/** Those that ALTER gives to a table: rows must have parents before the table has its name. */
export async function newForeignKeys(
  child: Table,
  added: readonly ForeignKey[],
  { engine, value }: Pick<Context, 'engine' | 'value'>,
): Promise<RelatedTables | undefined> {
  if (added.length === 0 || !checksForeignKeys({ value })) return undefined;
  const find = (db: string, name: string) => engine.find(db, name);
  const own = added.map(async (key) => {
    const named = { child, key: { ...key, name: key.name.replace(/^.*(?=_ibfk_[0-9]+$)/s, child.definition.name) } };
    return link(named, await readable(parentOf(named, { find })), engine);
  });
  return new Map([[child, { own: await Promise.all(own), children: [] }]]);
}

const link = ({ child, key }: Reference, parent: Table | undefined, { weights }: Engine): Link =>
  linkOf(child, key, parent, weights);

/** A parent that cannot be read has no rows. */
async function readable(parent: Table | undefined): Promise<Table | undefined> {
  try {
    await parent?.load();
    return parent;
  } catch (error) {
    if (error instanceof SqlError) return undefined;
    throw error;
  }
}

/** All tables that are read or written on the way. */
export function tablesOf(links: RelatedTables): Set<Table> {
  const tables = new Set<Table>();
  for (const [table, { own, children }] of links) {
    tables.add(table);
    for (const { parentSide } of own) if (parentSide) tables.add(parentSide.table);
    for (const { child } of children) tables.add(child);
  }
  return tables;
}
