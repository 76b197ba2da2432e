/** Every file that the real server wrote is described as its manifest does, decrypted, and read row by row. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { pageFacts } from '../../../src/inspect/page-facts.js';
import { PageOpener } from '../../../src/inspect/page-opener.js';
import { pagesOf, readSpaceHeader } from '../../../src/inspect/tablespace.js';
import { isKeyFileError, parseKeyFile } from '../../../src/plugins/builtin/file-key-management/key-file.js';
import { tablespace, World } from './world.js';

interface ManifestPage {
  readonly page: number;
  readonly type: string;
  readonly key_version: number;
  readonly lsn: string;
  readonly plaintext_sha256?: string;
}

interface ManifestEntry {
  readonly header: {
    readonly flags: string;
    readonly format: 'full_crc32' | 'legacy';
    readonly space_id: number;
    readonly page_size: number;
    readonly algorithm?: string;
    readonly crypt_data?: { type: number; min_key_version: number; key_id: number; encryption: number; iv: string };
  };
  readonly pages: readonly ManifestPage[];
}

const DIRECTORY = new URL('../../data/tablespaces/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('manifest.json', DIRECTORY), 'utf8')) as Record<string, ManifestEntry>;
const rowsTsv = readFileSync(new URL('rows.tsv', DIRECTORY), 'utf8');

const world = new World();
for (const name of Object.keys(manifest)) world.add(name);
const keyFileOf = (name: string) => (name.startsWith('rotation') ? 'rotation-keys.txt' : 'keys.txt');

const keysOf = (name: string) => {
  const keys = parseKeyFile(world.files.readFile(`/d/${keyFileOf(name)}`), true);
  if (isKeyFileError(keys)) throw new Error('The key file is right');
  return keys;
};

/** The manifest says of compressed pages how much room they take. */
const typeOf = ({ type }: ManifestPage) =>
  type.replace(/^(PAGE_)?COMPRESSED.*$/, 'COMPRESSED').replace('(zero)', 'UNWRITTEN');

describe.each(Object.entries(manifest))('%s', (name, { header, pages }) => {
  test('header and pages are those of the manifest', () => {
    const file = world.files.open(`/d/${name}.ibd`, 'r');
    const space = readSpaceHeader(file);
    if (!space) throw new Error('It is a tablespace');
    expect(space).toMatchObject({
      spaceId: header.space_id,
      pages: pages.length,
      rest: 0,
      formatIsKnown: true,
      format: { flags: Number(header.flags), checksums: header.format, pageSize: header.page_size },
    });
    const crypt = header.crypt_data;
    expect(space.crypt && { ...space.crypt, iv: Buffer.from(space.crypt.iv).toString('hex') }).toEqual(
      crypt && {
        type: crypt.type,
        iv: crypt.iv,
        minKeyVersion: crypt.min_key_version,
        keyId: crypt.key_id,
        mode: ['DEFAULT', 'YES', 'NO'][crypt.encryption],
      },
    );
    const found = [...pagesOf(file, space)].map(([facts]) => facts);
    expect(found.map(({ damage }) => damage).filter((damage) => damage !== undefined)).toEqual([]);
    expect(found.map((facts) => [facts.number, facts.typeName, facts.keyVersion, String(facts.lsn)])).toEqual(
      pages.map((page) => [page.page, typeOf(page), page.key_version, page.lsn]),
    );
  });

  test('every page opens to what the server had in memory', () => {
    const file = world.files.open(`/d/${name}.ibd`, 'r');
    const space = readSpaceHeader(file);
    if (!space) throw new Error('It is a tablespace');
    const keys = keysOf(name);
    const key = (id: number, version: number) => keys.get(id)?.get(version);
    const opener = new PageOpener(space.format, space.spaceId, space.crypt, { mode: 'CBC', key });
    for (const [facts, stored] of pagesOf(file, space)) {
      const { verdict, page } = opener.open(stored, facts.state === 'encrypted');
      expect([facts.number, verdict]).toEqual([facts.number, 'ok']);
      const expected = pages[facts.number]?.plaintext_sha256;
      const body = page?.subarray(26, page.length - 4);
      if (expected !== undefined && body) expect(createHash('sha256').update(body).digest('hex')).toBe(expected);
    }
    if (header.algorithm) expect(opener.mode).toBe(header.algorithm === 'aes_ctr' ? 'CTR' : 'CBC');
  });

  test('the report says so', () => {
    const { files } = world.json(`--key-file=${keyFileOf(name)}`, `${name}.ibd`);
    const encrypted = pages.filter(({ key_version: version }) => version > 0).length;
    expect(files[0]).toMatchObject({
      kind: 'tablespace',
      encryption: encrypted > 0 ? 'encrypted' : 'plain',
      problems: [],
      details: { spaceId: header.space_id, encryptedPages: encrypted, damagedPages: 0 },
    });
    if (encrypted > 0) expect(files[0].details.keys).toMatchObject({ decrypted: encrypted, wrongKey: 0, missing: {} });
  });
});

describe('rows', () => {
  const COMMON = /^(plain|cbc\d+|ctr\d+|legacy_cbc256|page4k_cbc256|rotation_v1|\w+_page_compressed)$/;
  const expected = rowsTsv.trimEnd().split('\n').slice(1);

  test.each(Object.keys(manifest).filter((name) => COMMON.test(name)))(
    'of %s are those that the server gave',
    (name) => {
      const { text, exitCode, messages } = world.inspect(
        '--rows',
        '--definition=t.sql',
        '--format=json',
        `--key-file=${keyFileOf(name)}`,
        `${name}.ibd`,
      );
      expect({ exitCode, messages }).toEqual({ exitCode: 0, messages: [] });
      const rows = JSON.parse(text) as Record<string, unknown>[];
      expect(
        rows.map((row) =>
          Object.values(row)
            .map((value) => value ?? 'NULL')
            .join('\t'),
        ),
      ).toEqual(expected);
    },
  );

  test('of two versions of a key', () => {
    const args = ['--rows', '--definition=t.sql', '--format=csv', '--key-file=rotation-keys.txt'];
    const { text } = world.inspect(...args, 'rotation_v1_v2_mixed.ibd');
    expect(text).toMatch(/\r\n132,,V2,written under v2,mixed,,,,,\r\n$/);
  });

  test('of a table without a key, and in the other formats', () => {
    world.files.writeFile('/d/g.sql', 'CREATE TABLE g (a int, b varchar(300), c char(5), d text) CHARSET=latin1');
    const args = ['--rows', '--definition=g.sql', '--key-file=keys.txt', 'gen_clust_cbc128.ibd'];
    const long = 'a'.repeat(200);
    expect(world.inspect(...args).text).toBe(
      `SET NAMES utf8mb4;
SET sql_mode = 'NO_AUTO_VALUE_ON_ZERO';
INSERT INTO \`g\` (\`a\`, \`b\`, \`c\`, \`d\`) VALUES (1, '${long}', 'xy', NULL);
INSERT INTO \`g\` (\`a\`, \`b\`, \`c\`, \`d\`) VALUES (-2, '', NULL, 't');
INSERT INTO \`g\` (\`a\`, \`b\`, \`c\`, \`d\`) VALUES (NULL, NULL, 'abcde', '${'z'.repeat(40)}');
`,
    );
    expect(world.inspect(...args, '--format=csv').text).toBe(
      `a,b,c,d\r\n1,${long},xy,\r\n-2,"",,t\r\n,,abcde,${'z'.repeat(40)}\r\n`,
    );
  });

  test('what can not be read is told', () => {
    const args = ['--rows', '--definition=t.sql'];
    expect(world.inspect(...args, 'cbc128.ibd')).toMatchObject({
      exitCode: 1,
      messages: ['cbc128.ibd: page 3: is encrypted, and its key is missing; its rows are missing'],
    });
    expect(world.inspect(...args, 'legacy_cbc256_zip8k.ibd')).toMatchObject({
      exitCode: 2,
      messages: ['legacy_cbc256_zip8k.ibd: rows of ROW_FORMAT=COMPRESSED are not decoded here'],
    });
    world.add('plain', (file) => {
      file.writeUInt8(file.readUInt8(6 * 16_384 + 9000) ^ 1, 6 * 16_384 + 9000);
      return file;
    });
    const damaged = world.inspect(...args, '--format=json', 'plain.ibd');
    expect(damaged.messages).toEqual(['plain.ibd: page 6: its checksum is wrong; its rows are missing']);
    expect(JSON.parse(damaged.text).length).toBeGreaterThan(20);
    world.add('plain');
  });
});

test('a page that was read alone is the same', () => {
  const file = tablespace('cbc128');
  const format = {
    flags: 0x15,
    checksums: 'full_crc32',
    pageSize: 16_384,
    logicalSize: 16_384,
    compressedTable: false,
    pageCompression: 'none',
  } as const;
  const page = file.subarray(3 * 16_384, 4 * 16_384);
  expect(pageFacts(page, { number: 4, spaceId: 6, format, doublewrite: [] }).damage).toBe('it says that it is page 3');
});
