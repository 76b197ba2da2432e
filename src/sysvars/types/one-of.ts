/** ENUM variables: one word out of a list. */
import { varchar } from '../../base/types.js';
import { refuseOption, type SqlInput, type SysvarType } from '../sysvar-type.js';

/** SET takes a whole word in any case, or its place in the list. */
function fromInput(members: readonly string[], input: SqlInput): string | undefined {
  if (input.value === null) return undefined;
  if (input.type === 'INT') return input.value < 0n ? undefined : members[Number(input.value)];
  const lower = String(input.value).toLowerCase();
  return members.find((member) => member.toLowerCase() === lower);
}

/** An option takes a unique beginning as well; 'ambiguous' when several words begin like that. */
function fromText(members: readonly string[], text: string): string | 'ambiguous' | undefined {
  const lower = text.toLowerCase();
  const exact = members.find((member) => member.toLowerCase() === lower);
  if (exact !== undefined) return exact;
  if (/^\s*\d*$/.test(text)) return members[Number(text)];
  const [only, ...others] = members.filter((member) => member.toLowerCase().startsWith(lower));
  return others.length > 0 ? 'ambiguous' : only;
}

/** An ENUM variable. */
export function oneOf<const Members extends readonly string[]>(...members: Members): SysvarType<Members[number]> {
  return {
    name: 'ENUM',
    members,
    sqlType: varchar(64),
    ...(members[1] === undefined ? {} : { bareOption: members[1] }),
    fromSql(input) {
      if (input.type === 'DECIMAL' || input.type === 'DOUBLE') return { refusal: 'ER_WRONG_TYPE_FOR_VAR' };
      const value = fromInput(members, input);
      return value === undefined ? { refusal: 'ER_WRONG_VALUE_FOR_VAR' } : { value };
    },
    fromOption(text, option) {
      const value = fromText(members, text);
      if (value === undefined) return refuseOption(option, text, 13);
      return value === 'ambiguous' ? refuseOption(option, text, 3) : { value, log: [] };
    },
    format: (value) => value,
    toSql: (value) => value,
  };
}
