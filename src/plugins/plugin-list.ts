/** All plugins that the server knows, in the order of their registration; a place that became free is used again. */
import type { Activation } from './activation.js';
import type { DeclaredPlugin, Services } from './define.js';
import type { OpenLibrary } from './library.js';

/** Where a plugin is in its life. What was removed is in no list. */
export type State = 'UNINITIALIZED' | 'READY' | 'DISABLED' | 'DELETED' | 'DYING';

/** A registered plugin. */
export interface Entry {
  readonly plugin: DeclaredPlugin;
  /** Absent for what is built in. */
  readonly library?: OpenLibrary;
  state: State;
  activation: Activation;
  service?: Services[keyof Services];
  /** Who needs it: while that is not 0, UNINSTALL only marks it. */
  references: number;
}

/** Names of plugins, and of libraries that are open, are equal in any case. */
export const sameName = (left: string, right: string): boolean => left.toLowerCase() === right.toLowerCase();

export class PluginList {
  private readonly slots: (Entry | undefined)[] = [];

  /** In listing order. */
  get entries(): readonly Entry[] {
    return this.slots.filter((entry) => entry !== undefined);
  }

  /** The plugin of that name, whatever its type and state. */
  find(name: string): Entry | undefined {
    return this.entries.find(({ plugin }) => sameName(plugin.name, name));
  }

  /** The library of that file name, if a plugin of it is registered. */
  library(file: string): OpenLibrary | undefined {
    return this.entries.find(({ library }) => library && sameName(library.file, file))?.library;
  }

  add(entry: Entry): Entry {
    const free = this.slots.indexOf(undefined);
    this.slots[free < 0 ? this.slots.length : free] = entry;
    return entry;
  }

  remove(entry: Entry): void {
    this.slots[this.slots.indexOf(entry)] = undefined;
  }
}
