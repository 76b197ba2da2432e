/** VARCHAR variables that name a storage engine. */
import { sqlError } from '../../base/errors.js';
import type { SysvarType } from '../sysvar-type.js';
import { text, textOrNull } from './text.js';

/** Engines that a real server has, by their names in lower case. */
const ENGINES: ReadonlyMap<string, string> = new Map(
  ['InnoDB', 'MyISAM', 'Aria', 'MEMORY', 'CSV', 'MRG_MyISAM', 'SEQUENCE', 'PERFORMANCE_SCHEMA'].map((name) => [
    name.toLowerCase(),
    name,
  ]),
);

const SYNONYMS: Readonly<Record<string, string>> = { merge: 'mrg_myisam', heap: 'memory' };
const engineName = (name: string) =>
  ENGINES.get(SYNONYMS[name.toLowerCase()] ?? name.toLowerCase()) ?? sqlError('ER_UNKNOWN_STORAGE_ENGINE', name);
/** An option may name any: the start looks for it later. */
export const engine: SysvarType<string> = {
  ...text({ nullable: false, normalize: engineName }),
  fromOption: text().fromOption,
};
export const engineOrNone: SysvarType<string | null> = {
  ...textOrNull,
  fromSql: (input, plugin) => (input.value === null ? { value: null } : engine.fromSql(input, plugin, '')),
};
