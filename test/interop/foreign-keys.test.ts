/**
 * Random parents and children with random actions, changed at random on a real server and on Sealion in turn: the same
 * answers, the same rows.
 *
 * SEED chooses them, FOREIGN_KEY_STATEMENTS says how many.
 */
import { expect, test } from 'vitest';
import { SEED } from '../support/ports.js';
import { type Draw, drawFrom } from './differential/draw.js';
import { Pair } from './differential/pair.js';

const STATEMENTS = Number(process.env['FOREIGN_KEY_STATEMENTS'] ?? 600);
const STATEMENTS_PER_SCHEMA = 60;
const TABLES = ['t0', 't1', 't2', 't3'];
const COLUMNS = ['id', 'a', 'b', 'u'];
const ACTIONS = ['RESTRICT', 'CASCADE', 'SET NULL', 'NO ACTION'];

const value = (draw: Draw): string => (draw.percent(15) ? 'NULL' : String(draw.below(6)));
const number = (draw: Draw): string => String(draw.below(6));

/** What can be refers to what can be referred to: `id`, `u` and `(a, b)` have keys. */
function foreignKey(draw: Draw, tables: readonly string[]): string {
  const isPair = draw.percent(20);
  const [own, parent] = isPair
    ? ['a, b', 'a, b']
    : [draw.one(draw.percent(10) ? ['id'] : ['a', 'b', 'u']), draw.one(['id', 'id', 'u', 'a'])];
  const actions = ['DELETE', 'UPDATE'].flatMap((event) => {
    if (draw.percent(30)) return [];
    const possible = ACTIONS.filter((action) => own !== 'id' || action !== 'SET NULL');
    return [`ON ${event} ${draw.one(possible)}`];
  });
  return `FOREIGN KEY (${own}) REFERENCES ${draw.one(tables)} (${parent}) ${actions.join(' ')}`;
}

function createTable(draw: Draw, at: number): string {
  const unique = draw.percent(50) ? 'UNIQUE KEY u (u)' : 'KEY u (u)';
  const pair = draw.percent(70) ? 'KEY ab (a, b)' : 'KEY ab (a, b), KEY b (b)';
  const columns = `id INT PRIMARY KEY, a INT, b INT, u INT, ${unique}, ${pair}`;
  return `CREATE TABLE ${TABLES[at]} (${columns}) ENGINE=InnoDB`;
}

function insertStatement(draw: Draw, table: string): string {
  const row = () => `(${number(draw)}, ${value(draw)}, ${value(draw)}, ${value(draw)})`;
  const rows = Array.from({ length: 1 + draw.below(3) }, row).join(', ');
  const kind = draw.one(['INSERT', 'INSERT', 'INSERT IGNORE', 'REPLACE']);
  const change = kind === 'INSERT' && draw.percent(20) ? ` ON DUPLICATE KEY UPDATE ${assignment(draw)}` : '';
  return `${kind} INTO ${table} VALUES ${rows}${change}`;
}

function assignment(draw: Draw): string {
  const column = draw.one(COLUMNS);
  if (column === 'id') return draw.percent(50) ? `id = ${number(draw)}` : 'id = id + 1';
  return `${column} = ${draw.percent(20) ? 'id' : value(draw)}`;
}

const condition = (draw: Draw): string =>
  draw.one([`id = ${number(draw)}`, `id = ${number(draw)}`, `id > ${number(draw)}`, `id IN (1, ${number(draw)})`]);

function changeStatement(draw: Draw, tables: readonly string[]): string {
  const table = draw.one(tables);
  const ignore = draw.percent(20) ? 'IGNORE ' : '';
  const order = draw.percent(50) ? 'ORDER BY id' : 'ORDER BY id DESC';
  switch (draw.below(10)) {
    case 0:
    case 1:
      return `DELETE ${ignore}FROM ${table} WHERE ${condition(draw)} ${order}`;
    case 2:
    case 3:
    case 4: {
      const assignments = Array.from({ length: 1 + draw.below(2) }, () => assignment(draw)).join(', ');
      return `UPDATE ${ignore}${table} SET ${assignments} WHERE ${condition(draw)} ${order}`;
    }
    case 5:
      return draw.one(['BEGIN', 'COMMIT', 'ROLLBACK', 'SAVEPOINT s', 'ROLLBACK TO s']);
    default:
      return insertStatement(draw, table);
  }
}

/** One schema and what is done to it, up to the first difference; undefined: there is none. */
async function trial(pair: Pair, seed: number): Promise<string | undefined> {
  const draw = drawFrom(seed);
  const asked: string[] = [];
  let difference: string | undefined;
  const ask = async (text: string) => {
    const answers = await pair.ask(text);
    // The connections count what an UPDATE has found, not what it has changed.
    const counted = (answer: string) =>
      /^UPDATE|DUPLICATE KEY/.test(text)
        ? answer.replace(/^OK, \d+ /, 'OK, ').replace(/Duplicates: \d+/, 'Duplicates')
        : answer;
    const [real, own] = [counted(answers.real), counted(answers.own)];
    asked.push(text);
    if (real !== own) {
      difference ??= `seed ${seed}\n${asked.join(';\n')};\n--- MariaDB\n${real}\n--- Sealion\n${own}\n`;
    }
  };
  const tables = TABLES.slice(0, 1 + draw.below(TABLES.length));
  await pair.connect();
  await pair.ask('SET foreign_key_checks = 0');
  await pair.ask(`DROP TABLE IF EXISTS ${TABLES.join(', ')}`);
  await pair.ask('SET foreign_key_checks = 1');
  for (const [at] of tables.entries()) await ask(createTable(draw, at));
  for (let keys = 1 + draw.below(5); keys > 0; keys--)
    await ask(`ALTER TABLE ${draw.one(tables)} ADD ${foreignKey(draw, tables)}`);
  for (let count = 0; count < STATEMENTS_PER_SCHEMA && difference === undefined; count++) {
    await ask(changeStatement(draw, tables));
    await ask(
      `${tables.map((table) => `SELECT '${table}' t, ${table}.* FROM ${table}`).join(' UNION ALL ')} ORDER BY 1, 2`,
    );
  }
  await pair.ask('ROLLBACK');
  return difference;
}

test(`${STATEMENTS} changes of seed ${SEED}`, { timeout: 3_600_000 }, async () => {
  const pair = await Pair.start(() => ['--default-storage-engine=InnoDB']);
  const differences: string[] = [];
  try {
    for (let done = 0; done < STATEMENTS; done += STATEMENTS_PER_SCHEMA) {
      const difference = await trial(pair, SEED * 100_003 + done);
      if (difference) differences.push(difference);
    }
  } finally {
    await pair.stop();
  }
  expect(differences.join('\n')).toBe('');
});
