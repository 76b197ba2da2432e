/** SET and @@ on system variables: what the server accepts, refuses and warns about. */
import { describe, expect, test } from 'vitest';
import { SqlError } from '../../../src/base/errors.js';
import { assignAll, type SetInput } from '../../../src/sysvars/assignment.js';
import { type SessionView, sysvar, unsigned } from '../../../src/sysvars/define.js';
import { profileOf } from '../../../src/sysvars/profiles.js';
import { SystemVariables } from '../../../src/sysvars/registry.js';
import { ALL_VARIABLES } from '../../../src/sysvars/vars/catalog.js';

const VIEW: SessionView = {
  connectionId: 7,
  warningCount: 2,
  errorCount: 1,
  inTransaction: false,
  time: 1_700_000_000.5,
  lastInsertId: 0n,
};

type Literal = string | number | bigint | null | { readonly word: string } | 'DEFAULT';

/** 1.5 is DECIMAL in SQL; `{ word }` a bare word; 'DEFAULT' itself; other strings are quoted. */
function input(value: Literal): SetInput {
  if (value === 'DEFAULT') return { kind: 'default' };
  if (value === null || typeof value === 'string') return { kind: 'value', type: 'STRING', value };
  if (typeof value === 'object') return { kind: 'word', word: value.word };
  if (typeof value === 'number' && !Number.isInteger(value))
    return { kind: 'value', type: 'DECIMAL', value: String(value) };
  return { kind: 'value', type: 'INT', value: BigInt(value) };
}

function world(privileges: readonly string[] = ['SUPER'], variables = new SystemVariables(ALL_VARIABLES)) {
  const session = variables.connect({ ...VIEW });
  const warnings: string[] = [];
  const context = {
    session,
    has: (privilege: string) => privileges.includes(privilege),
    warn: (level: string, { errno, message }: SqlError) => warnings.push(`${level} ${errno} ${message}`),
  };
  const set = async (...items: readonly (readonly ['GLOBAL' | 'SESSION', string, Literal])[]): Promise<string> => {
    warnings.length = 0;
    try {
      await assignAll(
        items.map(([scope, name, value]) => variables.assignment({ name, scope, value: () => input(value) }, context)),
      );
      return warnings.join('; ') || 'ok';
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      return [...warnings, `${error.errno} ${error.message}`].join('; ');
    }
  };
  const read = (name: string, scope?: 'GLOBAL' | 'SESSION') =>
    variables.read({ name, ...(scope ? { scope } : {}) }, session).text;
  return { variables, session, set, read, context };
}

describe('integers', () => {
  test.each<[string, Literal, string]>([
    ['max_connections', 'abc', "1232 Incorrect argument type to variable 'max_connections'"],
    ['max_connections', '5', "1232 Incorrect argument type to variable 'max_connections'"],
    ['max_connections', 10.5, "1232 Incorrect argument type to variable 'max_connections'"],
    ['max_connections', null, "1232 Incorrect argument type to variable 'max_connections'"],
    ['max_connections', { word: 'on' }, "1232 Incorrect argument type to variable 'max_connections'"],
    ['max_connections', 1, "Warning 1292 Truncated incorrect max_connections value: '1'"],
    ['innodb_encryption_threads', -1, "Warning 1292 Truncated incorrect innodb_encryption_threads value: '-1'"],
    ['innodb_io_capacity', 100, 'ok'],
  ])('SET GLOBAL %s = %s', async (name, value, expected) => {
    expect(await world().set(['GLOBAL', name, value])).toBe(expected);
  });

  test('are clipped to the range, then rounded down to the block', async () => {
    const { set, read } = world();
    expect(await set(['SESSION', 'join_buffer_size', 1000])).toBe(
      "Warning 1292 Truncated incorrect join_buffer_size value: '1000'",
    );
    expect(read('join_buffer_size')).toBe('896');
    await set(['GLOBAL', 'max_connections', 100_001]);
    expect(read('max_connections')).toBe('100000');
  });

  test('the name in the warning is cut to 32 characters', async () => {
    const { variables, set } = world();
    const type = unsigned({ max: 5 });
    const names = ['hashicorp_key_management_timeout', 'hashicorp_key_management_max_retries'];
    variables.declare(names.map((name) => sysvar(name, { scope: 'GLOBAL', type, default: 1, comment: '' })));
    expect(
      await set(
        ['GLOBAL', 'hashicorp_key_management_timeout', 9],
        ['GLOBAL', 'hashicorp_key_management_max_retries', 9],
      ),
    ).toBe(
      "Warning 1292 Truncated incorrect hashicorp_key_management_timeout value: '9'; " +
        "Warning 1292 Truncated incorrect hashicorp_key_management_max_... value: '9'",
    );
  });
});

describe('booleans, enums, sets, texts', () => {
  test.each<[string, Literal, string]>([
    ['general_log', { word: 'ON' }, 'ok'],
    ['general_log', 'OFF', 'ok'],
    ['general_log', 'TRUE', "1231 Variable 'general_log' can't be set to the value of 'TRUE'"],
    ['general_log', { word: 'yes' }, "1231 Variable 'general_log' can't be set to the value of 'yes'"],
    ['general_log', 2, "1231 Variable 'general_log' can't be set to the value of '2'"],
    ['general_log', null, "1231 Variable 'general_log' can't be set to the value of 'NULL'"],
    ['general_log', 0.5, "1232 Incorrect argument type to variable 'general_log'"],
    ['general_log', 'of', "1231 Variable 'general_log' can't be set to the value of 'of'"],
    ['innodb_file_per_table', 'of', 'ok'],
    ['innodb_file_per_table', 'o', "1231 Variable 'innodb_file_per_table' can't be set to the value of 'o'"],
    ['innodb_encrypt_tables', 'force', 'ok'],
    ['innodb_encrypt_tables', 2, 'ok'],
    ['innodb_encrypt_tables', 3, "1231 Variable 'innodb_encrypt_tables' can't be set to the value of '3'"],
    ['innodb_encrypt_tables', 'abc', "1231 Variable 'innodb_encrypt_tables' can't be set to the value of 'abc'"],
    ['innodb_encrypt_tables', -1, "1231 Variable 'innodb_encrypt_tables' can't be set to the value of '-1'"],
    ['innodb_encrypt_tables', 1.1, "1232 Incorrect argument type to variable 'innodb_encrypt_tables'"],
    ['sql_mode', 'bogus,ansi', "1231 Variable 'sql_mode' can't be set to the value of 'bogus'"],
    ['sql_mode', 'traditional, ANSI', "1231 Variable 'sql_mode' can't be set to the value of ' ANSI'"],
    ['sql_mode', { word: 'on' }, "1231 Variable 'sql_mode' can't be set to the value of 'ON'"],
    ['init_connect', 5, "1232 Incorrect argument type to variable 'init_connect'"],
    ['time_zone', 'bogus', "1298 Unknown or incorrect time zone: 'bogus'"],
    ['collation_connection', 'bogus', "1273 Unknown collation: 'bogus'"],
    ['character_set_client', 'bogus', "1115 Unknown character set: 'bogus'"],
    ['long_query_time', '1', "1232 Incorrect argument type to variable 'long_query_time'"],
    ['long_query_time', -1, "Warning 1292 Truncated incorrect long_query_time value: '-1'"],
  ])('SET GLOBAL %s = %s', async (name, value, expected) => {
    expect(await world().set(['GLOBAL', name, value])).toBe(expected);
  });

  test.each([
    ['ansi', 'REAL_AS_FLOAT,PIPES_AS_CONCAT,ANSI_QUOTES,IGNORE_SPACE,ANSI'],
    [
      'oracle',
      'PIPES_AS_CONCAT,ANSI_QUOTES,IGNORE_SPACE,ORACLE,NO_KEY_OPTIONS,NO_TABLE_OPTIONS,NO_FIELD_OPTIONS,NO_AUTO_CREATE_USER,SIMULTANEOUS_ASSIGNMENT',
    ],
    ['mysql40', 'MYSQL40,HIGH_NOT_PRECEDENCE'],
    [4, 'ANSI_QUOTES'],
  ])('sql_mode = %s', async (value, expected) => {
    const { set, read } = world();
    await set(['SESSION', 'sql_mode', value]);
    expect(read('sql_mode')).toBe(expected);
  });

  test('a charset variable and its collation are one value', async () => {
    const { set, read } = world();
    await set(['SESSION', 'collation_connection', 'latin1_bin']);
    expect([read('collation_connection'), read('character_set_connection')]).toEqual(['latin1_bin', 'latin1']);
    await set(['SESSION', 'character_set_connection', 'utf8']);
    expect([read('collation_connection'), read('character_set_connection')]).toEqual(['utf8mb3_general_ci', 'utf8mb3']);
  });
});

describe('scopes', () => {
  test.each<['GLOBAL' | 'SESSION', string, string]>([
    [
      'SESSION',
      'max_connections',
      "1229 Variable 'max_connections' is a GLOBAL variable and should be set with SET GLOBAL",
    ],
    ['GLOBAL', 'timestamp', "1228 Variable 'timestamp' is a SESSION variable and can't be used with SET GLOBAL"],
    ['GLOBAL', 'version', "1238 Variable 'version' is a read only variable"],
    ['SESSION', 'innodb_encrypt_log', "1238 Variable 'innodb_encrypt_log' is a read only variable"],
  ])('SET %s %s', async (scope, name, expected) => {
    expect(await world().set([scope, name, 'x'])).toBe(expected);
  });

  test('unknown names are found out before anything is checked', async () => {
    expect(await world().set(['GLOBAL', 'max_connections', 'x'], ['GLOBAL', 'no_such', 3])).toBe(
      "1193 Unknown system variable 'no_such'",
    );
  });

  test('reading in the wrong scope is 1238, a component 1272', () => {
    const { variables, session } = world();
    const read = (name: string, scope?: 'GLOBAL' | 'SESSION', component?: string) => () =>
      variables.read({ name, ...(scope ? { scope } : {}), ...(component ? { component } : {}) }, session);
    expect(read('timestamp', 'GLOBAL')).toThrow("Variable 'timestamp' is a SESSION variable");
    expect(read('max_connections', 'SESSION')).toThrow("Variable 'max_connections' is a GLOBAL variable");
    expect(read('max_connections', undefined, 'foo')).toThrow("Variable 'max_connections' is not a variable component");
    expect(read('no_such', undefined, 'foo')).toThrow("Unknown system variable 'no_such'");
  });

  test('structured names', () => {
    const { variables, context } = world();
    const assign = (name: string) => () =>
      variables.assignment({ name, component: 'x', scope: 'SESSION', value: () => input(1) }, context);
    expect(assign('y')).toThrow("Unknown structured system variable or ROW routine variable 'x'");
    expect(assign('max_connections')).toThrow('is not a variable component');
  });
});

describe('a SET of several variables', () => {
  test('changes nothing when one value is refused; earlier warnings remain', async () => {
    const { set, read } = world();
    expect(await set(['GLOBAL', 'max_connections', -1], ['GLOBAL', 'innodb_encrypt_tables', 'zzz'])).toBe(
      "Warning 1292 Truncated incorrect max_connections value: '-1'; " +
        "1231 Variable 'innodb_encrypt_tables' can't be set to the value of 'zzz'",
    );
    expect(read('max_connections')).toBe('151');
  });

  test('a missing default only shows when the variables before it are set', async () => {
    const { set, read } = world();
    expect(await set(['SESSION', 'max_error_count', 5], ['SESSION', 'rand_seed1', 'DEFAULT'])).toBe(
      "1230 Variable 'rand_seed1' doesn't have a default value",
    );
    expect(read('max_error_count')).toBe('5');
  });
});

describe('DEFAULT', () => {
  test('is the compiled default for the global value, the global value for the session', async () => {
    const { variables, set, read } = world();
    await set(['GLOBAL', 'max_error_count', 20]);
    expect([read('max_error_count', 'GLOBAL'), read('max_error_count', 'SESSION')]).toEqual(['20', '64']);
    await set(['SESSION', 'max_error_count', 'DEFAULT']);
    expect(read('max_error_count')).toBe('20');
    await set(['GLOBAL', 'max_error_count', 'DEFAULT']);
    expect(read('max_error_count', 'GLOBAL')).toBe('64');
    expect(variables.originOf(variables.known('max_error_count'))?.origin).toBe('SQL');
  });
});

test('a profile brings its own defaults, deprecations and privileges', async () => {
  const { variables: declared, rules, version, identity } = profileOf('11.8');
  const variables = new SystemVariables(declared, rules);
  expect([version, identity.version.minor, variables.getByName('version_comment')]).toEqual([
    '11.8.9-MariaDB',
    8,
    'Sealion',
  ]);
  const { set, read } = world(['SUPER'], variables);
  expect([read('character_set_server'), read('collation_connection')]).toEqual(['utf8mb4', 'utf8mb4_uca1400_ai_ci']);
  expect(await set(['SESSION', 'sql_notes', 1])).toBe(
    "Warning 1287 '@@sql_notes' is deprecated and will be removed in a future release. Please use '@@note_verbosity' instead",
  );
  expect(await set(['GLOBAL', 'max_connections', 20])).toContain('the CONNECTION ADMIN privilege');
});

describe('privileges', () => {
  test.each<['GLOBAL' | 'SESSION', string, Literal, string]>([
    ['GLOBAL', 'innodb_encrypt_tables', 1, 'SUPER'],
    ['GLOBAL', 'max_connections', 'x', 'SUPER, CONNECTION ADMIN'],
    ['GLOBAL', 'read_only', 1, 'READ_ONLY ADMIN'],
    ['SESSION', 'sql_log_bin', 'x', 'SUPER, BINLOG ADMIN'],
    ['SESSION', 'pseudo_thread_id', 3, 'SUPER, BINLOG REPLAY'],
  ])('SET %s %s needs one', async (scope, name, value, needed) => {
    const denied = `1227 Access denied; you need (at least one of) the ${needed} privilege(s) for this operation`;
    expect(await world([]).set([scope, name, value])).toBe(denied);
    expect(await world(needed.split(', ').slice(-1)).set([scope, name, value])).not.toBe(denied);
  });

  test('a session value needs none; a type error comes after a missing one', async () => {
    expect(await world([]).set(['SESSION', 'innodb_default_encryption_key_id', 3])).toBe('ok');
    expect(await world([]).set(['SESSION', 'max_connections', 'x'])).toContain('1229');
  });
});

describe('special variables', () => {
  test('deprecated ones warn first', async () => {
    const { set, read } = world();
    expect(await set(['SESSION', 'storage_engine', { word: 'innodb' }])).toBe(
      "Warning 1287 '@@storage_engine' is deprecated and will be removed in a future release. Please use '@@default_storage_engine' instead",
    );
    expect(read('default_storage_engine')).toBe('InnoDB');
  });

  test('some session values only follow the global one', async () => {
    expect(await world().set(['SESSION', 'max_allowed_packet', 2000])).toBe(
      "Warning 1292 Truncated incorrect max_allowed_packet value: '2000'; " +
        "1621 SESSION variable 'max_allowed_packet' is read-only. Use SET GLOBAL to assign the value",
    );
  });

  test('computed ones follow the session', async () => {
    const { set, read } = world();
    expect(
      ['warning_count', 'error_count', 'in_transaction', 'pseudo_thread_id', 'timestamp'].map((name) => read(name)),
    ).toEqual(['2', '1', '0', '7', '1700000000.500000']);
    await set(['SESSION', 'timestamp', 1.5], ['SESSION', 'identity', 8]);
    expect([read('timestamp'), read('last_insert_id')]).toEqual(['1.500000', '8']);
    await set(['SESSION', 'timestamp', 'DEFAULT']);
    expect(read('timestamp')).toBe('1700000000.500000');
  });

  test('a hook may refuse a value and hears of the new one', async () => {
    const { variables, set } = world();
    const seen: unknown[] = [];
    variables.hook('innodb_encrypt_tables', {
      check: (value) => value !== 'ON',
      update: (value) => void seen.push(value),
    });
    expect(await set(['GLOBAL', 'innodb_encrypt_tables', 1])).toBe(
      "1231 Variable 'innodb_encrypt_tables' can't be set to the value of '1'",
    );
    expect(await set(['GLOBAL', 'innodb_encrypt_tables', 2])).toBe('ok');
    expect(seen).toEqual(['FORCE']);
  });

  test('SET STATEMENT puts all session values back', async () => {
    const { session, set, read } = world();
    const before = session.snapshot();
    await set(['SESSION', 'max_error_count', 5]);
    session.restore(before);
    expect(read('max_error_count')).toBe('64');
  });
});

describe('declarations', () => {
  test('a variable describes itself', () => {
    const { variables } = world();
    const variable = variables.known('INNODB_DEFAULT_ENCRYPTION_KEY_ID');
    expect(variable).toMatchObject({
      name: 'innodb_default_encryption_key_id',
      scope: 'BOTH',
      dynamic: true,
      commandLine: 'REQUIRED',
    });
    expect(variable.type).toMatchObject({ name: 'INT UNSIGNED', range: { min: '1', max: '4294967295', block: '0' } });
  });

  test('they are listed by name', () => {
    const names = world()
      .variables.all()
      .map(({ name }) => name);
    expect(names.length).toBeGreaterThan(200);
    expect(names).toEqual([...names].sort());
  });

  test('an alias shares the value, not the origin', () => {
    const { variables } = world();
    const alias = variables.known('long_query_time');
    variables.apply([{ variable: alias, value: 2, origin: 'CONFIG', path: '/etc/my.cnf' }]);
    expect(variables.getByName('log_slow_query_time')).toBe(2);
    expect(variables.originOf(alias)).toEqual({ value: 2, origin: 'CONFIG', path: '/etc/my.cnf' });
    expect(variables.originOf(variables.known('log_slow_query_time'))?.origin).toBe('COMPILE-TIME');
  });

  test('what nobody can set has no default', () => {
    const { variables } = world();
    const defaults = ['version', 'have_ssl', 'port'].map((name) => variables.defaultOf(variables.known(name)));
    expect(defaults).toEqual([undefined, undefined, 0]);
    expect(variables.getByName('have_ssl')).toBe('DISABLED');
  });

  test('a plugin comes, is concealed and goes', () => {
    const { variables } = world();
    const names = () => variables.all().map(({ name }) => name);
    variables.declare([sysvar('p_x', { scope: 'GLOBAL', type: unsigned({ max: 5 }), default: 1, comment: '' })], 'p');
    expect(variables.find('P_X')).toBeDefined();
    variables.conceal('p');
    expect([variables.find('p_x'), names().includes('p_x')]).toEqual([undefined, true]);
    variables.withdraw('p');
    expect(names()).not.toContain('p_x');
  });

  test('--maximum-x limits what SET gives', async () => {
    const { variables, set, read } = world();
    variables.apply([
      { variable: variables.known('max_error_count'), value: 10, origin: 'COMMAND-LINE', maximum: true },
    ]);
    expect(await set(['SESSION', 'max_error_count', 20])).toBe(
      "Warning 1292 Truncated incorrect max_error_count value: '20'",
    );
    expect(read('max_error_count')).toBe('10');
  });
});
