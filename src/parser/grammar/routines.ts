/** Stored routines and triggers: CREATE, ALTER, DROP. Plain code around the rules, as their bodies are. */
import type { IToken, TokenType } from 'chevrotain';
import { sqlError } from '../../base/errors.js';
import type {
  AccountName,
  AlterRoutine,
  CreateRoutine,
  CreateTrigger,
  Parameter,
  RoutineCharacteristics,
  RoutineDefinition,
  RoutineType,
  Statement,
  TableName,
  TriggerEvent,
  TriggerTime,
} from '../ast.js';
import { type BodyOwner, RoutineScope } from '../routine-scope.js';
import * as t from '../tokens.js';
import { k } from '../tokens.js';
import { RoutineBodyGrammar } from './routine-bodies.js';

/** How far the word may be that says what is made: OR REPLACE and a definer stand before it. */
const HEAD_LENGTH = 14;

/** Words with which a compound statement begins that stands in no routine. */
const COMPOUND: ReadonlySet<TokenType> = new Set([k.IF, k.CASE, k.WHILE, k.LOOP, k.REPEAT, k.FOR]);

/** What stands between CREATE and the name of what is made. */
interface Head {
  readonly orReplace: boolean;
  readonly definer?: AccountName;
}

type Written = { -readonly [Key in keyof RoutineCharacteristics]: RoutineCharacteristics[Key] };

/** What the statement that begins with these tokens makes, where that word comes soon enough. */
export function createdObject(tokenAt: (ahead: number) => IToken): TokenType | undefined {
  let ahead = 2;
  if (tokenAt(ahead).tokenType === k.OR) ahead += 2;
  if (tokenAt(ahead).tokenType === k.DEFINER) {
    while (ahead < HEAD_LENGTH && !isObject(tokenAt(ahead).tokenType)) ahead++;
  }
  if (tokenAt(ahead).tokenType === k.AGGREGATE) ahead++;
  return isObject(tokenAt(ahead).tokenType) ? tokenAt(ahead).tokenType : undefined;
}

const isObject = (type: TokenType): boolean =>
  type === k.PROCEDURE || type === k.FUNCTION || type === k.TRIGGER || type === k.EVENT;

/** Does a statement that begins like that hold other statements? */
export function holdsStatements(tokenAt: (ahead: number) => IToken): boolean {
  const first = tokenAt(1).tokenType;
  const second = tokenAt(2).tokenType;
  if (first === k.CREATE) return createdObject(tokenAt) !== undefined;
  if (first === k.BEGIN) return second === k.NOT;
  return COMPOUND.has(first) || second === t.Colon;
}

export abstract class RoutineGrammar extends RoutineBodyGrammar {
  /** The routine or trigger that the statement is about; undefined: it is about something else. */
  protected routineStatementAhead(): (() => Statement) | undefined {
    const { tokenType } = this.LA(1);
    if (tokenType === k.CREATE) return this.createAhead();
    if (tokenType === k.ALTER && this.isRoutineWord(2)) return () => this.alterRoutine();
    if (tokenType === k.DROP && this.isRoutineWord(2)) return () => this.dropRoutine();
    if (tokenType === k.DROP && this.LA(2).tokenType === k.TRIGGER) return () => this.dropTrigger();
    if (this.locals === undefined && holdsStatements((ahead) => this.LA(ahead)))
      return () => ({ kind: 'Compound', body: this.bodyOf({ type: 'COMPOUND', returns: false }).body });
    return undefined;
  }

  private createAhead(): (() => Statement) | undefined {
    const made = this.createdObject();
    if (made === k.TRIGGER) return () => this.createTrigger();
    if (made === k.EVENT) return () => this.createEvent();
    return made === undefined ? undefined : () => this.createRoutine();
  }

  protected createdObject(): TokenType | undefined {
    return createdObject((ahead) => this.LA(ahead));
  }

  private isRoutineWord(ahead: number): boolean {
    const { tokenType } = this.LA(ahead);
    return tokenType === k.PROCEDURE || tokenType === k.FUNCTION;
  }

  // -------------------------------------------------------------- routines

  private createRoutine(): Statement {
    const head = this.head();
    if (this.LA(1).tokenType === k.AGGREGATE) throw sqlError('ER_NOT_SUPPORTED_YET', 'CREATE AGGREGATE FUNCTION');
    const type = this.routineType();
    const { ifNotExists, name } = this.newName(head);
    if (this.LA(1).image.toUpperCase() === 'RETURNS')
      throw sqlError('ER_NOT_SUPPORTED_YET', 'CREATE FUNCTION … SONAME');
    const routine = this.routineDefinition(type, name);
    return { kind: 'CreateRoutine', ...head, ifNotExists, name, routine } satisfies CreateRoutine;
  }

  /** From the parameters on. */
  private routineDefinition(type: RoutineType, name: TableName): RoutineDefinition {
    const owner: BodyOwner = { type, returns: false };
    const scope = new RoutineScope(owner);
    const { parameters, parameterText } = this.parameters(type, scope);
    const returns = type === 'FUNCTION' ? this.returnType() : undefined;
    const characteristics = this.characteristics(true);
    const { body, text: bodyText } = this.bodyOf(owner, scope);
    if (type === 'FUNCTION' && !owner.returns) throw sqlError('ER_SP_NORETURN', this.fullName(name));
    return { type, parameters, parameterText, ...(returns && { returns }), characteristics, body, bodyText };
  }

  private fullName({ db = this.options.database ?? '', name }: TableName): string {
    return `${db}.${name}`;
  }

  private returnType() {
    this.expectWord('RETURNS');
    return this.typeOfVariable();
  }

  private parameters(type: RoutineType, scope: RoutineScope) {
    const from = this.expect(t.LeftParenthesis).startOffset + 1;
    const parameters =
      this.LA(1).tokenType === t.RightParenthesis ? [] : this.commaSeparated(() => this.parameter(type, scope));
    const to = this.expect(t.RightParenthesis).startOffset;
    return { parameters, parameterText: this.textBetween(from, to) };
  }

  private parameter(type: RoutineType, scope: RoutineScope): Parameter {
    const { tokenType } = this.LA(1);
    const mode = tokenType === k.OUT ? 'OUT' : tokenType === k.INOUT ? 'INOUT' : 'IN';
    if (tokenType === k.IN || mode !== 'IN') this.advance();
    if (type === 'FUNCTION' && mode !== 'IN') throw sqlError('ER_NOT_SUPPORTED_YET', `${mode} parameters of functions`);
    const name = this.parsed(this.identifier);
    scope.addParameter(name);
    return { mode, name, type: this.typeOfVariable() };
  }

  private characteristics(isNew: boolean): RoutineCharacteristics {
    const written: Written = {};
    while (this.routineCharacteristic(written, isNew));
    return written;
  }

  /** False: something else comes next. */
  private routineCharacteristic(written: Written, isNew: boolean): boolean {
    const { tokenType } = this.LA(1);
    if (tokenType === k.COMMENT) {
      this.advance();
      written.comment = this.parsed(this.text);
    } else if (tokenType === k.DETERMINISTIC && isNew) {
      this.advance();
      written.deterministic = true;
    } else if (tokenType === k.NOT && isNew) {
      this.advance();
      this.expect(k.DETERMINISTIC);
      written.deterministic = false;
    } else if (tokenType === k.SQL) {
      this.advance();
      this.expectWord('SECURITY');
      written.security = this.LA(1).tokenType === k.DEFINER ? 'DEFINER' : 'INVOKER';
      if (written.security === 'DEFINER') this.advance();
      else this.expectWord('INVOKER');
    } else if (this.isWord('LANGUAGE')) {
      this.advance();
      this.expect(k.SQL);
    } else return this.dataAccess(written);
    return true;
  }

  private dataAccess(written: Written): boolean {
    const { tokenType } = this.LA(1);
    if (tokenType === k.NO || this.isWord('CONTAINS')) {
      written.dataAccess = tokenType === k.NO ? 'NO SQL' : 'CONTAINS SQL';
      this.advance();
      this.expect(k.SQL);
      return true;
    }
    if (tokenType !== k.READS && tokenType !== k.MODIFIES) return false;
    this.advance();
    this.expect(k.SQL);
    this.expect(k.DATA);
    written.dataAccess = tokenType === k.READS ? 'READS SQL DATA' : 'MODIFIES SQL DATA';
    return true;
  }

  private alterRoutine(): Statement {
    this.advance();
    const type = this.routineType();
    const name = this.parsed(this.tableName);
    return { kind: 'AlterRoutine', type, name, characteristics: this.characteristics(false) } satisfies AlterRoutine;
  }

  private dropRoutine(): Statement {
    this.advance();
    const type = this.routineType();
    const ifExists = this.parsed(this.ifExists);
    return { kind: 'DropRoutine', type, ifExists, name: this.parsed(this.tableName) };
  }

  private routineType(): RoutineType {
    return this.advance().tokenType === k.FUNCTION ? 'FUNCTION' : 'PROCEDURE';
  }

  // -------------------------------------------------------------- what comes first

  private head(): Head {
    this.advance();
    const orReplace = this.LA(1).tokenType === k.OR;
    if (orReplace) {
      this.advance();
      this.expect(k.REPLACE);
    }
    if (this.LA(1).tokenType !== k.DEFINER) return { orReplace };
    this.advance();
    this.expect(t.Equal);
    return { orReplace, definer: this.parsed(this.account) };
  }

  /** [IF NOT EXISTS] [db.]name. Error: 1221. */
  private newName({ orReplace }: Head): { readonly ifNotExists: boolean; readonly name: TableName } {
    const ifNotExists = this.parsed(this.ifNotExists);
    if (orReplace && ifNotExists) throw sqlError('ER_WRONG_USAGE', 'OR REPLACE', 'IF NOT EXISTS');
    return { ifNotExists, name: this.parsed(this.tableName) };
  }

  // -------------------------------------------------------------- triggers

  private createTrigger(): Statement {
    const head = this.head();
    const from = this.expect(k.TRIGGER).startOffset;
    const { ifNotExists, name } = this.newName(head);
    const time = this.triggerTime();
    const event = this.triggerEvent();
    this.expect(k.ON);
    const table = this.parsed(this.tableName);
    this.expect(k.FOR);
    this.expect(k.EACH);
    this.expect(k.ROW);
    const place = this.triggerPlace();
    const { body, text: bodyText } = this.bodyOf({ type: 'TRIGGER', trigger: { time, event }, returns: false });
    const text = this.textBetween(from, (this.LA(0).endOffset ?? 0) + 1);
    return {
      ...{ kind: 'CreateTrigger', ...head, ifNotExists, name, time, event, table },
      ...{ ...(place && { place }), body, text, bodyText },
    } satisfies CreateTrigger as CreateTrigger;
  }

  private triggerTime(): TriggerTime {
    const { tokenType } = this.LA(1);
    if (tokenType !== k.BEFORE && tokenType !== k.AFTER) throw this.refuse(this.LA(1));
    this.advance();
    return tokenType === k.BEFORE ? 'BEFORE' : 'AFTER';
  }

  private triggerEvent(): TriggerEvent {
    const { tokenType } = this.LA(1);
    const event = tokenType === k.INSERT ? 'INSERT' : tokenType === k.UPDATE ? 'UPDATE' : 'DELETE';
    this.expect(k[event]);
    return event;
  }

  private triggerPlace(): CreateTrigger['place'] {
    const order = this.isWord('FOLLOWS') ? 'FOLLOWS' : this.isWord('PRECEDES') ? 'PRECEDES' : undefined;
    if (order === undefined) return undefined;
    this.advance();
    return { order, trigger: this.parsed(this.identifier) };
  }

  private dropTrigger(): Statement {
    this.advance();
    this.advance();
    const ifExists = this.parsed(this.ifExists);
    return { kind: 'DropTrigger', ifExists, name: this.parsed(this.tableName) };
  }

  /** Nothing here runs events: what one would do is not looked at. */
  private createEvent(): Statement {
    while (!this.atEnd()) this.advance();
    return { kind: 'Unsupported', what: 'CREATE EVENT' };
  }
}
