/** CREATE, ALTER, DROP and RENAME USER, GRANT and REVOKE. */

import { sqlError } from '../../base/errors.js';
import type {
  AccountName,
  AlterUser,
  AuthMethod,
  CreateUser,
  DropUser,
  Grant,
  GrantLevel,
  RenameUser,
  Requirement,
  Revoke,
  RevokeAll,
  UserSpecification,
} from '../ast.js';
import * as t from '../tokens.js';
import { category, k } from '../tokens.js';
import { TransactionGrammar } from './transactions.js';

/** Privileges as they may be written; those with another name behind them have two spellings. */
const PRIVILEGES: ReadonlySet<string> = new Set([
  ...['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'CREATE', 'DROP', 'RELOAD', 'SHUTDOWN', 'PROCESS', 'FILE'],
  ...['REFERENCES', 'INDEX', 'ALTER', 'SHOW DATABASES', 'SUPER', 'CREATE TEMPORARY TABLES', 'LOCK TABLES', 'EXECUTE'],
  ...['REPLICATION SLAVE', 'BINLOG MONITOR', 'CREATE VIEW', 'SHOW VIEW', 'CREATE ROUTINE', 'ALTER ROUTINE'],
  ...['CREATE USER', 'EVENT', 'TRIGGER', 'CREATE TABLESPACE', 'DELETE HISTORY', 'SET USER', 'FEDERATED ADMIN'],
  ...['CONNECTION ADMIN', 'READ_ONLY ADMIN', 'REPLICATION SLAVE ADMIN', 'REPLICATION MASTER ADMIN', 'BINLOG ADMIN'],
  ...['BINLOG REPLAY', 'SLAVE MONITOR', 'USAGE', 'ALL', 'GRANT OPTION'],
]);

const SYNONYMS: Readonly<Record<string, string>> = {
  'ALL PRIVILEGES': 'ALL',
  'READ ONLY ADMIN': 'READ_ONLY ADMIN',
  'REPLICATION CLIENT': 'BINLOG MONITOR',
  'REPLICATION REPLICA': 'REPLICATION SLAVE',
  'REPLICATION REPLICA ADMIN': 'REPLICATION SLAVE ADMIN',
  'REPLICA MONITOR': 'SLAVE MONITOR',
};

/** Words of privileges that are never names. */
const PrivilegeWord = category('PrivilegeWord', [
  ...[k.ALL, k.ALTER, k.CREATE, k.DELETE, k.DROP, k.GRANT, k.INDEX, k.INSERT, k.LOCK, k.READ, k.REFERENCES],
  ...[k.SELECT, k.SET, k.SHOW, k.TRIGGER, k.UPDATE, k.USAGE, k.DATABASES],
]);

const RoutineWord = category('RoutineWord', [k.FUNCTION, k.PROCEDURE, k.PACKAGE]);

const CERTIFICATE_WORDS: readonly string[] = ['ISSUER', 'SUBJECT', 'CIPHER'];

const optional = (requirement: Requirement | undefined, locked: boolean | undefined) => ({
  ...(requirement && { requirement }),
  ...(locked !== undefined && { locked }),
});

export abstract class AccountGrammar extends TransactionGrammar {
  /** USER [IF NOT EXISTS] a IDENTIFIED …, b … [REQUIRE …] [ACCOUNT LOCK] */
  protected readonly createUser = this.RULE('createUser', (orReplace: boolean): CreateUser => {
    this.CONSUME(k.USER);
    const ifNotExists = this.SUBRULE(this.ifNotExists);
    const users = this.SUBRULE(this.userSpecifications);
    const requirement = this.SUBRULE(this.userOptions);
    const locked = this.SUBRULE(this.accountLock);
    return this.ACTION(() => {
      if (orReplace && ifNotExists) throw sqlError('ER_WRONG_USAGE', 'OR REPLACE', 'IF NOT EXISTS');
      return { kind: 'CreateUser', orReplace, ifNotExists, users, ...optional(requirement, locked) };
    });
  });

  protected readonly alterUser = this.RULE('alterUser', (): AlterUser => {
    this.CONSUME(k.USER);
    const ifExists = this.SUBRULE(this.ifExists);
    const users = this.SUBRULE(this.userSpecifications);
    const requirement = this.SUBRULE(this.userOptions);
    const locked = this.SUBRULE(this.accountLock);
    return { kind: 'AlterUser', ifExists, users, ...optional(requirement, locked) };
  });

  protected readonly dropUser = this.RULE('dropUser', (): DropUser => {
    this.CONSUME(k.USER);
    const ifExists = this.SUBRULE(this.ifExists);
    return { kind: 'DropUser', ifExists, users: this.SUBRULE(this.accounts) };
  });

  /** RENAME USER a TO b, c TO d */
  readonly renameUser = this.RULE('renameUser', (): RenameUser => {
    const pairs: { from: AccountName; to: AccountName }[] = [];
    this.CONSUME(k.RENAME);
    this.CONSUME(k.USER);
    this.AT_LEAST_ONE_SEP({
      SEP: t.Comma,
      DEF: () => {
        const from = this.SUBRULE(this.account);
        this.CONSUME(k.TO);
        pairs.push({ from, to: this.SUBRULE1(this.account) });
      },
    });
    return { kind: 'RenameUser', pairs };
  });

  /** GRANT SELECT, UPDATE ON level TO a IDENTIFIED …, b WITH GRANT OPTION */
  readonly grant = this.RULE('grant', (): Grant => {
    this.CONSUME(k.GRANT);
    const privileges = this.SUBRULE(this.privileges);
    const level = this.SUBRULE(this.grantLevel);
    this.CONSUME(k.TO);
    const users = this.SUBRULE(this.userSpecifications);
    const requirement = this.SUBRULE(this.requirement);
    const grantOption = this.SUBRULE(this.withGrantOption);
    return { kind: 'Grant', privileges, level, users, grantOption, ...(requirement && { requirement }) };
  });

  /** REVOKE SELECT ON level FROM a, b; REVOKE ALL, GRANT OPTION FROM a */
  readonly revoke = this.RULE('revoke', (): Revoke | RevokeAll => {
    this.CONSUME(k.REVOKE);
    const privileges = this.SUBRULE(this.privileges);
    return this.OR<Revoke | RevokeAll>([
      {
        ALT: () => {
          const level = this.SUBRULE(this.grantLevel);
          this.CONSUME(k.FROM);
          return { kind: 'Revoke', privileges, level, users: this.SUBRULE(this.accounts) };
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.Comma);
          this.CONSUME1(k.GRANT);
          this.CONSUME(k.OPTION);
          this.CONSUME1(k.FROM);
          return { kind: 'RevokeAll', users: this.SUBRULE1(this.accounts) };
        },
      },
    ]);
  });

  private readonly accounts = this.RULE('accounts', (): AccountName[] => {
    const names: AccountName[] = [];
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => names.push(this.SUBRULE(this.account)) });
    return names;
  });

  private readonly userSpecifications = this.RULE('userSpecifications', (): UserSpecification[] => {
    const users: UserSpecification[] = [];
    this.AT_LEAST_ONE_SEP({
      SEP: t.Comma,
      DEF: () => {
        const account = this.SUBRULE(this.account);
        const auth = this.OPTION(() => this.SUBRULE(this.identification));
        users.push(auth === undefined ? { account } : { account, auth });
      },
    });
    return users;
  });

  /** IDENTIFIED BY [PASSWORD] 'x', IDENTIFIED VIA plugin [USING x] OR plugin … */
  private readonly identification = this.RULE('identification', (): AuthMethod[] => {
    this.CONSUME(k.IDENTIFIED);
    return this.OR<AuthMethod[]>([
      {
        ALT: () => {
          this.CONSUME(k.BY);
          const isHash = this.OPTION(() => this.CONSUME(k.PASSWORD)) !== undefined;
          const value = this.SUBRULE(this.text);
          return [isHash ? { hash: value } : { password: value }];
        },
      },
      {
        ALT: () => {
          const methods: AuthMethod[] = [];
          this.OR1([{ ALT: () => this.CONSUME(k.VIA) }, { ALT: () => this.CONSUME(k.WITH) }]);
          this.AT_LEAST_ONE_SEP({ SEP: k.OR, DEF: () => methods.push(this.SUBRULE(this.authMethod)) });
          return methods;
        },
      },
    ]);
  });

  /** plugin [USING 'hash' | AS PASSWORD('x')] */
  private readonly authMethod = this.RULE('authMethod', (): AuthMethod => {
    const plugin = this.SUBRULE(this.identifierOrText);
    const given = this.OPTION((): AuthMethod => {
      this.OR([{ ALT: () => this.CONSUME(k.USING) }, { ALT: () => this.CONSUME(k.AS) }]);
      return this.OR1<AuthMethod>([
        { ALT: () => ({ hash: this.SUBRULE(this.text) }) },
        {
          ALT: () => {
            this.CONSUME(k.PASSWORD);
            this.CONSUME(t.LeftParenthesis);
            const password = this.SUBRULE1(this.text);
            this.CONSUME(t.RightParenthesis);
            return { password };
          },
        },
      ]);
    });
    return { plugin, ...given };
  });

  /** [REQUIRE …] [WITH MAX_QUERIES_PER_HOUR n …] */
  private readonly userOptions = this.RULE('userOptions', (): Requirement | undefined => {
    const requirement = this.SUBRULE(this.requirement);
    this.OPTION(() => this.CONSUME(k.WITH) && this.notSupported('resource limits of accounts'));
    return requirement;
  });

  /** [REQUIRE NONE | SSL | X509 | ISSUER 'x' [AND] SUBJECT 'y' [AND] CIPHER 'z'] */
  private readonly requirement = this.RULE('requirement', (): Requirement | undefined =>
    this.OPTION(() => {
      this.CONSUME(k.REQUIRE);
      return this.OR<Requirement>([
        { ALT: () => this.CONSUME(k.SSL) && { type: 'SSL' } },
        { GATE: () => this.isNext('NONE', 'X509'), ALT: () => this.SUBRULE(this.simpleRequirement) },
        { GATE: () => this.isNext(...CERTIFICATE_WORDS), ALT: () => this.SUBRULE(this.certificate) },
      ]);
    }),
  );

  private readonly simpleRequirement = this.RULE('simpleRequirement', (): Requirement => {
    const word = this.SUBRULE(this.identifier);
    return this.ACTION(() => ({ type: word.toUpperCase() === 'NONE' ? 'NONE' : 'X509' }));
  });

  private isNext(...words: readonly string[]): boolean {
    return words.includes(this.LA(1).image.toUpperCase());
  }

  private readonly certificate = this.RULE('certificate', (): Requirement => {
    const parts: Record<string, string> = {};
    let isOpen = false;
    this.AT_LEAST_ONE({
      GATE: () => this.isNext(...CERTIFICATE_WORDS),
      DEF: () => {
        const word = this.SUBRULE(this.identifier);
        const text = this.SUBRULE(this.text);
        this.ACTION(() => {
          if (word.toLowerCase() in parts) throw sqlError('ER_DUP_ARGUMENT', word.toUpperCase());
          parts[word.toLowerCase()] = text;
        });
        isOpen = this.OPTION(() => this.CONSUME(k.AND)) !== undefined;
      },
    });
    return this.ACTION(() => (isOpen ? this.refuse(this.LA(1)) : { type: 'SPECIFIED', ...parts }));
  });

  /** [ACCOUNT LOCK | ACCOUNT UNLOCK] */
  private readonly accountLock = this.RULE('accountLock', (): boolean | undefined =>
    this.OPTION(() =>
      this.OR<boolean>([
        {
          ALT: () => {
            this.CONSUME(k.ACCOUNT);
            return this.OR1<boolean>([
              { ALT: () => this.CONSUME(k.LOCK) !== undefined },
              { ALT: () => this.CONSUME(k.UNLOCK) === undefined },
            ]);
          },
        },
        { ALT: () => this.CONSUME(k.PASSWORD) && this.notSupported('PASSWORD EXPIRE') },
      ]),
    ),
  );

  private readonly withGrantOption = this.RULE('withGrantOption', (): boolean => {
    const given = this.OPTION(() => {
      this.CONSUME(k.WITH);
      this.OR([
        { ALT: () => this.CONSUME(k.GRANT) && this.CONSUME(k.OPTION) },
        { IGNORE_AMBIGUITIES: true, ALT: () => this.CONSUME(t.Identifier) && this.notSupported('resource limits') },
      ]);
      return true;
    });
    return given ?? false;
  });

  /** ALL [PRIVILEGES], or a list; ALL stands alone. */
  private readonly privileges = this.RULE('privileges', (): string[] => {
    const names: string[] = [];
    names.push(this.SUBRULE(this.privilege));
    this.MANY({
      GATE: () => names[0] !== 'ALL',
      DEF: () => {
        this.CONSUME(t.Comma);
        names.push(this.SUBRULE1(this.privilege));
      },
    });
    return names;
  });

  private readonly privilege = this.RULE('privilege', (): string => {
    const words: string[] = [];
    this.AT_LEAST_ONE(() => {
      const { image } = this.OR([
        { ALT: () => this.CONSUME(PrivilegeWord) },
        { IGNORE_AMBIGUITIES: true, ALT: () => this.CONSUME(t.Identifier) },
      ]);
      words.push(image);
    });
    this.OPTION(() => this.CONSUME(t.LeftParenthesis) && this.notSupported('privileges of columns'));
    return this.ACTION(() => this.privilegeName(words));
  });

  /** A word that begins no privilege is a role; a privilege may have a word too many. */
  private privilegeName(words: readonly string[]): string {
    const spelt = words.join(' ').toUpperCase();
    const name = SYNONYMS[spelt] ?? spelt;
    if (PRIVILEGES.has(name)) return name;
    if (words[0]?.toUpperCase() === 'PROXY') return this.notSupported('GRANT PROXY');
    if (words.length === 1 && [k.TO, k.FROM].includes(this.LA(1).tokenType)) return this.notSupported('roles');
    const known = [...PRIVILEGES, ...Object.keys(SYNONYMS)];
    const fits = (count: number) => {
      const start = words.slice(0, count).join(' ').toUpperCase();
      return known.some((each) => each === start || each.startsWith(`${start} `));
    };
    const wrong = words.findIndex((_, index) => !fits(index + 1));
    const refused = wrong === -1 ? words.length : Math.max(wrong, 1);
    return this.refuse(this.LA(refused - words.length + 1));
  }

  /** ON [TABLE] x: `*`, `*.*`, `db.*`, `db.t`, `t` */
  private readonly grantLevel = this.RULE('grantLevel', (): GrantLevel => {
    this.CONSUME(k.ON);
    this.OPTION(() => this.CONSUME(k.TABLE));
    return this.OR<GrantLevel>([
      { ALT: () => this.SUBRULE(this.starLevel) },
      {
        GATE: () => t.tokenMatches(this.LA(2), t.Identifier) || this.LA(2).tokenType === t.StringLiteral,
        ALT: () => this.CONSUME(RoutineWord) && this.notSupported('GRANT ON routines'),
      },
      { IGNORE_AMBIGUITIES: true, ALT: () => this.SUBRULE(this.namedLevel) },
    ]);
  });

  private readonly starLevel = this.RULE('starLevel', (): GrantLevel => {
    this.CONSUME(t.Star);
    const everywhere = this.OPTION(() => {
      this.CONSUME(t.Dot);
      return this.CONSUME1(t.Star);
    });
    return everywhere === undefined ? { kind: 'Database' } : { kind: 'Global' };
  });

  private readonly namedLevel = this.RULE('namedLevel', (): GrantLevel => {
    const first = this.SUBRULE(this.identifier);
    const behind = this.OPTION(() => {
      this.CONSUME(t.Dot);
      return this.OR<GrantLevel>([
        { ALT: () => this.CONSUME(t.Star) && { kind: 'Database', db: first } },
        {
          IGNORE_AMBIGUITIES: true,
          ALT: () => ({ kind: 'Table', table: { db: first, name: this.SUBRULE1(this.identifier) } }),
        },
      ]);
    });
    return behind ?? { kind: 'Table', table: { name: first } };
  });
}
