/** Expressions as error messages show them: `test`.`t`.`a` + 1. */

import type { SqlFunction } from './functions/define.js';
import type { Node } from './tree.js';

const quote = (name: string): string => `\`${name}\``;

/** The text of an expression in the server's own spelling. */
export function describe(node: Pick<Extract<Node, { kind: 'Apply' }>, 'function' | 'args'> | Node): string {
  if (!('kind' in node)) return describeCall(node.function, node.args);
  switch (node.kind) {
    case 'Constant':
      return node.text;
    case 'Column': {
      const path = [node.source.content.kind === 'Table' ? node.source.db : '', node.source.alias, node.name];
      return path
        .filter((part) => part !== '')
        .map(quote)
        .join('.');
    }
    case 'Apply':
      return describeCall(node.function, node.args);
    case 'Aggregate':
      return `${node.function.name}(${node.distinct ? 'distinct ' : ''}${node.args.map(describe).join(',')})`;
    case 'Parameter':
      return quote(node.name);
    default:
      return '(subquery)';
  }
}

function describeOperand(node: Node): string {
  const text = describe(node);
  return node.kind === 'Apply' && node.function.operator ? `(${text})` : text;
}

function describeCall(called: SqlFunction, args: readonly Node[]): string {
  const [left, right] = args;
  if (called.spelling) return called.spelling(args.map(describe));
  if (called.operator && left && right) return `${describeOperand(left)} ${called.operator} ${describeOperand(right)}`;
  if (left && args.length === 1 && /^\W/.test(called.name)) return `${called.name}${describeOperand(left)}`;
  return `${called.name}(${args.map(describe).join(',')})`;
}
