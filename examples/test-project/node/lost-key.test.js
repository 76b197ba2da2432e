/** What a lost key costs: the tables that it encrypted, and no other. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { startTestServer } from 'sealion/test';

const KEY_1 = '0123456789abcdef0123456789abcdef';
const KEY_2 = 'fedcba9876543210fedcba9876543210';

let server;
before(async () => {
  server = await startTestServer({ keys: { 1: KEY_1, 2: KEY_2 } });
  await server.run(`
    CREATE TABLE plain  (a INT) ENGINE=InnoDB;
    CREATE TABLE first  (a INT) ENGINE=InnoDB ENCRYPTED=YES;
    CREATE TABLE second (a INT) ENGINE=InnoDB ENCRYPTED=YES ENCRYPTION_KEY_ID=2;
    INSERT INTO plain VALUES (1);
    INSERT INTO first VALUES (1);
    INSERT INTO second VALUES (1);
  `);
});
after(() => server.stop());

test('without key 2 its table cannot be read, the others can', async () => {
  const keyFile = join(server.directory, 'keys-without-2.txt');
  writeFileSync(keyFile, `1;${KEY_1}\n`);
  await server.restart({ 'file-key-management-filename': keyFile });
  assert.equal(await server.value('SELECT a FROM plain'), 1);
  assert.equal(await server.value('SELECT a FROM first'), 1);
  const { errno } = await server.error('SELECT a FROM second');
  assert.equal(errno, 1877);
});

test('with the key back nothing is lost', async () => {
  await server.restart();
  assert.equal(await server.value('SELECT a FROM second'), 1);
});
