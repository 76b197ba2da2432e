/**
 * Wherever the power goes, what was acknowledged is there, and what was under way happened as a whole or not at all.
 * POWER_CUTS=20000 cuts more often.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import type { Engine } from '../../src/engine/engine.js';
import { rebuildName } from '../../src/engine/file-names.js';
import { PagedStorage } from '../../src/engine/paged-storage.js';
import type { Scan } from '../../src/engine/rotating-space.js';
import { Dictionary } from '../../src/engine/store/dictionary.js';
import type { Table } from '../../src/engine/table.js';
import { realFiles } from '../../src/server/real-files.js';
import { SEED, seededRandom } from '../support/ports.js';
import { PowerCuts } from '../support/power-cuts.js';
import { pretendedThreads } from '../support/threads.js';
import { crypt, definition, keysOf, newWorld, rowsOf } from '../unit/engine/world.js';

const CUTS = Number(process.env['POWER_CUTS'] ?? 2000);
const CUTS_OF_ONE_LIFE = 60;
const STATEMENTS = 40;

/** Copies need no disk, and there are many. */
const COPIES = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

type Rows = ReadonlyMap<number, string | null>;
/** All tables with their rows. */
type State = ReadonlyMap<string, Rows>;

afterEach(() => vi.restoreAllMocks());

/** One life of a data directory: random statements, and copies of it from random moments. */
class Life {
  readonly world = newWorld();
  readonly random: (limit: number) => number;
  readonly files: PowerCuts;
  /** Where there is a copy, and which states it may show. */
  readonly copies: { readonly directory: string; readonly allowed: readonly State[] }[] = [];
  /** What was acknowledged, and what a statement under way will have done. */
  private state: State = new Map();
  private next: State | undefined;
  private readonly place = mkdtempSync(join(COPIES, 'sealion-cuts-'));
  private readonly engine: Engine;
  private version = 1;
  /** What an encryption thread does meanwhile. */
  private rotation: Promise<void> | undefined;

  constructor(seed: number) {
    const source = seededRandom(seed);
    this.files = new PowerCuts(realFiles, this.world.path, source);
    this.random = (limit) => this.files.below(limit);
    // In every second life other threads compute what a rotation makes of pages, and statements run meanwhile.
    if (seed % 2 === 1) Object.assign(this.world.ports, { threads: pretendedThreads(() => this.random(4)) });
    this.engine = this.world.start(this.files);
    this.engine.createDatabase({ name: 'd', collation: 'latin1_swedish_ci' });
    this.files.walIsDurable();
    this.files.onChange = () => this.cut();
    this.watchCommits();
  }

  /** SQLite writes its log itself: who knows what of it was written when the power goes before a commit returns. */
  private watchCommits(): void {
    const { commit } = Dictionary.prototype;
    const life = this;
    vi.spyOn(Dictionary.prototype, 'commit').mockImplementation(function (this: Dictionary, work) {
      commit.call(this, work);
      life.cut();
      life.files.walIsDurable();
      life.cut();
    });
  }

  async run(): Promise<void> {
    for (let statement = 0; statement < STATEMENTS && this.copies.length < CUTS_OF_ONE_LIFE; statement++) {
      await this.keys();
      await this.statement();
      if (this.next) this.state = this.next;
      this.next = undefined;
    }
    await this.rotation;
    this.files.onChange = () => {};
    vi.restoreAllMocks();
    this.engine.abandon();
  }

  remove(): void {
    rmSync(this.place, { recursive: true, force: true });
    this.world.remove();
  }

  private cut(): void {
    if (this.copies.length >= CUTS_OF_ONE_LIFE || this.random(3) > 0) return;
    const directory = join(this.place, String(this.copies.length));
    this.files.copyTo(directory);
    this.copies.push({ directory, allowed: this.next ? [this.state, this.next] : [this.state] });
  }

  private async statement(): Promise<void> {
    const names = [...this.state.keys()];
    const name = names[this.random(names.length)];
    if (name === undefined || this.random(12) === 0) return this.create();
    const table = this.engine.find('d', name);
    if (!table) throw new Error(`there is no table ${name}`);
    await table.load();
    const kind = this.random(20);
    if (kind < 13) return this.change(name, table);
    if (kind === 13) return this.drop(name, table);
    if (kind === 14) return this.rename(name, table);
    if (kind === 15) return this.rebuild(name, table);
    if (kind < 18) return this.rotate(table);
    if (kind === 18) await this.rotation;
    this.engine.checkpoint();
  }

  private create(): void {
    const name = `t${this.random(100_000)}`;
    this.next = new Map([...this.state, [name, new Map()]]);
    const settings = [crypt(1), crypt(3), undefined][this.random(3)];
    this.engine.createTable({ definition: definition(name), crypt: settings });
  }

  /** A transaction of some statements. */
  private change(name: string, table: Table): void {
    const rows = new Map(this.state.get(name));
    const transaction = this.engine.begin();
    this.engine.write(transaction, [table], (writes) => {
      const key = (id: number) => table.storage.keyOf([id, null]);
      for (let count = [1, 3, 30, 400][this.random(4)] ?? 1; count > 0; count--) {
        const id = this.random(2000);
        const value = this.random(10) === 0 ? null : 'v'.repeat(this.random(200));
        if (!rows.has(id)) writes.insert(table, key(id), [id, value]);
        else if (this.random(2) === 0) writes.replace(table, key(id), [id, value]);
        else {
          writes.remove(table, key(id));
          rows.delete(id);
          continue;
        }
        rows.set(id, value);
      }
    });
    if (this.random(8) === 0) {
      this.engine.rollback(transaction);
      return;
    }
    this.next = new Map([...this.state, [name, rows]]);
    this.engine.commit(transaction);
  }

  private drop(name: string, table: Table): void {
    this.next = new Map([...this.state].filter(([other]) => other !== name));
    this.engine.dropTables([table]);
  }

  private rename(name: string, table: Table): void {
    const to = `r${this.random(100_000)}`;
    this.next = new Map([...this.state].map(([other, rows]) => [other === name ? to : other, rows]));
    this.engine.renameTable(table, { db: 'd', name: to });
  }

  /** As ALTER TABLE … FORCE and TRUNCATE do it. */
  private async rebuild(name: string, table: Table): Promise<void> {
    const keeps = this.random(2) === 0;
    const rebuilt = this.engine.createTable({
      definition: { ...definition(name), name: rebuildName(table.entry.id) },
      crypt: crypt(3),
    });
    await rebuilt.load();
    if (keeps) {
      const transaction = this.engine.begin();
      this.engine.write(transaction, [table, rebuilt], (writes) => {
        for (const row of rowsOf(table)) writes.insert(rebuilt, rebuilt.storage.keyOf(row), row);
      });
      this.engine.commit(transaction);
    }
    this.next = new Map([...this.state, [name, keeps ? (this.state.get(name) ?? new Map()) : new Map()]]);
    this.engine.replaceTable(table, rebuilt);
  }

  /** A newer key version comes to all pages while other statements run. */
  private async rotate({ storage }: Table): Promise<void> {
    await this.rotation;
    if (!(storage instanceof PagedStorage) || storage.crypt?.type !== 1) return;
    this.world.encryptTables = 'ON';
    this.version += 2;
    for (const id of [1, 3]) this.world.versions.set(id, this.version);
    await this.keys();
    const { encryption } = this.engine;
    const work = encryption.prepare(storage);
    await storage.resolveKeys();
    encryption.begin(storage, work);
    this.rotation = this.rotateAll(storage, work);
  }

  /** As an encryption thread does it: some slices are under way at once. */
  private async rotateAll(storage: PagedStorage, work: Scan): Promise<void> {
    const { encryption } = this.engine;
    let next = 1;
    const slices = async (): Promise<void> => {
      while (next < work.end && encryption.isCurrent(storage, work)) {
        const at = next;
        next += 3;
        await encryption.rotate(storage, work, at, Math.min(3, work.end - at));
      }
    };
    await Promise.all([slices(), slices(), slices()]);
    if (encryption.isCurrent(storage, work)) encryption.end(storage, work);
  }

  private async keys(): Promise<void> {
    await keysOf(this.engine).resolve([1, 3]);
  }
}

/** What a start makes of a copy. */
async function stateOf(directory: string, { world }: Life): Promise<State> {
  const engine = world.start(realFiles, directory);
  try {
    const found = new Map<string, Rows>();
    for (const table of engine.tables('d')) {
      await table.load();
      found.set(table.definition.name, new Map(rowsOf(table).map(([id, v]) => [Number(id), v as string | null])));
    }
    return found;
  } finally {
    engine.abandon();
  }
}

const asText = (state: State): string =>
  JSON.stringify(
    [...state].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, rows]) => [name, [...rows].sort(([a], [b]) => a - b)]),
  );

test(`${CUTS} power cuts lose nothing that was acknowledged`, { timeout: 3_600_000 }, async () => {
  let cuts = 0;
  for (let seed = SEED; cuts < CUTS; seed++) {
    const life = new Life(seed);
    try {
      await life.run();
      for (const [at, { directory, allowed }] of life.copies.entries()) {
        const found = asText(await stateOf(directory, life));
        expect(allowed.map(asText).includes(found), `seed ${seed}, cut ${at}`).toBe(true);
        // A second start finds what the first one left.
        if (at % 8 === 0) expect(asText(await stateOf(directory, life))).toBe(found);
        cuts++;
      }
    } finally {
      life.remove();
      vi.restoreAllMocks();
    }
  }
  expect(cuts).toBeGreaterThanOrEqual(CUTS);
});
