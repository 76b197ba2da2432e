/** Random statements over random tables. Results are sorted by what asks, so that the order of rows is no matter. */
import type { Draw } from '../differential/draw.js';
import { aggregate, anyWanted, condition, expression, type Sight } from './expressions.js';
import { literalOf, type RandomTable, rowValues } from './tables.js';

export type Kind =
  | 'select'
  | 'join'
  | 'group'
  | 'subquery'
  | 'union'
  | 'common table'
  | 'insert'
  | 'update'
  | 'delete'
  | 'update of tables'
  | 'delete from tables';

export interface RandomStatement {
  readonly kind: Kind;
  readonly text: string;
}

function sightOf(tables: readonly RandomTable[], aliases: readonly string[] = []): Sight {
  const columns = tables.flatMap(({ columns: own }, at) => {
    const alias = aliases[at];
    return own.map((one) => ({ ...one, written: alias === undefined ? one.name : `${alias}.${one.name}` }));
  });
  return { columns };
}

const items = (draw: Draw, sight: Sight): string =>
  Array.from({ length: 1 + draw.below(3) }, (_, index) => `${expression(draw, sight)} AS e${index}`).join(', ');

const where = (draw: Draw, sight: Sight, share = 70): string =>
  draw.percent(share) ? ` WHERE ${condition(draw, sight)}` : '';

function simple(draw: Draw, tables: readonly RandomTable[]): string {
  const table = draw.one(tables);
  const sight = sightOf([table]);
  const distinct = draw.percent(15) ? 'DISTINCT ' : '';
  const whole = draw.percent(25) ? '*' : items(draw, sight);
  const order =
    distinct === '' && draw.percent(30) ? ` ORDER BY id${draw.percent(40) ? ' DESC' : ''} LIMIT ${draw.below(6)}` : '';
  return `SELECT ${distinct}${whole} FROM ${table.name}${where(draw, sight)}${order}`;
}

function join(draw: Draw, tables: readonly RandomTable[]): string {
  const [one, other] = [draw.one(tables), draw.one(tables)];
  const sight = sightOf([one, other], ['x', 'y']);
  const how = draw.one(['JOIN', 'LEFT JOIN', 'RIGHT JOIN', 'CROSS JOIN', 'INNER JOIN']);
  const on = draw.percent(60) ? 'x.id = y.id' : condition(draw, sight, 1);
  const using = draw.percent(15) && how !== 'CROSS JOIN';
  const link = using ? ' USING (id)' : how === 'CROSS JOIN' ? '' : ` ON ${on}`;
  return `SELECT ${items(draw, sight)} FROM ${one.name} x ${how} ${other.name} y${link}${where(draw, sight, 40)}`;
}

function group(draw: Draw, tables: readonly RandomTable[]): string {
  const table = draw.one(tables);
  const sight = sightOf([table]);
  const drawn = expression(draw, sight, 1);
  // Without a column it may be read as a position.
  const by = draw.percent(25) ? undefined : /\b(?:id|c\d)\b/.test(drawn) ? drawn : 'id';
  const list = Array.from({ length: 1 + draw.below(2) }, (_, at) => `${aggregate(draw, sight)} AS a${at}`).join(', ');
  if (by === undefined) return `SELECT ${list} FROM ${table.name}${where(draw, sight, 50)}`;
  const rollup = draw.percent(10) ? ' WITH ROLLUP' : '';
  const having = draw.percent(25) ? ` HAVING COUNT(*) > ${draw.below(3)}` : '';
  return `SELECT MIN(${by}) AS k, ${list} FROM ${table.name}${where(draw, sight, 40)} GROUP BY ${by}${rollup}${having}`;
}

function subquery(draw: Draw, tables: readonly RandomTable[]): string {
  const [one, other] = [draw.one(tables), draw.one(tables)];
  const outer = sightOf([one], ['x']);
  const inner = sightOf([other], ['y']);
  const both: Sight = { columns: [...outer.columns, ...inner.columns] };
  const { written: value, family } = draw.one(inner.columns);
  const wanted = family === 'text' || family === 'temporal' ? family : 'number';
  const test = draw.weighted([
    [
      3,
      () =>
        `${expression(draw, outer, 1, wanted)} ${draw.one(['', 'NOT '])}IN (SELECT ${value} FROM ${other.name} y${where(draw, inner)})`,
    ],
    [3, () => `${draw.one(['', 'NOT '])}EXISTS (SELECT 1 FROM ${other.name} y WHERE ${condition(draw, both, 1)})`],
    [
      2,
      () =>
        `${expression(draw, outer, 1, wanted)} ${draw.one(['>', '<=', '='])} (SELECT MAX(${value}) FROM ${other.name} y)`,
    ],
    [
      2,
      () =>
        `${expression(draw, outer, 1, wanted)} ${draw.one(['>', '<', '>='])} ${draw.one(['ANY', 'ALL'])} (SELECT ${value} FROM ${other.name} y)`,
    ],
  ])();
  return `SELECT ${items(draw, outer)} FROM ${one.name} x WHERE ${test}`;
}

function union(draw: Draw, tables: readonly RandomTable[]): string {
  const [first, second] = [anyWanted(draw), anyWanted(draw)];
  const part = () => {
    const table = draw.one(tables);
    const sight = sightOf([table]);
    return `SELECT ${expression(draw, sight, 1, first)} AS u, ${expression(draw, sight, 1, second)} AS v FROM ${table.name}${where(draw, sight, 30)}`;
  };
  const between = draw.one(['UNION', 'UNION ALL', 'UNION ALL', 'EXCEPT', 'INTERSECT']);
  return `${part()} ${between} ${part()}`;
}

function commonTable(draw: Draw, tables: readonly RandomTable[]): string {
  if (draw.percent(30)) {
    const last = 2 + draw.below(8);
    return `WITH RECURSIVE r AS (SELECT 1 AS n, 1 AS f UNION ALL SELECT n + 1, f * n FROM r WHERE n < ${last}) SELECT n, f FROM r`;
  }
  const table = draw.one(tables);
  const sight = sightOf([table]);
  const whole = `SELECT id, ${expression(draw, sight, 1)} AS e FROM ${table.name}${where(draw, sight, 50)}`;
  return `WITH w AS (${whole}) SELECT a.e, COUNT(b.id) AS n FROM w a LEFT JOIN w b ON a.id < b.id GROUP BY a.id, a.e`;
}

function insert(draw: Draw, tables: readonly RandomTable[]): string {
  const table = draw.one(tables);
  const id = () => draw.below(60);
  const verb = draw.one(['INSERT INTO', 'INSERT INTO', 'INSERT IGNORE INTO', 'REPLACE INTO']);
  if (draw.percent(20)) {
    const sight = sightOf([table]);
    const [, target] = table.columns;
    return `${verb} ${table.name} (id, ${target?.name ?? 'id'}) SELECT id + 100, ${expression(draw, sight)} FROM ${table.name} WHERE id < 5`;
  }
  const rows = Array.from({ length: 1 + draw.below(3) }, () => rowValues(draw, table, id())).join(', ');
  const column = draw.one(table.columns.slice(1));
  const update =
    verb === 'INSERT INTO' && draw.percent(25)
      ? ` ON DUPLICATE KEY UPDATE ${column.name} = VALUES(${column.name})`
      : '';
  return `${verb} ${table.name} VALUES ${rows}${update}`;
}

function update(draw: Draw, tables: readonly RandomTable[]): string {
  const table = draw.one(tables);
  const sight = sightOf([table]);
  const column = draw.one(table.columns.slice(1));
  const value = draw.percent(60) ? literalOf(draw, column.family) : expression(draw, sight);
  return `UPDATE ${draw.percent(15) ? 'IGNORE ' : ''}${table.name} SET ${column.name} = ${value}${where(draw, sight, 90)}`;
}

function remove(draw: Draw, tables: readonly RandomTable[]): string {
  const table = draw.one(tables);
  return `DELETE FROM ${table.name} WHERE ${condition(draw, sightOf([table]), 1)} ORDER BY id LIMIT ${1 + draw.below(3)}`;
}

/** Rows are joined by their keys, so that each is joined once: otherwise the optimizer decides which value counts. */
function joinedById(draw: Draw, tables: readonly RandomTable[]) {
  const [one, other] = [draw.one(tables), draw.one(tables)];
  const sight = sightOf([one, other], ['x', 'y']);
  const how = draw.one([', ', ' JOIN ', ' LEFT JOIN ']);
  const comma = how === ', ';
  const from = `${one.name} x${how}${other.name} y${comma ? '' : ' ON x.id = y.id'}`;
  const more = draw.percent(50) ? condition(draw, sight, 1) : 'x.id > 2';
  return { one, other, sight, from, where: ` WHERE ${comma ? 'x.id = y.id AND ' : ''}(${more})` };
}

function updateTables(draw: Draw, tables: readonly RandomTable[]): string {
  const { one, other, sight, from, where: found } = joinedById(draw, tables);
  const assignment = (table: RandomTable, alias: string): string => {
    const { name, family } = draw.one(table.columns.slice(1));
    return `${alias}.${name} = ${draw.percent(70) ? literalOf(draw, family) : expression(draw, sight, 1)}`;
  };
  const set = draw.weighted([
    [4, () => [assignment(one, 'x')]],
    [3, () => [assignment(other, 'y')]],
    [3, () => [assignment(one, 'x'), assignment(other, 'y')]],
  ])();
  return `UPDATE ${draw.percent(15) ? 'IGNORE ' : ''}${from} SET ${set.join(', ')}${found}`;
}

function removeFromTables(draw: Draw, tables: readonly RandomTable[]): string {
  const { from, where: found } = joinedById(draw, tables);
  const targets = draw.one(['x', 'y', 'x, y']);
  const few = `${found} AND x.id % 5 = ${draw.below(5)}`;
  return draw.percent(50) ? `DELETE ${targets} FROM ${from}${few}` : `DELETE FROM ${targets} USING ${from}${few}`;
}

type Make = (draw: Draw, tables: readonly RandomTable[]) => string;

const KINDS: readonly (readonly [weight: number, kind: Kind, make: Make])[] = [
  [22, 'select', simple],
  [12, 'join', join],
  [12, 'group', group],
  [12, 'subquery', subquery],
  [8, 'union', union],
  [5, 'common table', commonTable],
  [10, 'insert', insert],
  [9, 'update', update],
  [6, 'delete', remove],
  [5, 'update of tables', updateTables],
  [3, 'delete from tables', removeFromTables],
];

/** One statement. */
export function randomStatement(draw: Draw, tables: readonly RandomTable[]): RandomStatement {
  const [kind, make] = draw.weighted(KINDS.map(([weight, ...rest]) => [weight, rest] as const));
  return { kind, text: make(draw, tables) };
}
