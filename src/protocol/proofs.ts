/** What a client shows instead of a password, for each of the plugins that its account may come in by. */
import type { PasswordProof } from '../base/native-password.js';
import { type Door as AccountDoor, doorsOf } from '../server/doors.js';
import {
  authSwitchPacket,
  type LoginRequest,
  NATIVE_PLUGIN,
  nativeSwitchPacket,
  SCRAMBLE_LENGTH,
} from './handshake.js';
import type { Attempt, Door } from './login.js';
import { MalformedPacket } from './payload.js';

/** Bytes of chance for plugins other than the server's own. */
const CHANCE_LENGTH = 32;

interface Visitor {
  readonly user: string;
  readonly host: string;
  readonly systemUser: string | undefined;
}

interface Shown {
  readonly password: PasswordProof;
  /** The number of the packet that the server sends next. */
  readonly next: number;
}

/** Asks for one plugin after the other, until one is content. Undefined: the client has gone. Throws MalformedPacket. */
export async function prove(
  visitor: Visitor,
  request: LoginRequest,
  { server, channel }: Pick<Door, 'server' | 'channel'>,
  { scramble, next, signal }: Attempt,
): Promise<Shown | undefined> {
  const isNative = request.plugin === undefined || request.plugin === NATIVE_PLUGIN;
  const others = new Map<string, Pick<PasswordProof, 'scramble' | 'answer'>>();
  let native = isNative ? nativeAnswer(request.answer) : undefined;
  let number = next;
  const ask = async (packet: Uint8Array): Promise<Buffer> => {
    await channel.write([packet], number);
    const answer = await channel.read(signal);
    if (!answer) throw new Gone();
    number = answer.next;
    return answer.payload;
  };
  const askFor = async ({ plugin, clientPlugin }: AccountDoor): Promise<void> => {
    if (clientPlugin === NATIVE_PLUGIN) native ??= nativeAnswer(await ask(nativeSwitchPacket(scramble)));
    else if (clientPlugin !== undefined) {
      const chance = server.ports.random.bytes(CHANCE_LENGTH);
      others.set(plugin, { scramble: chance, answer: await ask(authSwitchPacket(clientPlugin, chance)) });
    }
  };
  const shown = () => ({ scramble, answer: native ?? new Uint8Array(), others });
  try {
    for (const door of doorsOf(visitor, server)) {
      await askFor(door);
      if (door.opens(shown())) break;
    }
  } catch (error) {
    if (error instanceof Gone) return undefined;
    throw error;
  }
  return { password: shown(), next: number };
}

/** The client does not answer any more. */
class Gone extends Error {}

function nativeAnswer(answer: Uint8Array): Uint8Array {
  if (answer.length !== 0 && answer.length !== SCRAMBLE_LENGTH) throw new MalformedPacket();
  return answer;
}
