/**
 * What a grammar rule consists of, recorded by running it on an object whose parsing methods write down their calls.
 *
 * Chevrotain can record too, but into objects that are costly to make: with them, most of the time to the first
 * parsed statement went into recording.
 */
import type { TokenType } from 'chevrotain';

/** OR, OPTION, MANY … as Chevrotain numbers them in the keys of its decisions. */
export const METHODS = {
  OR: 1,
  OPTION: 2,
  MANY: 3,
  AT_LEAST_ONE: 4,
  MANY_SEP: 5,
  AT_LEAST_ONE_SEP: 6,
} as const;

export interface Choice {
  readonly kind: 'choice';
  readonly method: number;
  /** The digit behind the method's name. */
  readonly occurrence: number;
  readonly alternatives: readonly (readonly Production[])[];
  readonly gated: boolean;
}

/** A part that is optional, repeated or both. */
export interface Part {
  readonly kind: 'part';
  readonly method: number;
  readonly occurrence: number;
  readonly body: readonly Production[];
}

export type Production =
  | { readonly kind: 'token'; readonly type: TokenType }
  | { readonly kind: 'rule'; readonly name: string }
  | Choice
  | Part;

type Body = () => unknown;
type Options = Body | { readonly DEF: Body };
type Alternatives = readonly { readonly ALT: Body; readonly GATE?: Body }[];

/** Stands for every token and every result while a rule is recorded. */
const NOTHING = Object.freeze({ image: '', startOffset: Number.NaN, tokenTypeIdx: 0 });

const NAMES_PER_METHOD = 10;

/** Replaces an object's parsing methods by ones that record. */
export class Recorder {
  private target: Production[] = [];

  constructor(parser: object) {
    const methods: Record<string, unknown> = { ACTION: () => undefined, LA: () => NOTHING };
    for (let occurrence = 0; occurrence < NAMES_PER_METHOD; occurrence++) {
      const digit = occurrence === 0 ? '' : String(occurrence);
      methods[`CONSUME${digit}`] = (type: TokenType) => this.add({ kind: 'token', type });
      methods[`SUBRULE${digit}`] = (rule: { ruleName: string }) => this.add({ kind: 'rule', name: rule.ruleName });
      methods[`OR${digit}`] = (alternatives: Alternatives) => this.choice(occurrence, alternatives);
      for (const [name, method] of Object.entries(METHODS)) {
        if (method !== METHODS.OR) methods[name + digit] = (options: Options) => this.part(method, occurrence, options);
      }
    }
    Object.assign(parser, methods);
  }

  /** What the body of a rule consists of. */
  record(body: Body): readonly Production[] {
    const outer = this.target;
    const recorded: Production[] = [];
    this.target = recorded;
    body();
    this.target = outer;
    return recorded;
  }

  private add(production: Production): unknown {
    this.target.push(production);
    return NOTHING;
  }

  private choice(occurrence: number, list: Alternatives): unknown {
    const alternatives = list.map(({ ALT }) => this.record(ALT));
    const gated = list.some(({ GATE }) => GATE !== undefined);
    return this.add({ kind: 'choice', method: METHODS.OR, occurrence, alternatives, gated });
  }

  private part(method: number, occurrence: number, options: Options): unknown {
    const body = this.record(typeof options === 'function' ? options : options.DEF);
    return this.add({ kind: 'part', method, occurrence, body });
  }
}
