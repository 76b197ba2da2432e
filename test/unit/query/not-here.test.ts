/** Functions that only the server has are refused by their names. */
import { startTestServer } from 'sealion/test';
import { expect, test } from 'vitest';
import { functionNamed } from '../../../src/query/functions/index.js';
import { NOT_HERE } from '../../../src/query/functions/not-here.js';

test('none of them is here', () => {
  expect([...NOT_HERE].filter(functionNamed)).toEqual([]);
});

test('1235 for them, 1305 for what nobody knows', async () => {
  await using server = await startTestServer();
  expect(await server.error("SELECT AES_ENCRYPT('a', 'b')")).toMatchObject({
    errno: 1235,
    message: "This version of MariaDB doesn't yet support 'aes_encrypt'",
  });
  expect(await server.error('SELECT ST_X(1)')).toMatchObject({ errno: 1235 });
  expect(await server.error('SELECT nobody_knows(1)')).toMatchObject({ errno: 1305 });
  expect(await server.error('SELECT test.aes_encrypt(1)')).toMatchObject({ errno: 1305 });
});
