import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { auditLine } from '../../../src/plugins/builtin/audit/audit-line.js';
import { maskPasswords } from '../../../src/plugins/builtin/audit/passwords.js';
import { RotatingLog } from '../../../src/plugins/builtin/audit/rotating-log.js';
import { classesOf } from '../../../src/plugins/builtin/audit/statement-classes.js';
import type { AuditEvent } from '../../../src/plugins/define.js';
import { realFiles } from '../../../src/server/real-files.js';

// All statements and answers as a real server logged them.
describe('passwords', () => {
  test.each([
    ["create user u@localhost identified by 'secret'", 'create user u@localhost identified by *****'],
    ["alter user u identified by 'secret'", 'alter user u identified by *****'],
    ["grant select on d.* to u identified by 'secret'", 'grant select on d.* to u identified by *****'],
    ["set password for u = password('secret')", 'set password for u = password(*****)'],
    [
      'create user a identified via mysql_native_password using password(\'foo\'), b identified by "dou\\"ble"',
      'create user a identified via mysql_native_password using password(*****), b identified by *****',
    ],
    ["create user u identified by password '*2470C0'", 'create user u identified by password *****'],
    [
      "create server s foreign data wrapper mysql options (user 'u', password 'pw')",
      "create server s foreign data wrapper mysql options (user 'u', password *****)",
    ],
    [
      "change master to master_password='x', master_user='u'",
      "change master to master_password=*****, master_user='u'",
    ],
  ])('%s', (statement, logged) => expect(maskPasswords(statement)).toBe(logged));

  test.each(["select password('foo')", "set password for u = '*2470C0'", "select 'identified by ''x'''"])(
    '%s stays as it is',
    (statement) => expect(maskPasswords(statement)).toBe(statement),
  );
});

describe('classes of statements', () => {
  test.each([
    [
      'QUERY_DDL',
      ['create table t (a int)', 'drop view v', 'alter database d comment "x"', '/*! create table t (a int) */'],
    ],
    [
      'QUERY_DDL',
      [
        '/* a *//*b*/ drop table t',
        '-- c\ndrop table t',
        'set statement max_statement_time=10 for create table q (a int)',
      ],
    ],
    ['QUERY_DML', ['select 1', '(select 1)', 'with a as (select 1) select * from a', 'values (1)', 'explain select 1']],
    [
      'QUERY_DML,QUERY_DML_NO_SELECT',
      ['do 1', 'call p()', 'handler t open', 'explain delete from t', 'replace into t values (1)'],
    ],
    [
      'QUERY_DCL',
      ['create user u', 'grant all on *.* to u', 'revoke all on *.* from u', 'rename user a to b', 'drop role r'],
    ],
    [
      '',
      [
        'set @a = 1',
        'show tables',
        'begin',
        'alter user u',
        'set password = ""',
        'create server s',
        'optimize table t',
      ],
    ],
  ])('%s', (classes, statements) => {
    expect(statements.map((statement) => classesOf(statement).join())).toEqual(statements.map(() => classes));
  });
});

describe('lines', () => {
  const event: AuditEvent = {
    event: 'QUERY',
    connectionId: 4,
    queryId: 7,
    user: 'root',
    host: 'localhost',
    database: 'd',
    text: 'select 1',
    errno: 0,
  };

  test('the statement is in quotes, with what would end them escaped', () => {
    expect(auditLine({ ...event, text: "a'b\\c\n\t" }, 'vm', 0)).toBe(
      String.raw`vm,root,localhost,4,7,QUERY,d,'a\'b\\c',0`,
    );
    expect(auditLine({ ...event, text: 'a\nb\tc', errno: 1064 }, 'vm', 0)).toBe(
      String.raw`vm,root,localhost,4,7,QUERY,d,'a\nb\tc',1064`,
    );
  });

  test('a long statement is cut, but not in the midst of an escape', () => {
    expect(auditLine({ ...event, text: "select 'aaaaaaaaaaaaaaaaaa'" }, 'vm', 20)).toContain(
      String.raw`'select \'aaaaaaaaaaa'`,
    );
    expect(auditLine({ ...event, text: "aa'" }, 'vm', 3)).toContain("'aa'");
  });

  test('connections have no statement, tables no result', () => {
    expect(auditLine({ ...event, event: 'CONNECT', queryId: 0, text: '' }, 'vm', 0)).toBe(
      'vm,root,localhost,4,0,CONNECT,d,,0',
    );
    const table = { operation: 'RENAME', database: 'd', name: 'v', newName: 'd.w' } as const;
    expect(auditLine({ ...event, event: 'TABLE', table }, 'vm', 0)).toBe('vm,root,localhost,4,7,RENAME,d,v|d.w,');
  });
});

describe('a log that rotates', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'sealion-log-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const open = (rotations: number, sizeLimit = 10) =>
    new RotatingLog(join(directory, 'log'), realFiles, () => ({ sizeLimit, rotations }));
  const files = () =>
    Object.fromEntries(readdirSync(directory).map((name) => [name, readFileSync(join(directory, name), 'utf8')]));

  test('begins anew once the limit is reached, and forgets the oldest file', () => {
    const log = open(2);
    for (const line of ['one..', 'two..', 'three.....', 'four......', 'five']) log.write(line);
    expect(files()).toEqual({ log: 'five', 'log.1': 'four......', 'log.2': 'three.....' });
  });

  test('goes on at the end of a file that is there', () => {
    open(1).write('0123456789');
    open(1).write('x');
    expect(files()).toEqual({ log: 'x', 'log.1': '0123456789' });
  });

  test('places have as many digits as the last one needs', () => {
    const log = open(12);
    log.write('0123456789');
    log.write('x');
    expect(Object.keys(files())).toEqual(['log', 'log.01']);
  });

  test('grows without end when no old file may stay', () => {
    const log = open(0);
    log.write('0123456789');
    log.write('x');
    log.rotate();
    expect(files()).toEqual({ log: '0123456789x' });
  });
});
