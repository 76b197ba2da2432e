/** How the plugin speaks: everything begins with its name and has the length of the server's buffer. */
import type { PluginLog } from 'sealion/plugin';

const ER_UNKNOWN_ERROR = 1105;
const BYTES_MAX = 511;

export interface Messages {
  /** An error for the client, or for the log where there is none. */
  error(text: string): void;
  warning(text: string): void;
  note(text: string): void;
}

export const messagesTo = (log: PluginLog): Messages => ({
  error: (text) => log.raise(ER_UNKNOWN_ERROR, message(text)),
  warning: (text) => log.warning(message(text).trimEnd()),
  note: (text) => log.note(message(text)),
});

/** The text as it is printed. */
export function message(text: string): string {
  const bytes = Buffer.from(`hashicorp: ${text}`);
  // A character that is cut in two is dropped.
  return bytes.length > BYTES_MAX
    ? bytes
        .subarray(0, BYTES_MAX)
        .toString()
        .replace(/\ufffd+$/, '')
    : bytes.toString();
}
