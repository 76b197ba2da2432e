/** Nothing readable may reach the disk, and encryption is complete some time after it was switched on. */
import { startTestServer } from 'sealion/test';
import { afterAll, beforeAll, expect, test } from 'vitest';

const MINUTES = 60_000;

let server;
beforeAll(async () => {
  server = await startTestServer({ keys: [1], profile: '10.11', options: { innodb_encryption_threads: 4 } });
});
afterAll(() => server.stop());

test('a card number is not in the file', async () => {
  await server.run(`
    CREATE TABLE card (number VARCHAR(40)) ENGINE=InnoDB ENCRYPTED=YES;
    INSERT INTO card VALUES ('4929 0000 0000 6');
    FLUSH TABLES card FOR EXPORT;
    UNLOCK TABLES;
  `);
  expect(server.file('test/card.ibd').includes('4929')).toBe(false);
});

test('tables that were there before are encrypted in the background', async () => {
  await server.run('CREATE TABLE old (a INT) ENGINE=InnoDB; SET GLOBAL innodb_encrypt_tables=ON');
  await server.advance(10 * MINUTES);
  const left = await server.query(
    "SELECT NAME FROM information_schema.INNODB_TABLESPACES_ENCRYPTION WHERE ENCRYPTION_SCHEME=0 AND NAME='test/old'",
  );
  expect(left).toEqual([]);
});

test('an unencrypted table is refused when encryption is forced', async () => {
  await server.restart({ innodb_encrypt_tables: 'FORCE' });
  expect(await server.error('CREATE TABLE t (a INT) ENGINE=InnoDB ENCRYPTED=NO')).toMatchObject({ errno: 1005 });
  expect(await server.warnings()).toContainEqual(expect.objectContaining({ errno: 140 }));
});
