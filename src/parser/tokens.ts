/**
 * The kinds of token that the scanner emits and the grammar asks for.
 *
 * They are plain objects in the shape that Chevrotain reads. Its own `createToken` rebuilds all categories at each
 * call, which costs a tenth of the whole start-up with this many words.
 */
import type { TokenType } from 'chevrotain';
import { FUNCTION_WORDS, RESERVED_WORDS, USABLE_WORDS, type Word } from './words.js';

/** Chevrotain numbers its few own tokens from 1; ours stay clear of them. */
const FIRST_INDEX = 16;

/** Every token type, in the order of their indices. */
export const TOKEN_TYPES: TokenType[] = [];

/** One more than the highest index: the length of a table with a place for each token type. */
export const tokenTableLength = (): number => FIRST_INDEX + TOKEN_TYPES.length;

function tokenType(name: string): TokenType {
  const type: TokenType = {
    name,
    PATTERN: /NOT_APPLICABLE/,
    tokenTypeIdx: FIRST_INDEX + TOKEN_TYPES.length,
    CATEGORIES: [],
    categoryMatches: [],
    categoryMatchesMap: {},
    isParent: false,
  };
  TOKEN_TYPES.push(type);
  return type;
}

/** A type that stands for several: the grammar asks for it where any of its members will do. */
export function category(name: string, members: Iterable<TokenType>): TokenType {
  const category = tokenType(name);
  const indices = [...members].map(indexOf);
  category.isParent = true;
  category.categoryMatches = indices;
  category.categoryMatchesMap = Object.fromEntries(indices.map((index) => [index, true]));
  return category;
}

/** The number that stands for a type in lookahead tables. */
export function indexOf(type: TokenType): number {
  return type.tokenTypeIdx ?? 0;
}

/** Does a token of that kind satisfy what the grammar asks for? */
export function tokenMatches(token: { readonly tokenTypeIdx: number }, wanted: TokenType): boolean {
  const index = token.tokenTypeIdx;
  return index === wanted.tokenTypeIdx || (wanted.isParent === true && wanted.categoryMatchesMap?.[index] === true);
}

function keywords<W extends string>(words: readonly W[]): Record<W, TokenType> {
  return Object.fromEntries(words.map((word) => [word, tokenType(word)])) as Record<W, TokenType>;
}

const usable = keywords(USABLE_WORDS);
const functions = keywords(FUNCTION_WORDS);

/** The keyword tokens by their word. */
export const k: Readonly<Record<Word, TokenType>> = { ...keywords(RESERVED_WORDS), ...usable, ...functions };

const FUNCTION_TYPES: ReadonlySet<TokenType> = new Set(Object.values(functions));

/** True for a word that is a keyword only with `(` directly behind it. */
export const isFunctionWord = (type: TokenType): boolean => FUNCTION_TYPES.has(type);

/** How a word was spelt → its keyword, for the spellings met so far; most statements use the same few. */
const SPELLINGS = new Map<string, TokenType | undefined>();
const MAX_SPELLINGS = 4096;

/** The keyword that a word is, whatever its case; undefined for a word that is only a name. */
export function wordType(word: string): TokenType | undefined {
  const known = SPELLINGS.get(word);
  if (known !== undefined || SPELLINGS.has(word)) return known;
  const upper = word.toUpperCase();
  const type = Object.hasOwn(k, upper) ? k[upper as Word] : undefined;
  if (SPELLINGS.size < MAX_SPELLINGS) SPELLINGS.set(word, type);
  return type;
}

/** A name: quoted, unquoted, or a keyword that may be one. */
export const Identifier = category('Identifier', Object.values(usable));

const SIMPLE_UNITS = [
  ...[k.MICROSECOND, k.SECOND, k.MINUTE, k.HOUR, k.DAY, k.WEEK, k.MONTH, k.QUARTER, k.YEAR],
  ...[k.SQL_TSI_SECOND, k.SQL_TSI_MINUTE, k.SQL_TSI_HOUR, k.SQL_TSI_DAY, k.SQL_TSI_WEEK, k.SQL_TSI_MONTH],
  ...[k.SQL_TSI_QUARTER, k.SQL_TSI_YEAR],
];

/** DAY, SQL_TSI_DAY …: the units that TIMESTAMPADD knows. */
export const SimpleUnit = category('SimpleUnit', SIMPLE_UNITS);

/** DAY, HOUR_MINUTE …: what may follow the amount of an INTERVAL. */
export const IntervalUnit = category('IntervalUnit', [
  ...SIMPLE_UNITS,
  ...[k.DAY_HOUR, k.DAY_MICROSECOND, k.DAY_MINUTE, k.DAY_SECOND, k.HOUR_MICROSECOND, k.HOUR_MINUTE, k.HOUR_SECOND],
  ...[k.MINUTE_MICROSECOND, k.MINUTE_SECOND, k.SECOND_MICROSECOND, k.YEAR_MONTH],
]);

export const StringLiteral = tokenType('StringLiteral');
/** N'…' */
export const NationalString = tokenType('NationalString');
/** _utf8mb4 and the like. */
export const Introducer = tokenType('Introducer');
export const IntegerLiteral = tokenType('IntegerLiteral');
export const DecimalLiteral = tokenType('DecimalLiteral');
export const DoubleLiteral = tokenType('DoubleLiteral');
export const HexLiteral = tokenType('HexLiteral');
export const BitLiteral = tokenType('BitLiteral');
/** `?`: a parameter of a prepared statement. */
export const ParameterMark = tokenType('ParameterMark');
/** \N */
export const BackslashN = tokenType('BackslashN');
/** @name, also the host part of an account name. */
export const UserVariableName = tokenType('UserVariableName');
/** What no rule accepts: an unclosed quote or comment, an odd hex string, a stray character. */
export const Invalid = tokenType('Invalid');

export const LeftParenthesis = tokenType('LeftParenthesis');
export const RightParenthesis = tokenType('RightParenthesis');
export const LeftBrace = tokenType('LeftBrace');
export const RightBrace = tokenType('RightBrace');
export const Comma = tokenType('Comma');
export const Dot = tokenType('Dot');
/** Between the bounds of FOR. */
export const DotDot = tokenType('DotDot');
export const Semicolon = tokenType('Semicolon');
/** Behind a label. */
export const Colon = tokenType('Colon');
export const At = tokenType('At');
export const AtAt = tokenType('AtAt');
export const Assign = tokenType('Assign');
export const Equal = tokenType('Equal');
export const NullSafeEqual = tokenType('NullSafeEqual');
export const NotEqual = tokenType('NotEqual');
export const Less = tokenType('Less');
export const LessEqual = tokenType('LessEqual');
export const Greater = tokenType('Greater');
export const GreaterEqual = tokenType('GreaterEqual');
export const ShiftLeft = tokenType('ShiftLeft');
export const ShiftRight = tokenType('ShiftRight');
export const Plus = tokenType('Plus');
export const Minus = tokenType('Minus');
export const Star = tokenType('Star');
export const Slash = tokenType('Slash');
export const Percent = tokenType('Percent');
export const Ampersand = tokenType('Ampersand');
export const Pipe = tokenType('Pipe');
export const Caret = tokenType('Caret');
export const Tilde = tokenType('Tilde');
export const Exclamation = tokenType('Exclamation');
export const AndAnd = tokenType('AndAnd');
export const OrOr = tokenType('OrOr');

/** Whatever can stand in a statement, for statements that are known by their first words only. */
export const AnyToken = category(
  'AnyToken',
  TOKEN_TYPES.filter((type) => type !== Invalid && type !== Semicolon),
);
