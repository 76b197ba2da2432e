import { describe, expect, test } from 'vitest';
import type { AuditEvent, PluginType, Services } from '../../../src/plugins/define.js';
import { guardService } from '../../../src/plugins/service-guard.js';
import { VirtualClock } from '../../../src/server/virtual-clock.js';
import { traceTo } from './world.js';

/** A service as a user has written it, and as the server has it; `log` hears of what went wrong. */
function guarded<Type extends PluginType>(type: Type, service: unknown) {
  const log: string[] = [];
  const note = (text: string) => void log.push(text);
  const witness = {
    log: { error: note, warning: note, note, raise: () => undefined, warn: () => undefined },
    trace: traceTo([]),
    deadline: { clock: new VirtualClock(), ms: 5000 },
  };
  // What comes out is of the type that went in.
  return { service: guardService('mine', type, service, witness) as Services[Type], log };
}

const boom = () => {
  throw new Error('boom');
};
const never = () => new Promise<never>(() => undefined);
const failure = async (work: unknown) => {
  try {
    await work;
    return 'ok';
  } catch (error) {
    return String(error);
  }
};

const EVENT: AuditEvent = {
  event: 'QUERY',
  connectionId: 1,
  queryId: 1,
  user: '',
  host: '',
  database: '',
  text: '',
  errno: 0,
};

describe('AUDIT', () => {
  test.each([
    ['throws', boom],
    ['rejects', () => Promise.reject(new Error('boom'))],
  ])('one that %s is a line in the log', async (_, notify) => {
    const { service, log } = guarded('AUDIT', { notify });
    service.notify(EVENT);
    await new Promise(setImmediate);
    expect(log).toEqual(['mine: boom']);
  });
});

describe('PASSWORD VALIDATION', () => {
  test.each([
    ['true', () => true, true, []],
    ['false', () => false, false, []],
    ['throws', boom, false, ['mine: boom']],
    ['gives text', () => 'yes', false, ['mine: validate() must give true or false at once']],
    ['rejects', () => Promise.reject(new Error('x')), false, ['mine: validate() must give true or false at once']],
  ])('%s', (_, validate, answer, lines) => {
    const { service, log } = guarded('PASSWORD VALIDATION', { validate });
    expect([service.validate('u', 'p'), log]).toEqual([answer, lines]);
  });
});

describe('INFORMATION SCHEMA', () => {
  const columns = { A: { type: { name: 'VARCHAR', length: 9, collation: 'utf8mb3_general_ci' }, nullable: true } };
  const reader = { show: false, has: () => true, require: () => undefined };

  test.each([
    ['throw', boom, 'PluginError: mine: boom'],
    ['reject', () => Promise.reject(new Error('boom')), 'PluginError: mine: boom'],
    ['never come', never, 'PluginError: mine: rows has not answered for 5 seconds'],
    ['are no list', () => 5, 'PluginError: mine: rows is not iterable'],
    ['are too long', () => [['a', 'b']], 'PluginError: mine: rows() must give lists of 1 values'],
    ['have a date', () => [[new Date(0)]], 'PluginError: mine: A must be null, a number, text or bytes'],
    ['are right', () => [['a'], [null]], 'ok'],
  ])('rows that %s', async (_, rows, message) => {
    const { service } = guarded('INFORMATION SCHEMA', { columns, rows });
    const said = await failure(service.rows(reader));
    expect(said.replace(/(spread|rows) .*is not iterable.*/i, 'rows is not iterable')).toBe(message);
  });

  test.each([{}, { A: {} }, { A: { type: 'INT', nullable: false } }, undefined])('columns %j', (wrong) => {
    expect(() => guarded('INFORMATION SCHEMA', { columns: wrong, rows: () => [] })).toThrow(
      'mine: init must give a table with columns, each with a type and nullable',
    );
  });

  test('a FLUSH that never ends does', async () => {
    const { service } = guarded('INFORMATION SCHEMA', { columns, rows: () => [], reset: never });
    expect(await failure(service.reset?.())).toBe('PluginError: mine: reset has not answered for 5 seconds');
    expect(guarded('INFORMATION SCHEMA', { columns, rows: () => [] }).service.reset).toBeUndefined();
  });
});

describe('ENCRYPTION', () => {
  const data = new Uint8Array(40);
  const [key, iv] = [new Uint8Array(16), new Uint8Array(16)];
  const keys = { latestVersion: never, key: never };

  test('keys that never come are unknown', async () => {
    const { service, log } = guarded('ENCRYPTION', keys);
    expect([await service.latestVersion(1), await service.key(1, 2)]).toEqual([undefined, undefined]);
    expect(log).toEqual([
      'mine: latestVersion(1) has not answered for 5 seconds',
      'mine: key(1, 2) has not answered for 5 seconds',
    ]);
  });

  test('without a cipher the server does not ask for one', () => {
    expect(guarded('ENCRYPTION', keys).service.cipher).toBeUndefined();
    expect(guarded('ENCRYPTION', { ...keys, cipher: () => undefined }).service.cipher?.(1, 1)).toBeUndefined();
  });

  test.each([
    ['throws', () => ({ encrypt: boom }), 'mine: boom'],
    ['is too short', () => ({ encrypt: () => key }), 'mine: encrypt for version 2 of key 1 must give 40 bytes at once'],
    ['is late', () => ({ encrypt: never }), 'mine: encrypt for version 2 of key 1 must give 40 bytes at once'],
    ['is not there', boom, 'mine: boom'],
  ])('a cipher that %s encrypts nothing', (_, cipher, line) => {
    const { service, log } = guarded('ENCRYPTION', { ...keys, cipher });
    expect(service.cipher?.(1, 2)?.encrypt(data, key, iv)).toBeUndefined();
    expect(log).toEqual([line]);
  });
});

describe('every service', () => {
  test('a stop that never ends, and a status that throws', async () => {
    const { service, log } = guarded('DAEMON', { stop: never, status: boom });
    expect(await failure(service.stop?.())).toBe('Error: stop has not answered for 5 seconds');
    expect([service.status?.(), log]).toEqual([{}, ['mine: boom']]);
  });
});
