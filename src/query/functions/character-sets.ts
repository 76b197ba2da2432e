/** What is known of a text beside its characters. */
import { charsetOf } from '../../base/charsets.js';
import type { SqlType } from '../../base/types.js';
import { coercibility, collationOfNode } from '../coercibility.js';
import type { Node } from '../tree.js';
import { int } from '../types.js';
import type { Value } from '../value.js';
import { declareRaw, type SqlFunction } from './define.js';

const NAME: SqlType = { name: 'VARCHAR', length: 64, collation: 'utf8mb3_general_ci' };

/** The answer follows from the expression alone; its value does not matter. */
function known(name: string, type: SqlType, answer: (arg: Node) => Value): SqlFunction {
  return declareRaw(name, 1, 1, {
    type: () => type,
    nullable: () => false,
    call: ({ args: [arg] }) => (arg ? answer(arg) : null),
  });
}

export const characterSetFunctions: readonly SqlFunction[] = [
  known('charset', NAME, (arg) => charsetOf(collationOfNode(arg))),
  known('collation', NAME, collationOfNode),
  known('coercibility', int(10), (arg) => BigInt(coercibility(arg))),
];
