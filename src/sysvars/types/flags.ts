/** SET variables: any number of words out of a list, kept as comma-separated text in the list's order. */
import { varchar } from '../../base/types.js';
import { inputText, refuseOption, type SqlInput, type SysvarType } from '../sysvar-type.js';

/** What a SET variable is made of. */
export interface FlagRules {
  readonly members: readonly string[];
  /** Words that switch further words on: sql_mode's ANSI, TRADITIONAL … */
  readonly implies?: Readonly<Record<string, readonly string[]>>;
}

function normalize({ members, implies = {} }: FlagRules, chosen: ReadonlySet<string>): string {
  const all = new Set([...chosen].flatMap((word) => [word, ...(implies[word] ?? [])]));
  return members.filter((member) => all.has(member)).join(',');
}

function fromBits({ members }: FlagRules, bits: bigint): Set<string> | undefined {
  if (bits < 0n || bits >> BigInt(members.length) !== 0n) return undefined;
  return new Set(members.filter((_, place) => (bits >> BigInt(place)) & 1n));
}

/** The words of a comma list, or the first one that is unknown. */
function fromList({ members }: FlagRules, list: string, lastMayBeShort: boolean): Set<string> | { wrongPart: string } {
  if (list.toLowerCase() === 'all') return new Set(members);
  const chosen = new Set<string>();
  const parts = list.split(',');
  for (const [place, part] of parts.entries()) {
    if (part === '') continue;
    const lower = part.toLowerCase();
    const begins = members.filter((member) => member.toLowerCase().startsWith(lower));
    const exact = begins.find((member) => member.length === part.length);
    const short = lastMayBeShort && place === parts.length - 1 && begins.length === 1;
    const word = exact ?? (short ? begins[0] : undefined);
    if (word === undefined) return { wrongPart: part };
    chosen.add(word);
  }
  return chosen;
}

function fromInput(rules: FlagRules, input: SqlInput): Set<string> | { wrongPart: string } | undefined {
  if (input.value === null) return undefined;
  if (input.type === 'INT') return fromBits(rules, input.value);
  return fromList(rules, String(input.value).replace(/ +$/, ''), false);
}

/** A SET variable. */
export function flags(rules: FlagRules): SysvarType<string> {
  return {
    name: 'SET',
    members: rules.members,
    sqlType: varchar(2048),
    fromSql(input, plugin) {
      // ALL is a word of the server's own variables.
      if (plugin && input.type === 'STRING' && input.value?.toLowerCase() === 'all') {
        return { refusal: 'ER_WRONG_VALUE_FOR_VAR' };
      }
      if (input.type === 'DECIMAL' || input.type === 'DOUBLE') return { refusal: 'ER_WRONG_TYPE_FOR_VAR' };
      const chosen = fromInput(rules, input);
      if (chosen === undefined) return { refusal: 'ER_WRONG_VALUE_FOR_VAR' };
      if (chosen instanceof Set) return { value: normalize(rules, chosen) };
      const shown = inputText({ ...input, type: 'STRING', value: chosen.wrongPart });
      return { refusal: plugin ? 'ER_WRONG_VALUE_FOR_VAR' : { wrongPart: shown } };
    },
    fromOption(text, option) {
      const chosen = /^\d+$/.test(text) ? fromBits(rules, BigInt(text)) : fromList(rules, text, true);
      if (!(chosen instanceof Set)) return refuseOption(option, text, 13);
      return { value: normalize(rules, chosen), log: [] };
    },
    format: (value) => value,
    toSql: (value) => value,
  };
}
