/**
 * Which fault hits a request: rules with counters, that chance may decide about. The same seed and the same requests
 * give the same faults.
 */

/** What a rule says. */
export interface FaultRule {
  readonly name: string;
  /** Only requests whose `METHOD path` fits. */
  readonly match?: RegExp;
  /** Ends after so many hits. */
  readonly times?: number;
  /** Spares so many requests first. */
  readonly after?: number;
  readonly delayMs?: number;
  /** How likely a hit is, from 0 to 1. */
  readonly chance?: number;
  readonly seed?: number;
}

interface Active {
  readonly rule: FaultRule;
  spared: number;
  hits: number;
  /** The state of its own chance. */
  word: number;
}

/** What is wrong with a rule that somebody has written. */
export class FaultMistake extends Error {
  override readonly name = 'FaultMistake';
}

export class FaultRules {
  private active: Active[] = [];

  /** A rule replaces the one of its name. */
  set(rule: FaultRule): void {
    this.clear(rule.name);
    this.active.push({ rule, spared: 0, hits: 0, word: (rule.seed ?? 1) >>> 0 });
  }

  /** Ends a fault, or all of them. */
  clear(name?: string): void {
    this.active = name === undefined ? [] : this.active.filter(({ rule }) => rule.name !== name);
  }

  get rules(): readonly (FaultRule & { readonly hits: number })[] {
    return this.active.map(({ rule, hits }) => ({ ...rule, hits }));
  }

  /** The rule that hits, of those that `mayHit` allows; it counts as used. */
  hit(request: string, mayHit: (name: string) => boolean): FaultRule | undefined {
    return this.active.find((each) => mayHit(each.rule.name) && hits(each, request))?.rule;
  }
}

function hits(each: Active, request: string): boolean {
  const { match, times, after = 0, chance } = each.rule;
  if (match && !match.test(request)) return false;
  if (times !== undefined && each.hits >= times) return false;
  if (each.spared < after) {
    each.spared++;
    return false;
  }
  if (chance !== undefined && draw(each) >= chance) return false;
  each.hits++;
  return true;
}

/** A number from 0 to 1 (mulberry32). */
function draw(each: Active): number {
  each.word = (each.word + 0x6d2b79f5) >>> 0;
  let mixed = Math.imul(each.word ^ (each.word >>> 15), each.word | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}

const MEMBERS = new Set(['match', 'times', 'after', 'delay', 'chance', 'seed']);

/** A rule from `name` and the texts of its members. */
export function faultRule(name: string, members: Readonly<Record<string, string>>): FaultRule {
  const unknown = Object.keys(members).find((member) => !MEMBERS.has(member));
  if (unknown !== undefined) throw new FaultMistake(`A fault has no '${unknown}'`);
  const { match, chance } = members;
  const count = (member: string) => {
    const text = members[member];
    if (text === undefined) return undefined;
    if (!/^\d+$/.test(text)) throw new FaultMistake(`'${member}' of a fault must be a whole number`);
    return Number(text);
  };
  if (chance !== undefined && !(Number(chance) >= 0 && Number(chance) <= 1))
    throw new FaultMistake("'chance' of a fault must be from 0 to 1");
  const numbers = { times: count('times'), after: count('after'), delayMs: count('delay'), seed: count('seed') };
  return {
    name,
    ...(match !== undefined && { match: pattern(match) }),
    ...(chance !== undefined && { chance: Number(chance) }),
    ...Object.fromEntries(Object.entries(numbers).filter(([, value]) => value !== undefined)),
  };
}

function pattern(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch {
    throw new FaultMistake(`'match' of a fault is no regular expression: ${text}`);
  }
}

/** `hang`, `hang,times=3,match=/data/`: members behind commas, of which `match` takes all the rest. */
export function parseFault(text: string): FaultRule {
  const [, before = '', match] = /^(.*?)(?:,match=(.*))?$/s.exec(text) ?? [];
  const [name = '', ...others] = before.split(',');
  const members = others.map((member) => {
    const [, key = member, value = ''] = /^([^=]*)=(.*)$/.exec(member) ?? [];
    return [key, value] as const;
  });
  return faultRule(name, { ...Object.fromEntries(members), ...(match !== undefined && { match }) });
}
