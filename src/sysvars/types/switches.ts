/** FLAGSET variables: `name=on,name=off …`; SET may give any part of it. */
import { varchar } from '../../base/types.js';
import { refuseOption, type SqlInput, type SysvarType } from '../sysvar-type.js';

type States = Map<string, boolean>;

function render(states: States): string {
  return [...states].map(([name, on]) => `${name}=${on ? 'on' : 'off'}`).join(',');
}

const statesOf = (text: string): States =>
  new Map(text.split(',').map((part) => [part.replace(/=.*/, ''), /=on$/.test(part)]));

/** Carries out `name=on|off|default` parts on the states before, or says which part is wrong; a lone `default` resets all. */
function apply(
  list: string,
  defaults: Readonly<Record<string, boolean>>,
  before: States,
): States | { wrongPart: string } {
  const reset = list.split(',').some((part) => part.toLowerCase() === 'default');
  const states: States = reset ? new Map(Object.entries(defaults)) : new Map(before);
  const given = new Set<string>();
  for (const part of list.split(',').filter((each) => each !== '' && each.toLowerCase() !== 'default')) {
    const [, name = '', state = ''] = /^([^=]*)=(on|off|default)$/i.exec(part) ?? [];
    const fallback = defaults[name.toLowerCase()];
    if (fallback === undefined || given.has(name.toLowerCase())) return { wrongPart: part };
    given.add(name.toLowerCase());
    states.set(name.toLowerCase(), state.toLowerCase() === 'default' ? fallback : state.toLowerCase() === 'on');
  }
  return states;
}

function listOf(input: SqlInput, names: readonly string[]): string | undefined {
  if (input.value === null) return undefined;
  if (input.type !== 'INT') return String(input.value);
  const bits = input.value;
  if (bits < 0n || bits >> BigInt(names.length) !== 0n) return undefined;
  return names.map((name, place) => `${name}=${(bits >> BigInt(place)) & 1n ? 'on' : 'off'}`).join(',');
}

/** A FLAGSET variable with its switches as they are by default. */
export function switches(defaults: Readonly<Record<string, boolean>>): SysvarType<string> {
  const names = Object.keys(defaults);
  return {
    name: 'FLAGSET',
    members: [...names, 'default'],
    sqlType: varchar(2048),
    fromSql(input, _plugin, current) {
      if (input.type === 'DECIMAL' || input.type === 'DOUBLE') return { refusal: 'ER_WRONG_TYPE_FOR_VAR' };
      const list = listOf(input, names);
      const states = list === undefined ? undefined : apply(list, defaults, statesOf(current));
      if (states === undefined) return { refusal: 'ER_WRONG_VALUE_FOR_VAR' };
      return states instanceof Map ? { value: render(states) } : { refusal: states };
    },
    fromOption(text, option) {
      const states = apply(text, defaults, new Map(Object.entries(defaults)));
      return states instanceof Map ? { value: render(states), log: [] } : refuseOption(option, text, 13);
    },
    format: (value) => value,
    toSql: (value) => value,
  };
}
