/** BOOLEAN variables: ON and OFF. */
import { integer } from '../../base/types.js';
import type { SqlInput, SysvarType } from '../sysvar-type.js';

const OPTION_WORDS: Readonly<Record<string, boolean>> = {
  on: true,
  true: true,
  '1': true,
  off: false,
  false: false,
  '0': false,
};

/** ON, OFF and 'on' have a meaning; a plugin's variable also takes what begins like only one of them. */
function fromWord(word: string, plugin: boolean): boolean | undefined {
  const lower = word.toLowerCase();
  if (lower === 'on') return true;
  return lower === 'off' || (plugin && lower === 'of') ? false : undefined;
}

function fromInput(input: SqlInput, plugin: boolean): boolean | undefined {
  if (input.type === 'STRING') return input.value === null ? undefined : fromWord(input.value, plugin);
  return input.value === 0n ? false : input.value === 1n ? true : undefined;
}

/** ON or OFF. */
export const bool: SysvarType<boolean> = {
  name: 'BOOLEAN',
  members: ['OFF', 'ON'],
  sqlType: { ...integer('BIGINT'), width: 1 },
  bareOption: true,
  fromSql(input, plugin) {
    if (input.type === 'DECIMAL' || input.type === 'DOUBLE') return { refusal: 'ER_WRONG_TYPE_FOR_VAR' };
    const value = fromInput(input, plugin);
    return value === undefined ? { refusal: 'ER_WRONG_VALUE_FOR_VAR' } : { value };
  },
  fromOption(text, option) {
    const value = OPTION_WORDS[text.toLowerCase()];
    if (value !== undefined) return { value, log: [] };
    const warning = `option '${option}': boolean value '${text}' wasn't recognized. Set to OFF.`;
    return { value: false, log: [{ level: 'Warning', text: warning }] };
  },
  format: (value) => (value ? 'ON' : 'OFF'),
  toSql: (value) => (value ? 1 : 0),
};

/** A switch that starts something: it is OFF again at once. */
export const trigger: SysvarType<boolean> = {
  ...bool,
  fromSql(input, plugin, current) {
    const parsed = bool.fromSql(input, plugin, current);
    return 'refusal' in parsed ? parsed : { value: false };
  },
};
