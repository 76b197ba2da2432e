/** Asks a real server again and rewrites the answers in a data file, which is one session in an empty database. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { readRecorded } from './data.js';

const MARK = '=====';
const SETUP =
  "DROP DATABASE IF EXISTS test; CREATE DATABASE test; USE test; SET NAMES utf8mb4; SET timestamp=1714979289, time_zone='+00:00';";

function ask(socket: string, statements: readonly string[]): string[] {
  const script = SETUP + statements.map((sql) => `SELECT '${MARK}';\n${sql};\n`).join('');
  const command = `mariadb --no-defaults -uroot -S ${socket} -N -B -f -n -vv --show-warnings --default-character-set=utf8mb4 2>&1`;
  return execFileSync('sh', ['-c', command], { input: script, encoding: 'utf8', maxBuffer: 1 << 28 })
    .split(`\n${MARK}\n`)
    .slice(1);
}

function tidy(answer: string): string {
  return answer
    .replace(/^--------------\n[\s\S]*?\n--------------\n\n?/gm, '')
    .replace(/^(\w+) \(Code (\d+)\): /gm, '$1 $2: ')
    .replace(/^ERROR (\d+) \(\w+\)(?: at line \d+)?: /gm, 'ERROR $1: ')
    .replace(/^Error \d+: .*$\n?/gm, '')
    .replace(/^(?:\d+ rows? in set|Empty set|Bye).*$\n?/gm, '')
    .replace(/^(Query OK, \d+ rows? affected), \d+ warnings?$/gm, '$1')
    .replace(/\n\n+/g, '\n')
    .trim();
}

/** Rewrites the answers of a file from the server behind a socket. */
export function record(socket: string, file: string): void {
  const recorded = readRecorded(file);
  const answers = ask(
    socket,
    recorded.map(({ sql }) => sql),
  );
  const blocks = recorded.map(({ sql }, index) => `${sql}\n----\n${tidy(answers[index] ?? '')}`.trimEnd());
  writeFileSync(file, `${blocks.join('\n\n')}\n`);
}
