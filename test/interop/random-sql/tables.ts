/** Random tables with columns of all families of types, and rows for them. */
import type { Draw } from '../differential/draw.js';

export type Family = 'integer' | 'decimal' | 'double' | 'text' | 'temporal' | 'binary';

export interface RandomColumn {
  readonly name: string;
  readonly type: string;
  readonly family: Family;
}

export interface RandomTable {
  readonly name: string;
  readonly columns: readonly RandomColumn[];
  readonly create: string;
}

const TYPES: readonly (readonly [weight: number, type: string, family: Family])[] = [
  [4, 'INT', 'integer'],
  [2, 'TINYINT', 'integer'],
  [1, 'SMALLINT UNSIGNED', 'integer'],
  [2, 'BIGINT', 'integer'],
  [1, 'BIGINT UNSIGNED', 'integer'],
  [3, 'DECIMAL(10,2)', 'decimal'],
  [2, 'DOUBLE', 'double'],
  [4, 'VARCHAR(20)', 'text'],
  [1, 'CHAR(5)', 'text'],
  [1, 'TEXT', 'text'],
  [2, 'DATE', 'temporal'],
  [2, 'DATETIME', 'temporal'],
  [1, 'VARBINARY(10)', 'binary'],
];

/** A table whose key is `id`. */
export function randomTable(draw: Draw, name: string): RandomTable {
  const columns: RandomColumn[] = [{ name: 'id', type: 'INT', family: 'integer' }];
  const width = 3 + draw.below(3);
  for (let index = 0; index < width; index++) {
    const [type, family] = draw.weighted(TYPES.map(([weight, ...rest]) => [weight, rest] as const));
    columns.push({ name: `c${index}`, type, family });
  }
  const list = columns.slice(1).map((column) => {
    const rest = draw.percent(20) ? ` NOT NULL DEFAULT ${literalOf(draw, column.family)}` : '';
    return `${column.name} ${column.type}${column.type === 'TEXT' ? '' : rest}`;
  });
  const create = `CREATE TABLE ${name} (id INT NOT NULL PRIMARY KEY, ${list.join(', ')}) CHARSET=utf8mb4`;
  return { name, columns, create };
}

const TEXTS = ['a', 'b', 'A', 'abc', 'x', 'zz', '', '1', '12abc', ' 7', '-3.5', 'é'];
const DATES = ['2024-02-29', '2000-01-01', '1999-12-31', '2024-03-10'];

/** A literal that fits the family. */
export function literalOf(draw: Draw, family: Family): string {
  switch (family) {
    case 'integer':
      return String(draw.below(12) - 2);
    case 'decimal':
      return `${draw.below(20) - 5}.${draw.below(100).toString().padStart(2, '0')}`;
    case 'double':
      return draw.one(['0.5', '1e2', '-2.25', '3e0', '1.5e1']);
    case 'text':
      return `'${draw.one(TEXTS)}'`;
    case 'temporal':
      return draw.percent(50) ? `'${draw.one(DATES)}'` : `'${draw.one(DATES)} 0${draw.below(9)}:30:00'`;
    case 'binary':
      return draw.one(["x'4142'", "x'00'", "'ab'"]);
  }
}

/** Values for a row with that key. */
export function rowValues(draw: Draw, table: RandomTable, id: number): string {
  const values = table.columns.slice(1).map(({ family }) => {
    if (draw.percent(12)) return 'NULL';
    return literalOf(draw, draw.percent(5) ? draw.one(['integer', 'decimal', 'text', 'temporal']) : family);
  });
  return `(${[id, ...values].join(', ')})`;
}
