/** Real servers' files: every page decrypts to what their manifest says, and the rows are those that went in. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { integer, type SqlType, varchar } from '../../../../src/base/types.js';
import type { TableDefinition } from '../../../../src/engine/definition.js';
import { PageCipher } from '../../../../src/engine/page/crypt.js';
import { cryptDataOffset, decodeCryptData, encodeCryptData } from '../../../../src/engine/page/crypt-data.js';
import { LSN, PAGE_SIZE, SPACE_ID } from '../../../../src/engine/page/layout.js';
import { decryptLegacyPage } from '../../../../src/engine/page/legacy.js';
import { deriveLocalKey } from '../../../../src/engine/page/local-key.js';
import { inflatePage } from '../../../../src/engine/page/page-compression.js';
import { pageSource } from '../../../../src/engine/page/page-source.js';
import type { StoredRow } from '../../../../src/engine/page/shape.js';
import { SpaceMap } from '../../../../src/engine/tablespace/space-map.js';
import { Tablespace } from '../../../../src/engine/tablespace/tablespace.js';
import { byteWeights, commonTable, dataFile, fileSource, table, tablespaceFile } from './support.js';

interface Entry {
  readonly header: {
    readonly format: 'full_crc32' | 'legacy';
    readonly space_id: number;
    readonly page_size: number;
    readonly crypt_data_offset?: number;
    readonly crypt_data?: { type: number; iv: string; min_key_version: number; key_id: number; encryption: number };
    readonly algorithm?: string;
    readonly local_keys?: Readonly<Record<string, string>>;
  };
  readonly pages: readonly {
    page: number;
    type: string;
    key_version: number;
    lsn: string;
    plaintext_sha256?: string;
  }[];
}

const manifest: Readonly<Record<string, Entry>> = JSON.parse(dataFile('manifest.json').toString());
const names = Object.keys(manifest);
const fileKeys = new Map(
  [
    ...dataFile('keys.txt')
      .toString()
      .matchAll(/^(\d+);([0-9A-F]+)$/gm),
  ].map(([, id, key]) => [Number(id), Buffer.from(key ?? '', 'hex')]),
);

function entry(name: string): Entry {
  const found = manifest[name];
  if (!found) throw new Error(`the manifest has no ${name}`);
  return found;
}

/** Key 1 of debug_key_management is its version. */
function fileKey(name: string, keyId: number, version: number): Uint8Array | undefined {
  if (!name.startsWith('rotation')) return fileKeys.get(keyId);
  const key = Buffer.alloc(16);
  key.writeUInt32BE(version);
  return key;
}

function cipherOptions(name: string, wrongKey?: Uint8Array) {
  const { header } = entry(name);
  const { iv = '00'.repeat(16), key_id: keyId = 0 } = header.crypt_data ?? {};
  return {
    spaceId: header.space_id,
    iv: Buffer.from(iv, 'hex'),
    mode: header.algorithm === 'aes_ctr' ? ('CTR' as const) : ('CBC' as const),
    key: (version: number) => wrongKey ?? fileKey(name, keyId, version),
    pageSize: header.page_size,
  };
}

const pagesOf = (name: string, file: Buffer): Buffer[] =>
  entry(name).pages.map(({ page }) => {
    const size = entry(name).header.page_size;
    return Buffer.from(file.subarray(page * size, (page + 1) * size));
  });

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

describe.each(names)('%s', (name) => {
  const { header, pages } = entry(name);
  const file = tablespaceFile(name);
  const legacy = header.format === 'legacy';
  const compressedTable = name.endsWith('zip8k');

  test('crypt data and local keys are those of the manifest', () => {
    const page0 = file.subarray(0, header.page_size);
    const offset = cryptDataOffset(header.page_size, compressedTable ? PAGE_SIZE : header.page_size);
    const data = decodeCryptData(page0, offset);
    const told = header.crypt_data;
    if (!told) return expect(data).toBeUndefined();
    expect(header.crypt_data_offset).toBe(offset);
    expect(data).toEqual({
      type: told.type,
      iv: new Uint8Array(Buffer.from(told.iv, 'hex')),
      minKeyVersion: told.min_key_version,
      keyId: told.key_id,
      mode: ['DEFAULT', 'YES', 'NO'][told.encryption],
    });
    if (data) expect(encodeCryptData(data)).toEqual(file.subarray(offset, offset + 33));
    for (const [version, local] of Object.entries(header.local_keys ?? {})) {
      const key = fileKey(name, told.key_id, Number(version)) ?? Buffer.alloc(0);
      expect(deriveLocalKey(key, Buffer.from(told.iv, 'hex')).toString('hex')).toBe(local);
    }
  });

  test('every page decrypts to its hash', () => {
    const cipher = new PageCipher(cipherOptions(name));
    const decrypt = (page: Buffer) =>
      legacy ? decryptLegacyPage(page, { ...cipherOptions(name), compressedTable }) : cipher.decrypt(page);
    pagesOf(name, file).forEach((page, index) => {
      expect(decrypt(page), `page ${index}`).toBe('ok');
      const told = pages[index];
      expect(page.readBigUInt64BE(LSN)).toBe(BigInt(told?.lsn ?? -1));
      if (told?.plaintext_sha256) expect(sha256(page.subarray(26, page.length - 4))).toBe(told.plaintext_sha256);
      const written = told?.lsn !== '0';
      if (written) expect(inflatePage(page).readUInt32BE(SPACE_ID), `page ${index}`).toBe(header.space_id);
    });
  });

  if (!legacy)
    test('pages decrypt in one run as they do alone, and encrypt to the same bytes again', () => {
      const cipher = new PageCipher(cipherOptions(name));
      const stored = pagesOf(name, file);
      const run = Buffer.concat(stored.slice(1));
      expect(cipher.decryptRun(run)).toEqual(stored.slice(1).map(() => 'ok'));
      stored.slice(1).forEach((page, index) => {
        const alone = Buffer.from(page);
        new PageCipher(cipherOptions(name)).decrypt(alone);
        const inRun = run.subarray(index * page.length, (index + 1) * page.length);
        expect(inRun.equals(alone)).toBe(true);
        const version = pages[index + 1]?.key_version ?? 0;
        if (version > 0) cipher.encrypt(inRun, version);
        expect(inRun.equals(page)).toBe(true);
      });
    });

  if (header.crypt_data)
    test('a missing key, a wrong key and damage are told apart', () => {
      const [, page = Buffer.alloc(0)] = pagesOf(name, file).slice(2);
      const wrong = cipherOptions(name, Buffer.alloc(16, 1));
      const none = { ...cipherOptions(name), key: () => undefined };
      const check = (options: typeof wrong | typeof none, bytes: Buffer) =>
        legacy ? decryptLegacyPage(bytes, { ...options, compressedTable }) : new PageCipher(options).decrypt(bytes);
      expect(check(none, Buffer.from(page))).toBe('key missing');
      const damaged = Buffer.from(page);
      damaged.writeUInt8(damaged.readUInt8(60) ^ 1, 60);
      expect(check(cipherOptions(name), damaged)).toBe('checksum');
      if (!name.includes('page_compressed')) {
        expect(check(wrong, Buffer.from(page))).toBe('wrong key');
        return;
      }
      // A compressed page shows it when it is decompressed.
      const garbled = Buffer.from(page);
      check(wrong, garbled);
      expect(() => inflatePage(garbled)).toThrow();
    });
});

const sourceOf = (name: string) => {
  const file = tablespaceFile(name);
  const cipher = new PageCipher(cipherOptions(name));
  const read = (first: number, count: number) =>
    Buffer.from(file.subarray(first * PAGE_SIZE, (first + count) * PAGE_SIZE));
  return pageSource(file.length / PAGE_SIZE, read, entry(name).header.crypt_data ? cipher : undefined);
};

const rowsOf = (name: string, definition: TableDefinition): StoredRow[] =>
  [...Tablespace.open(sourceOf(name), definition, byteWeights).loadRows()].flat();

/** DECIMAL bytes of DECIMAL(12,3) as text. */
function decimalText(bytes: Uint8Array): string {
  const negative = (bytes[0] ?? 0) < 0x80;
  const plain = Buffer.from(bytes).map((byte) => (negative ? byte ^ 0xff : byte));
  const buffer = Buffer.from(plain);
  buffer.writeUInt8(buffer.readUInt8(0) & 0x7f, 0);
  return `${negative ? '-' : ''}${buffer.readUInt32BE(0)}.${String(buffer.readUInt16BE(4)).padStart(3, '0')}`;
}

/** A row as rows.tsv prints it. */
const asText = (row: StoredRow): string =>
  row
    .map((value, column) => {
      if (value === null) return 'NULL';
      if (!(value instanceof Uint8Array)) return String(value);
      return column === 1 ? Buffer.from(value).readBigUInt64BE().toString() : decimalText(value);
    })
    .join('\t');

const expectedRows = dataFile('rows.tsv').toString().trimEnd().split('\n').slice(1);

test.each(['plain', 'cbc128', 'cbc256', 'ctr128', 'ctr256', 'rotation_v1'])(
  'the rows of %s are those of rows.tsv',
  (name) => {
    expect(rowsOf(name, commonTable).map(asText)).toEqual(expectedRows);
  },
);

test.each(['rotation_v1_v2_mixed', 'rotation_v3'])('%s has one row more', (name) => {
  const rows = rowsOf(name, commonTable);
  expect(rows.slice(0, -1).map(asText)).toEqual(expectedRows);
  expect(rows.at(-1)).toEqual([132, null, 'V2', 'written under v2', 'mixed', null, null, null, null, null]);
});

test('the AUTO_INCREMENT value is in the root', () => {
  expect(Tablespace.open(sourceOf('cbc128'), commonTable, byteWeights).autoIncrement).toBe(124n);
});

test('a table without key is in the order of its row ids', () => {
  const latin1 = 'latin1_swedish_ci';
  const columns = {
    a: [integer('INT'), 'NULL'] as const,
    b: [varchar(300, latin1), 'NULL'] as const,
    c: [{ name: 'CHAR', length: 5, collation: latin1 } satisfies SqlType, 'NULL'] as const,
    d: [{ name: 'TEXT', length: 65_535, collation: latin1 } satisfies SqlType, 'NULL'] as const,
  };
  const rows = rowsOf('gen_clust_cbc128', table(columns));
  expect(rows.map((row) => row.slice(0, 4))).toEqual([
    [1, 'a'.repeat(200), 'xy', null],
    [-2, '', null, 't'],
    [null, null, 'abcde', 'z'.repeat(40)],
  ]);
  const ids = rows.map((row) => Number(row[4]));
  expect(ids[1]).toBe((ids[0] ?? 0) + 1);
  expect(ids[2]).toBe((ids[0] ?? 0) + 2);
});

test('the file written by hand has its thirty rows', () => {
  const general = 'utf8mb4_general_ci';
  const mini = table(
    {
      id: integer('INT'),
      big: [integer('BIGINT', true), 'NULL'],
      name: [varchar(60, general), 'NULL'],
      price: [{ name: 'DECIMAL', precision: 12, scale: 3, unsigned: false, zerofill: false }, 'NULL'],
      created: [{ name: 'DATETIME', fsp: 3 }, 'NULL'],
      f: [{ name: 'DOUBLE', unsigned: false, zerofill: false }, 'NULL'],
      note: [{ name: 'TEXT', length: 65_535, collation: general }, 'NULL'],
    },
    ['id'],
  );
  const rows = rowsOf('handmade_cbc256', mini);
  expect(rows.map((row) => row[0])).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
  expect(rows.map(asText)[1]).toBe(
    `2\t2000000014\tminimal row 2\t-2.002\t2024-01-02 01:02:03.002\t0.5\t${'note '.repeat(2)}`,
  );
  const nulls = (column: number) => rows.filter((row) => row[column] === null).map((row) => Number(row[0]));
  expect(nulls(1)).toEqual([5, 10, 15, 20, 25, 30]);
  expect(nulls(2)).toEqual([7, 14, 21, 28]);
});

test('values of every type are read as they were inserted', () => {
  const general = 'utf8mb4_general_ci';
  const raw = (length: number) => [{ name: 'BINARY', length } satisfies SqlType, 'NULL'] as const;
  const temporal = (name: 'DATETIME' | 'TIMESTAMP' | 'TIME' | 'DATE', fsp = 0) => [{ name, fsp }, 'NULL'] as const;
  // Types that tables cannot have yet are read as the bytes that they are.
  const types = table(
    {
      a: integer('INT'),
      d0: temporal('DATETIME'),
      d6: temporal('DATETIME', 6),
      ts: temporal('TIMESTAMP', 2),
      t: temporal('TIME', 3),
      t0: temporal('TIME'),
      y: raw(1),
      dd: temporal('DATE'),
      e: raw(1),
      s: raw(1),
      bt: raw(2),
      fl: [{ name: 'FLOAT', unsigned: false, zerofill: false }, 'NULL'],
      m: [integer('MEDIUMINT'), 'NULL'],
      sm: [integer('SMALLINT'), 'NULL'],
      ti: [integer('TINYINT', true), 'NULL'],
      vb: [{ name: 'VARBINARY', length: 10 }, 'NULL'],
      bn: raw(4),
      js: [{ name: 'LONGTEXT', length: 4_294_967_295, collation: general }, 'NULL'],
      u: raw(16),
      i6: raw(16),
    },
    ['a'],
  );
  const hex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'));
  expect(rowsOf('types_plain', types)).toEqual([
    [
      1,
      '2024-01-02 03:04:05',
      '2024-01-02 03:04:05.123456',
      '2024-01-02 03:04:05.67',
      '-12:34:56.789',
      '838:59:59',
      hex('7c'),
      '2024-01-02',
      hex('02'),
      hex('05'),
      hex('0201'),
      1.5,
      -8_388_608,
      -32_768,
      255,
      hex('6162'),
      hex('61620000'),
      '{}',
      hex('426655440000a45612d3e89b123e4567'),
      hex('00000000000000000000000000000001'),
    ],
  ]);
});

test.each(['plain', 'cbc128'])('page 0 and the INODE page of %s are encoded as the server did', (name) => {
  const source = sourceOf(name);
  const map = SpaceMap.open(source);
  const { cryptData } = map;
  // Setting it makes them due.
  map.cryptData = cryptData;
  const pages: number[] = [];
  map.write(0, (page, image) => {
    pages.push(page);
    const real = source.read(page, 1);
    // Key version, LSN and trailer are not the encoder's.
    for (const bytes of [image, real])
      bytes
        .fill(0, 0, 4)
        .fill(0, LSN, LSN + 8)
        .fill(0, PAGE_SIZE - 8);
    expect(image.equals(real)).toBe(true);
  });
  expect(pages).toEqual([0, 2]);
});

test('a file that is no tablespace is refused', () => {
  expect(() => Tablespace.open(fileSource(Buffer.alloc(4 * PAGE_SIZE)), commonTable, byteWeights)).toThrow('Page 0');
  expect(() => Tablespace.open(fileSource(Buffer.alloc(0)), commonTable, byteWeights)).toThrow('beyond the end');
});
