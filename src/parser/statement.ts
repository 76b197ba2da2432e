/**
 * The whole grammar, and which rule a statement's first word leads to.
 *
 * Chosen in plain code: as a rule with fifty alternatives, the choice would make every statement of the grammar be
 * analysed for the first one that is parsed.
 */
import type { IParserConfig, ParserMethod, TokenType } from 'chevrotain';
import type { Statement } from './ast.js';
import { PreparedGrammar } from './grammar/prepared.js';
import * as t from './tokens.js';
import { category, k } from './tokens.js';

type StatementRule = (grammar: StatementGrammar) => ParserMethod<[], Statement>;

// biome-ignore format: read as a table.
const RULES: ReadonlyMap<TokenType, StatementRule> = new Map<TokenType, StatementRule>([
  [k.SELECT, (g) => g.selectStatement], [t.LeftParenthesis, (g) => g.selectStatement],
  [k.VALUES, (g) => g.selectStatement], [k.WITH, (g) => g.selectStatement],
  [k.INSERT, (g) => g.insert], [k.REPLACE, (g) => g.replace], [k.UPDATE, (g) => g.update],
  [k.DELETE, (g) => g.delete], [k.DO, (g) => g.do],
  [k.CREATE, (g) => g.create], [k.ALTER, (g) => g.alter], [k.DROP, (g) => g.dropObject],
  [k.TRUNCATE, (g) => g.truncateTable], [k.RENAME, (g) => g.renameTable], [k.USE, (g) => g.use],
  [k.BEGIN, (g) => g.begin], [k.START, (g) => g.startTransaction], [k.COMMIT, (g) => g.commit],
  [k.ROLLBACK, (g) => g.rollback], [k.SAVEPOINT, (g) => g.savepoint], [k.RELEASE, (g) => g.releaseSavepoint],
  [k.SET, (g) => g.set], [k.SIGNAL, (g) => g.signal], [k.RESIGNAL, (g) => g.resignal], [k.GET, (g) => g.getDiagnostics],
  [k.INSTALL, (g) => g.install], [k.UNINSTALL, (g) => g.uninstall],
  [k.SHOW, (g) => g.show], [k.FLUSH, (g) => g.flush],
  [k.DESCRIBE, (g) => g.describe], [k.DESC, (g) => g.describe], [k.EXPLAIN, (g) => g.describe],
  [k.LOCK, (g) => g.lockTables], [k.UNLOCK, (g) => g.unlockTables],
  [k.CHECK, (g) => g.maintenance], [k.ANALYZE, (g) => g.maintenance], [k.OPTIMIZE, (g) => g.maintenance],
  [k.REPAIR, (g) => g.maintenance], [k.CHECKSUM, (g) => g.checksumTables],
  [k.PREPARE, (g) => g.prepare], [k.EXECUTE, (g) => g.execute], [k.DEALLOCATE, (g) => g.deallocate],
  [k.KILL, (g) => g.kill], [k.SHUTDOWN, (g) => g.shutdown],
  [k.GRANT, (g) => g.grant], [k.REVOKE, (g) => g.revoke],
  [k.CALL, (g) => g.call], [k.LOAD, (g) => g.loadData],
]);

/** Statements that MariaDB knows and this grammar does not. */
const KnownStatement = category('KnownStatement', [
  ...[k.HANDLER, k.XA, k.BINLOG, k.CACHE],
  ...[k.CHANGE, k.PURGE, k.RESET, k.STOP, k.BACKUP, k.HELP],
]);

const Replica = category('Replica', [k.SLAVE, k.REPLICA, k.ALL]);

/** What may follow EXPLAIN when it is not a table's name. */
const Explained = category('Explained', [
  ...[k.SELECT, k.INSERT, k.REPLACE, k.UPDATE, k.DELETE, k.WITH, k.VALUES, t.LeftParenthesis],
]);

const ExplainWord = category('ExplainWord', [k.EXTENDED, k.PARTITIONS, k.FORMAT]);

/** The grammar of one statement. */
export class StatementGrammar extends PreparedGrammar {
  constructor(config?: IParserConfig) {
    super(config);
    this.ready();
  }

  /** Parses what was loaded: the statement, or the offset of the token that does not fit. */
  statement(): { readonly statement: Statement } | { readonly offset: number } {
    const result = this.plainStatement();
    return 'offset' in result || this.atEnd() ? result : { offset: this.failedAt() };
  }

  /** How many tokens the first statement has of those that were loaded. */
  lengthOfFirst(): number {
    const count = this.input.length;
    const result = this.plainStatement();
    return 'offset' in result ? count : this.tokensTaken;
  }

  protected plainStatement(): { readonly statement: Statement } | { readonly offset: number } {
    const first = this.LA(1);
    if (this.setStatementAhead())
      return this.nested(this.setStatement, (items, statement) => ({ kind: 'SetStatement', items, statement }));
    if (this.explainAhead()) return this.explained();
    const routine = this.routineStatementAhead();
    if (routine) return { statement: routine() };
    const rule = this.isKnownOnly() ? this.known : this.ruleFor(first.tokenType);
    if (rule === undefined) return { offset: this.offsetOf(first) };
    const statement = this.run(rule);
    return statement === undefined ? { offset: this.failedAt() } : { statement };
  }

  private isKnownOnly(): boolean {
    const { tokenType } = this.LA(1);
    const second = this.LA(2);
    if (tokenType === k.START) return t.tokenMatches(second, Replica);
    if (tokenType === k.CHECK) return second.tokenType === k.VIEW;
    return t.tokenMatches(this.LA(1), KnownStatement);
  }

  private ruleFor(first: TokenType): ParserMethod<[], Statement> | undefined {
    if (first === k.RENAME && this.LA(2).tokenType === k.USER) return this.renameUser;
    return RULES.get(first)?.(this);
  }

  protected override another(): StatementGrammar {
    return new StatementGrammar();
  }

  private nested<Head>(
    rule: ParserMethod<[], Head>,
    build: (head: Head, statement: Statement) => Statement,
  ): ReturnType<StatementGrammar['statement']> {
    const head = this.run(rule);
    if (head === undefined) return { offset: this.failedAt() };
    const rest = this.plainStatement();
    return 'offset' in rest ? rest : { statement: build(head, rest.statement) };
  }

  private explained(): ReturnType<StatementGrammar['statement']> {
    this.run(this.explainHead);
    if (!t.tokenMatches(this.LA(1), Explained)) return { offset: this.failedAt() };
    const rest = this.plainStatement();
    return 'offset' in rest ? rest : { statement: { kind: 'Explain', statement: rest.statement } };
  }

  private failedAt(): number {
    return this.offsetOf(this.failedToken());
  }

  private setStatementAhead(): boolean {
    const next = this.LA(3).tokenType;
    const isSet = this.LA(1).tokenType === k.SET && this.LA(2).tokenType === k.STATEMENT;
    return isSet && next !== t.Equal && next !== t.Assign;
  }

  private explainAhead(): boolean {
    const { tokenType } = this.LA(1);
    const explains = [k.EXPLAIN, k.DESCRIBE, k.DESC, k.ANALYZE].includes(tokenType);
    const next = this.LA(2);
    const worded = t.tokenMatches(next, ExplainWord) && this.LA(3).tokenType !== t.Dot && !this.endsAt(3);
    return explains && (t.tokenMatches(next, Explained) || worded);
  }
}
