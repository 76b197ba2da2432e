/**
 * A Chevrotain parser that analyses its grammar while it parses.
 *
 * Chevrotain computes the lookahead of all decisions when a parser is built, which takes longer than most programs
 * run. Here a decision is made from FIRST sets when it is first reached: a second grammar object records just the
 * rules that the decision can start with.
 *
 * This is the one file that touches Chevrotain's internals. They are not public, so the version is pinned and a test
 * compares every decision made here with Chevrotain's own analysis.
 */
import {
  EmbeddedActionsParser,
  EOF,
  type IParserConfig,
  type IToken,
  type ParserMethod,
  type TokenType,
} from 'chevrotain';
import { type Decision, FirstSets, type Lookahead } from './first.js';
import { type Choice, type Part, type Production, Recorder } from './productions.js';
import { StringLiteral, tokenMatches } from './tokens.js';

interface Internals {
  selfAnalysisDone: boolean;
  tokenMatcher: (token: IToken, type: TokenType) => boolean;
  currIdx: number;
  readonly tokVector: IToken[];
  readonly tokVectorLength: number;
  readonly lookAheadFuncsCache: Map<number, Decision>;
  readonly shortRuleNameToFull: Readonly<Record<number, string>>;
  SAVE_ERROR(error: Error): Error;
}

/** A decision's key: the rule's short name, the method (see METHODS), the digit behind the method's name. */
const RULE_MASK = ~0xfff;
const METHOD_SHIFT = 8;
const METHOD_MASK = 0xf;
const OCCURRENCE_MASK = 0xff;

const PRODUCTION_CONFIG: IParserConfig = { maxLookahead: 1, skipValidations: true };

/** Thrown where no alternative fits; only the place matters, the server's text is made from that. */
class NoAlternative extends Error {
  override readonly name = 'NoViableAltException';
  readonly token: IToken;

  constructor(token: IToken) {
    super();
    this.token = token;
  }
}

/** Base of the grammar. A subclass calls `ready()` at the end of its constructor. */
export abstract class OnDemandParser extends EmbeddedActionsParser implements Lookahead {
  private recording: { readonly grammar: OnDemandParser; readonly recorder: Recorder } | undefined;
  private readonly recorded = new Map<string, readonly Production[]>();
  private readonly first = new FirstSets((name) => this.record(name));

  constructor(config: IParserConfig = PRODUCTION_CONFIG) {
    // The vocabulary serves only Chevrotain's lexer and its messages; it wants at least one token type.
    super([StringLiteral], config);
  }

  /** Takes the place of Chevrotain's `performSelfAnalysis`. */
  protected ready(): void {
    const internals = internalsOf(this);
    internals.selfAnalysisDone = true;
    internals.tokenMatcher = tokenMatches;
  }

  /** A fresh object of the same class, to record with. */
  protected abstract another(): OnDemandParser;

  /** Index of the next token's type: what every decision looks at. */
  nextTokenIndex(): number {
    const { tokVector, currIdx } = internalsOf(this);
    return tokVector[currIdx + 1]?.tokenTypeIdx ?? 0;
  }

  /** Chevrotain asks here for each decision. */
  protected getLaFuncFromCache(key: number): Decision {
    return internalsOf(this).lookAheadFuncsCache.get(key) ?? this.analyse(key);
  }

  private analyse(key: number): Decision {
    const { lookAheadFuncsCache, shortRuleNameToFull } = internalsOf(this);
    const rule = shortRuleNameToFull[key & RULE_MASK] ?? '';
    const production = find(this.record(rule), (key >> METHOD_SHIFT) & METHOD_MASK, key & OCCURRENCE_MASK);
    if (production === undefined) throw new Error(`Invariant broken: rule ${rule} has no decision ${key & ~RULE_MASK}`);
    const decision = this.first.decision(production);
    lookAheadFuncsCache.set(key, decision);
    return decision;
  }

  private record(name: string): readonly Production[] {
    const known = this.recorded.get(name);
    if (known !== undefined) return known;
    this.recording ??= this.startRecording();
    const { grammar, recorder } = this.recording;
    const rules = grammar as unknown as Readonly<Record<string, { originalGrammarAction: () => unknown }>>;
    const body = rules[name]?.originalGrammarAction;
    if (body === undefined) throw new Error(`Invariant broken: rule ${name} is not the field of that name`);
    const rule = recorder.record(body);
    this.recorded.set(name, rule);
    return rule;
  }

  /** Recording replaces methods on the object, so the object that parses must not be the one that records. */
  private startRecording(): { grammar: OnDemandParser; recorder: Recorder } {
    const grammar = this.another();
    return { grammar, recorder: new Recorder(grammar) };
  }

  /** Calls a rule on what is left of the input; undefined if it does not fit, then `failedAt` says where. */
  protected run<Result>(rule: ParserMethod<[], Result>): Result | undefined {
    const failures = this.errors.length;
    const result = rule.call(this);
    return this.errors.length > failures ? undefined : result;
  }

  /** How many tokens have been taken. */
  protected get tokensTaken(): number {
    return internalsOf(this).currIdx + 1;
  }

  /** Takes the next token, outside of rules. */
  protected advance(): IToken {
    const token = this.LA(1);
    internalsOf(this).currIdx++;
    return token;
  }

  /** The token that does not fit. */
  protected failedToken(): IToken {
    return this.errors[0]?.token ?? this.LA(1);
  }

  /** Chevrotain would complain here about what a rule has left: statement.ts goes on with it. */
  protected onAfterParse(): void {
    const { tokVector, tokVectorLength } = internalsOf(this);
    tokVector.length = tokVectorLength;
  }

  // Chevrotain's own versions analyse the whole rule again to word a message that nobody sees.
  protected raiseNoAltException(): never {
    throw internalsOf(this).SAVE_ERROR(new NoAlternative(this.LA(1)));
  }

  protected raiseEarlyExitException(): never {
    throw internalsOf(this).SAVE_ERROR(new NoAlternative(this.LA(1)));
  }

  /** Has everything been read? */
  protected atEnd(): boolean {
    return this.LA(1).tokenType === EOF;
  }
}

function internalsOf(parser: OnDemandParser): Internals {
  return parser as unknown as Internals;
}

function find(productions: readonly Production[], method: number, occurrence: number): Choice | Part | undefined {
  for (const production of productions) {
    if (production.kind !== 'choice' && production.kind !== 'part') continue;
    if (production.method === method && production.occurrence === occurrence) return production;
    const inside = production.kind === 'part' ? [production.body] : production.alternatives;
    for (const list of inside) {
      const found = find(list, method, occurrence);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}
