/** Plugins, FLUSH, databases, locks, maintenance, KILL and SHUTDOWN. */
import { sqlError } from '../../base/errors.js';
import type {
  CreateDatabase,
  DropDatabase,
  Expr,
  Flush,
  FlushItem,
  InstallPlugin,
  InstallSoname,
  Kill,
  LockTables,
  Shutdown,
  TableMaintenance,
  TableOption,
  UninstallPlugin,
  UninstallSoname,
  UnlockTables,
  UseDatabase,
} from '../ast.js';
import * as t from '../tokens.js';
import { category, k } from '../tokens.js';
import { ShowGrammar } from './show.js';

const FlushWord = category('FlushWord', [
  ...[k.LOGS, k.STATUS, k.PRIVILEGES, k.HOSTS, k.USER_RESOURCES, k.DES_KEY_FILE, k.MASTER, k.SLAVE, k.REPLICA, k.SSL],
]);

const LogKind = category('LogKind', [k.ERROR, k.BINARY, k.ENGINE, k.GENERAL, k.SLOW, k.RELAY]);

const CheckOption = category('CheckOption', [...[k.QUICK, k.FAST, k.MEDIUM, k.EXTENDED, k.CHANGED, k.USE_FRM]]);

const Maintenance = category('Maintenance', [k.CHECK, k.ANALYZE, k.OPTIMIZE, k.REPAIR]);

export abstract class AdministrationGrammar extends ShowGrammar {
  /** INSTALL PLUGIN [IF NOT EXISTS] name SONAME 'library', INSTALL SONAME 'library' */
  readonly install = this.RULE('install', (): InstallPlugin | InstallSoname => {
    this.CONSUME(k.INSTALL);
    return this.OR<InstallPlugin | InstallSoname>([
      {
        ALT: () => {
          this.CONSUME(k.PLUGIN);
          const ifNotExists = this.SUBRULE(this.ifNotExists);
          const name = this.SUBRULE(this.identifier);
          return { kind: 'InstallPlugin', ifNotExists, name, soname: this.SUBRULE(this.soname) };
        },
      },
      { ALT: () => ({ kind: 'InstallSoname', soname: this.SUBRULE1(this.soname) }) },
    ]);
  });

  private readonly soname = this.RULE('soname', (): string => {
    this.CONSUME(k.SONAME);
    return this.SUBRULE(this.text);
  });

  /** UNINSTALL PLUGIN [IF EXISTS] name, UNINSTALL SONAME [IF EXISTS] 'library' */
  readonly uninstall = this.RULE('uninstall', (): UninstallPlugin | UninstallSoname => {
    this.CONSUME(k.UNINSTALL);
    return this.OR<UninstallPlugin | UninstallSoname>([
      {
        ALT: () => {
          this.CONSUME(k.PLUGIN);
          const ifExists = this.SUBRULE(this.ifExists);
          return { kind: 'UninstallPlugin', ifExists, name: this.SUBRULE(this.identifier) };
        },
      },
      {
        ALT: () => {
          this.CONSUME(k.SONAME);
          const ifExists = this.SUBRULE1(this.ifExists);
          return { kind: 'UninstallSoname', ifExists, soname: this.SUBRULE(this.text) };
        },
      },
    ]);
  });

  /** FLUSH [LOCAL] TABLES …, FLUSH item, item: tables stand alone. */
  readonly flush = this.RULE('flush', (): Flush => {
    this.CONSUME(k.FLUSH);
    this.SUBRULE(this.localWord);
    const items: FlushItem[] = [];
    this.OR([
      { ALT: () => items.push(this.SUBRULE(this.flushTables)) },
      {
        IGNORE_AMBIGUITIES: true,
        ALT: () => this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => items.push(this.SUBRULE(this.flushItem)) }),
      },
    ]);
    return { kind: 'Flush', items };
  });

  private readonly localWord = this.RULE('localWord', (): void => {
    this.OPTION(() =>
      this.OR([{ ALT: () => this.CONSUME(k.NO_WRITE_TO_BINLOG) }, { ALT: () => this.CONSUME(k.LOCAL) }]),
    );
  });

  private readonly flushTables = this.RULE('flushTables', (): FlushItem => {
    this.SUBRULE(this.tableOrTables);
    const tables = this.OPTION(() => this.SUBRULE(this.tableNames));
    const what = this.OPTION1(() => {
      const first = this.LA(1);
      return this.OR<'lock' | 'export'>([
        {
          ALT: () => {
            this.CONSUME(k.WITH);
            this.CONSUME(k.READ);
            this.CONSUME(k.LOCK);
            return 'lock';
          },
        },
        {
          ALT: () => {
            this.CONSUME(k.FOR);
            this.CONSUME(k.EXPORT);
            this.ACTION(() => {
              if (tables === undefined) this.refuse(first, 'No tables used');
            });
            return 'export';
          },
        },
      ]);
    });
    return { kind: 'Tables', tables: tables ?? [], withReadLock: what === 'lock', forExport: what === 'export' };
  });

  private readonly flushItem = this.RULE(
    'flushItem',
    (): FlushItem =>
      this.OR<FlushItem>([
        {
          GATE: () => this.LA(2).tokenType === k.LOGS,
          ALT: () => {
            const { image } = this.CONSUME(LogKind);
            this.CONSUME(k.LOGS);
            return this.ACTION(() => ({ kind: 'Option', name: `${image.toUpperCase()} LOGS` }));
          },
        },
        {
          ALT: () => {
            const { image } = this.CONSUME(FlushWord);
            return this.ACTION(() => ({ kind: 'Option', name: image.toUpperCase() }));
          },
        },
        {
          ALT: () => {
            this.CONSUME(k.QUERY);
            this.CONSUME(k.CACHE);
            return { kind: 'Option', name: 'QUERY CACHE' };
          },
        },
        {
          IGNORE_AMBIGUITIES: true,
          // Tables stand alone.
          GATE: () => this.LA(1).tokenType !== k.TABLES,
          ALT: () => this.SUBRULE(this.flushIdentifier),
        },
      ]),
  );

  /** Only the server knows whether it is a plugin's table, so an error behind it points at it. */
  private readonly flushIdentifier = this.RULE('flushIdentifier', (): FlushItem => {
    const token = this.LA(1);
    const name = this.SUBRULE(this.identifier);
    return this.ACTION(() => {
      if (!this.atEnd() && this.LA(1).tokenType !== t.Comma) this.refuse(token);
      return { kind: 'Ident', name, offset: token.startOffset };
    });
  });

  /** DATABASE [IF NOT EXISTS] x options */
  protected readonly createDatabase = this.RULE('createDatabase', (orReplace: boolean): CreateDatabase => {
    this.SUBRULE(this.databaseWord);
    const ifNotExists = this.SUBRULE(this.ifNotExists);
    const name = this.SUBRULE(this.identifier);
    const options: TableOption[] = [];
    this.MANY(() =>
      this.OR([
        { ALT: () => options.push(this.SUBRULE(this.charsetOption)) },
        {
          ALT: () => {
            this.CONSUME(k.COMMENT);
            this.SUBRULE(this.optionalEqual);
            this.SUBRULE(this.text);
          },
        },
      ]),
    );
    return this.ACTION(() => {
      if (orReplace && ifNotExists) throw sqlError('ER_WRONG_USAGE', 'OR REPLACE', 'IF NOT EXISTS');
      const valueOf = (wanted: string) => options.findLast((option) => option.name === wanted)?.value;
      const charset = valueOf('CHARSET');
      const collate = valueOf('COLLATE');
      const chosen = { ...(charset !== undefined && { charset }), ...(collate !== undefined && { collate }) };
      return { kind: 'CreateDatabase', name, orReplace, ifNotExists, ...chosen };
    });
  });

  protected readonly databaseWord = this.RULE('databaseWord', (): void => {
    this.OR([{ ALT: () => this.CONSUME(k.DATABASE) }, { ALT: () => this.CONSUME(k.SCHEMA) }]);
  });

  protected readonly dropDatabase = this.RULE('dropDatabase', (): DropDatabase => {
    this.SUBRULE(this.databaseWord);
    const ifExists = this.SUBRULE(this.ifExists);
    return { kind: 'DropDatabase', name: this.SUBRULE(this.identifier), ifExists };
  });

  readonly use = this.RULE('use', (): UseDatabase => {
    this.CONSUME(k.USE);
    return { kind: 'UseDatabase', name: this.SUBRULE(this.identifier) };
  });

  /** LOCK TABLES t READ, u AS v WRITE */
  readonly lockTables = this.RULE('lockTables', (): LockTables => {
    const locks: LockTables['locks'][number][] = [];
    this.CONSUME(k.LOCK);
    this.SUBRULE(this.tableOrTables);
    this.AT_LEAST_ONE_SEP({
      SEP: t.Comma,
      DEF: () => {
        const { table, alias } = this.SUBRULE(this.namedTable) ?? {};
        const type = this.SUBRULE(this.lockType);
        locks.push({ table, type, ...(alias !== undefined && { alias }) });
      },
    });
    this.SUBRULE(this.waitClause);
    return { kind: 'LockTables', locks };
  });

  private readonly lockType = this.RULE('lockType', (): 'READ' | 'WRITE' =>
    this.OR<'READ' | 'WRITE'>([
      {
        ALT: () => {
          this.CONSUME(k.READ);
          this.OPTION(() => this.CONSUME(k.LOCAL));
          return 'READ';
        },
      },
      {
        ALT: () => {
          this.OPTION1(() => this.CONSUME(k.LOW_PRIORITY));
          this.CONSUME(k.WRITE);
          return 'WRITE';
        },
      },
    ]),
  );

  readonly unlockTables = this.RULE('unlockTables', (): UnlockTables => {
    this.CONSUME(k.UNLOCK);
    this.SUBRULE(this.tableOrTables);
    return { kind: 'UnlockTables' };
  });

  /** CHECK TABLE t QUICK, ANALYZE, OPTIMIZE, REPAIR */
  readonly maintenance = this.RULE('maintenance', (): TableMaintenance => {
    const action = this.CONSUME(Maintenance).image;
    this.SUBRULE(this.localWord);
    this.SUBRULE(this.tableOrTables);
    const tables = this.SUBRULE(this.tableNames);
    this.SUBRULE(this.waitClause);
    const options: string[] = [];
    this.MANY(() =>
      this.OR([
        { ALT: () => options.push(this.CONSUME(CheckOption).image.toUpperCase()) },
        {
          ALT: () => {
            this.CONSUME(k.FOR);
            this.CONSUME(k.UPGRADE);
            options.push('FOR UPGRADE');
          },
        },
        {
          ALT: () => {
            this.CONSUME(k.PERSISTENT);
            this.CONSUME1(k.FOR);
            this.CONSUME(k.ALL);
            options.push('PERSISTENT FOR ALL');
          },
        },
      ]),
    );
    return this.ACTION(() => ({
      kind: 'TableMaintenance',
      action: action.toUpperCase() as TableMaintenance['action'],
      tables,
      options,
    }));
  });

  readonly checksumTables = this.RULE('checksumTables', (): TableMaintenance => {
    this.CONSUME(k.CHECKSUM);
    this.SUBRULE(this.tableOrTables);
    const tables = this.SUBRULE(this.tableNames);
    const option = this.OPTION(() =>
      this.OR([{ ALT: () => this.CONSUME(k.QUICK) }, { ALT: () => this.CONSUME(k.EXTENDED) }]),
    );
    return this.ACTION(() => ({
      kind: 'TableMaintenance',
      action: 'CHECKSUM',
      tables,
      options: option ? [option.image.toUpperCase()] : [],
    }));
  });

  /** KILL [HARD | SOFT] [CONNECTION | QUERY] x */
  readonly kill = this.RULE('kill', (): Kill => {
    this.CONSUME(k.KILL);
    this.OPTION({
      GATE: () => this.killWordAhead(),
      DEF: () => this.OR([{ ALT: () => this.CONSUME(k.HARD) }, { ALT: () => this.CONSUME(k.SOFT) }]),
    });
    const query = this.OPTION1({
      GATE: () => this.killWordAhead(),
      DEF: () =>
        this.OR1<boolean>([
          { ALT: () => this.CONSUME(k.CONNECTION) === undefined },
          { ALT: () => this.CONSUME(k.QUERY) !== undefined },
        ]),
    });
    this.OPTION2({
      GATE: () => this.killWordAhead(),
      DEF: () => this.CONSUME(k.USER) && this.notSupported('KILL USER'),
    });
    this.OPTION3({
      GATE: () => this.killWordAhead(),
      DEF: () => this.CONSUME(k.ID) && this.notSupported('KILL QUERY ID'),
    });
    const id: Expr = this.SUBRULE(this.expression);
    return { kind: 'Kill', query: query ?? false, id };
  });

  /** These words may also begin the expression. */
  private killWordAhead(): boolean {
    const { tokenType, startOffset } = this.LA(2);
    return tokenType !== t.LeftParenthesis && tokenType !== t.Dot && !Number.isNaN(startOffset);
  }

  /** SHUTDOWN [WAIT FOR ALL SLAVES] */
  readonly shutdown = this.RULE('shutdown', (): Shutdown => {
    this.CONSUME(k.SHUTDOWN);
    this.OPTION(() => {
      this.CONSUME(k.WAIT);
      this.CONSUME(k.FOR);
      this.CONSUME(k.ALL);
      this.OR([{ ALT: () => this.CONSUME(k.SLAVES) }, { ALT: () => this.CONSUME(k.REPLICAS) }]);
    });
    return { kind: 'Shutdown' };
  });
}
