/** What the protocol asks of a session and its server besides statements. */
import { charsetOf } from '../base/charsets.js';
import type { ResultColumn } from '../base/result.js';
import type { Column, TableDefinition } from '../engine/definition.js';
import type { Engine } from '../engine/engine.js';
import type { Server } from '../server/server.js';
import type { Session } from '../server/session.js';
import { assignAll } from '../sysvars/assignment.js';
import { ServerStatus } from './capabilities.js';
import { ColumnFlag } from './column-types.js';
import type { TrackedState } from './session-tracker.js';
import { WireText } from './wire-text.js';

const valueOf = (name: string, session: Session, { variables }: Server): string =>
  variables.textFor(name, session.state.values);

/** Bits of ServerStatus. */
export function statusOf(session: Session, server: Server): number {
  const noEscapes = valueOf('sql_mode', session, server).includes('NO_BACKSLASH_ESCAPES');
  return (
    (session.state.transaction ? ServerStatus.IN_TRANS : 0) |
    (valueOf('autocommit', session, server) === '1' ? ServerStatus.AUTOCOMMIT : 0) |
    (noEscapes ? ServerStatus.NO_BACKSLASH_ESCAPES : 0)
  );
}

export function textOf(session: Session, server: Server): WireText {
  const results = valueOf('character_set_results', session, server);
  const collation = valueOf('collation_connection', session, server);
  return new WireText(
    valueOf('character_set_client', session, server),
    results === '' ? undefined : results,
    collation,
  );
}

/** The variables of session_track_system_variables, and the default database. */
export function trackedState(session: Session, server: Server): TrackedState {
  const names = valueOf('session_track_system_variables', session, server).split(',').filter(Boolean);
  const { variables } = server;
  const shown = names.filter((name) => variables.find(name) !== undefined);
  return {
    database: session.database ?? '',
    variables: Object.fromEntries(shown.map((name) => [name, shownValue(name, session, server)])),
  };
}

/** As SHOW VARIABLES has it: ON and OFF. */
function shownValue(name: string, session: Session, server: Server): string {
  const value = valueOf(name, session, server);
  return name === 'autocommit' ? (value === '1' ? 'ON' : 'OFF') : value;
}

/** The longest packet that the session's client may send, in bytes. */
export const packetLimit = (session: Session, server: Server): number =>
  Number(valueOf('max_allowed_packet', session, server));

/** Milliseconds that the client may be silent. */
export const waitTimeout = (session: Session, server: Server): number =>
  Number(valueOf('wait_timeout', session, server)) * 1000;

/** SET NAMES, as a login does it. */
export async function useCollation(collation: string, session: Session, { variables }: Server): Promise<void> {
  const charset = charsetOf(collation);
  const values = {
    character_set_client: charset,
    character_set_connection: charset,
    character_set_results: charset,
    collation_connection: collation,
  };
  const context = { session: session.state.values, warn() {}, has: () => true };
  await assignAll(
    Object.entries(values).map(([name, word]) =>
      variables.assignment({ name, scope: 'SESSION', value: () => ({ kind: 'word', word }) }, context),
    ),
  );
}

/** Who sits at a prompt may be silent for another time. */
export function useInteractiveTimeout({ state }: Session, { variables }: Server): void {
  state.values.set(variables.known('wait_timeout'), variables.getByName('interactive_timeout'));
}

/** What a table's definition says of a result's column: bits of ColumnFlag. */
export function flagsOf({ db, orgTable, orgName }: ResultColumn, engine: Engine): number {
  const definition = orgName === '' ? undefined : engine.find(db, orgTable)?.definition;
  const position = definition?.columns.findIndex(({ name }) => name === orgName) ?? -1;
  const column = definition?.columns[position];
  if (!definition || !column) return 0;
  return keyFlags(definition, position) | valueFlags(column);
}

function keyFlags({ indexes }: TableDefinition, position: number): number {
  let flags = 0;
  for (const { name, unique, parts } of indexes) {
    if (!parts.some(({ column }) => column === position)) continue;
    flags |= ColumnFlag.PART_OF_KEY;
    if (name === 'PRIMARY') flags |= ColumnFlag.PRIMARY_KEY;
    else if (parts[0]?.column === position) {
      flags |= unique && parts.length === 1 ? ColumnFlag.UNIQUE_KEY : ColumnFlag.MULTIPLE_KEY;
    }
  }
  return flags;
}

function valueFlags(column: Column): number {
  const { nullable, autoIncrement, onUpdateNow, type } = column;
  const hasDefault = column.default !== undefined || column.generated !== undefined;
  let flags = 0;
  if (autoIncrement) flags |= ColumnFlag.AUTO_INCREMENT;
  if (onUpdateNow) flags |= ColumnFlag.ON_UPDATE_NOW;
  if (onUpdateNow && type.name === 'TIMESTAMP') flags |= ColumnFlag.TIMESTAMP;
  if (!nullable && !autoIncrement && !hasDefault) flags |= ColumnFlag.NO_DEFAULT;
  return flags;
}
