/** Random sequences against both servers: what is asked, and where the answers part. */
import { keyFileOptions } from '../../support/key-files.js';
import { drawFrom } from './draw.js';
import { type Answers, Pair } from './pair.js';
import { restoring, statement } from './statements.js';
import { LIBRARIES } from './words.js';

/** A statement that the servers answer differently. */
export interface Difference extends Answers {
  readonly statement: string;
  /** What the session was asked before, the last one last. */
  readonly before: readonly string[];
}

export interface Run {
  readonly statements: number;
  readonly differences: readonly Difference[];
}

interface Sequence {
  readonly statements: number;
  readonly difference: Difference | undefined;
}

const SEQUENCE_LENGTH = 40;
/** An encryption plugin goes when the server ends, so servers do not live long. */
const SEQUENCES_PER_SERVER = 13;

const UNLOADED = (directory: string) =>
  keyFileOptions(directory)
    .map((option) => option.replace(/^--/, '--loose-'))
    .slice(1);

/** The ways in which the servers are started, by turns. */
const STARTS: readonly ((directory: string) => readonly string[])[] = [
  () => ['--plugin-maturity=unknown'],
  (directory) => ['--plugin-maturity=unknown', ...UNLOADED(directory)],
  (directory) => [
    ...keyFileOptions(directory),
    '--plugin-load-add=locales',
    '--file-key-management=FORCE_PLUS_PERMANENT',
    '--locales=FORCE_PLUS_PERMANENT',
  ],
  () => [
    '--plugin-maturity=unknown',
    '--plugin-load-add=simple_password_check',
    '--simple-password-check=OFF',
    '--loose-sql-error-log=OFF',
    '--loose-hashicorp-key-management-timeout=abc',
    '--loose-hashicorp-key-management-token=token',
    '--loose-hashicorp-key-management-check-kv-version=OFF',
  ],
];

const EMPTY = [
  ...Object.keys(LIBRARIES).map((name) => `UNINSTALL SONAME IF EXISTS '${name}'`),
  'FLUSH TABLES',
  'DELETE FROM mysql.plugin',
];

const PREPARATION = ['SET @five = 5', "SET @text = 'ON'", "SET @lib = 'locales'"];

/** Asks so many statements under a seed. */
export async function run(seed: number, statements: number): Promise<Run> {
  const differences: Difference[] = [];
  let asked = 0;
  for (let turn = 0; asked < statements; turn++) {
    const start = STARTS[turn % STARTS.length];
    if (start === undefined) throw new Error('There is no way to start');
    const pair = await Pair.start(start);
    try {
      for (let sequence = 0; sequence < SEQUENCES_PER_SERVER && asked < statements; sequence++) {
        const length = Math.min(SEQUENCE_LENGTH, statements - asked);
        const done = await askSequence(pair, seed * 100_003 + turn * 101 + sequence, length);
        if (done.difference) differences.push(done.difference);
        asked += done.statements;
      }
    } finally {
      await pair.stop();
    }
  }
  return { statements: asked, differences };
}

/**
 * A sequence ends at a difference: what follows from it would be counted again and again. What clears up behind it is
 * compared as well, but not counted.
 */
async function askSequence(pair: Pair, seed: number, length: number): Promise<Sequence> {
  const draw = drawFrom(seed);
  let difference: Difference | undefined;
  const asked: string[] = [];
  await pair.connect();
  const ask = async (text: string) => {
    const answers = await pair.ask(text);
    if (answers.real !== answers.own) difference ??= { ...answers, statement: text, before: [...asked] };
  };
  for (const text of PREPARATION) await ask(text);
  while (asked.length < length && difference === undefined) {
    const text = statement(draw);
    await ask(text);
    asked.push(text);
  }
  await pair.connect();
  for (const text of [...restoring(asked), ...EMPTY]) await ask(text);
  return { statements: asked.length, difference };
}
