/** `--plugin-load` and `--plugin-load-add`: which libraries a server loads when it starts. */
import type { OptionValue } from '../sysvars/registry.js';
import { pluginLoad, pluginLoadAdd } from '../sysvars/server-options.js';

/** A library, or one plugin of it. */
export interface LoadItem {
  readonly plugin?: string;
  readonly library: string;
}

/** The server copies an item into so many bytes. */
const ITEM_BYTES = 511;

export const isTooLong = ({ plugin, library }: LoadItem): boolean =>
  Buffer.byteLength(plugin === undefined ? library : `${plugin}=${library}`) >= ITEM_BYTES;

/** The lists that count among the server's options: plugin-load replaces all before it. */
export function loadLists(options: readonly OptionValue[]): readonly (readonly LoadItem[])[] {
  const lists = options.filter(({ variable }) => variable === pluginLoad || variable === pluginLoadAdd);
  const last = lists.findLastIndex(({ variable }) => variable === pluginLoad);
  // `--skip-plugin-load`, which gives 0, loads nothing.
  const listOf = ({ variable, value }: OptionValue) => (variable === pluginLoad && value === '0' ? '' : String(value));
  return lists.slice(Math.max(last, 0)).map((option) => parseLoadList(listOf(option)));
}

/** `library;plugin=library`; `:` separates as `;` does, `#` may stand for `=`, and blanks belong to the names. */
export function parseLoadList(list: string): readonly LoadItem[] {
  return list
    .split(/[;:]/)
    .filter((item) => item !== '')
    .map((item) => {
      const at = item.search(/[=#]/);
      return at < 0 ? { library: item } : { plugin: item.slice(0, at), library: item.slice(at + 1) };
    });
}
