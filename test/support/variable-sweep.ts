/** SET with every kind of value for every dynamic variable: the statements, and what a server answered to each. */

/** A row of information_schema.SYSTEM_VARIABLES, as far as the sweep needs it. */
export interface SweptVariable {
  readonly name: string;
  readonly scope: string;
}

/** One SET and what came of it: conditions, then the value that the variable has. */
export interface SweepStep {
  readonly statement: string;
  readonly reading: string;
}

const HUGE = '99999999999999999999';
const VALUES = ['DEFAULT', '-1', '0', '1', HUGE, "'abc'", "''", 'NULL', 'ON', '1.5'];

/** Variables that a real server must not be given just anything for. */
const EXCLUDED: Readonly<Record<string, string>> = {
  innodb_buffer_pool_size: 'the buffer pool would be resized',
  innodb_log_file_size: 'the log would be resized',
  key_buffer_size: 'the memory would be taken at once',
  key_cache_block_size: 'the key cache would be made anew',
  key_cache_segments: 'the key cache would be made anew',
  key_cache_file_hash_size: 'the key cache would be made anew',
  max_session_mem_used: 'the session would run out of memory',
  query_alloc_block_size: 'the memory would be taken by the next statement',
  query_cache_size: 'the memory would be taken at once',
  query_prealloc_size: 'the memory would be taken at once',
  transaction_alloc_block_size: 'the memory would be taken at once',
  transaction_prealloc_size: 'the memory would be taken at once',
  sql_select_limit: 'the answers would be cut off',
};

/** All statements for these variables; every variable ends as DEFAULT leaves it. */
export function sweepSteps(variables: readonly SweptVariable[]): readonly SweepStep[] {
  return variables
    .filter(({ name }) => EXCLUDED[name.toLowerCase()] === undefined)
    .flatMap((variable) => scopesOf(variable).flatMap((scope) => stepsOf(variable.name.toLowerCase(), scope)));
}

function scopesOf({ scope }: SweptVariable): readonly string[] {
  if (scope === 'GLOBAL') return ['GLOBAL', 'SESSION'];
  return scope === 'SESSION' ? ['GLOBAL', 'SESSION'] : ['SESSION', 'GLOBAL'];
}

function stepsOf(name: string, scope: string): readonly SweepStep[] {
  return [...VALUES, 'DEFAULT'].map((value) => ({
    statement: `SET ${scope} ${name} = ${value}`,
    reading: `SELECT '=', @@${scope}.${name}`,
  }));
}

/** A statement with tables forgets the conditions of the one before it. */
const FORGET = 'SELECT plugin_name FROM information_schema.plugins LIMIT 0';

/** The text of a step: a line that begins its answer, the conditions, the value. */
export const stepStatements = ({ statement, reading }: SweepStep, index: number): readonly string[] => [
  `SELECT '#${index}'`,
  FORGET,
  statement,
  'SHOW WARNINGS',
  FORGET,
  reading,
];

/** Splits what a client printed for many steps. */
export function answersOf(printed: string, count: number): readonly string[] {
  const answers = Array.from({ length: count }, () => '');
  let place = -1;
  for (const line of printed.split('\n')) {
    const begins = /^#(\d+)$/.exec(line);
    if (begins) place = Number(begins[1]);
    else if (place >= 0 && line !== '') answers[place] += `${line}\n`;
  }
  return answers;
}
