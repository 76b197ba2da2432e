/** `.cnf` templates: the option file that the server of a test reads, before its places are known. */
import { dirname, join } from 'node:path';
import type { Files } from '../base/ports.js';
import { decodeBytes } from '../render/text.js';
import { ScriptFailure } from './failure.js';

/** Groups by name, in the order in which they first appear; an option without a value is `undefined`. */
export type OptionGroups = Map<string, Map<string, string | undefined>>;

/** Names of servers: `mysqld.1`. */
const SERVER = /^mysqld\.\d+$/;

/** Reads a template and what it includes; names are looked for beside it and in `basedir`. */
export function readTemplate(path: string, basedir: string, files: Files): OptionGroups {
  const groups: OptionGroups = new Map();
  readInto(groups, path, basedir, files);
  return groups;
}

function readInto(groups: OptionGroups, path: string, basedir: string, files: Files): void {
  let group = 'mysqld';
  for (const line of decodeBytes(files.readFile(path)).split(/\r?\n/)) {
    const text = line.trim();
    const included = /^!include\s+(\S+)/.exec(text)?.[1];
    if (included !== undefined) readInto(groups, includedPath(included, path, basedir, files), basedir, files);
    else if (text.startsWith('[')) group = openGroup(groups, text.slice(1, text.indexOf(']')));
    else if (text !== '' && !text.startsWith('#') && !text.startsWith(';')) setOption(groups, group, text);
  }
}

function includedPath(name: string, from: string, basedir: string, files: Files): string {
  const path = [dirname(from), basedir].map((directory) => join(directory, name)).find((found) => files.exists(found));
  if (path === undefined) throw new ScriptFailure(`${from} includes '${name}', which does not exist`);
  return path;
}

function openGroup(groups: OptionGroups, name: string): string {
  if (!groups.has(name)) groups.set(name, new Map());
  return name;
}

function setOption(groups: OptionGroups, group: string, text: string): void {
  const [, name = '', value] = /^([^=\s]+)\s*(?:=\s*(.*))?$/s.exec(text) ?? [];
  const options = groups.get(openGroup(groups, group));
  // A repeated option takes the place of the last one, not of the first.
  options?.delete(name);
  options?.set(name, value);
}

/** How many servers the template describes. */
export const serversOf = (groups: OptionGroups): number =>
  [...groups.keys()].filter((group) => SERVER.test(group)).length;

/** Fills in `@ENV.NAME` and `@group.option`. */
export function fillTemplate(
  groups: OptionGroups,
  environment: Readonly<Record<string, string | undefined>>,
): OptionGroups {
  const filled = (value: string): string =>
    value
      .replace(/@ENV\.(\w+)/g, (_, name: string) => environment[name] ?? '')
      .replace(/@([a-z][\w-]*(?:\.\d+)?)\.([\w#-]+)/g, (found, group: string, option: string) => {
        const target = groups.get(group)?.get(option);
        return target === undefined ? found : filled(target);
      });
  return new Map(
    [...groups].map(([name, options]) => [
      name,
      new Map([...options].map(([option, value]) => [option, value === undefined ? value : filled(value)])),
    ]),
  );
}

/** The option file's text. */
export function templateText(groups: OptionGroups): string {
  return [...groups]
    .filter(([group]) => group !== 'ENV')
    .map(([group, options]) => {
      const lines = [...options].map(([name, value]) => (value === undefined ? name : `${name}=${value}`));
      return [`[${group}]`, ...lines, ''].join('\n');
    })
    .join('\n');
}
