/**
 * Asks a real server again: `node --import tsx test/unit/query/record.ts <socket> <file>…` rewrites the answers in
 * the data files. Each file is one session in an empty database; statements without an answer print nothing.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { readRecorded } from './data.js';

const [socket = '', ...files] = process.argv.slice(2);
const MARK = '=====';
const SETUP =
  "DROP DATABASE IF EXISTS test; CREATE DATABASE test; USE test; SET NAMES utf8mb4; SET timestamp=1714979289, time_zone='+00:00';";

function ask(statements: readonly string[]): string[] {
  const script = SETUP + statements.map((sql) => `SELECT '${MARK}';\n${sql};\n`).join('');
  const command = `mariadb --no-defaults -uroot -S ${socket} -N -B -f -n -vv --show-warnings --default-character-set=utf8mb4 2>&1`;
  return execFileSync('sh', ['-c', command], { input: script, encoding: 'utf8', maxBuffer: 1 << 28 }).split(`\n${MARK}\n`).slice(1);
}

function tidy(answer: string): string {
  return answer
    .replace(/^--------------\n[^]*?\n--------------\n\n?/gm, '')
    .replace(/^(\w+) \(Code (\d+)\): /gm, '$1 $2: ')
    .replace(/^ERROR (\d+) \(\w+\)(?: at line \d+)?: /gm, 'ERROR $1: ')
    .replace(/^Error \d+: .*$\n?/gm, '')
    .replace(/^(?:\d+ rows? in set|Empty set|Bye).*$\n?/gm, '')
    .replace(/^(Query OK, \d+ rows? affected), \d+ warnings?$/gm, '$1')
    .replace(/\n\n+/g, '\n')
    .trim();
}

for (const file of files) {
  const recorded = readRecorded(file);
  const answers = ask(recorded.map(({ sql }) => sql));
  const blocks = recorded.map(({ sql }, index) => `${sql}\n----\n${tidy(answers[index] ?? '')}`.trimEnd());
  writeFileSync(file, `${blocks.join('\n\n')}\n`);
}
