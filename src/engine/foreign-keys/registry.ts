/** Who refers to whom: the foreign keys of all tables, found from the parent's side and by their names. */
import type { ForeignKey } from '../definition.js';
import { isRebuildName } from '../file-names.js';
import type { Table } from '../table.js';

/** A foreign key and the table that has it. */
export interface Reference {
  readonly child: Table;
  readonly key: ForeignKey;
}

/** InnoDB alone knows foreign keys, and not those of partitions. */
export const canBeParent = ({ temporary, definition: { engine, partitioning } }: Table): boolean =>
  !temporary && engine === 'InnoDB' && partitioning === undefined;

interface TableId {
  readonly db: string;
  readonly name: string;
}

export class ForeignKeys {
  readonly #byChild = new Map<Table, readonly Reference[]>();
  /** By the parent's database and name. */
  readonly #byParent = new Map<string, Reference[]>();

  add(child: Table): void {
    const { name, foreignKeys = [] } = child.definition;
    // Until it has its name, the table that is rebuilt has the foreign keys.
    if (foreignKeys.length === 0 || isRebuildName(name)) return;
    const references = foreignKeys.map((key) => ({ child, key })).sort(byId);
    this.#byChild.set(child, references);
    for (const reference of references) {
      const parent = tableId(reference.key.references);
      const known = [...(this.#byParent.get(parent) ?? []), reference];
      this.#byParent.set(parent, known.sort(byId));
    }
  }

  remove(child: Table): void {
    const references = this.#byChild.get(child);
    if (!references) return;
    this.#byChild.delete(child);
    for (const { key } of references) {
      const parent = tableId(key.references);
      const left = (this.#byParent.get(parent) ?? []).filter((reference) => reference.child !== child);
      if (left.length > 0) this.#byParent.set(parent, left);
      else this.#byParent.delete(parent);
    }
  }

  /** The foreign keys that the table has. */
  of(child: Table): readonly Reference[] {
    return this.#byChild.get(child) ?? [];
  }

  /** The foreign keys that refer to the table, whether or not it is there: by database and name. */
  referencing(parent: TableId): readonly Reference[] {
    return this.#byParent.get(tableId(parent)) ?? [];
  }

  /** Case is no difference between names of constraints. */
  named(db: string, name: string): Reference | undefined {
    const wanted = name.toLowerCase();
    for (const references of this.#byChild.values()) {
      const found = references.find(
        ({ child, key }) => child.definition.db === db && key.name.toLowerCase() === wanted,
      );
      if (found) return found;
    }
    return undefined;
  }

  /** All of them, by database and name. */
  all(): Reference[] {
    return [...this.#byChild.values()].flat().sort(byId);
  }
}

const tableId = ({ db, name }: TableId): string => `${db}\0${name}`;

/** As InnoDB names a foreign key: `test/t1_ibfk_1`. */
export const constraintId = ({ child, key }: Reference): string => `${child.definition.db}/${key.name}`;

const byId = (a: Reference, b: Reference): number => (constraintId(a) < constraintId(b) ? -1 : 1);
