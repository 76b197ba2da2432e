/** From FOREIGN KEY as written to the foreign keys of a definition: names, columns, actions. */
import { sqlError } from '../../base/errors.js';
import type { CascadedAction, Column, ForeignKey } from '../../engine/definition.js';
import type { KeyDefinition, References, ReferentialAction } from '../../parser/ast.js';

/** The table that the foreign keys are for. */
export interface ForeignKeyPlace {
  readonly db: string;
  readonly name: string;
  readonly engine: string;
  readonly columns: readonly Column[];
  /** Those that the table had before. */
  readonly before?: readonly ForeignKey[];
}

/** The foreign keys among the keys; other engines than InnoDB forget them. Errors: 1239, 1905. */
export function declaredForeignKeys(keys: readonly KeyDefinition[], place: ForeignKeyPlace): ForeignKey[] {
  const { db, name, engine, columns, before = [] } = place;
  let number = Math.max(0, ...before.map((key) => generatedNumber(key.name, name)));
  const declared = keys.flatMap((key): ForeignKey[] => {
    const { references } = key;
    if (!references) return [];
    const own = key.parts.map(({ column }) => columnNamed(column, columns));
    const referenced = references.columns ?? own.map((column) => column.name);
    if (referenced.length !== own.length) {
      const reason = "Key reference and table reference don't match";
      throw sqlError('ER_WRONG_FK_DEF', key.name ?? 'foreign key without name', reason);
    }
    if (own.some(({ generated }) => generated)) refuseGenerated(references);
    if (engine !== 'InnoDB') return [];
    return [
      {
        name: key.name ?? generatedName(name, ++number),
        columns: own.map((column) => column.name),
        references: { db: references.table.db ?? db, name: references.table.name, columns: referenced },
        ...actionsOf(references),
      },
    ];
  });
  return declared.sort(byName);
}

/** As the server lists them. */
export const byName = (a: ForeignKey, b: ForeignKey): number => (a.name < b.name ? -1 : 1);

function columnNamed(wanted: string, columns: readonly Column[]): Column {
  const found = columns.find(({ name }) => name.toLowerCase() === wanted.toLowerCase());
  if (!found) throw sqlError('ER_KEY_COLUMN_DOES_NOT_EXITS', wanted);
  return found;
}

/** Nothing but its expression can change a generated column. Error: 1905. */
function refuseGenerated({ onDelete, onUpdate }: References): void {
  const refused =
    (onDelete === 'SET NULL' && 'ON DELETE SET NULL') ||
    ((onUpdate === 'SET NULL' || onUpdate === 'CASCADE') && `ON UPDATE ${onUpdate}`);
  if (refused) throw sqlError('ER_WRONG_FK_OPTION_FOR_GENERATED_COLUMN', refused);
}

function actionsOf({ onDelete, onUpdate }: References): Pick<ForeignKey, 'onDelete' | 'onUpdate'> {
  return { ...(isKept(onDelete) && { onDelete }), ...(isKept(onUpdate) && { onUpdate }) };
}

const isKept = (action: ReferentialAction | undefined): action is CascadedAction =>
  action === 'CASCADE' || action === 'SET NULL' || action === 'NO ACTION';

const generatedName = (table: string, number: number): string => `${table}_ibfk_${number}`;

/** 0 for a name that somebody has given. */
function generatedNumber(name: string, table: string): number {
  const prefix = generatedName(table, 0).slice(0, -1);
  const digits = name.startsWith(prefix) ? name.slice(prefix.length) : '';
  return /^[0-9]+$/.test(digits) ? Number(digits) : 0;
}

/** What a foreign key is called when its table gets another name. */
export const renamedForeignKey = (key: ForeignKey, from: string, to: string): ForeignKey => {
  const number = generatedNumber(key.name, from);
  return number > 0 ? { ...key, name: generatedName(to, number) } : key;
};
