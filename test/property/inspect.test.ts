/** Whatever happens to a file, an inspection ends with a report, and the report says what is true. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { World } from '../unit/inspect/world.js';

const NAMES = ['cbc128', 'plain', 'cbc256_page_compressed', 'legacy_cbc256', 'legacy_cbc256_zip8k', 'page4k_cbc256'];
const PAGE = 16_384;
const world = new World();

const RUNS = { numRuns: 60, seed: Number(process.env['SEED'] ?? 1) };

/** Without a key nobody sees changes of what the old format covers by no checksum: that in clear, the version, the trailer. */
const isCovered = (name: string, at: number) =>
  !name.startsWith('legacy') || (at >= 4 && !(at >= 26 && at < 30) && at < PAGE - 8);

test('a changed byte on a page is damage on that page', () => {
  const change = fc.record({
    at: fc.integer({ min: PAGE, max: 8 * PAGE - 1 }),
    mask: fc.integer({ min: 1, max: 255 }),
  });
  fc.assert(
    fc.property(fc.constantFrom('cbc128', 'plain', 'legacy_cbc256'), change, (name, { at, mask }) => {
      fc.pre(isCovered(name, at % PAGE));
      world.add(name, (file) => {
        file.writeUInt8(file.readUInt8(at) ^ mask, at);
        return file;
      });
      const { damaged } = world.json(`${name}.ibd`).files[0].details;
      expect(damaged.map(({ page }: { page: number }) => page)).toEqual([Math.floor(at / PAGE)]);
    }),
    RUNS,
  );
});

test('a file that was cut says so', () => {
  fc.assert(
    fc.property(fc.integer({ min: PAGE, max: 8 * PAGE - 1 }), (size) => {
      world.add('cbc128', (file) => file.subarray(0, size));
      const { exitCode, text } = world.inspect('--key-file=keys.txt', 'cbc128.ibd');
      expect(exitCode).toBe(1);
      expect(text).toMatch(/page 0 says that it has 8 pages/);
    }),
    RUNS,
  );
});

test('rubbish anywhere, of any length, ends with an answer to every question', () => {
  const rubbish = fc.array(fc.record({ at: fc.nat(8 * PAGE), bytes: fc.uint8Array({ maxLength: 300 }) }), {
    maxLength: 20,
  });
  const size = fc.option(fc.nat(8 * PAGE));
  fc.assert(
    fc.property(fc.constantFrom(...NAMES), rubbish, size, (name, changes, length) => {
      world.add(name, (file) => {
        for (const { at, bytes } of changes) Buffer.from(bytes).copy(file, Math.min(at, file.length));
        return file.subarray(0, length ?? file.length);
      });
      const file = `${name}.ibd`;
      const keys = '--key-file=keys.txt';
      for (const words of [[], ['--audit'], ['--page=0'], ['--page=3'], ['--rows', '--definition=t.sql']]) {
        const { exitCode } = world.inspect(...words, keys, file);
        expect([0, 1, 2]).toContain(exitCode);
      }
    }),
    RUNS,
  );
});

test('files of other kinds, full of rubbish', () => {
  const names = ['ib_logfile0', 'binlog.000001', 't.MAI', 't.MAD', 'ibdata1', 'undo001', 'ibtmp1', 'keys', 'x.frm'];
  const starts = ['', 'fe62696e', 'fefe09030c0001d600d7008700ef0001', 'f09f979d', '50687973', '53616c7465645f5f'];
  fc.assert(
    fc.property(
      fc.constantFrom(...names),
      fc.constantFrom(...starts),
      fc.uint8Array({ maxLength: 9000 }),
      (name, start, rest) => {
        world.files.writeFile(`/d/${name}`, Buffer.concat([Buffer.from(start, 'hex'), rest]));
        const { exitCode, text } = world.inspect('--key-file=keys.txt', name);
        expect([0, 1, 2]).toContain(exitCode);
        expect(text).toMatch(new RegExp(`^${name}: `));
      },
    ),
    { ...RUNS, numRuns: 300 },
  );
});
