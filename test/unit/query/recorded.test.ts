/**
 * What a real server answered, statement by statement. `differences.txt` lists, with reasons, what is not equal yet.
 * With RECORD_FROM=<socket of a server> the answers are asked for anew first.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readRecorded } from './data.js';
import { record } from './record.js';
import { run } from './session.js';
import { World } from './world.js';

const FOLDER = 'test/data/query';
const FILES = ['expressions', 'queries', 'dml', 'convert-strict', 'convert-lenient', 'collations'];

/** `file: statement`, one a line; lines that begin with # are reasons. */
const differences = new Set(
  readFileSync(`${FOLDER}/differences.txt`, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#')),
);

test.each(FILES)('%s are answered as the server did', (file) => {
  const socket = process.env['RECORD_FROM'];
  if (socket) record(socket, `${FOLDER}/${file}.txt`);
  const world = new World();
  const wrong: object[] = [];
  const different: string[] = [];
  for (const { sql, answer } of readRecorded(`${FOLDER}/${file}.txt`)) {
    const ours = run(world, sql);
    if (ours === answer) continue;
    const key = `${file}: ${sql}`;
    if (differences.has(key)) different.push(key);
    else wrong.push({ sql, ours, answer });
  }
  expect(wrong).toEqual([]);
  // What has become equal leaves the list.
  expect(different.toSorted()).toEqual([...differences].filter((line) => line.startsWith(`${file}: `)).toSorted());
});
