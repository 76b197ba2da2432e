/**
 * PARTITION BY and what ALTER TABLE does with partitions, read from the tokens behind it. The clause is always the last
 * of its statement and has words of its own, so it is read by hand; its expressions go through the grammar again.
 */
import type { IToken } from 'chevrotain';
import { sqlError } from '../base/errors.js';
import type { Expr, PartitionAction, PartitionBy, PartitionDefinition, PartitionValue } from './ast.js';
import { syntaxErrorAt } from './syntax-error.js';
import * as t from './tokens.js';

export interface PartitionText {
  readonly sql: string;
  readonly tokens: readonly IToken[];
  /** The expressions of `a, b`. */
  expressions(text: string): readonly Expr[];
}

/** PARTITION BY … */
export const parsePartitionBy = (text: PartitionText): PartitionBy => new PartitionReader(text).partitionBy();

/** ADD PARTITION …, DROP PARTITION …, REMOVE PARTITIONING and the like. */
export const parsePartitionAction = (text: PartitionText): PartitionAction => new PartitionReader(text).action();

class PartitionReader {
  private readonly text: PartitionText;
  private at = 0;

  constructor(text: PartitionText) {
    this.text = text;
  }

  partitionBy(): PartitionBy {
    this.words('PARTITION', 'BY');
    const by = this.by();
    this.end();
    return by;
  }

  action(): PartitionAction {
    const action = this.oneAction();
    this.end();
    return action;
  }

  private oneAction(): PartitionAction {
    if (this.isWord('PARTITION')) return { action: 'BY', by: this.partitionBy() };
    if (this.take('REMOVE')) {
      this.words('PARTITIONING');
      return { action: 'REMOVE' };
    }
    const verb = this.next().image.toUpperCase();
    this.words('PARTITION');
    switch (verb) {
      case 'ADD':
        this.takeNot('IF', 'NOT', 'EXISTS');
        return this.take('PARTITIONS')
          ? { action: 'ADD', partitions: [], count: this.integer() }
          : { action: 'ADD', partitions: this.definitions() };
      case 'DROP':
      case 'TRUNCATE': {
        const ifExists = this.take('IF') && this.words('EXISTS');
        return { action: verb, names: this.take('ALL') ? 'ALL' : this.names(), ifExists };
      }
      case 'COALESCE':
        return { action: 'COALESCE', count: this.integer() };
      case 'REORGANIZE': {
        const names = this.names();
        this.words('INTO');
        return { action: 'REORGANIZE', names, partitions: this.definitions() };
      }
      default:
        throw sqlError('ER_NOT_SUPPORTED_YET', `ALTER TABLE ... ${verb} PARTITION`);
    }
  }

  private by(): PartitionBy {
    const linear = this.take('LINEAR');
    const method = this.next().image.toUpperCase();
    switch (method) {
      case 'HASH':
        return { method, linear, expr: this.expression(), ...this.parts() };
      case 'KEY':
        if (this.take('ALGORITHM')) this.unsupported('PARTITION BY KEY ALGORITHM');
        return { method, linear, columns: this.columns(), ...this.parts() };
      case 'RANGE':
      case 'LIST':
        if (linear) return this.fail();
        return this.take('COLUMNS')
          ? { method, linear, columns: this.columns(), ...this.parts() }
          : { method, linear, expr: this.expression(), ...this.parts() };
      case 'SYSTEM_TIME':
        return this.unsupported('PARTITION BY SYSTEM_TIME');
      default:
        this.at--;
        return this.fail();
    }
  }

  private parts(): Pick<PartitionBy, 'count' | 'partitions'> {
    const count = this.take('PARTITIONS') ? this.integer() : undefined;
    if (this.isWord('SUBPARTITION')) this.unsupported('SUBPARTITION BY');
    const partitions = this.isOpen() ? this.definitions() : undefined;
    return { ...(count !== undefined && { count }), ...(partitions && { partitions }) };
  }

  private definitions(): PartitionDefinition[] {
    const list: PartitionDefinition[] = [];
    this.open();
    do list.push(this.definition());
    while (this.takeToken(t.Comma));
    this.close();
    return list;
  }

  private definition(): PartitionDefinition {
    this.words('PARTITION');
    const name = this.name();
    const values = this.take('VALUES') ? this.values() : {};
    let comment: string | undefined;
    for (;;) {
      if (this.isOpen()) return this.unsupported('SUBPARTITION');
      if (this.take('COMMENT')) comment = this.option();
      else if (this.take('ENGINE') || this.take('MAX_ROWS') || this.take('MIN_ROWS')) this.option();
      else if (this.isWord('DATA') || this.isWord('INDEX')) return this.unsupported('DATA DIRECTORY of partitions');
      else return { name, ...values, ...(comment !== undefined && { comment }) };
    }
  }

  private values(): Pick<PartitionDefinition, 'lessThan' | 'values'> {
    if (this.take('IN')) return { values: this.list().map((item) => this.row(item)) };
    this.words('LESS', 'THAN');
    if (this.take('MAXVALUE')) return { lessThan: ['MAXVALUE'] };
    return { lessThan: this.list().map((item) => this.value(item)) };
  }

  /** (1, 2) of VALUES IN with several columns. */
  private row(text: string): PartitionValue[] {
    const expr = this.value(text);
    return expr !== 'MAXVALUE' && expr.kind === 'RowExpr' ? [...expr.items] : [expr];
  }

  private value(text: string): PartitionValue {
    if (/^\s*MAXVALUE\s*$/i.test(text)) return 'MAXVALUE';
    const [only] = this.text.expressions(text);
    return only ?? this.fail();
  }

  private expression(): Expr {
    const [only, ...others] = this.text.expressions(this.list().join(','));
    return only && others.length === 0 ? only : this.fail();
  }

  /** The texts between the commas of a list in parentheses. */
  private list(): string[] {
    this.open();
    const items: string[] = [];
    let from = this.token.startOffset;
    for (let depth = 1; ; ) {
      const { tokenType, startOffset } = this.next();
      if (tokenType === t.LeftParenthesis) depth++;
      if (tokenType === t.RightParenthesis) depth--;
      if (depth > 0 && !(depth === 1 && tokenType === t.Comma)) continue;
      items.push(this.text.sql.slice(from, startOffset));
      if (depth === 0) return items;
      from = startOffset + 1;
    }
  }

  private columns(): string[] {
    this.open();
    if (this.takeToken(t.RightParenthesis)) return [];
    const names = this.names();
    this.close();
    return names;
  }

  private names(): string[] {
    const names = [this.name()];
    while (this.takeToken(t.Comma)) names.push(this.name());
    return names;
  }

  private name(): string {
    const { image } = this.next();
    if (image.startsWith('`')) return image.slice(1, -1).replaceAll('``', '`');
    if (!/^[\w$\u0080-\uffff]+$/.test(image)) this.failBefore();
    return image;
  }

  /** [=] value */
  private option(): string {
    this.takeToken(t.Equal);
    const { image } = this.next();
    return /^['"]/.test(image) ? image.slice(1, -1).replaceAll("''", "'") : image;
  }

  private integer(): number {
    const { image } = this.next();
    if (!/^\d+$/.test(image)) this.failBefore();
    return Number(image);
  }

  private get token(): IToken {
    return this.text.tokens[this.at] ?? this.fail();
  }

  private next(): IToken {
    const { token } = this;
    this.at++;
    return token;
  }

  private isWord(word: string): boolean {
    return this.text.tokens[this.at]?.image.toUpperCase() === word;
  }

  private take(word: string): boolean {
    const isThere = this.isWord(word);
    if (isThere) this.at++;
    return isThere;
  }

  private takeNot(...words: readonly string[]): void {
    if (this.isWord(words[0] ?? '')) this.words(...words);
  }

  private words(...words: readonly string[]): true {
    for (const word of words) if (!this.take(word)) this.fail();
    return true;
  }

  private isOpen(): boolean {
    return this.text.tokens[this.at]?.tokenType === t.LeftParenthesis;
  }

  private open(): void {
    if (!this.takeToken(t.LeftParenthesis)) this.fail();
  }

  private close(): void {
    if (!this.takeToken(t.RightParenthesis)) this.fail();
  }

  private takeToken(type: IToken['tokenType']): boolean {
    const isThere = this.text.tokens[this.at]?.tokenType === type;
    if (isThere) this.at++;
    return isThere;
  }

  private end(): void {
    if (this.isWord('AS') || this.isWord('SELECT')) this.unsupported('CREATE TABLE ... PARTITION BY ... SELECT');
    if (this.at < this.text.tokens.length) this.fail();
  }

  private unsupported(what: string): never {
    throw sqlError('ER_NOT_SUPPORTED_YET', what);
  }

  private failBefore(): never {
    this.at--;
    return this.fail();
  }

  private fail(): never {
    throw syntaxErrorAt(this.text.sql, this.text.tokens[this.at]?.startOffset ?? this.text.sql.length);
  }
}
