/** `.combinations` files: each group is a run of its own with the group's options; several files multiply. */
import type { Files } from '../base/ports.js';
import { decodeBytes } from '../render/text.js';

/** One group of a file. */
export interface Combination {
  readonly name: string;
  /** As on a command line, variables not yet filled in. */
  readonly options: readonly string[];
}

/** What a test's runs differ in, and what their server is started with. */
export interface CombinedRun {
  /** Ordered as they are shown. */
  readonly names: readonly string[];
  readonly options: readonly string[];
}

/** The groups of a file, in its order. */
export function readCombinations(path: string, files: Files): readonly Combination[] {
  const groups: { name: string; options: string[] }[] = [];
  for (const line of decodeBytes(files.readFile(path)).split(/\r?\n/)) {
    const text = line.trim();
    const group = /^\[(.*)\]$/.exec(text)?.[1];
    if (group !== undefined) groups.push({ name: group.trim(), options: [] });
    else if (text !== '' && !text.startsWith('#') && !text.startsWith(';')) groups.at(-1)?.options.push(asOption(text));
  }
  return groups;
}

/** `name = value` or `--name=value`, quotes around the value. */
function asOption(line: string): string {
  const [, name = '', value] = /^(?:--)?([^=\s]+)\s*(?:=\s*(.*))?$/s.exec(line) ?? [];
  return value === undefined ? `--${name}` : `--${name}=${/^(["'])(.*)\1$/s.exec(value)?.[2] ?? value}`;
}

/**
 * The runs that come of a test's options and the files that it meets. A group whose options the test has anyway
 * decides its file; the options of the others come before the test's own, so that these win.
 */
export function combine(options: readonly string[], files: readonly (readonly Combination[])[]): CombinedRun[] {
  let runs: CombinedRun[] = [{ names: [], options }];
  for (const groups of files) if (groups.length > 0) runs = runs.flatMap((run) => withGroups(run, groups));
  return runs.map((run) => ({ ...run, names: [...run.names].sort() }));
}

function withGroups(run: CombinedRun, groups: readonly Combination[]): CombinedRun[] {
  const given = new Set(run.options.map(normal));
  const fixed = groups.find(
    ({ options }) => options.length > 0 && options.every((option) => given.has(normal(option))),
  );
  if (fixed) return [{ ...run, names: [...run.names, fixed.name] }];
  return groups.map(({ name, options }) => ({ names: [...run.names, name], options: [...options, ...run.options] }));
}

/** The same option may be written with dashes or underscores. */
const normal = (option: string): string => {
  const [name = '', ...value] = option.split('=');
  return [name.replaceAll('_', '-'), ...value].join('=');
};
