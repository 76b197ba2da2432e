/** SHOW and DESCRIBE. */
import type { IToken } from 'chevrotain';
import type {
  AccountName,
  Limit,
  PackageType,
  RoutineType,
  Show,
  ShowFilter,
  ShowTopic,
  TableName,
  Unsupported,
  VariableScope,
} from '../ast.js';
import * as t from '../tokens.js';
import { AnyToken, category, k } from '../tokens.js';
import { VariableGrammar } from './variables.js';

const ShowScope = category('ShowScope', [k.GLOBAL, k.SESSION, k.LOCAL]);

/** Topics that the server has and this one has not: alone, with a filter, or with words of their own. */
const BareTopic = category('BareTopic', [k.AUTHORS, k.CONTRIBUTORS, k.PRIVILEGES, k.PROFILES]);
const ListTopic = category('ListTopic', [k.TRIGGERS, k.EVENTS]);
const RoutineTopic = category('RoutineTopic', [k.PROCEDURE, k.FUNCTION]);
const OtherTopic = category('OtherTopic', [
  ...[k.BINLOG, k.SLAVE, k.REPLICA, k.ALL, k.PROFILE, k.EXPLAIN, k.ANALYZE, k.RELAYLOG],
]);

const OtherObject = category('OtherObject', [k.TRIGGER, k.EVENT, k.SEQUENCE, k.SERVER]);

const NO_FILTER: ShowFilter = {};

export abstract class ShowGrammar extends VariableGrammar {
  readonly show = this.RULE('show', (): Show | Unsupported => {
    this.CONSUME(k.SHOW);
    return this.OR<Show | Unsupported>([
      { ALT: () => this.SUBRULE(this.showPlugins) },
      { ALT: () => this.SUBRULE(this.showVariables) },
      { ALT: () => this.SUBRULE(this.showDatabases) },
      { ALT: () => this.SUBRULE(this.showTable) },
      { ALT: () => this.SUBRULE(this.showFull) },
      { ALT: () => this.SUBRULE(this.showIndex) },
      { ALT: () => this.SUBRULE(this.showCreate) },
      { ALT: () => this.SUBRULE(this.showDiagnostics) },
      { ALT: () => this.SUBRULE(this.showCount) },
      { ALT: () => this.SUBRULE(this.showEngines) },
      { ALT: () => this.SUBRULE(this.showGrants) },
      { ALT: () => this.SUBRULE(this.showCharsets) },
      { ALT: () => this.SUBRULE(this.showOther) },
      { IGNORE_AMBIGUITIES: true, ALT: () => this.SUBRULE(this.showIdentifier) },
    ]);
  });

  /** [LIKE 'pattern' | WHERE x] */
  private readonly filter = this.RULE(
    'filter',
    (): ShowFilter =>
      this.OPTION(() =>
        this.OR<ShowFilter>([
          {
            ALT: () => {
              this.CONSUME(k.LIKE);
              return { like: this.SUBRULE(this.text) };
            },
          },
          { ALT: () => this.SUBRULE(this.whereFilter) },
        ]),
      ) ?? NO_FILTER,
  );

  private readonly whereFilter = this.RULE('whereFilter', (): ShowFilter => {
    this.CONSUME(k.WHERE);
    return { where: this.SUBRULE(this.expression) };
  });

  /** SHOW PLUGINS, which takes no filter; SHOW PLUGINS SONAME 'x' */
  private readonly showPlugins = this.RULE('showPlugins', (): Show => {
    this.CONSUME(k.PLUGINS);
    return (
      this.OPTION(() => {
        this.CONSUME(k.SONAME);
        return this.OR<Show>([
          { ALT: () => show({ topic: 'PLUGINS SONAME', soname: this.SUBRULE(this.text) }) },
          { ALT: () => show({ topic: 'PLUGINS SONAME' }, this.SUBRULE(this.filter)) },
        ]);
      }) ?? show({ topic: 'PLUGINS' })
    );
  });

  /** [GLOBAL | SESSION] VARIABLES, STATUS */
  private readonly showVariables = this.RULE('showVariables', (): Show => {
    const scope = this.OPTION(() => this.CONSUME(ShowScope));
    const topic = this.OR<'VARIABLES' | 'STATUS'>([
      { ALT: () => this.CONSUME(k.VARIABLES) && 'VARIABLES' },
      { ALT: () => this.CONSUME(k.STATUS) && 'STATUS' },
    ]);
    const filter = this.SUBRULE(this.filter);
    return this.ACTION(() =>
      show(scope === undefined ? { topic } : { topic, scope: scope.image.toUpperCase() as VariableScope }, filter),
    );
  });

  private readonly showDatabases = this.RULE('showDatabases', (): Show => {
    this.OR([{ ALT: () => this.CONSUME(k.DATABASES) }, { ALT: () => this.CONSUME(k.SCHEMAS) }]);
    return show({ topic: 'DATABASES' }, this.SUBRULE(this.filter));
  });

  /** TABLE STATUS [FROM db] */
  private readonly showTable = this.RULE('showTable', (): Show => {
    this.CONSUME(k.TABLE);
    this.CONSUME(k.STATUS);
    const db = this.SUBRULE(this.fromDatabase);
    const topic: ShowTopic = { topic: 'TABLE STATUS', ...(db !== undefined && { db }) };
    return show(topic, this.SUBRULE(this.filter));
  });

  private readonly fromDatabase = this.RULE('fromDatabase', (): string | undefined =>
    this.OPTION(() => {
      this.OR([{ ALT: () => this.CONSUME(k.FROM) }, { ALT: () => this.CONSUME(k.IN) }]);
      return this.SUBRULE(this.identifier);
    }),
  );

  /** FROM t [FROM db] */
  private readonly fromTable = this.RULE('fromTable', (): TableName => {
    this.OR([{ ALT: () => this.CONSUME(k.FROM) }, { ALT: () => this.CONSUME(k.IN) }]);
    const table = this.SUBRULE(this.tableName);
    const db = this.SUBRULE(this.fromDatabase);
    return this.ACTION(() => (db === undefined ? table : { db, name: table.name }));
  });

  /** [FULL] TABLES, COLUMNS, PROCESSLIST */
  private readonly showFull = this.RULE('showFull', (): Show => {
    const full = this.OPTION(() => this.CONSUME(k.FULL)) !== undefined;
    return this.OR<Show>([
      {
        ALT: () => {
          this.CONSUME(k.TABLES);
          const db = this.SUBRULE(this.fromDatabase);
          return show({ topic: 'TABLES', full, ...(db !== undefined && { db }) }, this.SUBRULE(this.filter));
        },
      },
      {
        ALT: () => {
          this.OR1([{ ALT: () => this.CONSUME(k.COLUMNS) }, { ALT: () => this.CONSUME(k.FIELDS) }]);
          const table = this.SUBRULE(this.fromTable);
          return show({ topic: 'COLUMNS', full, table }, this.SUBRULE1(this.filter));
        },
      },
      { ALT: () => this.CONSUME(k.PROCESSLIST) && show({ topic: 'PROCESSLIST', full }) },
    ]);
  });

  /** INDEX FROM t [WHERE x] */
  private readonly showIndex = this.RULE('showIndex', (): Show => {
    this.OR([
      { ALT: () => this.CONSUME(k.INDEX) },
      { ALT: () => this.CONSUME(k.INDEXES) },
      { ALT: () => this.CONSUME(k.KEYS) },
    ]);
    const table = this.SUBRULE(this.fromTable);
    const filter = this.OPTION(() => this.SUBRULE(this.whereFilter));
    return show({ topic: 'INDEX', table }, filter);
  });

  private readonly showCreate = this.RULE('showCreate', (): Show | Unsupported => {
    this.CONSUME(k.CREATE);
    return this.OR<Show | Unsupported>([
      {
        ALT: () => {
          this.CONSUME(k.TABLE);
          return show({ topic: 'CREATE TABLE', table: this.SUBRULE(this.tableName) });
        },
      },
      {
        ALT: () => {
          this.CONSUME(k.VIEW);
          return show({ topic: 'CREATE VIEW', table: this.SUBRULE2(this.tableName) });
        },
      },
      {
        ALT: () => {
          this.OR1([{ ALT: () => this.CONSUME(k.DATABASE) }, { ALT: () => this.CONSUME(k.SCHEMA) }]);
          const ifNotExists = this.SUBRULE(this.ifNotExists);
          return show({ topic: 'CREATE DATABASE', db: this.SUBRULE(this.identifier), ifNotExists });
        },
      },
      { ALT: () => this.SUBRULE(this.showCreateUser) },
      {
        ALT: () => {
          const { image } = this.CONSUME(OtherObject);
          const name = this.SUBRULE1(this.tableName);
          return this.ACTION(() => showCreate(image.toUpperCase(), name));
        },
      },
      {
        ALT: () => {
          const type = this.SUBRULE(this.shownRoutine);
          return show({ topic: 'CREATE ROUTINE', type, name: this.SUBRULE3(this.tableName) });
        },
      },
    ]);
  });

  /** PROCEDURE, FUNCTION, PACKAGE [BODY] */
  private readonly shownRoutine = this.RULE('shownRoutine', () =>
    this.OR<RoutineType | PackageType>([
      { ALT: () => this.CONSUME(RoutineTopic).image.toUpperCase() as RoutineType },
      {
        ALT: () => {
          this.CONSUME(k.PACKAGE);
          return this.OPTION(() => this.CONSUME(k.BODY)) === undefined ? 'PACKAGE' : 'PACKAGE BODY';
        },
      },
    ]),
  );

  /** USER [account] */
  private readonly showCreateUser = this.RULE('showCreateUser', (): Show => {
    this.CONSUME(k.USER);
    const user = this.OPTION(() => this.SUBRULE(this.account));
    return show(user === undefined ? { topic: 'CREATE USER' } : { topic: 'CREATE USER', user });
  });

  /** WARNINGS [LIMIT n], ERRORS [LIMIT n] */
  private readonly showDiagnostics = this.RULE('showDiagnostics', (): Show => {
    const topic = this.OR<'WARNINGS' | 'ERRORS'>([
      { ALT: () => this.CONSUME(k.WARNINGS) && 'WARNINGS' },
      { ALT: () => this.CONSUME(k.ERRORS) && 'ERRORS' },
    ]);
    const limit: Limit | undefined = this.OPTION(() => this.SUBRULE(this.limit));
    return show(limit === undefined ? { topic } : { topic, limit });
  });

  /** COUNT(*) WARNINGS, COUNT(*) ERRORS */
  private readonly showCount = this.RULE('showCount', (): Show => {
    this.CONSUME(k.COUNT);
    this.CONSUME(t.LeftParenthesis);
    this.CONSUME(t.Star);
    this.CONSUME(t.RightParenthesis);
    return this.OR<Show>([
      { ALT: () => this.CONSUME(k.WARNINGS) && show({ topic: 'COUNT WARNINGS' }) },
      { ALT: () => this.CONSUME(k.ERRORS) && show({ topic: 'COUNT ERRORS' }) },
    ]);
  });

  /** [STORAGE] ENGINES, ENGINE x STATUS */
  private readonly showEngines = this.RULE(
    'showEngines',
    (): Show =>
      this.OR<Show>([
        {
          ALT: () => {
            this.OPTION(() => this.CONSUME(k.STORAGE));
            this.CONSUME(k.ENGINES);
            return show({ topic: 'ENGINES' });
          },
        },
        {
          ALT: () => {
            this.CONSUME(k.ENGINE);
            const engine = this.OR1<string>([
              { ALT: () => this.SUBRULE(this.identifierOrText) },
              { ALT: () => this.CONSUME(k.ALL).image },
            ]);
            const what = this.OR2<'STATUS' | 'MUTEX' | 'LOGS'>([
              { ALT: () => this.CONSUME(k.STATUS) && 'STATUS' },
              { ALT: () => this.CONSUME(k.MUTEX) && 'MUTEX' },
              { ALT: () => this.CONSUME(k.LOGS) && 'LOGS' },
            ]);
            return show({ topic: 'ENGINE STATUS', engine, what });
          },
        },
      ]),
  );

  private readonly showGrants = this.RULE('showGrants', (): Show => {
    this.CONSUME(k.GRANTS);
    const user = this.OPTION((): AccountName => {
      this.CONSUME(k.FOR);
      return this.SUBRULE(this.account);
    });
    return show(user === undefined ? { topic: 'GRANTS' } : { topic: 'GRANTS', user });
  });

  private readonly showCharsets = this.RULE('showCharsets', (): Show => {
    const topic = this.OR<'CHARACTER SET' | 'COLLATION'>([
      {
        ALT: () => {
          this.SUBRULE(this.charsetWords);
          return 'CHARACTER SET';
        },
      },
      { ALT: () => this.CONSUME(k.COLLATION) && 'COLLATION' },
    ]);
    return show({ topic }, this.SUBRULE(this.filter));
  });

  private readonly showOther = this.RULE('showOther', (): Show | Unsupported => {
    const { image } = this.LA(1);
    let shown: Show | undefined;
    this.OR([
      { ALT: () => this.CONSUME(BareTopic) },
      {
        ALT: () => {
          shown = this.SUBRULE(this.showList);
        },
      },
      {
        ALT: () => {
          const type = this.SUBRULE(this.shownRoutine);
          this.CONSUME(k.STATUS);
          shown = show({ topic: 'ROUTINE STATUS', type }, this.SUBRULE(this.filter));
        },
      },
      { ALT: () => this.CONSUME(k.MASTER) && this.CONSUME1(k.STATUS) },
      { ALT: () => this.CONSUME(k.BINARY) && this.CONSUME(k.LOGS) },
      { ALT: () => this.CONSUME(OtherTopic) && this.MANY(() => this.CONSUME(AnyToken)) },
    ]);
    return this.ACTION(() => shown ?? { kind: 'Unsupported', what: `SHOW ${image.toUpperCase()}` });
  });

  /** TRIGGERS [FROM db] [filter], EVENTS [FROM db] [filter], OPEN TABLES [FROM db] [filter] */
  private readonly showList = this.RULE('showList', (): Show | undefined => {
    const { tokenType } = this.OR([
      { ALT: () => this.CONSUME(ListTopic) },
      { ALT: () => this.CONSUME(k.OPEN) && this.CONSUME(k.TABLES) },
    ]);
    const db = this.SUBRULE(this.fromDatabase);
    const filter = this.SUBRULE(this.filter);
    if (tokenType === k.TABLES) return undefined;
    const topic = tokenType === k.EVENTS ? 'EVENTS' : 'TRIGGERS';
    return show({ topic, ...(db !== undefined && { db }) }, filter);
  });

  /** SHOW x: only the server knows whether x is a plugin's table, so an error behind it points at x. */
  private readonly showIdentifier = this.RULE('showIdentifier', (): Show => {
    const token: IToken = this.LA(1);
    const name = this.SUBRULE(this.identifier);
    const next: IToken = this.LA(1);
    const filter = this.SUBRULE(this.filter);
    return this.ACTION(() => {
      if (!this.atEnd()) this.refuse(token);
      return show({ topic: 'IDENT', name, offset: token.startOffset, filterOffset: next.startOffset }, filter);
    });
  });

  /** DESCRIBE t [column | 'pattern'] is SHOW COLUMNS. */
  readonly describe = this.RULE('describe', (): Show => {
    this.OR([
      { ALT: () => this.CONSUME(k.DESCRIBE) },
      { ALT: () => this.CONSUME(k.DESC) },
      { ALT: () => this.CONSUME(k.EXPLAIN) },
    ]);
    const table = this.SUBRULE(this.tableName);
    const like = this.OPTION(() => this.SUBRULE(this.identifierOrText));
    return show({ topic: 'COLUMNS', full: false, table }, like === undefined ? NO_FILTER : { like });
  });

  /** EXPLAIN [EXTENDED | PARTITIONS | FORMAT=x] before a statement. */
  readonly explainHead = this.RULE('explainHead', (): void => {
    this.OR([
      { ALT: () => this.CONSUME(k.DESCRIBE) },
      { ALT: () => this.CONSUME(k.DESC) },
      { ALT: () => this.CONSUME(k.EXPLAIN) },
      { ALT: () => this.CONSUME(k.ANALYZE) },
    ]);
    this.OPTION(() =>
      this.OR1([
        { ALT: () => this.CONSUME(k.EXTENDED) },
        { ALT: () => this.CONSUME(k.PARTITIONS) },
        {
          ALT: () => {
            this.CONSUME(k.FORMAT);
            this.CONSUME(t.Equal);
            this.SUBRULE(this.identifierOrText);
          },
        },
      ]),
    );
  });
}

function showCreate(object: string, name: TableName): Show | Unsupported {
  if (object === 'TRIGGER') return show({ topic: 'CREATE TRIGGER', name });
  if (object === 'EVENT') return show({ topic: 'CREATE EVENT', name });
  return { kind: 'Unsupported', what: `SHOW CREATE ${object}` };
}

function show(topic: ShowTopic, filter: ShowFilter = NO_FILTER): Show {
  return { kind: 'Show', show: topic, filter };
}
