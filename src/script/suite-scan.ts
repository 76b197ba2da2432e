/** What a script brings with it before it runs: option files and combinations beside it and beside all it includes. */
import { basename, dirname, join, relative } from 'node:path';
import type { Files } from '../base/ports.js';
import { splitShellWords } from '../base/shell-words.js';
import { decodeBytes } from '../render/text.js';
import { type Combination, readCombinations } from './combinations.js';
import { skippedCombinations, skippedFile } from './suite-conditions.js';

/** Where includes are looked for besides the directory of the file that names them. */
export interface ScanPlaces {
  /** The suite's directory. */
  readonly home: string;
  /** The directory of `include`, absent for suites of their own. */
  readonly basedir: string | undefined;
}

export interface ScriptFacts {
  /** Words of `.opt` files, variables not yet filled in; an include's come before those of the file that names it. */
  readonly options: readonly string[];
  /** The groups of each `.combinations` file. */
  readonly combinations: readonly (readonly Combination[])[];
  /** Why the test cannot run at all. */
  readonly hindrance: string | undefined;
}

const SOURCE = /^\s*(?:--)?\s*source\s+([^;\s]+)/;

/** Reads a script and everything that it includes by a name without variables. */
export function scanScript(script: string, places: ScanPlaces, files: Files): ScriptFacts {
  const scan = new Scan(places, files);
  scan.file(script);
  const combinations = [...scan.combinations].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, groups]) => groups);
  return { options: scan.options, combinations, hindrance: scan.hindrance };
}

class Scan {
  readonly options: string[] = [];
  readonly combinations = new Map<string, readonly Combination[]>();
  hindrance: string | undefined;
  readonly #places: ScanPlaces;
  readonly #files: Files;
  readonly #open = new Set<string>();

  constructor(places: ScanPlaces, files: Files) {
    this.#places = places;
    this.#files = files;
  }

  file(path: string): void {
    if (this.#open.has(path)) return;
    this.#open.add(path);
    for (const line of decodeBytes(this.#files.readFile(path)).split('\n')) {
      const name = SOURCE.exec(line)?.[1];
      const included = name === undefined ? undefined : this.#find(path, name);
      if (included !== undefined) this.file(included);
    }
    this.#beside(path);
    this.#open.delete(path);
  }

  #find(from: string, name: string): string | undefined {
    const { home, basedir } = this.#places;
    return [dirname(from), home, ...(basedir === undefined ? [] : [basedir])]
      .map((directory) => join(directory, name))
      .find((path) => path !== from && this.#files.exists(path) && !this.#files.isDirectory(path));
  }

  #beside(path: string): void {
    const stem = path.replace(/\.\w+$/, '');
    const { home, basedir } = this.#places;
    const place = path.startsWith(`${home}/`)
      ? join(basename(home), relative(home, path))
      : relative(basedir ?? home, path);
    this.hindrance ??= skippedFile(place);
    for (const ending of ['.opt', '-master.opt'])
      if (this.#files.exists(stem + ending))
        this.options.push(...splitShellWords(decodeBytes(this.#files.readFile(stem + ending))));
    this.#combinationsOf(`${stem}.combinations`, place.replace(/\.\w+$/, '.combinations'));
  }

  #combinationsOf(path: string, place: string): void {
    if (!this.#files.exists(path)) return;
    const unwanted = skippedCombinations(place);
    const groups = readCombinations(path, this.#files).filter(({ name }) => !unwanted.includes(name));
    this.combinations.set(path, groups);
    if (groups.length === 0) this.hindrance ??= `Requires: ${basename(path, '.combinations')}`;
  }
}
