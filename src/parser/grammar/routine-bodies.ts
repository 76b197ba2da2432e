/**
 * The bodies of routines and triggers.
 *
 * Written as plain code, since what is allowed depends on what was declared before; expressions, types and ordinary
 * statements are left to the rules.
 */
import type { TokenType } from 'chevrotain';
import { sqlError } from '../../base/errors.js';
import type {
  Block,
  DataType,
  Declaration,
  Destination,
  Expr,
  HandledCondition,
  RoutineStatement,
  RoutineStep,
  Statement,
} from '../ast.js';
import { checkInBody, checkRows, expressionsOf, requireDeclared } from '../routine-rules.js';
import { type BodyOwner, RoutineScope } from '../routine-scope.js';
import * as t from '../tokens.js';
import { k } from '../tokens.js';
import { PlainGrammar } from './plain-code.js';

/** What may stand behind a label. */
const LABELLED: ReadonlySet<TokenType> = new Set([k.BEGIN, k.LOOP, k.WHILE, k.REPEAT, k.FOR]);

type Loop = Extract<RoutineStep, { kind: 'Loop' }>;

export abstract class RoutineBodyGrammar extends PlainGrammar {
  /** An ordinary statement, or the offset of the token that does not fit. */
  protected abstract plainStatement(): { readonly statement: Statement } | { readonly offset: number };

  /** One statement in the scope of what is declared around it; its text is what was typed. */
  protected bodyOf(owner: BodyOwner, scope = new RoutineScope(owner)): { body: RoutineStatement; text: string } {
    const { startOffset } = this.LA(1);
    const body = this.within(scope, () => this.routineStatement());
    return { body, text: this.textBetween(startOffset, (this.LA(0).endOffset ?? 0) + 1) };
  }

  private within<T>(scope: RoutineScope, parse: () => T): T {
    const outer = this.locals;
    this.locals = scope;
    try {
      return parse();
    } finally {
      this.locals = outer;
    }
  }

  private get scope(): RoutineScope {
    return this.locals ?? new RoutineScope({ type: 'COMPOUND', returns: false });
  }

  private routineStatement(): RoutineStatement {
    const line = this.lineOf(this.LA(1));
    return { ...this.step(), line };
  }

  private step(): RoutineStep {
    const label = this.labelAhead() ? this.labelName() : undefined;
    const { tokenType } = this.LA(1);
    if (label !== undefined && !LABELLED.has(tokenType)) throw this.refuse(this.LA(1));
    switch (tokenType) {
      case k.BEGIN:
        return this.block(label);
      case k.LOOP:
      case k.WHILE:
      case k.REPEAT:
        return this.labelled(label, true, () => this.loop(label, tokenType));
      case k.FOR:
        return this.labelled(label, true, () => this.forRange(label));
      case k.IF:
        return this.ifStatement();
      case k.CASE:
        return this.caseStatement();
      case k.LEAVE:
      case k.ITERATE:
        return this.jump(tokenType === k.LEAVE ? 'LEAVE' : 'ITERATE');
      case k.RETURN:
        return this.returnStatement();
      case k.OPEN:
        return { kind: 'Open', cursor: this.cursorBehind() };
      case k.FETCH:
        return this.fetchStatement();
      default:
        return this.isWord('CLOSE') ? { kind: 'Close', cursor: this.cursorBehind() } : this.plain();
    }
  }

  private plain(): RoutineStep {
    const first = this.LA(1);
    const isName = first.tokenType === t.Identifier;
    const { owner } = this.scope;
    if (first.tokenType === k.CREATE) this.refuseCreate();
    if (isName) {
      // A label could begin like that: what does not fit is the word behind it.
      this.advance();
      throw this.refuse(this.LA(1));
    }
    const scope = this.locals;
    const result = this.plainStatement();
    this.locals = scope;
    if ('offset' in result) throw this.refuseAt(result.offset);
    checkInBody(result.statement, owner.type);
    if (owner.trigger) checkRows(result.statement, this.scope);
    requireDeclared(expressionsOf(result.statement), this.scope);
    return { kind: 'Plain', statement: result.statement, text: this.textFrom(first) + this.commentBehind() };
  }

  /** What stands between a statement and its end belongs to its text. */
  private commentBehind(): string {
    const next = this.LA(1);
    return this.textBetween((this.LA(0).endOffset ?? 0) + 1, this.offsetOf(next)).trimEnd();
  }

  /** A routine cannot make another one. Error: 1303. */
  private refuseCreate(): void {
    const made = this.createdObject();
    if (made === k.PROCEDURE || made === k.FUNCTION || made === k.TRIGGER)
      throw sqlError('ER_SP_NO_RECURSIVE_CREATE', this.nameOfObject(made));
  }

  protected abstract createdObject(): TokenType | undefined;

  protected nameOfObject(type: TokenType): string {
    return type === k.PROCEDURE ? 'PROCEDURE' : type === k.FUNCTION ? 'FUNCTION' : 'TRIGGER';
  }

  /** Statements up to one of these words; each ends in a semicolon. */
  private statements(...ends: readonly TokenType[]): RoutineStatement[] {
    const list: RoutineStatement[] = [];
    while (!this.endsList(ends)) {
      list.push(this.routineStatement());
      this.expect(t.Semicolon);
    }
    return list;
  }

  private someStatements(...ends: readonly TokenType[]): RoutineStatement[] {
    const first = this.LA(1);
    const list = this.statements(...ends);
    if (list.length === 0) throw this.refuse(first);
    return list;
  }

  private endsList(ends: readonly TokenType[]): boolean {
    return ends.includes(this.LA(1).tokenType) && this.LA(2).tokenType !== t.Colon;
  }

  // -------------------------------------------------------------- blocks

  private block(label: string | undefined): Block {
    return this.labelled(label, false, () => {
      this.expect(k.BEGIN);
      if (this.LA(1).tokenType === k.NOT) {
        this.advance();
        this.expectWord('ATOMIC');
      }
      const declarations: Declaration[] = [];
      while (this.LA(1).tokenType === k.DECLARE) {
        declarations.push(...this.declaration());
        this.expect(t.Semicolon);
      }
      const body = this.statements(k.END);
      this.expect(k.END);
      return { kind: 'Block', ...(label !== undefined && { label }), declarations, body };
    });
  }

  /** Parses a block or a loop, and the label that may stand behind its end. Error: 1310. */
  private labelled<T>(label: string | undefined, isLoop: boolean, parse: () => T): T {
    const result = this.within(this.scope.inside(label, isLoop), parse);
    if (label !== undefined && t.tokenMatches(this.LA(1), t.Identifier)) {
      const end = this.parsed(this.identifier);
      if (end.toLowerCase() !== label.toLowerCase()) throw sqlError('ER_SP_LABEL_MISMATCH', end);
    }
    return result;
  }

  private declaration(): Declaration[] {
    this.expect(k.DECLARE);
    const { tokenType } = this.LA(1);
    if (tokenType === k.CONTINUE || tokenType === k.EXIT) return [this.handlerDeclaration()];
    const second = this.LA(2).tokenType;
    if (second === k.CONDITION) return this.conditionDeclaration();
    if (second === k.CURSOR) return [this.cursorDeclaration()];
    return [this.variableDeclaration()];
  }

  private variableDeclaration(): Declaration {
    const names = this.commaSeparated(() => this.parsed(this.identifier));
    const type = this.typeOfVariable();
    let value: Expr | undefined;
    if (this.LA(1).tokenType === k.DEFAULT || this.LA(1).tokenType === t.Assign) {
      this.advance();
      value = this.condition();
    }
    this.scope.addVariables(names);
    return { kind: 'Variables', names, type, value };
  }

  /** A type, with its collation. */
  protected typeOfVariable(): DataType {
    const type = this.parsed(this.dataType);
    if (this.LA(1).tokenType !== k.COLLATE) return type;
    this.advance();
    return { ...type, collate: this.parsed(this.collationName) };
  }

  private conditionDeclaration(): Declaration[] {
    const name = this.parsed(this.identifier);
    this.expect(k.CONDITION);
    this.expect(k.FOR);
    this.scope.addCondition(name, this.sqlstateOrErrno());
    return [];
  }

  private sqlstateOrErrno(): HandledCondition {
    if (this.LA(1).tokenType === k.SQLSTATE) return { kind: 'State', sqlstate: this.parsed(this.sqlstateValue) };
    const errno = Number(this.expect(t.IntegerLiteral).image);
    return { kind: 'Errno', errno };
  }

  private cursorDeclaration(): Declaration {
    const name = this.parsed(this.identifier);
    this.expect(k.CURSOR);
    this.expect(k.FOR);
    const statement = this.parsed(this.selectStatement);
    this.scope.addCursor(name);
    return { kind: 'Cursor', name, query: statement.query };
  }

  private handlerDeclaration(): Declaration {
    const action = this.advance().tokenType === k.EXIT ? 'EXIT' : 'CONTINUE';
    this.expect(k.HANDLER);
    this.expect(k.FOR);
    const { scope } = this;
    const conditions = this.commaSeparated(() => {
      const condition = this.handledCondition();
      scope.addHandled(condition);
      return condition;
    });
    const body = this.within(scope.handler(), () => this.routineStatement());
    return { kind: 'Handler', action, conditions, body };
  }

  private handledCondition(): HandledCondition {
    const { tokenType } = this.LA(1);
    if (tokenType === k.SQLSTATE || tokenType === t.IntegerLiteral) return this.sqlstateOrErrno();
    if (tokenType === k.SQLWARNING || tokenType === k.SQLEXCEPTION) {
      this.advance();
      return { kind: tokenType === k.SQLWARNING ? 'SQLWARNING' : 'SQLEXCEPTION' };
    }
    if (tokenType === k.NOT) {
      this.advance();
      this.expectWord('FOUND');
      return { kind: 'NOT FOUND' };
    }
    return this.scope.condition(this.parsed(this.identifier));
  }

  // -------------------------------------------------------------- control flow

  /** An expression whose names are those of variables. */
  private condition(): Expr {
    const expr = this.parsed(this.expression);
    requireDeclared(expr, this.scope);
    return expr;
  }

  private ifStatement(): RoutineStep {
    const branches: { when: Expr; body: RoutineStatement[] }[] = [];
    do {
      this.advance();
      const when = this.condition();
      this.expect(k.THEN);
      branches.push({ when, body: this.someStatements(k.ELSEIF, k.ELSE, k.END) });
    } while (this.LA(1).tokenType === k.ELSEIF);
    const otherwise = this.elseStatements();
    this.expect(k.END);
    this.expect(k.IF);
    return { kind: 'If', branches, otherwise: otherwise ?? [] };
  }

  private elseStatements(): RoutineStatement[] | undefined {
    if (this.LA(1).tokenType !== k.ELSE) return undefined;
    this.advance();
    return this.someStatements(k.END);
  }

  private caseStatement(): RoutineStep {
    this.expect(k.CASE);
    const operand = this.LA(1).tokenType === k.WHEN ? undefined : this.condition();
    const branches: { when: Expr; body: RoutineStatement[] }[] = [];
    do {
      this.expect(k.WHEN);
      const when = this.condition();
      this.expect(k.THEN);
      branches.push({ when, body: this.someStatements(k.WHEN, k.ELSE, k.END) });
    } while (this.LA(1).tokenType === k.WHEN);
    const otherwise = this.elseStatements();
    this.expect(k.END);
    this.expect(k.CASE);
    return { kind: 'Case', ...(operand && { operand }), branches, otherwise };
  }

  private loop(label: string | undefined, word: TokenType): Loop {
    this.advance();
    const head = { kind: 'Loop' as const, ...(label !== undefined && { label }) };
    if (word === k.LOOP) return { ...head, body: this.endOfLoop(this.someStatements(k.END), k.LOOP) };
    if (word === k.WHILE) {
      const condition = this.condition();
      this.expect(k.DO);
      return { ...head, while: condition, body: this.endOfLoop(this.someStatements(k.END), k.WHILE) };
    }
    const body: RoutineStatement[] = [];
    do {
      body.push(this.routineStatement());
      this.expect(t.Semicolon);
    } while (!this.isWord('UNTIL'));
    this.expectWord('UNTIL');
    const until = this.condition();
    return { ...head, until, body: this.endOfLoop(body, k.REPEAT) };
  }

  private endOfLoop(body: RoutineStatement[], word: TokenType): RoutineStatement[] {
    this.expect(k.END);
    this.expect(word);
    return body;
  }

  private forRange(label: string | undefined): RoutineStep {
    this.expect(k.FOR);
    const variable = this.parsed(this.identifier);
    this.expect(k.IN);
    const reverse = this.isWord('REVERSE');
    if (reverse) this.advance();
    const from = this.condition();
    if (this.LA(1).tokenType === k.DO) throw sqlError('ER_NOT_SUPPORTED_YET', 'FOR loop over a cursor');
    this.expect(t.DotDot);
    const to = this.condition();
    this.scope.addVariables([variable]);
    this.expect(k.DO);
    const body = this.endOfLoop(this.someStatements(k.END), k.FOR);
    return { kind: 'ForRange', ...(label !== undefined && { label }), variable, from, to, reverse, body };
  }

  private jump(verb: 'LEAVE' | 'ITERATE'): RoutineStep {
    this.advance();
    const label = this.labelName(false);
    this.scope.useLabel(label, verb);
    return { kind: verb === 'LEAVE' ? 'Leave' : 'Iterate', label };
  }

  private returnStatement(): RoutineStep {
    this.expect(k.RETURN);
    const { owner } = this.scope;
    if (owner.type !== 'FUNCTION') throw sqlError('ER_SP_BADRETURN');
    owner.returns = true;
    return { kind: 'Return', value: this.condition() };
  }

  // -------------------------------------------------------------- cursors

  private cursorBehind(): string {
    this.advance();
    return this.scope.cursor(this.parsed(this.identifier));
  }

  private fetchStatement(): RoutineStep {
    this.expect(k.FETCH);
    if (this.LA(1).tokenType === k.NEXT) {
      this.advance();
      this.expect(k.FROM);
    } else if (this.LA(1).tokenType === k.FROM) {
      this.advance();
    }
    const cursor = this.scope.cursor(this.parsed(this.identifier));
    this.expect(k.INTO);
    const into = this.commaSeparated((): Destination => this.parsed(this.intoVariable));
    return { kind: 'Fetch', cursor, into };
  }

  // -------------------------------------------------------------- tokens

  private labelAhead(): boolean {
    return this.LA(2).tokenType === t.Colon && t.tokenMatches(this.LA(1), t.Identifier);
  }

  private labelName(withColon = true): string {
    const name = this.parsed(this.identifier);
    if (withColon) this.expect(t.Colon);
    return name;
  }
}
