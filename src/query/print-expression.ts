/** Expressions as SQLite text. What SQLite cannot compute as the server does becomes one call of a JavaScript function. */
import type { SqlError } from '../base/errors.js';
import type { ConditionLevel } from '../base/result.js';
import type { StoredValue } from '../base/types.js';
import { sortKeyText } from './collations.js';
import { compareValues, identityOf } from './compare-values.js';
import { heardBy } from './environment.js';
import { callContext, compile, evaluateNode } from './evaluate.js';
import type { FunctionHost, GroupTotal } from './function-host.js';
import type { Accumulator } from './functions/define.js';
import type { AggregateNode, ApplyNode, BoundQuery, ExistsNode, InQueryNode, Node, ScalarNode } from './tree.js';
import { isConstant } from './tree.js';
import { decodeValue, encodeValue, type Value } from './value.js';

/** Prints the queries inside of expressions. `print-query.ts` is behind it. */
export interface QueryPrinter {
  query(query: BoundQuery): string;
  scalar(node: ScalarNode): string;
  inQuery(node: InQueryNode): string;
}

interface Folded {
  readonly value: StoredValue;
  readonly warnings: readonly (readonly [ConditionLevel, SqlError])[];
}

export class ExpressionPrinter {
  readonly params: Record<string, StoredValue> = {};
  private readonly host: FunctionHost;
  private readonly queries: QueryPrinter;
  private count = 0;

  constructor(host: FunctionHost, queries: QueryPrinter) {
    this.host = host;
    this.queries = queries;
  }

  /** A value as a parameter. */
  param(value: StoredValue): string {
    const name = `p${this.count++}`;
    this.params[name] = value;
    return `:${name}`;
  }

  print(node: Node): string {
    switch (node.kind) {
      case 'Constant':
        return this.param(encodeValue(node.value, node.type));
      case 'Column':
        return `${node.source.id}.${node.source.columns[node.index]?.sql}`;
      case 'Apply':
        return this.apply(node);
      case 'Aggregate':
        return this.aggregate(node);
      case 'Scalar':
        return this.queries.scalar(node);
      case 'Exists':
        return this.exists(node);
      case 'InQuery':
        return this.queries.inQuery(node);
      case 'Parameter':
        throw new Error(`Invariant broken: VALUES(${node.name}) is not for SQLite`);
    }
  }

  private exists(node: ExistsNode): string {
    return `EXISTS (${this.queries.query(node.query)})`;
  }

  private apply(node: ApplyNode): string {
    const folded = isConstant(node) ? this.fold(node) : undefined;
    if (folded) return this.param(folded.value);
    const native = node.function.native?.(node.args);
    if (native) return native(node.args.map((arg) => this.print(arg)));
    return this.call(node);
  }

  /**
   * The value of a constant expression, computed once. Not when it fails, since it may never be reached, and not
   * when it warns, since it warns for each row; but a constant that was converted for a comparison warns once.
   */
  private fold(node: ApplyNode): Folded | undefined {
    const warnings: [ConditionLevel, SqlError][] = [];
    const listening = heardBy(this.host.current, (level, error) => {
      warnings.push([level, error]);
    });
    try {
      const value = encodeValue(evaluateNode(node, listening), node.type);
      if (warnings.length > 0 && node.function.name !== 'convert') return undefined;
      for (const [level, error] of warnings) this.host.current.warn(level, error);
      return { value, warnings };
    } catch {
      return undefined;
    }
  }

  /** One JavaScript call for the node and all below it that is not SQLite's. */
  private call(node: ApplyNode): string {
    const leaves: Node[] = [];
    const evaluate = compile(node, this.host, (part) => this.leafSlot(part, node, leaves));
    const { type } = node;
    const types = leaves.map((leaf) => leaf.type);
    const decoded: Value[] = new Array(leaves.length).fill(null);
    const run = (args: readonly StoredValue[]): StoredValue => {
      for (let index = 0; index < types.length; index++)
        decoded[index] = decodeValue(args[index] ?? null, types[index] ?? type);
      return encodeValue(evaluate(decoded), type);
    };
    const name = this.host.scalar(run, leaves.length > 0 && isPure(node));
    return `${name}(${leaves.map((leaf) => this.print(leaf)).join(', ')})`;
  }

  /** The argument that a part of the expression comes in as; undefined: it is computed in the same call. */
  private leafSlot(part: Node, root: ApplyNode, leaves: Node[]): number | undefined {
    if (part.kind === 'Constant' || part === root) return undefined;
    if (part.kind === 'Apply' && !part.function.native?.(part.args)) return undefined;
    if (part.kind === 'Apply' && isConstant(part)) return undefined;
    const known = leaves.indexOf(part);
    return known >= 0 ? known : leaves.push(part) - 1;
  }

  private aggregate(node: AggregateNode): string {
    const native = node.orderBy.length === 0 ? node.function.native?.(node.args, node.distinct) : undefined;
    if (native) return native(node.args.map((arg) => this.print(arg)));
    const name = this.host.aggregate({ start: () => this.startGroup(node) });
    const inputs = [...node.args, ...node.orderBy.map((term) => term.node)];
    return `${name}(${inputs.map((input) => this.print(input)).join(', ')})`;
  }

  private startGroup(node: AggregateNode): GroupTotal {
    const context = { ...callContext(node, this.host), separator: node.separator, env: this.host.current };
    const total = node.function.start(context);
    const rows = node.orderBy.length > 0 ? new SortedRows(node, total) : undefined;
    const seen = node.distinct ? new Set<string>() : undefined;
    const types = [...node.args, ...node.orderBy.map((term) => term.node)].map((input) => input.type);
    const width = node.args.length;
    return {
      add(args) {
        const values = args.map((arg, index) => decodeValue(arg, types[index] ?? node.type));
        const own = values.slice(0, width);
        if (own.includes(null)) return;
        if (seen) {
          const key = distinctKey(node, own);
          if (seen.has(key)) return;
          seen.add(key);
        }
        if (rows) rows.add(values);
        else total.add(own);
      },
      result() {
        rows?.flush();
        return encodeValue(total.result(), node.type);
      },
    };
  }
}

/** Texts of one weight are one value. */
function distinctKey(node: AggregateNode, values: readonly Value[]): string {
  return values
    .map((value, index) => {
      const arg = node.args[index];
      return typeof value === 'string' && arg && 'collation' in arg.type
        ? `t${sortKeyText(value, arg.type.collation)}`
        : identityOf(value);
    })
    .join('\0');
}

/** Is the expression the same for the same row, however often it is computed? */
export function isPure(node: Node): boolean {
  return node.kind !== 'Apply' || (node.function.deterministic && node.args.every(isPure));
}

/** The rows of GROUP_CONCAT(… ORDER BY …), handed on in their order at the end. */
class SortedRows {
  private readonly rows: (readonly Value[])[] = [];
  private readonly node: AggregateNode;
  private readonly total: Accumulator;

  constructor(node: AggregateNode, total: Accumulator) {
    this.node = node;
    this.total = total;
  }

  add(row: readonly Value[]): void {
    this.rows.push(row);
  }

  flush(): void {
    const width = this.node.args.length;
    for (const row of this.rows.toSorted((a, b) => this.order(a, b))) this.total.add(row.slice(0, width));
  }

  private order(left: readonly Value[], right: readonly Value[]): number {
    const width = this.node.args.length;
    for (const [index, { descending }] of this.node.orderBy.entries()) {
      const [a = null, b = null] = [left[width + index], right[width + index]];
      const order = a === null || b === null ? Number(a !== null) - Number(b !== null) : compareValues(a, b);
      if (order !== 0) return descending ? -order : order;
    }
    return 0;
  }
}
