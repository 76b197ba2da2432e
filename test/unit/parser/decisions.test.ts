/** The analysis on demand, which rests on Chevrotain's internals, against Chevrotain's own analysis. */
import { EOF, type IToken } from 'chevrotain';
import { expect, test } from 'vitest';
import { StatementGrammar } from '../../../src/parser/statement.js';
import { indexOf, TOKEN_TYPES, tokenTableLength } from '../../../src/parser/tokens.js';

type Alternatives = readonly Record<string, never>[];

interface Internals {
  selfAnalysisDone: boolean;
  readonly definedRulesNames: readonly string[];
  readonly lookAheadFuncsCache: ReadonlyMap<number, unknown>;
  performSelfAnalysis(): void;
  getLaFuncFromCache(key: number): (alternatives: Alternatives) => unknown;
}

const internalsOf = (grammar: StatementGrammar): Internals => grammar as unknown as Internals;

/** A grammar that Chevrotain itself has validated and analysed as a whole. */
function eager(): Internals {
  const internals = internalsOf(new StatementGrammar({ maxLookahead: 1, skipValidations: false }));
  internals.selfAnalysisDone = false;
  internals.performSelfAnalysis();
  return internals;
}

/** More than any OR has. */
const ALTERNATIVES: Alternatives = Array.from({ length: 40 }, () => ({}));

test('the grammar is valid: no ambiguity that is not marked, no left recursion, no number used twice', () => {
  expect(() => eager()).not.toThrow();
});

test('every rule is the field of its name, by which it is recorded', () => {
  const grammar = new StatementGrammar();
  const fields = grammar as unknown as Readonly<Record<string, { readonly ruleName?: string }>>;
  const { definedRulesNames } = internalsOf(grammar);
  expect(definedRulesNames.length).toBeGreaterThan(250);
  expect(definedRulesNames.filter((name) => fields[name]?.ruleName !== name)).toEqual([]);
});

test('every decision is the one that Chevrotain makes, for every token', () => {
  const theirs = eager();
  const ours = internalsOf(new StatementGrammar());
  const tokens = [EOF, ...TOKEN_TYPES].map((type) => ({ tokenType: type, tokenTypeIdx: indexOf(type) }) as IToken);
  const different: string[] = [];
  for (const key of theirs.lookAheadFuncsCache.keys()) {
    for (const token of tokens) {
      const parser = { LA_FAST: () => token, nextTokenIndex: () => token.tokenTypeIdx };
      const expected = theirs.getLaFuncFromCache(key).call(parser, ALTERNATIVES);
      const actual = ours.getLaFuncFromCache(key).call(parser, ALTERNATIVES);
      if (expected !== actual) different.push(`${key} at ${token.tokenType.name}: ${actual}, not ${expected}`);
    }
  }
  expect(theirs.lookAheadFuncsCache.size).toBeGreaterThan(400);
  expect(different).toEqual([]);
});

test("the token types stay clear of Chevrotain's own", () => {
  expect(indexOf(EOF)).toBeLessThan(Math.min(...TOKEN_TYPES.map(indexOf)));
  expect(Math.max(...TOKEN_TYPES.map(indexOf))).toBeLessThan(tokenTableLength());
});
