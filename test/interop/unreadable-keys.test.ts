/** Key files and secrets that cannot be read: the same lines in both error logs, and a server that works on without keys. */
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { KEYS } from '../support/key-files.js';
import { MariadbServer, temporaryDirectory } from '../support/mariadb.js';
import { Sealion } from '../support/sealion.js';

const directory = temporaryDirectory();

/** To root every file is readable. */
const DENIED = process.getuid?.() === 0 ? [] : ['(Errcode: 13 "Permission denied")'];

const at = (name: string): string => join(directory, name);

writeFileSync(at('keys'), KEYS);
writeFileSync(at('denied'), KEYS, { mode: 0o000 });
writeFileSync(at('empty'), '');
mkdirSync(at('directory'));
symlinkSync('loop', at('loop'));

/** What is wrong, the options that meet it, and the reason that the log gives. */
const FAULTS: readonly [fault: string, filename: string, filekey: string, reason: readonly string[]][] = [
  ['a key file without permission', 'denied', '', DENIED],
  ['no key file', 'absent', '', ['(Errcode: 2 "No such file or directory")']],
  ['a directory as key file', 'directory', '', ['(Errcode: 27 "File too large")']],
  ['a key file that is a link to itself', 'loop', '', ['(Errcode: 40 "Too many levels of symbolic links")']],
  ['a key file below a file', 'keys/keys', '', ['(Errcode: 20 "Not a directory")']],
  ['a secret without permission', 'keys', 'denied', DENIED.length === 0 ? ['Cannot decrypt'] : DENIED],
  ['no secret', 'keys', 'absent', ['(Errcode: 2 "No such file or directory")']],
  ['a directory as secret', 'keys', 'directory', ['(Errcode: 21 "Is a directory")']],
  ['an empty secret', 'keys', 'empty', ['(Errcode: 0 "Internal error/check (Not system error)")']],
  ['a secret for keys that are not encrypted', 'keys', 'keys', ['Cannot decrypt']],
];

const STATEMENTS = [
  "SELECT PLUGIN_STATUS FROM information_schema.PLUGINS WHERE PLUGIN_NAME = 'file_key_management'",
  'CREATE TABLE test.plain (a INT PRIMARY KEY)',
  'INSERT INTO test.plain VALUES (1)',
  'CREATE TABLE test.encrypted (a INT PRIMARY KEY) ENCRYPTED=YES ENCRYPTION_KEY_ID=1',
  'SHOW WARNINGS',
  'SELECT * FROM test.plain',
];

interface Told {
  readonly answers: string;
  readonly errors: readonly string[];
}

test.each(FAULTS)('%s', async (_fault, filename, filekey, reason) => {
  const options = [
    '--plugin-load-add=file_key_management',
    `--file-key-management-filename=${at(filename)}`,
    ...(filekey === '' ? [] : [`--file-key-management-filekey=FILE:${at(filekey)}`]),
  ];
  const told = await inSealion(options);
  expect(told).toEqual(await inMariadb(options));
  for (const text of reason) expect(told.errors[0]).toContain(text);
  expect(told.errors.length > 0).toBe(reason.length > 0);
});

async function inSealion(options: string[]): Promise<Told> {
  const datadir = join(temporaryDirectory(), 'data');
  const log = join(directory, 'sealion.err');
  writeFileSync(log, '');
  const sealion = await Sealion.start(datadir, ['--sealion-profile=10.11', `--log-error=${log}`, ...options]);
  const answers = await sealion.force(STATEMENTS);
  await sealion.shutdown();
  return { answers, errors: errorsOf(readFileSync(log, 'utf8')) };
}

async function inMariadb(options: string[]): Promise<Told> {
  const mariadb = await MariadbServer.start(options);
  try {
    const { stdout, stderr } = await mariadb.client(['--batch', '--force'], `${STATEMENTS.join(';\n')};\n`);
    await mariadb.stop();
    const errors = stderr.split('\n').filter((line) => line.startsWith('ERROR'));
    return { answers: stdout + errors.map((line) => `${line}\n`).join(''), errors: errorsOf(mariadb.errorLog) };
  } finally {
    await mariadb.remove();
  }
}

/** The lines of level ERROR, without the time. */
const errorsOf = (log: string): string[] =>
  log.split('\n').flatMap((line) => (line.includes('[ERROR]') ? [line.slice(line.indexOf('[ERROR]'))] : []));
