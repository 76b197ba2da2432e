/**
 * `# sealion: known-difference ID`: what the next statement writes may differ from what was recorded. It is told, and
 * no failure.
 */

/** Lines of the output, counted from 1, which may be otherwise. `last` before `first`: the statement wrote nothing. */
export interface KnownDifference {
  readonly id: string;
  readonly first: number;
  readonly last: number;
}

/** Notes which lines of a run's output the directives speak of. */
export class KnownDifferences {
  readonly #output: () => string;
  readonly #found: KnownDifference[] = [];
  #expected: string | undefined;

  constructor(output: () => string) {
    this.#output = output;
  }

  get found(): readonly KnownDifference[] {
    return this.#found;
  }

  /** The next command that writes something is meant. */
  expect(id: string): void {
    this.#expected = id;
  }

  /** Runs a command and notes its lines when a directive stands before it. */
  async watch(command: () => Promise<void>): Promise<void> {
    const id = this.#expected;
    if (id === undefined) return await command();
    const before = this.#lines();
    await command();
    const after = this.#lines();
    if (after === before) return;
    this.#expected = undefined;
    this.#found.push({ id, first: before + 1, last: after });
  }

  #lines(): number {
    return this.#output().split('\n').length - 1;
  }
}
