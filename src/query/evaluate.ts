/** Expressions computed in JavaScript: a tree becomes a closure. Subqueries need SQLite and cannot be compiled. */
import type { SqlType } from '../base/types.js';
import type { Environment } from './environment.js';
import type { CallContext } from './functions/define.js';
import type { ApplyNode, Node } from './tree.js';
import { isBinary, type Value } from './value.js';

/** Computes an expression from the values of its slots. */
export type Evaluate = (slots: readonly Value[]) => Value;

/** The slot that holds the value of a part; undefined: compute it. */
export type SlotOf = (node: Node) => number | undefined;

const parameterSlot: SlotOf = (node) => (node.kind === 'Parameter' ? node.slot : undefined);

/** Where a running expression finds its session. */
export interface EnvironmentHolder {
  readonly current: Environment;
}

/** A closure that computes the expression. Environment and slots may change from call to call. */
export function compile(node: Node, holder: EnvironmentHolder, slotOf: SlotOf = parameterSlot): Evaluate {
  const slot = slotOf(node);
  if (slot !== undefined) return (slots) => slots[slot] ?? null;
  if (node.kind === 'Constant') {
    const { value } = node;
    return () => value;
  }
  if (node.kind !== 'Apply') throw new Error(`Invariant broken: a ${node.kind} is computed by SQLite`);
  return compileCall(node, holder, slotOf);
}

function compileCall(node: ApplyNode, holder: EnvironmentHolder, slotOf: SlotOf): Evaluate {
  const parts = node.args.map((arg) => compile(arg, holder, slotOf));
  const { function: called } = node;
  const context = callContext(node, holder);
  if (called.lazy) {
    const lazy = called.lazy.bind(called);
    return (slots) =>
      lazy(
        context,
        parts.map((part) => () => part(slots)),
      );
  }
  const [only] = parts;
  if (only && parts.length === 1) return (slots) => called.call(context, [only(slots)]);
  return (slots) =>
    called.call(
      context,
      parts.map((part) => part(slots)),
    );
}

/** What the function sees; string functions work on bytes as soon as one of their operands is binary. */
export function callContext(
  node: { readonly type: SqlType; readonly args: readonly Node[] },
  holder: EnvironmentHolder,
): CallContext {
  return new Call(node.type, node.args, holder);
}

/** A class, since a getter in a literal would make a new hidden class of each. */
class Call implements CallContext {
  readonly type: SqlType;
  readonly args: readonly Node[];
  readonly bytes: boolean;
  private readonly holder: EnvironmentHolder;

  constructor(type: SqlType, args: readonly Node[], holder: EnvironmentHolder) {
    this.type = type;
    this.args = args;
    this.bytes = isBinary(type) || args.some((arg) => isBinary(arg.type));
    this.holder = holder;
  }

  get env(): Environment {
    return this.holder.current;
  }
}

/** The value of an expression without columns. */
export function evaluateNode(node: Node, env: Environment, slots: readonly Value[] = []): Value {
  return compile(node, { current: env })(slots);
}
