/**
 * The text of a view's query as the server writes it: every column with its table, every table with its database,
 * joins in parentheses. It is the AST that is printed; what its names mean is what binding has found.
 */
import { quoteName } from '../../infoschema/quoting.js';
import type * as ast from '../../parser/ast.js';
import type { Observer } from '../../query/binder.js';
import type { Node, ResultItem, Source } from '../../query/tree.js';
import { ExpressionText, type Printed, TEST } from './expression-text.js';

/** What the names of a query mean. */
export class Meanings implements Observer {
  readonly columns = new Map<ast.ColumnRef, Node>();
  readonly lists = new Map<readonly ast.SelectItem[], readonly ResultItem[]>();
  readonly joins = new Map<ast.Join, readonly (readonly [Node, Node])[]>();
  readonly tables = new Map<ast.NamedTable, Source>();
  /** What was written for the items of select lists. */
  readonly written = new Map<Node, ast.Expr>();

  column(reference: ast.ColumnRef, node: Node): void {
    this.columns.set(reference, node);
  }

  items(written: readonly ast.SelectItem[], bound: readonly ResultItem[]): void {
    this.lists.set(written, bound);
    if (written.length !== bound.length) return;
    written.forEach((item, index) => {
      const node = bound[index]?.node;
      if (item.kind === 'Item' && node) this.written.set(node, item.expr);
    });
  }

  pairs(join: ast.Join, pairs: readonly (readonly [Node, Node])[]): void {
    this.joins.set(join, pairs);
  }

  table(reference: ast.NamedTable, source: Source): void {
    this.tables.set(reference, source);
  }
}

export interface QueryStyle {
  /** What is written before a table's name. */
  readonly qualified: boolean;
  /** Tables between commas are joins in parentheses, too. */
  readonly nested: boolean;
}

export class QueryText extends ExpressionText {
  private readonly meanings: Meanings;
  private readonly style: QueryStyle;

  constructor(meanings: Meanings, style: QueryStyle) {
    super();
    this.meanings = meanings;
    this.style = style;
  }

  /** `names`: what the columns of the view are called. `labels`: without them the query stands for a value. */
  whole(query: ast.Query, names?: readonly string[], labels = true): string {
    const head = query.with ? this.with(query.with) : '';
    return head + (query.kind === 'Select' ? this.select(query, names, labels) : this.union(query, names, labels));
  }

  private with({ recursive, tables }: ast.With): string {
    const list = tables.map(({ name, columns, query }) => {
      const names = columns ? `(${columns.map((column) => quoteName(column)).join(',')})` : '';
      return `${name}${names} as (${this.whole(query)})`;
    });
    return `with ${recursive ? 'recursive ' : ''}${list.join(',')}`;
  }

  private union(query: ast.SetOperation, names: readonly string[] | undefined, labels: boolean): string {
    const left = this.operand(query.left, names, labels);
    const right = this.operand(query.right, undefined, labels);
    const all = query.all ? ' all' : '';
    return `${left} ${query.op.toLowerCase()}${all} ${right}${this.tail(query)}`;
  }

  private operand(query: ast.Query, names: readonly string[] | undefined, labels: boolean): string {
    const text = this.whole(query, names, labels);
    return query.orderBy.length > 0 || query.limit ? `(${text})` : text;
  }

  private select(query: ast.Select, names: readonly string[] | undefined, labels: boolean): string {
    const parts = [`select ${query.distinct ? 'distinct ' : ''}${this.items(query, names, labels)}`];
    if (query.from.length > 0) parts.push(`from ${this.from(query.from)}`);
    if (query.where) parts.push(`where ${this.text(query.where)}`);
    if (query.groupBy.length > 0)
      parts.push(`group by ${this.order(query.groupBy)}${query.rollup ? ' with rollup' : ''}`);
    if (query.having) parts.push(`having ${this.text(query.having)}`);
    return parts.join(' ') + this.tail(query);
  }

  private tail({ orderBy, limit }: ast.Query): string {
    const order = orderBy.length > 0 ? ` order by ${this.order(orderBy)}` : '';
    if (!limit) return order;
    return `${order} limit ${limit.offset ? `${this.text(limit.offset)},` : ''}${this.text(limit.count)}`;
  }

  private order(items: readonly ast.OrderItem[]): string {
    return items.map(({ expr, descending }) => `${this.text(expr)}${descending ? ' desc' : ''}`).join(',');
  }

  private items({ items }: ast.Select, names: readonly string[] | undefined, labels: boolean): string {
    const bound = this.meanings.lists.get(items) ?? [];
    const texts = bound.map(({ name, node }, index) => {
      const text = this.item(node);
      return labels ? `${text} AS ${quoteName(names?.[index] ?? name)}` : text;
    });
    return texts.length > 0 ? texts.join(',') : this.writtenItems(items, names);
  }

  /** Where nothing is known of the names, as in a view that has become invalid. */
  private writtenItems(items: readonly ast.SelectItem[], names: readonly string[] | undefined): string {
    const texts = items.map((item, index) => {
      if (item.kind === 'Star') return item.table === undefined ? '*' : `${quoteName(item.table)}.*`;
      return `${this.text(item.expr)} AS ${quoteName(names?.[index] ?? item.alias ?? item.text)}`;
    });
    return texts.join(',');
  }

  private item(node: Node): string {
    const written = this.meanings.written.get(node);
    if (written && written.kind !== 'ColumnRef') return this.text(written);
    return node.kind === 'Column' ? this.columnOf(node.source, node.name) : this.text(written ?? NULL);
  }

  private columnOf(source: Source, name: string): string {
    const path = source.content.kind === 'Table' && source.alias === source.name ? this.path(source) : [source.alias];
    return [...path, name].map((part) => quoteName(part)).join('.');
  }

  private path({ db, name }: { readonly db: string; readonly name: string }): string[] {
    return this.style.qualified && db !== '' ? [db, name] : [name];
  }

  protected override column(reference: ast.ColumnRef): string {
    const node = this.meanings.columns.get(reference);
    if (!node)
      return [reference.db, reference.table, reference.name].flatMap((part) => (part ? quoteName(part) : [])).join('.');
    if (node.kind === 'Column') return this.columnOf(node.source, node.name);
    const written = this.meanings.written.get(node);
    return written && written !== reference ? this.text(written) : quoteName(reference.name);
  }

  protected override query(query: ast.Query, exists: boolean): string {
    const text = this.whole(query, undefined, false);
    return `(${text}${exists && !query.limit ? ' limit 1' : ''})`;
  }

  private from(tables: readonly ast.TableReference[]): string {
    if (!this.style.nested) return tables.map((table) => this.table(table)).join(' join ');
    const [first = '', ...rest] = tables.map((table) => this.table(table));
    return rest.reduce((left, right) => `(${left} join ${right})`, first);
  }

  private table(reference: ast.TableReference): string {
    switch (reference.kind) {
      case 'DerivedTable':
        return `(${this.whole(reference.query)}) ${quoteName(reference.alias)}`;
      case 'Join':
        return this.join(reference);
      case 'NamedTable': {
        const source = this.meanings.tables.get(reference);
        const { db = '', name } = reference.table;
        const path = this.path(source ?? { db, name })
          .map((part) => quoteName(part))
          .join('.');
        return reference.alias === undefined || reference.alias === name
          ? path
          : `${path} ${quoteName(reference.alias)}`;
      }
    }
  }

  /** A right join is a left join with its sides changed. */
  private join(join: ast.Join): string {
    const pairs = this.meanings.joins.get(join)?.map(([left, right]) => `${this.item(left)} = ${this.item(right)}`);
    const on = join.on ? this.text(join.on) : pairs?.join(' and ');
    const [left, right] = join.type === 'RIGHT' ? [join.right, join.left] : [join.left, join.right];
    const word = join.type === 'LEFT' || join.type === 'RIGHT' ? 'left join' : 'join';
    return `(${this.table(left)} ${word} ${this.table(right)}${on === undefined ? '' : ` on(${on})`})`;
  }

  protected override literal(value: ast.LiteralValue): string {
    const isBytes = value.type === 'hex' || value.type === 'bit';
    return isBytes ? `X'${Buffer.from(value.bytes).toString('hex').toUpperCase()}'` : super.literal(value);
  }

  /** NOT of what is no comparison. */
  protected override negation(operand: ast.Expr): Printed {
    const logical = operand.kind === 'Binary' && /^(?:AND|OR|XOR)$/.test(operand.op);
    if (logical || operand.kind === 'ExistsTest') return super.negation(operand);
    return { text: `${this.within(operand, TEST + 1)} = 0`, binding: TEST };
  }

  protected override membership(test: ast.InTest, not: string): Printed {
    const { operand, among } = test;
    const [only, ...others] = 'kind' in among ? [] : among;
    if (!only || others.length > 0 || operand.kind === 'RowExpr') return super.membership(test, not);
    const sign = not === '' ? '=' : '<>';
    return { text: `${this.within(operand, TEST)} ${sign} ${this.within(only, TEST + 1)}`, binding: TEST };
  }

  protected override call(call: ast.Call): string {
    const { name, args } = call;
    const [first, second] = args;
    switch (name.toUpperCase()) {
      case 'DATE_ADD':
      case 'ADDDATE':
      case 'DATE_SUB':
      case 'SUBDATE':
        if (first && second?.kind === 'IntervalExpr')
          return `${this.text(first)} ${/ADD/i.test(name) ? '+' : '-'} ${this.text(second)}`;
        return super.call(call);
      case 'EXTRACT':
        return first?.kind === 'Literal' && first.value.type === 'string' && second
          ? `extract(${first.value.value.toLowerCase()} from ${this.text(second)})`
          : super.call(call);
      case 'GROUP_CONCAT':
        return this.groupConcat(call);
      default:
        return call.distinct ? `${name.toLowerCase()}(distinct ${this.list(args)})` : super.call(call);
    }
  }

  private groupConcat({ args, distinct, orderBy = [], separator = ',' }: ast.Call): string {
    const order = orderBy.map(({ expr, descending }) => `${this.text(expr)} ${descending ? 'DESC' : 'ASC'}`).join(',');
    const text = `${distinct ? 'distinct ' : ''}${this.list(args)}${order === '' ? '' : ` order by ${order}`}`;
    return `group_concat(${text} separator ${this.literal({ type: 'string', value: separator })})`;
  }
}

const NULL: ast.Literal = { kind: 'Literal', value: { type: 'null' } };
