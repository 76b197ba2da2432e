/** One client: its commands in turn, each answered before the next one is read. */
import { SqlError, sqlError } from '../base/errors.js';
import type { ByteStream } from '../base/ports.js';
import { type Failure, type Outcome, ok } from '../base/result.js';
import type { Server } from '../server/server.js';
import type { Session } from '../server/session.js';
import { binaryRow } from './binary-rows.js';
import { Capability, Command, ServerStatus } from './capabilities.js';
import { Channel } from './channel.js';
import { fieldList } from './field-list.js';
import { BrokenStream, type Packet } from './frames.js';
import { readChangeUser } from './handshake.js';
import { ClientGone, Lifetime } from './lifetime.js';
import { authenticate, chooseCollation, hostOf, type LoggedIn, logIn } from './login.js';
import { MalformedPacket, PayloadReader } from './payload.js';
import { PARAMETER, PreparedStatements, preparedPacket } from './prepared-statements.js';
import { refresh } from './refresh.js';
import {
  columnsPackets,
  cursorPackets,
  earlyErrorPacket,
  eofPacket,
  errorPacket,
  fieldPackets,
  okPacket,
  type ResultState,
  rowsPackets,
} from './results.js';
import { flagsOf, packetLimit, statusOf, textOf, trackedState, waitTimeout } from './session-facts.js';
import { SessionTracker } from './session-tracker.js';
import { statisticsText } from './statistics.js';
import { WireText } from './wire-text.js';

const LOGIN_LIMIT = 1 << 16;

/** Commands that are not answered, not even with an error. */
const UNANSWERED: ReadonlySet<number> = new Set([Command.STMT_SEND_LONG_DATA, Command.STMT_CLOSE]);

const KILLED = sqlError('ER_CONNECTION_KILLED').errno;

export class Connection {
  readonly #server: Server;
  readonly #stream: ByteStream;
  readonly #channel: Channel;
  readonly #life: Lifetime;
  #session: Session | undefined;
  #capabilities = 0;
  #extendedCapabilities = 0;
  #scramble: Uint8Array = new Uint8Array();
  #prepared = new PreparedStatements();
  readonly #tracker = new SessionTracker();

  constructor(server: Server, stream: ByteStream) {
    this.#server = server;
    this.#stream = stream;
    this.#life = new Lifetime(server, hostOf(stream, server));
    this.#channel = new Channel(stream, {
      limit: () => (this.#session ? packetLimit(this.#session, server) : LOGIN_LIMIT),
      count: (direction, bytes) => server.status.count(direction, bytes),
      patiently: (write) => this.#life.within(this.#seconds('net_write_timeout'), write),
    });
  }

  /** From the greeting to the end; never rejects for what the client did. */
  async run(): Promise<void> {
    const { clients } = this.#server;
    clients.add(this.#life.id);
    try {
      if (clients.size > this.#mostClients + 1) await this.#turnAway();
      else await this.#meet();
    } catch (error) {
      await this.#complain(error);
    } finally {
      const session = this.#session;
      this.#session = undefined;
      clients.delete(this.#life.id);
      await session?.close();
      this.#channel.close();
    }
  }

  get #door() {
    const { id, over } = this.#life;
    return { server: this.#server, stream: this.#stream, channel: this.#channel, id, ended: over };
  }

  get #mostClients(): number {
    return Number(this.#server.variables.getByName('max_connections'));
  }

  /** There is one place more than clients may have, for those who may end the others. */
  async #turnAway(): Promise<void> {
    const { message } = sqlError('ER_CON_COUNT_ERROR');
    this.#server.status.count('Connection_errors_max_connections');
    this.#server.status.count('Aborted_connects');
    this.#life.tell(message, undefined, 'connecting host');
    await this.#send([earlyErrorPacket(sqlError('ER_CON_COUNT_ERROR'))], 0);
  }

  async #meet(): Promise<void> {
    const loggedIn = await this.#life.within(this.#seconds('connect_timeout'), (signal) => logIn(this.#door, signal));
    if (loggedIn === 'refused') return;
    if (!loggedIn) return this.#life.endedWhile('reading', undefined);
    await this.#serve(loggedIn);
  }

  async #serve({ session, capabilities, extendedCapabilities, next, scramble }: LoggedIn): Promise<void> {
    this.#session = session;
    this.#capabilities = capabilities;
    this.#extendedCapabilities = extendedCapabilities;
    this.#scramble = scramble;
    await this.#send([okPacket(ok(), this.#okState())], next);
    if ((capabilities & Capability.COMPRESS) !== 0) this.#channel.compress();
    for (;;) {
      const packet = await this.#life.within(waitTimeout(this.#now, this.#server), (signal) =>
        this.#channel.readCommand(signal),
      );
      if (!packet) return this.#life.endedWhile('reading', session);
      if (!(await this.#answer(packet))) return;
      if (this.#life.isOver) return this.#life.endedWhile('reading', session);
    }
  }

  #seconds(variable: string): number {
    return Number(this.#server.variables.getByName(variable)) * 1000;
  }

  get #now(): Session {
    if (!this.#session) throw new MalformedPacket();
    return this.#session;
  }

  #state(warningCount = 0, status = 0): ResultState {
    const session = this.#now;
    return {
      capabilities: this.#capabilities,
      extendedCapabilities: this.#extendedCapabilities,
      status: statusOf(session, this.#server) | status,
      warningCount,
      text: this.#text,
    };
  }

  get #text(): WireText {
    return textOf(this.#now, this.#server);
  }

  /** The same for an OK packet, which tells what has changed. */
  #okState(warningCount = 0, status = 0): ResultState {
    const state = this.#state(warningCount, status);
    if ((this.#capabilities & Capability.SESSION_TRACK) === 0) return state;
    return { ...state, changes: this.#tracker.changes(trackedState(this.#now, this.#server)) };
  }

  #send(payloads: Iterable<Uint8Array>, sequence: number): Promise<void> {
    return this.#channel.write(payloads, sequence);
  }

  /** False: the connection ends. */
  async #answer({ payload, next }: Packet): Promise<boolean> {
    const [command = Command.SLEEP] = payload;
    const session = this.#session;
    try {
      return await this.#perform(command, payload.subarray(1), next);
    } catch (error) {
      const known = error instanceof MalformedPacket ? sqlError('ER_MALFORMED_PACKET') : error;
      // A client whose user has changed halfway is nobody.
      if (!(known instanceof SqlError) || this.#session !== session || !session || session.isClosed) throw error;
      if (!UNANSWERED.has(command)) await this.#send([this.#refusal(known)], next);
      return true;
    }
  }

  async #perform(command: number, rest: Buffer, next: number): Promise<boolean> {
    switch (command) {
      case Command.QUIT:
        this.#life.left();
        return false;
      case Command.QUERY:
        await this.#query(this.#text.decode(rest), next);
        return true;
      case Command.INIT_DB:
        if (rest.length === 0) throw sqlError('ER_NO_DB_ERROR');
        await this.#query(`USE \`${this.#text.decode(rest).replaceAll('`', '``')}\``, next);
        return true;
      case Command.FIELD_LIST:
        await this.#fieldList(rest, next);
        return true;
      case Command.REFRESH:
        await this.#sendOutcomes([await refresh(new PayloadReader(rest).integer(1), this.#now)], next);
        return true;
      case Command.PING:
        await this.#send([okPacket(ok(), this.#okState())], next);
        return true;
      case Command.STATISTICS:
        await this.#send([Buffer.from(statisticsText(this.#server))], next);
        return true;
      case Command.PROCESS_INFO:
        await this.#query('SHOW PROCESSLIST', next);
        return true;
      case Command.PROCESS_KILL:
        await this.#query(`KILL ${new PayloadReader(rest).integer(4)}`, next);
        return true;
      case Command.SHUTDOWN:
        await this.#query('SHUTDOWN', next);
        return true;
      case Command.SET_OPTION:
        return await this.#setOption(new PayloadReader(rest).integer(2), next);
      case Command.RESET_CONNECTION:
        return await this.#reset(next);
      case Command.CHANGE_USER:
        return await this.#changeUser(rest, next);
      case Command.DEBUG:
        await this.#send([eofPacket(this.#state())], next);
        return true;
      default:
        await this.#answerPrepared(command, rest, next);
        return true;
    }
  }

  async #answerPrepared(command: number, rest: Buffer, next: number): Promise<void> {
    switch (command) {
      case Command.STMT_PREPARE:
        return await this.#prepare(this.#text.decode(rest), next);
      case Command.STMT_EXECUTE:
        return await this.#execute(rest, next);
      case Command.STMT_FETCH:
        return await this.#fetch(rest, next);
      case Command.STMT_SEND_LONG_DATA:
        return this.#prepared.takeLongData(rest);
      case Command.STMT_CLOSE:
        return this.#prepared.close(rest, this.#now);
      case Command.STMT_RESET:
        this.#prepared.reset(rest);
        return await this.#send([okPacket(ok(), this.#okState())], next);
      default:
        throw sqlError('ER_UNKNOWN_COM_ERROR');
    }
  }

  async #execute(rest: Buffer, next: number): Promise<void> {
    const [outcomes, hasCursor] = await this.#prepared.execute(rest, this.#text, this.#now);
    const [outcome] = outcomes;
    if (!hasCursor || outcome?.kind !== 'rows') return this.#sendOutcomes(outcomes, next, true);
    const { engine } = this.#server;
    return this.#send(
      cursorPackets(outcome, this.#stateOf(outcome), (column) => flagsOf(column, engine)),
      next,
    );
  }

  async #fetch(rest: Buffer, next: number): Promise<void> {
    const { columns, rows, isLast } = this.#prepared.fetch(rest);
    const state = this.#state(0, isLast ? ServerStatus.LAST_ROW_SENT : ServerStatus.CURSOR_EXISTS);
    await this.#send(
      (function* () {
        for (const row of rows) yield binaryRow(columns, row, state.text);
        yield eofPacket(state);
      })(),
      next,
    );
  }

  async #fieldList(rest: Buffer, next: number): Promise<void> {
    const state = this.#state();
    const hasEscapes = (state.status & ServerStatus.NO_BACKSLASH_ESCAPES) === 0;
    const fields = await fieldList(rest, state.text, this.#now, { prepared: this.#prepared, hasEscapes });
    if ('kind' in fields) return this.#sendOutcomes([fields], next);
    const { engine } = this.#server;
    return this.#send(
      fieldPackets(fields, state, (column) => flagsOf(column, engine)),
      next,
    );
  }

  async #prepare(text: string, next: number): Promise<void> {
    const prepared = await this.#prepared.prepare(text, this.#now);
    const { engine } = this.#server;
    if ('kind' in prepared) return this.#send(packetsOf(prepared, this.#state(), this.#server), next);
    const state = this.#state();
    const { parameters, columns } = prepared.statement;
    const marks = Array.from({ length: parameters }, () => PARAMETER);
    await this.#send(
      [
        preparedPacket(prepared.id, columns.length, parameters),
        ...(parameters > 0 ? columnsPackets(marks, state, () => 0) : []),
        ...(columns.length > 0 ? columnsPackets(columns, state, (column) => flagsOf(column, engine)) : []),
      ],
      next,
    );
  }

  async #query(text: string, next: number): Promise<void> {
    const single = (this.#capabilities & Capability.MULTI_STATEMENTS) === 0;
    await this.#sendOutcomes(await this.#now.execute(text, { single }), next);
  }

  async #sendOutcomes(outcomes: readonly Outcome[], next: number, isBinary = false): Promise<void> {
    const server = this.#server;
    // Whoever was killed by another one hears nothing more; who has ended its connection or the server does.
    const last = outcomes.at(-1);
    const isHeard = last?.kind === 'error' ? last.errno === KILLED : server.isStopping;
    if (this.#life.isOver && !isHeard) throw new ClientGone();
    const state = (outcome: Outcome, more: number) => ({ ...this.#stateOf(outcome, more), isBinary });
    await this.#send(
      (function* () {
        for (const [at, outcome] of outcomes.entries()) {
          const more = at < outcomes.length - 1 ? ServerStatus.MORE_RESULTS : 0;
          yield* packetsOf(outcome, state(outcome, more), server);
        }
      })(),
      next,
    );
  }

  #stateOf({ kind, warningCount }: Outcome, status = 0): ResultState {
    return kind === 'ok' ? this.#okState(warningCount, status) : this.#state(warningCount, status);
  }

  /** Whether one text may hold several statements. */
  async #setOption(option: number, next: number): Promise<boolean> {
    if (option > 1) throw sqlError('ER_UNKNOWN_COM_ERROR');
    const flag = Capability.MULTI_STATEMENTS;
    this.#capabilities = option === 0 ? this.#capabilities | flag : this.#capabilities & ~flag;
    await this.#send([eofPacket(this.#state())], next);
    return true;
  }

  async #reset(next: number): Promise<boolean> {
    this.#session = await this.#server.renew(this.#now, this.#life.over);
    this.#prepared = new PreparedStatements();
    await this.#send([okPacket(ok(), this.#okState())], next);
    return true;
  }

  async #changeUser(payload: Buffer, next: number): Promise<boolean> {
    const request = readChangeUser(payload, this.#capabilities);
    const session = this.#now;
    await this.#server.leave(session);
    const attempt = { scramble: this.#scramble, next };
    const answered = await authenticate(request, this.#door, attempt);
    if (!answered || answered === 'refused') return false;
    this.#session = answered.session;
    this.#prepared = new PreparedStatements();
    await chooseCollation(request, answered.session, this.#server);
    await this.#send([okPacket(ok(), this.#okState())], answered.next);
    return true;
  }

  #refusal(error: SqlError): Buffer {
    return errorPacket(failureOf(error), this.#text);
  }

  /** What can be said to a client that has sent nonsense, or too much. */
  async #complain(error: unknown): Promise<void> {
    if (error instanceof ClientGone) return this.#life.endedWhile('writing', this.#session);
    const text = new WireText('utf8mb3', 'utf8mb3');
    const [reason, next] = reasonOf(error, this.#channel.next);
    if (reason.errno === sqlError('ER_NET_PACKET_TOO_LARGE').errno) {
      this.#server.status.count('Aborted_clients');
      this.#life.tell(reason.message, this.#session);
    } else if (!this.#session) this.#life.endedWhile('reading', undefined);
    try {
      await this.#send([errorPacket(failureOf(reason), text)], next);
    } catch (failure) {
      if (!(failure instanceof ClientGone)) throw failure;
    }
  }
}

/** What ends a connection, as its client is told, and the number of that packet. */
function reasonOf(error: unknown, next: number): readonly [SqlError, number] {
  if (error instanceof BrokenStream) return [error.reason, error.next];
  if (error instanceof MalformedPacket) return [sqlError('ER_HANDSHAKE_ERROR'), next];
  if (error instanceof SqlError) return [error, next];
  throw error;
}

const failureOf = ({ errno, sqlstate, message }: SqlError): Failure => ({ kind: 'error', errno, sqlstate, message });

function* packetsOf(outcome: Outcome, state: ResultState, { engine }: Server): Iterable<Buffer> {
  switch (outcome.kind) {
    case 'rows':
      yield* rowsPackets(outcome, state, (column) => flagsOf(column, engine));
      break;
    case 'ok':
      yield okPacket(outcome, state);
      break;
    case 'error':
      yield errorPacket(outcome, state.text);
  }
}
