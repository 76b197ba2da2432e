/** Functions for the types SET and BIT. */
import { commonCollation } from '../coercibility.js';
import { sameWeights } from '../collations.js';
import { int } from '../types.js';
import { isText } from '../value.js';
import { declare, type SqlFunction } from './define.js';
import { integer, text } from './parameters.js';

export const setFunctions: readonly SqlFunction[] = [
  declare('find_in_set', {
    parameters: [text, text],
    type: int(3),
    call(context, member, list) {
      if (list === '' || member.includes(',')) return 0n;
      const texts = context.args.filter(({ type }) => isText(type));
      const collation = context.bytes ? 'binary' : commonCollation(texts, { collation: 'utf8mb4_general_ci' });
      return BigInt(list.split(',').findIndex((one) => sameWeights(one, member, collation)) + 1);
    },
  }),
  ...(
    [
      ['bin', 2],
      ['oct', 8],
    ] as const
  ).map(([name, base]) =>
    declare(name, {
      parameters: [integer],
      type: { name: 'VARCHAR', length: 64, collation: 'utf8mb3_general_ci' },
      nullable: true,
      call: (_context, value) => BigInt.asUintN(64, value).toString(base),
    }),
  ),
];
