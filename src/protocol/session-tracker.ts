/** What clients are told of their session when it changes: its default database, and some of its variables. */
import { PayloadWriter } from './payload.js';

const SYSTEM_VARIABLE = 0;
const SCHEMA = 1;

/** What is tracked, as it is now. */
export interface TrackedState {
  readonly database: string;
  readonly variables: Readonly<Record<string, string>>;
}

export class SessionTracker {
  #known: TrackedState = { database: '', variables: {} };

  /** What has changed since the last time, for an OK packet; undefined where nothing has. */
  changes(present: TrackedState): Buffer | undefined {
    const packet = new PayloadWriter();
    for (const [name, value] of Object.entries(present.variables)) {
      if (this.#known.variables[name] === value) continue;
      const pair = new PayloadWriter()
        .lengthEncodedBytes(Buffer.from(name))
        .lengthEncodedBytes(Buffer.from(value))
        .end();
      packet.integer(SYSTEM_VARIABLE, 1).lengthEncodedBytes(pair);
    }
    if (this.#known.database !== present.database) {
      const name = new PayloadWriter().lengthEncodedBytes(Buffer.from(present.database)).end();
      packet.integer(SCHEMA, 1).lengthEncodedBytes(name);
    }
    this.#known = present;
    const bytes = packet.end();
    return bytes.length === 0 ? undefined : bytes;
  }
}
