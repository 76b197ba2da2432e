/**
 * FIRST sets of grammar productions, and the one-token decisions made from them.
 *
 * A decision is a table with a place for each token type, so that choosing costs one look-up whatever the number of
 * alternatives. An alternative written earlier wins where two could start with the same token, and an optional part
 * is always taken when it can start: no FOLLOW sets are needed.
 */
import { type Choice, METHODS, type Part, type Production } from './productions.js';
import { indexOf, tokenTableLength } from './tokens.js';

/** What the decisions need of a parser: the type of its next token. */
export interface Lookahead {
  nextTokenIndex(): number;
}

/** The index of the alternative to take, or whether to enter an optional part; undefined when nothing fits. */
export type Decision = (
  this: Lookahead,
  alternatives?: readonly { readonly GATE?: (() => boolean) | undefined }[],
) => number | boolean | undefined;

interface First {
  /** 1 at the index of each token type that can come first. */
  readonly tokens: Uint8Array;
  /** Can the production match no token at all? */
  readonly nullable: boolean;
}

const NOTHING_FIRST: First = { tokens: new Uint8Array(0), nullable: false };

/** Computes FIRST sets over the rules that `ruleOf` knows, each rule once. */
export class FirstSets {
  private readonly rules = new Map<string, First>();
  private readonly ruleOf: (name: string) => readonly Production[];

  constructor(ruleOf: (name: string) => readonly Production[]) {
    this.ruleOf = ruleOf;
  }

  /** Which alternative to take, or whether to take a part (once more). */
  decision(production: Choice | Part): Decision {
    if (production.kind === 'part') return optional(this.ofSequence(production.body));
    const firsts = production.alternatives.map((alternative) => this.ofSequence(alternative));
    return production.gated ? gated(firsts) : ungated(firsts);
  }

  private ofSequence(productions: readonly Production[]): First {
    const tokens = new Uint8Array(tokenTableLength());
    for (const production of productions) {
      if (!this.addTo(tokens, production)) return { tokens, nullable: false };
    }
    return { tokens, nullable: true };
  }

  /** Adds what the production can start with; true if it can also match nothing. */
  private addTo(tokens: Uint8Array, production: Production): boolean {
    switch (production.kind) {
      case 'token': {
        tokens[indexOf(production.type)] = 1;
        for (const member of production.type.categoryMatches ?? []) tokens[member] = 1;
        return false;
      }
      case 'rule':
        return addFirst(tokens, this.ofRule(production.name));
      case 'choice': {
        const firsts = production.alternatives.map((alternative) => this.ofSequence(alternative));
        return firsts.map((first) => addFirst(tokens, first)).includes(true);
      }
      case 'part': {
        const nullable = addFirst(tokens, this.ofSequence(production.body));
        return nullable || !isMandatory(production);
      }
    }
  }

  private ofRule(name: string): First {
    const known = this.rules.get(name);
    if (known !== undefined) return known;
    const first = this.ofSequence(this.ruleOf(name));
    this.rules.set(name, first);
    return first;
  }
}

function isMandatory({ method }: Part): boolean {
  return method === METHODS.AT_LEAST_ONE || method === METHODS.AT_LEAST_ONE_SEP;
}

function addFirst(into: Uint8Array, { tokens, nullable }: First): boolean {
  // A plain loop: this runs for every symbol of every rule that is reached, at the very start.
  for (let index = 0; index < tokens.length; index++) if (tokens[index] === 1) into[index] = 1;
  return nullable;
}

function optional({ tokens }: First): Decision {
  return function () {
    return tokens[this.nextTokenIndex()] === 1;
  };
}

/** The first alternative for each token, counted from 1; 0 where none fits. */
function alternativeTable(firsts: readonly First[]): Uint8Array {
  const table = new Uint8Array(tokenTableLength());
  // Backwards, so that the earlier alternative stays where two start alike.
  for (let alternative = firsts.length; alternative > 0; alternative--) {
    const { tokens, nullable } = firsts[alternative - 1] ?? NOTHING_FIRST;
    if (nullable) table.fill(alternative);
    for (let token = 0; token < tokens.length; token++) if (tokens[token] === 1) table[token] = alternative;
  }
  return table;
}

function ungated(firsts: readonly First[]): Decision {
  const table = alternativeTable(firsts);
  return function () {
    const alternative = table[this.nextTokenIndex()] ?? 0;
    return alternative === 0 ? undefined : alternative - 1;
  };
}

/** With gates, which depend on the state of the parse, a closed one makes the next alternative that fits be tried. */
function gated(firsts: readonly First[]): Decision {
  const table = alternativeTable(firsts);
  return function (alternatives = []) {
    const token = this.nextTokenIndex();
    for (let index = (table[token] || firsts.length + 1) - 1; index < firsts.length; index++) {
      const { tokens, nullable } = firsts[index] ?? NOTHING_FIRST;
      const gate = alternatives[index]?.GATE;
      if ((nullable || tokens[token] === 1) && (gate === undefined || gate.call(this))) return index;
    }
    return undefined;
  };
}
