/** Which variable gets which value from where, and what that replaces. */
import type { SystemVariables } from '../sysvars/registry.js';
import { pluginLoad, pluginLoadAdd } from '../sysvars/server-options.js';
import type { SettingFate } from '../sysvars/startup-options.js';
import { isOnlyAccepted } from '../sysvars/vars/accepted.js';
import { COMMAND_LINE, type EffectiveValue, type GivenValue, type Place } from './report.js';
import { shownValue } from './secrets.js';

/** Where a setting stands. */
export function placeOf({ setting }: Pick<SettingFate, 'setting'>): Place {
  const { file, line } = setting;
  if (file === undefined) return COMMAND_LINE;
  return { file, ...(line === undefined ? {} : { line }) };
}

/** The name that a value is listed by. */
function nameOf({ value }: SettingFate): string {
  if (value === undefined) return '';
  const { name, optionName } = value.variable;
  return `${value.maximum ? 'maximum_' : ''}${optionName ?? name}`.replaceAll('-', '_');
}

/** A list to load adds to those before it; everything else replaces what has its name. */
function isReplacedBy(earlier: SettingFate, later: SettingFate): boolean {
  if (later.value?.variable === pluginLoadAdd) return false;
  if (later.value?.variable === pluginLoad && earlier.value?.variable === pluginLoadAdd) return true;
  return nameOf(earlier) === nameOf(later);
}

function given(fate: SettingFate): GivenValue {
  const { value } = fate;
  const text = value === undefined || value.value === undefined ? '' : value.variable.type.format(value.value);
  return { value: shownValue(nameOf(fate), text), place: placeOf(fate) };
}

/** The values in force at the end, in the order in which they were given. */
export function effectiveValues(
  fates: readonly SettingFate[],
  variables: SystemVariables,
  unchecked: ReadonlySet<string>,
): readonly EffectiveValue[] {
  const fruitful = fates.filter(({ value }) => value !== undefined);
  return fruitful
    .filter((fate, index) => !fruitful.slice(index + 1).some((later) => isReplacedBy(fate, later)))
    .map((fate) => {
      const owner = fate.owner ?? '';
      const plugin = fate.value && (variables.ownerOf(fate.value.variable) ?? owner);
      return {
        name: nameOf(fate),
        ...given(fate),
        ...(plugin ? { plugin } : {}),
        overrides: fruitful
          .slice(0, fruitful.indexOf(fate))
          .filter((earlier) => isReplacedBy(earlier, fate))
          .map(given),
        checked: !unchecked.has(owner) && !(fate.value && isOnlyAccepted(fate.value.variable)),
      };
    });
}
