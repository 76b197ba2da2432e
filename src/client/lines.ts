/** Input as lines, without their newlines. */
import { decodeBytes } from '../render/text.js';

const BYTE_ORDER_MARK = '\ufeff';
const NEWLINE = 0x0a;

/** The lines of a text that is there as a whole. */
export function linesOf(text: string): string[] {
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
  if (lines.at(-1) === '') lines.pop();
  const [first] = lines;
  if (first !== undefined) lines[0] = withoutMark(first);
  return lines;
}

/** The lines of a stream as they come; a line may be spread over several chunks. */
export async function* streamLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string, void, undefined> {
  let rest: Uint8Array = new Uint8Array();
  let first = true;
  const finish = (bytes: Uint8Array): string => {
    const line = decodeBytes(bytes).replace(/\r$/, '');
    const text = first ? withoutMark(line) : line;
    first = false;
    return text;
  };
  for await (const chunk of chunks) {
    let bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE)) {
      yield finish(bytes.subarray(0, end));
      bytes = bytes.subarray(end + 1);
    }
    rest = bytes;
  }
  if (rest.length > 0) yield finish(rest);
}

const withoutMark = (line: string): string => (line.startsWith(BYTE_ORDER_MARK) ? line.slice(1) : line);
