/** Keys of texts from all of Unicode stand in a file in the order in which a real server looks for them. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MariadbServer, temporaryDirectory } from '../support/mariadb.js';
import { Sealion } from '../support/sealion.js';

const KEYS = 20_000;
const CHUNK = 2000;

const COLLATIONS = [
  'utf8mb4_uca1400_ai_ci',
  'utf8mb3_uca1400_ai_ci',
  'utf8mb4_unicode_ci',
  'utf8mb4_general_ci',
  'utf8mb3_general_ci',
];

let mariadb: MariadbServer;
const datadir = join(temporaryDirectory(), 'data');

/** Letters, accents, blanks and controls, contractions, Thai vowels, Hangul, Han, emoji, and any character at all. */
const letter = fc.oneof(
  ...['abcABCsz', '  \t\u0001-_.0', 'éÀçñüßæøŁ·ﬁ½', '\u0301\u0308\u0306\u200b\u00a0', 'ийИκώς', 'กขเแโ', '한\u1100']
    .concat([
      '漢一\u3400\uf900\u{20000}',
      '\u{1f600}\u{1d41a}\u{10428}',
      '\u0fb2\u0f71\u0f80\u0cc6\u0cc2\u0cd5آا\u0653',
    ])
    .map((pool) => fc.constantFrom(...pool)),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
);
const key = fc.array(letter, { maxLength: 12 }).map((letters) => letters.join(''));

const hex = (text: string, wide: boolean): string =>
  Buffer.from(wide ? text : text.replace(/[\u{10000}-\u{10ffff}]/gu, '?')).toString('hex');

const create = (collation: string): string =>
  `CREATE TABLE ${collation} (k VARCHAR(20) NOT NULL PRIMARY KEY) COLLATE=${collation}`;

function fill(collation: string): string[] {
  const wide = collation.startsWith('utf8mb4');
  const rows = fc.sample(key, { numRuns: KEYS, seed: 1400 }).map((text) => `(x'${hex(text, wide)}')`);
  return Array.from({ length: KEYS / CHUNK }, (_, chunk) => {
    return `INSERT IGNORE INTO ${collation} VALUES ${rows.slice(chunk * CHUNK, (chunk + 1) * CHUNK).join(', ')}`;
  });
}

const read = (collation: string): string => `SELECT HEX(k) FROM test.${collation} ORDER BY k`;

/** What Sealion reads, by collation. */
const ours = new Map<string, string>();

beforeAll(async () => {
  const sealion = await Sealion.start(datadir);
  for (const collation of COLLATIONS) {
    for (const statement of [create(collation), ...fill(collation)]) await sealion.sql(statement);
    ours.set(collation, await sealion.sql(read(collation)));
  }
  await sealion.shutdown();
  mariadb = await MariadbServer.start([]);
});
afterAll(() => mariadb.remove());

test.each(COLLATIONS)('%s', async (collation) => {
  await mariadb.sql([create(collation), ...fill(collation)].join(';\n'));
  const own = await mariadb.sql(read(collation));
  await mariadb.sql(`ALTER TABLE ${collation} DISCARD TABLESPACE`);
  copyFileSync(join(datadir, 'test', `${collation}.ibd`), join(mariadb.datadir, 'test', `${collation}.ibd`));
  await mariadb.sql(`ALTER TABLE ${collation} IMPORT TABLESPACE`);
  expect(await mariadb.sql(`CHECK TABLE ${collation} EXTENDED`)).toContain('check\tstatus\tOK\n');
  expect(own.match(/\n/g)?.length).toBeGreaterThan(KEYS / 2);
  expect((await mariadb.sql(read(collation))) === ours.get(collation), 'Sealion reads what was imported').toBe(true);
  expect(own === ours.get(collation), 'the real server keeps the same keys in the same order').toBe(true);
});
