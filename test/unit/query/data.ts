/** Data files of recorded statements: the statement, `----`, what the server answered, an empty line. */
import { readFileSync } from 'node:fs';

export interface Recorded {
  readonly sql: string;
  readonly answer: string;
}

export function readRecorded(path: string): Recorded[] {
  const blocks = readFileSync(path, 'utf8').split(/\n\n+/);
  return blocks
    .filter((block) => block.trim() !== '' && !block.startsWith('#'))
    .map((block) => {
      const [sql = '', answer = ''] = block.split(/^----$\n?/m);
      return { sql: sql.trim(), answer: answer.trimEnd() };
    });
}
