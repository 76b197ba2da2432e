/** Tablespace files written from nothing, as MariaDB sees them: innochecksum, IMPORT TABLESPACE, CHECK TABLE … EXTENDED. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { integer, varchar } from '../../src/base/types.js';
import type { TableDefinition } from '../../src/engine/definition.js';
import { PageCipher, sealPage } from '../../src/engine/page/crypt.js';
import { PAGE_SIZE } from '../../src/engine/page/layout.js';
import type { StoredRow } from '../../src/engine/page/shape.js';
import { Tablespace } from '../../src/engine/tablespace/tablespace.js';
import { innochecksum, MariadbServer, temporaryDirectory } from '../support/mariadb.js';
import { byteWeights, Store, table } from '../unit/engine/page/support.js';

const KEY = Buffer.from('603DEB1015CA71BE2B73AEF0857D77811F352C073B6108D72D9810A30914DFF4', 'hex');
const SPACE_ID = 4711;
const IV = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex');
const latin1 = 'latin1_bin';

let server: MariadbServer;
let directory: string;

beforeAll(async () => {
  directory = temporaryDirectory();
  const keyFile = join(directory, 'keys.txt');
  writeFileSync(keyFile, `1;${KEY.toString('hex')}\n3;${KEY.toString('hex')}\n`);
  server = await MariadbServer.start([
    '--plugin-load-add=file_key_management',
    `--file-key-management-filename=${keyFile}`,
  ]);
});

afterAll(() => server?.remove());

/** An encrypted file with these rows, which are in key order. */
function encryptedFile(definition: TableDefinition, rows: readonly StoredRow[]): Buffer {
  const cryptData = { type: 1, iv: IV, minKeyVersion: 1, keyId: 3, mode: 'YES' } as const;
  const cipher = new PageCipher({ spaceId: SPACE_ID, iv: IV, mode: 'CBC', key: () => KEY });
  const tablespace = Tablespace.create({ definition, spaceId: SPACE_ID, indexId: 99, weights: byteWeights, cryptData });
  const pages = new Map<number, Buffer>();
  const sink = (page: number, image: Buffer) => {
    sealPage(image, cipher, 1);
    pages.set(page, image);
  };
  tablespace.apply(tablespace.leaves(), () => rows, 5000, sink);
  tablespace.finish(5000, sink);
  const file = Buffer.alloc(tablespace.size * PAGE_SIZE);
  for (const [page, image] of pages) image.copy(file, page * PAGE_SIZE);
  return file;
}

async function importFile(name: string, columns: string, file: Buffer): Promise<void> {
  await server.sql(
    `CREATE TABLE ${name} (${columns}) ENGINE=InnoDB CHARSET=latin1 COLLATE=latin1_bin; ALTER TABLE ${name} DISCARD TABLESPACE`,
  );
  writeFileSync(join(server.datadir, 'test', `${name}.ibd`), file);
  await server.sql(`ALTER TABLE ${name} IMPORT TABLESPACE`);
}

const checked = (name: string) => `Table\tOp\tMsg_type\tMsg_text\ntest.${name}\tcheck\tstatus\tOK\n`;

const numbered = table({ id: integer('INT'), v: [varchar(200, latin1), 'NULL'] }, ['id']);
const numberedRows = Array.from(
  { length: 100_000 },
  (_, index): StoredRow => [index + 1, index % 10 === 0 ? null : `row ${index + 1} ${'x'.repeat(100)}`],
);

test('innochecksum finds 100,000 encrypted rows whole, and a flipped bit', async () => {
  const file = encryptedFile(numbered, numberedRows);
  const path = join(directory, 'whole.ibd');
  writeFileSync(path, file);
  expect(await innochecksum(path)).toBe('');
  file.writeUInt8(file.readUInt8(70 * PAGE_SIZE + 5000) ^ 1, 70 * PAGE_SIZE + 5000);
  writeFileSync(path, file);
  expect(await innochecksum(path)).toContain('page::70');
});

test('the server imports them, finds them in order, and goes on writing', async () => {
  await importFile('numbered', 'id INT NOT NULL PRIMARY KEY, v VARCHAR(200)', encryptedFile(numbered, numberedRows));
  expect(await server.sql('CHECK TABLE numbered EXTENDED')).toBe(checked('numbered'));
  const right = "SUM(v = CONCAT('row ', id, ' ', REPEAT('x', 100)))";
  const answer = await server.sql(`SELECT COUNT(*) a, SUM(id) b, SUM(v IS NULL) c, ${right} d FROM numbered`);
  expect(answer).toBe('a\tb\tc\td\n100000\t5000050000\t10000\t90000\n');
  await server.sql(
    "INSERT INTO numbered SELECT 200000 + seq, 'new' FROM seq_1_to_9000; DELETE FROM numbered WHERE id % 3 = 0",
  );
  expect(await server.sql('CHECK TABLE numbered EXTENDED')).toBe(checked('numbered'));
});

test('the server imports a table without a key', async () => {
  const keyless = table({ a: [integer('INT'), 'NULL'], b: varchar(300, latin1) });
  const rows = Array.from(
    { length: 20_000 },
    (_, index): StoredRow => [index % 2 === 0 ? null : index, 'b'.repeat(index % 300), index + 512],
  );
  await importFile('keyless', 'a INT, b VARCHAR(300) NOT NULL', encryptedFile(keyless, rows));
  expect(await server.sql('CHECK TABLE keyless EXTENDED')).toBe(checked('keyless'));
  const sum = rows.reduce((total, [, b]) => total + String(b).length, 0);
  expect(await server.sql('SELECT COUNT(*) a, COUNT(a) b, SUM(LENGTH(b)) c FROM keyless')).toBe(
    `a\tb\tc\n20000\t10000\t${sum}\n`,
  );
});

test('the server imports text keys in their order, after rows came and went', async () => {
  const named = table({ name: varchar(100, latin1), n: [integer('INT'), 'NULL'] }, ['name']);
  const store = new Store(named);
  const name = (index: number) =>
    `${['', 'k', '\t', ' x', '~'][index % 5]}${(index * 7919) % 50_000}${index % 3 ? ' !' : ''}`;
  for (let index = 0; index < 20_000; index++) {
    store.put([name(index), index % 4 ? index : null]);
    if (index % 4000 === 3999) store.commit();
  }
  store.delete(3000, 9000);
  store.commit();
  await importFile('named', 'name VARCHAR(100) NOT NULL PRIMARY KEY, n INT', store.file());
  expect(await server.sql('CHECK TABLE named EXTENDED')).toBe(checked('named'));
  const rows = (await server.sql('SELECT name, n FROM named ORDER BY name')).trimEnd().split('\n').slice(1);
  expect(rows).toEqual(store.rows.map(({ row: [key, n] }) => `${String(key).replace('\t', '\\t')}\t${n ?? 'NULL'}`));
});
