/** Random SQL against both servers: what is asked, and where the answers part. */
import { type Draw, drawFrom } from '../differential/draw.js';
import { type Answers, Pair } from '../differential/pair.js';
import { type Kind, randomStatement } from './statements.js';
import { type RandomTable, randomTable, rowValues } from './tables.js';

export interface Difference extends Answers {
  readonly kind: Kind;
  readonly statement: string;
  /** What has made the tables as they are. */
  readonly before: readonly string[];
}

export interface Counted {
  readonly asked: ReadonlyMap<Kind, number>;
  readonly differences: readonly Difference[];
}

const SEQUENCE_LENGTH = 50;
const ROWS = 12;
const WRITES: ReadonlySet<Kind> = new Set<Kind>(['insert', 'update', 'delete']);

/** Where the optimizer sees that an UPDATE will find nothing, its answer says less. */
const NOTHING_FOUND = /^OK, 0 affected, Rows matched: 0 {2}Changed: 0/;
/** An UPDATE counts what it has found, if the client asks for that. */
const FOUND = /^OK, \d+ affected(?=, Rows)/;

/**
 * The order of rows is no matter. Of warnings, which ones there are counts, not how often and of which row: that tells
 * how often the optimizer has computed what.
 */
function comparable(answer: string): string {
  const [result = '', conditions = ''] = answer.split('\n-- ');
  const lines = result
    .replace(/\n\d+ warnings$/, '')
    .replace(/, \d+ warnings| {2}Warnings: \d+/g, '')
    .replace(NOTHING_FOUND, 'OK, 0 affected')
    .replace(FOUND, 'OK')
    .replace(/ at row \d+/, '')
    .split('\n')
    .sort();
  const codes = new Set(conditions.split('\n').map((line) => line.split('\t').slice(0, 2).join(' ')));
  return [...lines, '--', ...[...codes].filter((code) => /^(?:Warning|Error|Note) /.test(code)).sort()].join('\n');
}

/** Asks so many statements under a seed. */
export async function run(seed: number, statements: number): Promise<Counted> {
  const asked = new Map<Kind, number>();
  const differences: Difference[] = [];
  const pair = await Pair.start(() => []);
  try {
    await pair.connect();
    let count = 0;
    for (let sequence = 0; count < statements; sequence++) {
      const draw = drawFrom(seed * 100_003 + sequence);
      const length = Math.min(SEQUENCE_LENGTH, statements - count);
      for await (const [kind, difference] of askSequence(pair, draw, length)) {
        count++;
        asked.set(kind, (asked.get(kind) ?? 0) + 1);
        if (difference) differences.push(difference);
      }
    }
  } finally {
    await pair.stop();
  }
  return { asked, differences };
}

/** Ends where the tables are no longer the same. */
async function* askSequence(
  pair: Pair,
  draw: Draw,
  length: number,
): AsyncGenerator<readonly [Kind, Difference | undefined]> {
  const { tables, before } = await makeTables(pair, draw);
  for (let number = 0; number < length; number++) {
    const { kind, text } = randomStatement(draw, tables);
    const { real, own } = await pair.ask(text);
    const isEqual = comparable(real) === comparable(own);
    yield [kind, isEqual ? undefined : { kind, statement: text, before: [...before], real, own }];
    if (!WRITES.has(kind)) continue;
    if (!isEqual) return;
    before.push(text);
  }
}

async function makeTables(pair: Pair, draw: Draw): Promise<{ tables: RandomTable[]; before: string[] }> {
  const tables = ['t1', 't2', 't3'].map((name) => randomTable(draw, name));
  const before = [
    'SET NAMES utf8mb4',
    'DROP TABLE IF EXISTS t1, t2, t3',
    "SET sql_mode = ''",
    ...tables.flatMap((table) => [table.create, ...rowsOf(draw, table)]),
    `SET sql_mode = ${draw.percent(50) ? 'DEFAULT' : "''"}`,
  ];
  for (const statement of before) {
    const { real, own } = await pair.ask(statement);
    if (statement.startsWith('CREATE') && real !== own) throw new Error(`${statement}\n${real}\n${own}`);
  }
  return { tables, before };
}

const rowsOf = (draw: Draw, table: RandomTable): string[] =>
  Array.from({ length: ROWS }, (_, id) => `INSERT IGNORE INTO ${table.name} VALUES ${rowValues(draw, table, id)}`);
