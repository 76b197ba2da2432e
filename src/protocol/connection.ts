/** One client: its commands in turn, each answered before the next one is read. */
import { SqlError, sqlError } from '../base/errors.js';
import type { ByteStream } from '../base/ports.js';
import { type Failure, type Outcome, ok } from '../base/result.js';
import type { Server } from '../server/server.js';
import type { Session } from '../server/session.js';
import { Capability, Command, ServerStatus } from './capabilities.js';
import { Channel } from './channel.js';
import { type Packet, PacketTooLarge } from './frames.js';
import { readChangeUser } from './handshake.js';
import { authenticate, chooseCollation, type LoggedIn, logIn } from './login.js';
import { MalformedPacket, PayloadReader } from './payload.js';
import { PARAMETER, PreparedStatements, preparedPacket } from './prepared-statements.js';
import { columnsPackets, eofPacket, errorPacket, okPacket, type ResultState, rowsPackets } from './results.js';
import { flagsOf, packetLimit, statusOf, textOf, trackedState, waitTimeout } from './session-facts.js';
import { SessionTracker } from './session-tracker.js';
import { statisticsText } from './statistics.js';
import { WireText } from './wire-text.js';

const LOGIN_LIMIT = 1 << 16;

export class Connection {
  readonly #server: Server;
  readonly #stream: ByteStream;
  readonly #channel: Channel;
  readonly #gone = new AbortController();
  #session: Session | undefined;
  #capabilities = 0;
  #extendedCapabilities = 0;
  #scramble: Uint8Array = new Uint8Array();
  #prepared = new PreparedStatements();
  readonly #tracker = new SessionTracker();

  constructor(server: Server, stream: ByteStream) {
    this.#server = server;
    this.#stream = stream;
    this.#channel = new Channel(
      stream,
      () => (this.#session ? packetLimit(this.#session, server) : LOGIN_LIMIT),
      (direction, bytes) => server.status.count(direction, bytes),
    );
  }

  /** From the greeting to the end; never rejects for what the client did. */
  async run(): Promise<void> {
    try {
      const loggedIn = await this.#within(this.#seconds('connect_timeout'), (signal) => logIn(this.#door, signal));
      if (loggedIn) await this.#serve(loggedIn);
    } catch (error) {
      await this.#complain(error);
    } finally {
      const session = this.#session;
      this.#session = undefined;
      await session?.close();
      this.#channel.close();
    }
  }

  get #door() {
    return { server: this.#server, stream: this.#stream, channel: this.#channel, ended: () => this.#gone.abort() };
  }

  async #serve({ session, capabilities, extendedCapabilities, next, scramble }: LoggedIn): Promise<void> {
    this.#session = session;
    this.#capabilities = capabilities;
    this.#extendedCapabilities = extendedCapabilities;
    this.#scramble = scramble;
    await this.#send([okPacket(ok(), this.#okState())], next);
    if ((capabilities & Capability.COMPRESS) !== 0) this.#channel.compress();
    while (!this.#gone.signal.aborted) {
      const packet = await this.#within(waitTimeout(this.#now, this.#server), (signal) =>
        this.#channel.readCommand(signal),
      );
      if (!packet || !(await this.#answer(packet))) return;
    }
  }

  /** Gives up after that time, and when the session ends. */
  async #within<T>(milliseconds: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { watch, clock } = this.#server.ports;
    const done = new AbortController();
    const late = new AbortController();
    const timer = (watch ?? clock).sleep(milliseconds, done.signal).then(
      () => late.abort(),
      () => {},
    );
    try {
      return await work(AbortSignal.any([late.signal, this.#gone.signal]));
    } finally {
      done.abort();
      await timer;
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
      text: textOf(session, this.#server),
    };
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
    const [command] = payload;
    const rest = payload.subarray(1);
    switch (command) {
      case Command.QUIT:
        return false;
      case Command.QUERY:
        await this.#query(this.#state().text.decode(rest), next);
        return true;
      case Command.INIT_DB:
        await this.#query(`USE \`${this.#state().text.decode(rest).replaceAll('`', '``')}\``, next);
        return true;
      case Command.FIELD_LIST:
        await this.#send([this.#refusal(sqlError('ER_NOT_SUPPORTED_YET', 'COM_FIELD_LIST'))], next);
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

  async #answerPrepared(command: number | undefined, rest: Buffer, next: number): Promise<void> {
    try {
      switch (command) {
        case Command.STMT_PREPARE:
          return await this.#prepare(this.#state().text.decode(rest), next);
        case Command.STMT_EXECUTE: {
          const outcome = await this.#prepared.execute(rest, this.#state().text, this.#now);
          const state = { ...this.#stateOf(outcome), isBinary: true };
          return await this.#send(packetsOf(outcome, state, this.#server), next);
        }
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
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      await this.#send([this.#refusal(error)], next);
    }
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
    const outcomes = await this.#now.execute(text, { single });
    const server = this.#server;
    const state = (outcome: Outcome, more: number) => this.#stateOf(outcome, more);
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
    if (option > 1) throw new MalformedPacket();
    const flag = Capability.MULTI_STATEMENTS;
    this.#capabilities = option === 0 ? this.#capabilities | flag : this.#capabilities & ~flag;
    await this.#send([eofPacket(this.#state())], next);
    return true;
  }

  async #reset(next: number): Promise<boolean> {
    this.#session = await this.#server.renew(this.#now, this.#door.ended);
    this.#prepared = new PreparedStatements();
    await this.#send([okPacket(ok(), this.#okState())], next);
    return true;
  }

  async #changeUser(payload: Buffer, next: number): Promise<boolean> {
    const request = readChangeUser(payload, this.#capabilities);
    const session = this.#now;
    await this.#server.leave(session);
    const attempt = { id: session.connectionId, scramble: this.#scramble, next };
    const answered = await authenticate(request, this.#door, attempt);
    if (!answered) return false;
    this.#session = answered.session;
    this.#prepared = new PreparedStatements();
    await chooseCollation(request, answered.session, this.#server);
    await this.#send([okPacket(ok(), this.#okState())], answered.next);
    return true;
  }

  #refusal(error: SqlError): Buffer {
    return errorPacket(failureOf(error), this.#state().text);
  }

  /** What can be said to a client that has sent nonsense, or too much. */
  async #complain(error: unknown): Promise<void> {
    const text = new WireText('utf8mb3', 'utf8mb3');
    if (error instanceof PacketTooLarge) {
      await this.#send([errorPacket(failureOf(sqlError('ER_NET_PACKET_TOO_LARGE')), text)], error.next);
    } else if (error instanceof MalformedPacket) {
      const code = this.#session ? 'ER_MALFORMED_PACKET' : 'ER_HANDSHAKE_ERROR';
      await this.#send([errorPacket(failureOf(sqlError(code)), text)], 1);
    } else throw error;
  }
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
