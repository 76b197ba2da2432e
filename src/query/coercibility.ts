/** Which collation wins where several texts meet. */

import { charsetOf, isBinaryCollation } from '../base/charsets.js';
import { sqlError } from '../base/errors.js';
import type { Node } from './tree.js';
import { isBinary, isText } from './value.js';

/** 0: COLLATE was written, 2: a column, 3: a name of the session, 4: a literal, 5: a number, 6: NULL. */
type Coercibility = 0 | 1 | 2 | 3 | 4 | 5 | 6;

const NAMES: Readonly<Record<Coercibility, string>> = {
  0: 'EXPLICIT',
  1: 'NONE',
  2: 'IMPLICIT',
  3: 'SYSCONST',
  4: 'COERCIBLE',
  5: 'NUMERIC',
  6: 'IGNORABLE',
};

/** The name of the function behind a COLLATE clause. */
export const COLLATE = 'collate';

const SESSION_NAMES = new Set(['version', 'database', 'schema', 'user', 'current_user', 'session_user', 'system_user']);

/** How readily a text gives way to the collation of another one. */
export function coercibility(node: Node): Coercibility {
  if (node.type.name === 'NULL') return 6;
  if (!isText(node.type) && !isBinary(node.type)) return 5;
  if (node.kind === 'Constant') return 4;
  if (node.kind !== 'Apply') return 2;
  if (node.function.name === COLLATE) return 0;
  if (SESSION_NAMES.has(node.function.name)) return 3;
  if (node.function.name.startsWith('cast') || node.function.name === 'convert') return 2;
  const levels = node.args.map(coercibility).filter((level) => level < 5);
  return levels.length === 0 ? 4 : (Math.min(...levels) as Coercibility);
}

/** The collation of a text; `binary` of whatever else. */
export const collationOfNode = (node: Node): string => ('collation' in node.type ? node.type.collation : 'binary');

/** The character sets from the widest to the narrowest. */
const WIDTH = ['utf8mb4', 'utf8mb3', 'latin1', 'ascii'];

interface Contender {
  readonly collation: string;
  readonly level: Coercibility;
}

function stronger(left: Contender, right: Contender): Contender {
  if (left.level !== right.level) return left.level < right.level ? left : right;
  if (left.collation === right.collation) return left;
  if (left.collation === 'binary' || right.collation === 'binary') return left.collation === 'binary' ? left : right;
  const [a, b] = [charsetOf(left.collation), charsetOf(right.collation)];
  if (left.level !== 0 && a !== b) return WIDTH.indexOf(a) < WIDTH.indexOf(b) ? left : right;
  if (left.level !== 0 && isBinaryCollation(left.collation) !== isBinaryCollation(right.collation)) {
    return isBinaryCollation(left.collation) ? left : right;
  }
  throw sqlError(
    'ER_CANT_AGGREGATE_2COLLATIONS',
    left.collation,
    NAMES[left.level],
    right.collation,
    NAMES[right.level],
    '=',
  );
}

/** The collation of the text that is made from all of the nodes; numbers alone print in `connection`. */
export function commonCollation(nodes: readonly Node[], connection: { readonly collation: string }): string {
  const contenders = nodes
    .map((node) => ({ collation: collationOfNode(node), level: coercibility(node) }))
    .filter(({ level }) => level < 5);
  const [first, ...rest] = contenders;
  return first ? rest.reduce(stronger, first).collation : connection.collation;
}
