/** What expressions ask of their session, fixed at the start of each statement. */

import { delimiter } from 'node:path';
import { simulated } from '../base/charsets.js';
import type { SqlError } from '../base/errors.js';
import type { Ports } from '../base/ports.js';
import type { ConditionLevel } from '../base/result.js';
import type { SessionState, TypedValue } from '../commands/define.js';
import type { Environment, Locals, StoredFunction } from '../query/environment.js';
import type { SortPlace } from '../query/sort/merge-sort.js';
import type { KeySource } from '../services/encryption.js';
import type { SystemVariables } from '../sysvars/registry.js';
import { dataFile, loadFile } from './load-file.js';
import { openTemporaryFile } from './temporary-files.js';

/** Minutes by which this machine's clock is ahead of UTC: time_zone = SYSTEM. */
export const timeZoneMinutes = (at: number): number => -new Date(at).getTimezoneOffset();

/** Minutes of `+02:00`; undefined for SYSTEM. */
function offsetOf(timeZone: string): number | undefined {
  const match = /^([+-])(\d+):(\d+)$/.exec(timeZone);
  if (!match) return undefined;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return match[1] === '-' ? -minutes : minutes;
}

/** SET timestamp stops the clock; while it runs, the variable shows the whole seconds of the statement's start. */
const startOf = (startedAt: number, timestamp: number): number =>
  Math.floor(startedAt / 1000) === timestamp ? startedAt : timestamp * 1000;

export interface StatementFacts {
  readonly session: SessionState;
  readonly variables: SystemVariables;
  readonly ports: Ports;
  readonly serverVersion: string;
  /** Milliseconds since 1970, when the statement began. */
  readonly startedAt: number;
  warn(level: ConditionLevel, error: SqlError): void;
  readonly interruption: AbortSignal;
  readonly keys: KeySource;
  /** Adds one to a status variable. */
  count(name: string): void;
  readonly locals?: Locals | undefined;
  storedFunction(name: string): StoredFunction | undefined;
}

function sortPlace({ variables, ports, keys, interruption, count }: StatementFacts, bufferBytes: number): SortPlace {
  return {
    bufferBytes,
    open() {
      const [directory = ''] = String(variables.getByName('tmpdir')).split(delimiter);
      const isEncrypted = variables.getByName('encrypt_tmp_files') === true;
      return openTemporaryFile(directory, ports, isEncrypted ? keys.cipherMode : undefined);
    },
    merged: () => count('Sort_merge_passes'),
    checkInterrupted: () => interruption.throwIfAborted(),
  };
}

export function statementEnvironment(facts: StatementFacts): Environment {
  const { session, variables, ports } = facts;
  const text = (name: string): string => variables.textFor(name, session.values);
  const { account } = session.access;
  const environment: Environment = {
    now: () => startOf(facts.startedAt, Number(text('timestamp'))),
    clock: () => ports.clock.now(),
    timeZoneMinutes: offsetOf(text('time_zone')) ?? timeZoneMinutes(facts.startedAt),
    sqlMode: new Set(text('sql_mode').split(',')),
    collation: () => simulated(text('collation_connection')),
    divisionDecimals: Number(text('div_precision_increment')),
    groupConcatLimit: Number(text('group_concat_max_len')),
    allowedPacket: Number(text('max_allowed_packet')),
    countsMatched: session.transport?.countsMatched ?? false,
    connectionId: session.id,
    user: `${session.user}@${session.host}`,
    currentUser: `${account.user}@${account.host}`,
    serverVersion: facts.serverVersion,
    database: session.database,
    lastInsertId: session.lastInsertId,
    foundRows: BigInt(session.foundRows),
    rowCount: BigInt(session.rowCount),
    random: ports.random,
    sorting: sortPlace(facts, Number(text('sort_buffer_size'))),
    readVariable: ({ name, component, scope }): TypedValue =>
      variables.read(
        {
          name,
          ...(component === undefined ? {} : { component }),
          ...(scope === undefined ? {} : { scope: scope === 'GLOBAL' ? 'GLOBAL' : 'SESSION' }),
        },
        session.values,
      ),
    setLastInsertId: (value) => {
      session.lastInsertId = value;
    },
    userVariable: (name) => session.userVariables.get(name),
    setUserVariable: (name, value) => session.userVariables.set(name, value),
    warn: facts.warn,
    loadFile: (path) => loadFile(path, facts),
    dataFile: (path, db) => dataFile(path, db, facts),
    storedFunction: facts.storedFunction,
    calls: { stored: false },
    checkInterrupted: () => facts.interruption.throwIfAborted(),
  };
  return facts.locals ? { ...environment, locals: facts.locals } : environment;
}
