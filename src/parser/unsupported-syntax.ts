/**
 * Syntax that the server knows and this grammar does not: where a statement fails at such a place, the answer is 1235
 * with a name rather than 1064. The grammar itself need not know the words.
 */

interface Phrase {
  /** The end of what has been read. */
  readonly before?: RegExp;
  /** The beginning of what does not fit. */
  readonly at: RegExp;
  readonly what: string;
}

// biome-ignore format: read as a table.
const PHRASES: readonly Phrase[] = [
  { before: /\b(?:create|replace|drop)\s+temporary\s+$/i, at: /^sequence\s/i, what: 'sequences' },
  { before: /\b(?:next|previous)\s+value\s+for\s+$/i, at: /^\S/, what: 'sequences' },
  { before: /\bfor\s+$/i, at: /^system_time\b/i, what: 'system-versioned tables' },
  { before: /\bperiod\s+$/i, at: /^for\s/i, what: 'application-time periods' },
  { at: /^for\s+portion\s+of\b/i, what: 'application-time periods' },
  { before: /^\s*(?:explain|analyze|describe|desc)\s+(?:format\s*=\s*\S+\s+)?$/i, at: /^for\s+connection\b/i, what: 'EXPLAIN FOR CONNECTION' },
  { before: /^\s*load\s+$/i, at: /^index\s+into\s+cache\b/i, what: 'LOAD INDEX' },
  { before: /^\s*load\s+$/i, at: /^xml\s/i, what: 'LOAD XML' },
  { before: /^\s*show\s+master\s+$/i, at: /^logs\b/i, what: 'SHOW MASTER LOGS' },
  { before: /^\s*show\s+(?:procedure|function)\s+$/i, at: /^code\s/i, what: 'SHOW PROCEDURE CODE' },
  { before: /^\s*repair\s+$/i, at: /^view\s/i, what: 'REPAIR VIEW' },
  { before: /\bwith\s+read\s+lock\s+$/i, at: /^and\s+disable\s+checkpoint\b/i, what: 'DISABLE CHECKPOINT' },
  { before: /\bwrite\s+$/i, at: /^concurrent\b/i, what: 'WRITE CONCURRENT' },
  { before: /\bwithin\s+group\s*$/i, at: /^\(\s*order\s+by\b/i, what: 'window functions' },
  { at: /^window\s+\S+\s+as\s*\(/i, what: 'window functions' },
  { at: /^procedure\s+analyse\s*\(/i, what: 'PROCEDURE ANALYSE' },
  { at: /^with\s+ties\b/i, what: 'WITH TIES' },
  { at: /^rows\s+examined\s/i, what: 'ROWS EXAMINED' },
  { before: /\bjson_table\s*$/i, at: /^\(/, what: 'JSON_TABLE' },
  { at: /^match\s*\([^()]*\)\s*against\b/i, what: 'full-text search' },
  { at: /^interval\s+day_second\b/i, what: 'CAST AS INTERVAL' },
  { at: /^cycle\s+\S+.*\srestrict\b/is, what: 'CYCLE' },
  { before: /\bpersistent\s+for\s+$/i, at: /^columns\b/i, what: 'PERSISTENT FOR COLUMNS' },
];

/** What the statement asks for there; undefined: no server would understand it. */
export function unsupportedAt(sql: string, offset: number): string | undefined {
  const [before, rest] = [sql.slice(0, offset), sql.slice(offset)];
  return PHRASES.find((phrase) => phrase.at.test(rest) && (phrase.before?.test(before) ?? true))?.what;
}
