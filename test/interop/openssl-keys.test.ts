/** Key files that the `openssl` program encrypted are read by Sealion, and by a real server as far as it can. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { KEYS } from '../support/key-files.js';
import { MariadbServer, runProgram, temporaryDirectory } from '../support/mariadb.js';
import { Sealion } from '../support/sealion.js';

const directory = temporaryDirectory();
const SECRET = 'not a secret';
const STATUS = "SELECT PLUGIN_STATUS FROM information_schema.PLUGINS WHERE PLUGIN_NAME = 'file_key_management'";
const ACTIVE = 'PLUGIN_STATUS\nACTIVE\n';

/** Encrypts the key file with `openssl enc`; gives its path. */
async function encrypted(...args: string[]): Promise<string> {
  const path = join(directory, `keys${args.join('')}.enc`);
  const command = ['enc', '-aes-256-cbc', ...args, '-pass', `pass:${SECRET}`, '-out', path];
  const { status, stderr } = await runProgram('openssl', command, { input: KEYS });
  expect(status, stderr).toBe(0);
  return path;
}

const load = (path: string, filekey: string, ...more: string[]) => [
  '--plugin-load-add=file_key_management',
  `--file-key-management-filename=${path}`,
  `--file-key-management-filekey=${filekey}`,
  ...more,
];

const STATEMENTS = [STATUS, 'CREATE TABLE test.t (a INT PRIMARY KEY) ENCRYPTED=YES ENCRYPTION_KEY_ID=100'];

/** The status of the plugin in Sealion, where a table under key 100 can be made. */
async function inSealion(options: string[]): Promise<string> {
  const sealion = await Sealion.start(join(temporaryDirectory(), 'data'), options);
  try {
    const answers: string[] = [];
    for (const statement of STATEMENTS) answers.push(await sealion.sql(statement));
    return answers.join('');
  } finally {
    await sealion.shutdown();
  }
}

/** The same in a real server. */
async function inMariadb(options: string[]): Promise<string> {
  const mariadb = await MariadbServer.start(options);
  try {
    return await mariadb.sql(STATEMENTS.join('; '));
  } finally {
    await mariadb.remove();
  }
}

test('sha1, the secret on the command line', async () => {
  const options = load(await encrypted('-md', 'sha1'), SECRET);
  expect(await inSealion(options)).toBe(ACTIVE);
  expect(await inMariadb(options)).toBe(ACTIVE);
});

test('sha1, the secret in a file', async () => {
  const secret = join(directory, 'secret');
  writeFileSync(secret, `${SECRET}\n`);
  const options = load(await encrypted('-md', 'sha1'), `FILE:${secret}`);
  expect(await inSealion(options)).toBe(ACTIVE);
  expect(await inMariadb(options)).toBe(ACTIVE);
});

// The real server has these from 12.0 on; openssl is the judge here.
test.each(['sha224', 'sha256', 'sha384', 'sha512'])('%s', async (digest) => {
  const plain = load(await encrypted('-md', digest), SECRET, `--file-key-management-digest=${digest}`);
  expect(await inSealion(plain)).toBe(ACTIVE);
  const path = await encrypted('-md', digest, '-pbkdf2', '-iter', '5000');
  const derived = load(path, SECRET, `--file-key-management-digest=${digest}`, '--file-key-management-use-pbkdf2=5000');
  expect(await inSealion(derived)).toBe(ACTIVE);
});

test('another secret leaves both without keys', async () => {
  const options = load(await encrypted('-md', 'sha1'), 'another');
  const refused = 'Can\'t create table `test`.`t` (errno: 140 "Wrong create options")';
  await expect(inSealion(options)).rejects.toThrow(refused);
  await expect(inMariadb(options)).rejects.toThrow(refused);
});
