/** What URL, options and environment say of a server. */
import { describe, expect, test } from 'vitest';
import type { ConnectionOptions } from '../../../src/client/connection-options.js';
import { parseClientArguments } from '../../../src/client/options.js';
import { BadTarget, targetOf, withoutPasswords } from '../../../src/remote/target.js';

const target = (options: ConnectionOptions, env = {}) => targetOf(options, env, 'me');
const place = (options: ConnectionOptions, env = {}) => target(options, env).place;

describe('a place', () => {
  test.each<[ConnectionOptions, unknown]>([
    [{ connect: 'mysql://h' }, { host: 'h', port: 3306 }],
    [{ connect: 'mariadb://h:33/' }, { host: 'h', port: 33 }],
    [{ connect: 'mysql://[::1]:33/db' }, { host: '::1', port: 33 }],
    [{ connect: 'mysql://localhost' }, { path: '/run/mysqld/mysqld.sock' }],
    [{ connect: 'mysql://localhost:33' }, { host: 'localhost', port: 33 }],
    [{ connect: 'mysql://localhost:33?protocol=socket' }, { path: '/run/mysqld/mysqld.sock' }],
    [{ connect: 'mysql:///db?socket=%2Ftmp%2Fs' }, { path: '/tmp/s' }],
    [
      { connect: 'mysql://h:33', host: 'other' },
      { host: 'other', port: 33 },
    ],
    [{ socket: '/s' }, { path: '/s' }],
    [
      { host: '127.0.0.1', socket: '/s' },
      { host: '127.0.0.1', port: 3306 },
    ],
    [{ protocol: 'tcp' }, { host: 'localhost', port: 3306 }],
  ])('%j', (options, expected) => {
    expect(place(options)).toEqual(expected);
  });

  test('from the environment', () => {
    const env = { MYSQL_HOST: 'h', MYSQL_TCP_PORT: '44' };
    expect(place({}, env)).toEqual({ host: 'h', port: 44 });
    expect(place({}, { MYSQL_UNIX_PORT: '/s' })).toEqual({ path: '/s' });
  });
});

test('a login', () => {
  const login = (options: ConnectionOptions, env = {}) => {
    const { user, password, database } = target(options, env);
    return [user, password, database];
  };
  expect(login({ connect: 'mysql://a%40b:p%3A%2F%40%20w@h/d%2Fb' })).toEqual(['a@b', 'p:/@ w', 'd/b']);
  expect(login({ connect: 'mysql://a:p@h/d', user: 'b', password: '', database: 'e' })).toEqual(['b', '', 'e']);
  expect(login({ connect: 'mysql://h' }, { MYSQL_PWD: 'secret' })).toEqual(['me', 'secret', undefined]);
  expect(login({ connect: 'mysql://a:@h' }, { MYSQL_PWD: 'secret' })).toEqual(['a', '', undefined]);
});

test('TLS: what the server can, unless it is asked for or refused', () => {
  expect(target({}).tls).toMatchObject({ optional: true, verify: false });
  expect(target({ connect: 'mysql://h?ssl' }).tls).toMatchObject({ optional: false });
  expect(target({ sslCa: 'x' }).tls).toMatchObject({ optional: false, ca: 'x' });
  expect(target({ ssl: '0', sslCa: 'x' }).tls).toBeUndefined();
});

test.each([
  ['http://h'],
  ['mysql://a:secret@h:x'],
  ['mysql://a:secret@h?sslx=1'],
  ['mysql://a:sec%ret@h'],
  ['mysql://a:secret@h:70000'],
  ['mysql://a:secret@h?default-character-set=klingon'],
])('%s is refused, without the password', (connect) => {
  const refused = (() => {
    try {
      return target({ connect });
    } catch (error) {
      return error;
    }
  })();
  expect(refused).toBeInstanceOf(BadTarget);
  expect(String(refused)).not.toMatch(/sec/);
});

test('passwords are not shown in lists of processes', () => {
  const args = ['--connect', 'mysql://a:secret@h/d', '--password=secret', '-psecret', '-Bpsecret', '-P1', '--port=2'];
  expect(withoutPasswords(args)).toEqual([
    ...['--connect', 'mysql://a:x@h/d', '--password=x', '-px', '-Bpx', '-P1', '--port=2'],
  ]);
});

describe('on the command line', () => {
  const connection = (...args: string[]) => {
    const parsed = parseClientArguments(args);
    return typeof parsed === 'string' ? parsed : (parsed.connection ?? parsed.server);
  };

  test.each<[string[], unknown]>([
    [
      ['-h', 'x', '-P33', '-ume', '-psecret', 'db'],
      { host: 'x', port: '33', user: 'me', password: 'secret', database: 'db' },
    ],
    [['--connect', 'mysql://h', '--skip-ssl', '-C'], { connect: 'mysql://h', ssl: '0', compress: '1' }],
    [['--socket=/s', '--no-defaults'], { socket: '/s' }],
    [
      ['--socket=/s', '--datadir=d'],
      ['--socket=/s', '--datadir=d'],
    ],
    [['--host=h', '--datadir=d'], "unknown option '--datadir'"],
    [['--ssl-ca=x'], ['--ssl-ca=x']],
    [['-e', '--host'], []],
  ])('%j', (args, expected) => {
    expect(connection(...args)).toEqual(expected);
  });
});
